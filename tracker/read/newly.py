"""Whether the days of a text without a year can have been written only lately: by what stood in its place before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.model.when import When
from tracker.read.clauses import sentences
from tracker.read.dates import find_dates
from tracker.read.masks import mask
from tracker.read.spans import between
from tracker.text.normal import normalise


def newly_dated(text: str, before: str, seen: When, above: str = "") -> bool:
    """Whether a text has days without a year, and in each sentence with such days one that `before` does not name.

    A sentence that was only reworded, copied or moved keeps its days, and those say nothing of the year in which that was done. Neither
    does a day that does not lie in the years that the headings `above` it name.
    """
    masked = mask(normalise(text).text)
    reckoned = [one for one in find_dates(masked, seen.latest) if one.year_reckoned]
    years = [one.when for one in find_dates(mask(normalise(above).text), None)]
    if not reckoned or not all(_is_in_years_of(year, one.when) for one in reckoned for year in years):
        return False
    known = _days(one.when for one in find_dates(mask(normalise(before).text), seen.latest))
    by_sentence = [between(reckoned, one.start, one.end) for one in sentences(masked, is_title=False)]
    return all(_days(one.when for one in dates) - known for dates in by_sentence if dates)


def _is_in_years_of(named: When, when: When) -> bool:
    """Whether some day lies in the calendar years that another date is of; where either has an open side, that is not held against it."""
    if named.earliest is None or named.latest is None:
        return True
    return when.overlaps(When(date(named.earliest.year, 1, 1), date(named.latest.year, 12, 31)))


def _days(whens: Iterable[When]) -> set[tuple[int, int]]:
    return {(day.month, day.day) for when in whens for day in (when.earliest, when.latest) if day is not None}
