"""From dates as written to days: missing parts come from dates named before, or from the day of publication."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from tracker.model.when import UNKNOWN, Precision, When
from tracker.read.written import Anchor, Shift, Written, fiscal_year_of, period

YEAR_BY_LOOK = "its year is that of the look which first showed it"
_RIGHT_BEHIND = 40
"""Characters between two dates that speak of one year."""


class Dated(msgspec.Struct, frozen=True):
    """A date that could be read. `start` and `end` are offsets of normalised text.

    `year_reckoned` says that nothing but the day of publication gave it its year, `counted` that it was not written but counted from
    another day of the text, `bare` that the day alone was written and its month is that of a date before it, `by_look` that its year is
    that of the look which first showed it.
    """

    start: int
    end: int
    when: When
    doubt: str | None = None
    year_reckoned: bool = False
    counted: bool = False
    bare: bool = False
    by_look: bool = False


class Antecedent(msgspec.Struct):
    """What earlier dates of the text leave for later ones. `year_was_written` tells a year read from one only reckoned.

    `in_full` is the first day that the text writes in full: where nobody says when it was published, that places what stands before it.
    Where there is none either, the days between which the dates were first seen (`seen`) do.
    `turned` is the end of the last date of a year before or after that of publication (昨年5月), with that year and its month.
    """

    year: int | None = None
    month: int | None = None
    day: date | None = None
    fiscal_year: int | None = None
    year_was_written: bool = False
    in_full: date | None = None
    seen: When = UNKNOWN
    turned: tuple[int, int, int] | None = None


class Settled(msgspec.Struct):
    """Year, month and day of a date, each settled or None; `year_was_written` as in Antecedent."""

    year: int | None
    month: int | None
    day: int | None
    year_was_written: bool


def resolve(found: list[Written], published: date | None, seen: When = UNKNOWN) -> list[Dated]:
    """Settle dates in the order in which they stand. What lacks an anchor, or names no day there is, is left out."""
    antecedent = Antecedent(in_full=next((day for one in found if (day := _in_full(one))), None), seen=seen)
    dated: list[Dated] = []
    for index, written in enumerate(found):
        if written.late_year and written.year is None and not antecedent.year_was_written:
            written.year = _year_after(found, index)
        reading = _resolve_one(written, antecedent, published)
        if reading is not None:
            dated.append(reading)
    return dated


def _in_full(written: Written) -> date | None:
    if not isinstance(written.year, int) or not isinstance(written.month, int) or not isinstance(written.day, int):
        return None
    when = period(written, written.year, written.month, written.day)
    return when.exact if when is not None else None


def _year_after(found: list[Written], index: int) -> int | None:
    """In English the year may stand after the second of two dates alone."""
    following = found[index + 1] if index + 1 < len(found) else None
    if following is None or following.start - found[index].end > 80 or not isinstance(following.year, int) or following.month is None:
        return None
    return following.year if not following.fiscal else None


def _resolve_one(written: Written, antecedent: Antecedent, published: date | None) -> Dated | None:
    when = _interval(written, antecedent, published)
    if when is None:
        return None
    doubt = None
    if written.weekday is not None and when.exact is not None and when.exact.weekday() != written.weekday:
        doubt = "weekday contradicts the date"
    far = written.far
    if far is not None:
        end = _interval(far, antecedent, published)
        if end is None or end.latest is None or when.earliest is None:
            return None
        latest = end.latest
        if latest < when.earliest and far.year is None and isinstance(when.earliest, date):
            latest = _next_year(latest, when.earliest)
        if latest < when.earliest:
            return None
        when = When(when.earliest, latest, Precision.RANGE)
    if written.within or written.open_start:
        when = When(None, when.latest, when.precision)
    if written.open_end and when.earliest is not None:
        when = When(when.earliest, None, when.precision)
    reckoned = (
        written.year is None
        and written.towards is None
        and written.names_month
        and not isinstance(written.month, Shift)
        and not antecedent.year_was_written
    )
    by_look = reckoned and published is None and antecedent.in_full is None
    if by_look and doubt is None:
        doubt = YEAR_BY_LOOK
    end_of = far.end if far is not None else written.end
    return Dated(written.start, end_of, when, doubt, reckoned, bare=_is_bare(written), by_look=by_look)


def _is_bare(written: Written) -> bool:
    return isinstance(written.day, int) and written.month is None and written.far is None


def _next_year(latest: date, earliest: date) -> date:
    try:
        moved = latest.replace(year=latest.year + 1)
    except ValueError:
        return latest
    return moved if moved >= earliest else latest


def _interval(written: Written, antecedent: Antecedent, published: date | None) -> When | None:
    settled = _settle(written, antecedent, published)
    if settled is None or settled.year is None:
        return None
    when = period(written, settled.year, settled.month, settled.day)
    if when is not None:
        _remember(written, settled, when, antecedent)
    return when


def _remember(written: Written, settled: Settled, when: When, antecedent: Antecedent) -> None:
    if written.fiscal and not written.names_month:
        antecedent.fiscal_year = settled.year
        return
    if settled.year_was_written or not antecedent.year_was_written or settled.year != antecedent.year:
        antecedent.year_was_written = settled.year_was_written or (antecedent.year_was_written and settled.year == antecedent.year)
    turns = isinstance(written.year, Shift) and written.year.anchor is Anchor.PUBLICATION
    if turns and settled.year is not None and isinstance(settled.month, int):
        antecedent.turned = written.end, settled.year, settled.month
    antecedent.year = settled.year
    antecedent.month = settled.month
    antecedent.day = when.exact


def _settle(written: Written, antecedent: Antecedent, published: date | None) -> Settled | None:
    if isinstance(written.day, Shift):
        return _settle_relative_day(written.day, antecedent, published)
    if isinstance(written.month, Shift):
        return _settle_relative_month(written, written.month, antecedent, published)
    if isinstance(written.year, Shift):
        year = _relative_year(written, written.year, antecedent, published)
        return None if year is None else Settled(year, written.month, written.day, written.year.anchor is Anchor.ANTECEDENT)
    if written.year is not None:
        return Settled(written.year, written.month, written.day, True)
    if not written.names_month and written.day is not None:
        return _settle_bare_day(written.day, antecedent, published)
    if not written.names_month:
        return None
    if written.towards is not None:
        return _settle_towards(written, written.towards, published)
    return _settle_without_year(written, antecedent, published)


def _settle_without_year(written: Written, antecedent: Antecedent, published: date | None) -> Settled | None:
    """A month of the year that was written before, of the year just turned to, or else of the one nearest to publication."""
    month, day = _number(written.month), _number(written.day)
    if antecedent.year is not None and antecedent.year_was_written:
        return Settled(antecedent.year, month, day, True)
    if (year := _year_turned(written, antecedent)) is not None:
        return Settled(year, month, day, False)
    near = published or antecedent.in_full
    year = _nearest_year(written, near) if near is not None else _year_seen(written, antecedent)
    return None if year is None else Settled(year, month, day, False)


def _number(part: int | Shift | None) -> int | None:
    return part if isinstance(part, int) else None


def _year_turned(written: Written, antecedent: Antecedent) -> int | None:
    """The year of a month that follows right behind one of last year or next year (昨年5月に成立し、9月に施行された)."""
    if antecedent.turned is None or not isinstance(written.month, int):
        return None
    end, year, month = antecedent.turned
    return year if written.start - end <= _RIGHT_BEHIND and written.month > month else None


def _settle_relative_day(day: Shift, antecedent: Antecedent, published: date | None) -> Settled | None:
    base = antecedent.day if day.anchor is Anchor.ANTECEDENT else published
    if base is None:
        return None
    try:
        exact = base + timedelta(days=day.by)
    except OverflowError:
        return None
    return Settled(exact.year, exact.month, exact.day, day.anchor is Anchor.ANTECEDENT and antecedent.year_was_written)


def _settle_relative_month(written: Written, month: Shift, antecedent: Antecedent, published: date | None) -> Settled | None:
    day = written.day if isinstance(written.day, int) else None
    if month.anchor is Anchor.ANTECEDENT:
        if antecedent.month is None or antecedent.year is None:
            return None
        year, base, sure = antecedent.year, antecedent.month, antecedent.year_was_written
    elif published is not None:
        year, base, sure = published.year, published.month, False
    else:
        return None
    count = year * 12 + base - 1 + month.by
    return Settled(count // 12, count % 12 + 1, day, sure)


def _settle_towards(written: Written, by: int, published: date | None) -> Settled | None:
    """The last such month before that of publication, or the next one behind it."""
    if published is None or not isinstance(written.month, int):
        return None
    gone = written.month < published.month if by < 0 else written.month <= published.month
    year = published.year - (0 if gone else 1) if by < 0 else published.year + (1 if gone else 0)
    return Settled(year, written.month, None, False)


def _relative_year(written: Written, year: Shift, antecedent: Antecedent, published: date | None) -> int | None:
    if written.fiscal:
        base = antecedent.fiscal_year if year.anchor is Anchor.ANTECEDENT else None
        if base is None and published is not None:
            base = fiscal_year_of(published)
    else:
        base = antecedent.year if year.anchor is Anchor.ANTECEDENT else None
        if year.anchor is Anchor.PUBLICATION and published is not None:
            base = published.year
    return None if base is None else base + year.by


def _settle_bare_day(day: int | Shift, antecedent: Antecedent, published: date | None) -> Settled | None:
    if isinstance(day, Shift):
        return None
    if antecedent.month is not None and antecedent.year is not None:
        return Settled(antecedent.year, antecedent.month, day, antecedent.year_was_written)
    found = last_such_day(day, published) if published is not None else None
    return None if found is None else Settled(found.year, found.month, day, False)


def last_such_day(day: int, published: date) -> date | None:
    """The last such day of a month up to publication."""
    year, month = published.year, published.month
    for _ in range(3):
        try:
            if date(year, month, day) <= published:
                return date(year, month, day)
        except ValueError:
            pass
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None


def next_such_day(day: int, published: date) -> date | None:
    """The first such day of a month after publication."""
    year, month = published.year, published.month
    for _ in range(3):
        try:
            if date(year, month, day) > published:
                return date(year, month, day)
        except ValueError:
            pass
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


def _year_seen(written: Written, antecedent: Antecedent) -> int | None:
    """The year of what was first seen between two days, unless that depends on which of them is near.

    What speaks of a fiscal year far from that tells of long ago, though it was put up only now.
    """
    seen, fiscal = antecedent.seen, antecedent.fiscal_year
    if seen.earliest is None or seen.latest is None:
        return None
    years = {_nearest_year(written, day) for day in (seen.earliest, seen.latest)}
    if len(years) > 1 or (fiscal is not None and abs(fiscal - fiscal_year_of(seen.latest)) > 1):
        return None
    return years.pop()


def _nearest_year(written: Written, published: date) -> int:
    """The year that brings a date without one nearest to publication."""

    def distance(year: int) -> int:
        month = written.month if isinstance(written.month, int) else None
        day = written.day if isinstance(written.day, int) else None
        when = period(written, year, month, day)
        if when is None or when.earliest is None or when.latest is None:
            return 10**6
        if when.earliest <= published <= when.latest:
            return 0
        return min(abs((when.earliest - published).days), abs((when.latest - published).days))

    return min((published.year, published.year + 1, published.year - 1), key=distance)
