"""Whether the days of a text without a year can have been written only lately: by what stood in its place before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from tracker.model.when import When
from tracker.read.clauses import sentences
from tracker.read.dates import find_dates
from tracker.read.masks import mask
from tracker.read.spans import between
from tracker.text.normal import normalise

Days = frozenset[tuple[int, int]]
"""Months and days of the month."""


def newly_dated(text: str, seen: When, *, before: Callable[[], Days | None], above: str = "") -> bool:
    """Whether a text has days without a year, and in each sentence with such days one that was not named before.

    A sentence that was only reworded, copied or moved keeps its days, and those say nothing of the year in which that was done. Neither
    does a day that does not lie in the years that the headings `above` it name. `before` is asked only where there are such days.
    """
    masked = mask(normalise(text).text)
    reckoned = [one for one in find_dates(masked, seen.latest) if one.year_reckoned]
    years = [one.when for one in find_dates(mask(normalise(above).text), None)]
    if not reckoned or not all(_is_in_years_of(year, one.when) for one in reckoned for year in years):
        return False
    known = before()
    if known is None:
        return False
    by_sentence = [between(reckoned, one.start, one.end) for one in sentences(masked, is_title=False)]
    return all(_days(one.when for one in dates) - known for dates in by_sentence if dates)


def days_named(text: str, seen: When) -> Days:
    """The first and last days of all dates of a text, whatever their years."""
    return _days(one.when for one in find_dates(mask(normalise(text).text), seen.latest))


def _is_in_years_of(named: When, when: When) -> bool:
    """Whether some day lies in the calendar years that another date is of; where either has an open side, that is not held against it."""
    if named.earliest is None or named.latest is None:
        return True
    return when.overlaps(When(date(named.earliest.year, 1, 1), date(named.latest.year, 12, 31)))


def _days(whens: Iterable[When]) -> Days:
    return frozenset((day.month, day.day) for when in whens for day in (when.earliest, when.latest) if day is not None)
