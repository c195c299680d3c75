"""Days on which Japan's offices work: neither weekends, nor public holidays, nor the days around New Year."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

from tracker.digest.zone import JST, local_day

_DAY = timedelta(days=1)
_FRIDAY = 4
_MORNING = time(8, tzinfo=JST)


def is_holiday(day: date) -> bool:
    """A public holiday (those in lieu of a Sunday among them), or 29 December to 3 January, when all offices are closed."""
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return year_end or _is_public(day)


def is_workday(day: date) -> bool:
    """Neither a holiday nor a weekend."""
    return day.weekday() <= _FRIDAY and not is_holiday(day)


def workday_before(day: date) -> date:
    """The last workday before a day."""
    day -= _DAY
    while not is_workday(day):
        day -= _DAY
    return day


def put_off(moment: datetime) -> datetime:
    """The moment, or where it is on a holiday 08:00 of the next workday. What comes on a plain weekend was meant to."""
    day = local_day(moment)
    if not is_holiday(day):
        return moment
    while not is_workday(day):
        day += _DAY
    return datetime.combine(day, _MORNING)


@cache
def _is_public(day: date) -> bool:
    from jpholiday import is_holiday  # noqa: PLC0415 - costs a tenth of a second, and only who goes by holidays pays it

    return bool(is_holiday(day))
