"""Which period a series' next digest covers, and what it is called. All calendars are Japan's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from tracker.digest.workdays import is_holiday, workday_before
from tracker.digest.zone import JST
from tracker.errors import UsageError
from tracker.model.digest import Period

_EARLY = "-early"
_CALENDAR = ("daily", "weekly", "monthly")

SERIES = ("run", *_CALENDAR, *(series + _EARLY for series in _CALENDAR))
"""The series that have a cursor: `run` goes from digest to digest, the others by the calendar.

A period of an early one whose end falls on a holiday ends on the workday before: it is for those who want it then.
"""

_STEPS = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=32)}
_LONGEST_BREAK = timedelta(days=14)
"""More than ever lies between a workday and the next."""

HOUR = time(8, tzinfo=JST)
"""When a day, a week (on Monday) or a month (on its first day) ends for a digest."""


def next_period(series: str, last: datetime, now: datetime) -> Period | None:
    """The period after `last`, where the last digest of the series ended (for the first: since when things are known), or None.

    None says that nothing is due: no boundary of the calendar has passed since `last`, or no time at all. After a pause one digest
    covers all that was missed and bears the name of the newest unit: what the tracker found in between is told once, not by week.
    Raises `UsageError` for a series that there is not.
    """
    _known(series)
    if now <= last:
        return None
    if series == "run":
        return Period(id=_run_id(last, now), series=series, since=last.astimezone(UTC), until=now.astimezone(UTC))
    nominal = _nominal(series, now)
    until = _end(series, nominal)
    if until <= last:
        return None
    return Period(id=_calendar_id(series, nominal), series=series, since=last.astimezone(UTC), until=until.astimezone(UTC))


def due_at(series: str, last: datetime) -> datetime:
    """When the digest after `last` falls due: the next boundary, or for `run` at once."""
    _known(series)
    if series == "run":
        return last
    nominal = _nominal(series, last)
    return _end(series, _boundary(series, nominal + _STEPS[series.removesuffix(_EARLY)])).astimezone(UTC)


def early(series: str) -> str:
    """The series whose periods end before a holiday."""
    return series + _EARLY


def adhoc_period(since: date, until: date) -> Period:
    """From the beginning of `since` to the end of `until`, both in Japan. Moves no cursor. Raises `UsageError` if they are reversed."""
    if since > until:
        raise UsageError(f"--since {since} is after --until {until}: give the earlier day first")
    start = datetime.combine(since, time(tzinfo=JST))
    end = datetime.combine(until, time(tzinfo=JST)) + timedelta(days=1)
    name = f"adhoc-{since.isoformat()}--{until.isoformat()}"
    return Period(id=name, series="adhoc", since=start.astimezone(UTC), until=end.astimezone(UTC))


def _known(series: str) -> None:
    if series not in SERIES:
        raise UsageError(f"no series {series!r}: give one of {', '.join(SERIES)}")


def _run_id(last: datetime, now: datetime) -> str:
    minute = f"run-{now.astimezone(JST):%Y-%m-%dT%H%M}"
    # Two runs within a minute would share a name, and a name is given once.
    return minute if minute != f"run-{last.astimezone(JST):%Y-%m-%dT%H%M}" else f"run-{now.astimezone(JST):%Y-%m-%dT%H%M%S}"


def _nominal(series: str, moment: datetime) -> datetime:
    """The newest boundary of the calendar whose period has ended by `moment`: of an early series it may lie some days ahead."""
    found = _boundary(series, moment)
    if series.endswith(_EARLY):
        ahead = _boundary(series, moment + _LONGEST_BREAK)
        while ahead > found and _end(series, ahead) > moment:
            ahead = _boundary(series, ahead - timedelta(microseconds=1))
        found = max(found, ahead)
    return found


def _end(series: str, nominal: datetime) -> datetime:
    """When a period ends whose boundary is `nominal`."""
    day = nominal.astimezone(JST).date()
    return datetime.combine(workday_before(day), HOUR) if series.endswith(_EARLY) and is_holiday(day) else nominal


def _boundary(series: str, moment: datetime) -> datetime:
    """The newest boundary of the calendar of a series that is not after `moment`."""
    series = series.removesuffix(_EARLY)
    local = moment.astimezone(JST)
    day = local.date() if local >= datetime.combine(local.date(), HOUR) else local.date() - timedelta(days=1)
    if series == "weekly":
        day -= timedelta(days=day.weekday())
    if series == "monthly":
        day = day.replace(day=1)
    return datetime.combine(day, HOUR)


def _calendar_id(series: str, until: datetime) -> str:
    """Named for the unit that has just ended: the week of Monday 10 to Monday 17 August is the week that the 10th is in."""
    begun = _boundary(series, until - timedelta(microseconds=1))
    year, week, _ = begun.isocalendar()
    unit, _, more = series.partition("-")
    name = {"daily": f"{begun:%Y-%m-%d}", "weekly": f"{year:04d}-W{week:02d}", "monthly": f"{begun:%Y-%m}"}[unit]
    return f"{unit}-{name}-{more}" if more else f"{unit}-{name}"
