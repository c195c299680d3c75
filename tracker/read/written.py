"""A date as it was written, part by part, before anything is added from its surroundings."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import msgspec

from tracker.model.when import Precision, When


class Anchor(StrEnum):
    """What a relative part counts from."""

    PUBLICATION = "publication"
    ANTECEDENT = "antecedent"


class Shift(msgspec.Struct, frozen=True):
    """So many years, months or days from an anchor."""

    anchor: Anchor
    by: int


class Season(StrEnum):
    """Spring begins in March; the winter of a year begins in its December."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


class Third(StrEnum):
    """Parts of a month."""

    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"
    EARLY_TO_MIDDLE = "early-to-middle"
    MIDDLE_TO_LATE = "middle-to-late"


class Written(msgspec.Struct):
    """One date expression. `start` and `end` are offsets of normalised text.

    A part is a number, or a Shift where it is relative, or None where it is not said. `fiscal`: the year runs from April to March.
    `end_of` is the last day of the period, `within` an upper bound alone. `open_start` and `open_end` come from the words around it,
    unless it is `closed`. `far` is the other end of a range. `late_year`: a missing year may stand after it (English).
    `towards`: the last (-1) or the next (1) such month as seen from publication.
    """

    start: int
    end: int
    year: int | Shift | None = None
    month: int | Shift | None = None
    day: int | Shift | None = None
    fiscal: bool = False
    third: Third | None = None
    quarter: int | None = None
    half: int | None = None
    season: Season | None = None
    months: tuple[int, int] | None = None
    months_are_quarter: bool = False
    end_of: bool = False
    within: bool = False
    open_start: bool = False
    open_end: bool = False
    closed: bool = False
    late_year: bool = False
    far: Written | None = None
    weekday: int | None = None
    towards: int | None = None

    @property
    def names_month(self) -> bool:
        """Whether its month is known once its year is."""
        return self.month is not None or self.season is not None or self.quarter is not None or self.half is not None or bool(self.months)


_SEASON_MONTHS = {Season.SPRING: 3, Season.SUMMER: 6, Season.AUTUMN: 9, Season.WINTER: 12}
_THIRD_DAYS = {
    Third.EARLY: (1, 10),
    Third.MIDDLE: (11, 20),
    Third.LATE: (21, 0),
    Third.EARLY_TO_MIDDLE: (1, 20),
    Third.MIDDLE_TO_LATE: (11, 0),
}


def last_of_month(year: int, month: int) -> date:
    """The last day of a month; months beyond 12 run into later years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)


def _months(year: int, first: int, count: int, precision: Precision) -> When:
    year, first = year + (first - 1) // 12, (first - 1) % 12 + 1
    return When(date(year, first, 1), last_of_month(year, first + count - 1), precision)


def period(written: Written, year: int, month: int | None, day: int | None) -> When | None:
    """The days meant, once year, month and day are settled; None where there are no such days."""
    try:
        found = _period(written, year, month, day)
    except (ValueError, OverflowError):
        return None
    if found is not None and written.end_of and found.latest is not None:
        return When(found.latest, found.latest, Precision.DAY)
    return found


def _period(written: Written, year: int, month: int | None, day: int | None) -> When | None:
    if day is not None:
        if month is None:
            return None
        exact = date(year, month, day)
        return When(exact, exact, Precision.DAY)
    if month is not None:
        return _of_month(written.third, year, month)
    if written.months is not None:
        first, last = written.months
        count = (last - first) % 12 + 1
        quarter = written.months_are_quarter and count == 3 and first % 3 == 1
        return _months(year, first, count, Precision.QUARTER if quarter else Precision.RANGE)
    if written.season is not None:
        return _months(year, _SEASON_MONTHS[written.season], 3, Precision.SEASON)
    offset = 3 if written.fiscal else 0
    if written.quarter is not None:
        return _months(year, (written.quarter - 1) * 3 + 1 + offset, 3, Precision.FISCAL_QUARTER if written.fiscal else Precision.QUARTER)
    if written.half is not None:
        return _months(year, (written.half - 1) * 6 + 1 + offset, 6, Precision.FISCAL_HALF if written.fiscal else Precision.HALF)
    return _months(year, 1 + offset, 12, Precision.FISCAL_YEAR if written.fiscal else Precision.YEAR)


def _of_month(third: Third | None, year: int, month: int) -> When:
    if third is None:
        return _months(year, month, 1, Precision.MONTH)
    first, last = _THIRD_DAYS[third]
    exact = third in (Third.EARLY, Third.MIDDLE, Third.LATE)
    end = date(year, month, last) if last else last_of_month(year, month)
    return When(date(year, month, first), end, Precision.THIRD if exact else Precision.RANGE)


def fiscal_year_of(day: date) -> int:
    """The Japanese fiscal year (April to March) that a day lies in."""
    return day.year if day.month >= 4 else day.year - 1
