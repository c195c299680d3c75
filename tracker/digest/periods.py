"""Which period a series' next digest covers, and what it is called. All calendars are Japan's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from tracker.digest.zone import JST
from tracker.errors import UsageError
from tracker.model.digest import Period

SERIES = ("run", "daily", "weekly", "monthly")
"""The series that have a cursor: `run` goes from digest to digest, the others by the calendar."""

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
    until = _boundary(series, now)
    if until <= last:
        return None
    return Period(id=_calendar_id(series, until), series=series, since=last.astimezone(UTC), until=until.astimezone(UTC))


def due_at(series: str, last: datetime) -> datetime:
    """When the digest after `last` falls due: the next boundary, or for `run` at once."""
    _known(series)
    if series == "run":
        return last
    step = {"daily": timedelta(days=1), "weekly": timedelta(days=7), "monthly": timedelta(days=32)}[series]
    return _boundary(series, _boundary(series, last) + step).astimezone(UTC)


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


def _boundary(series: str, moment: datetime) -> datetime:
    """The newest boundary of a calendar series that is not after `moment`."""
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
    if series == "weekly":
        year, week, _ = begun.isocalendar()
        return f"weekly-{year:04d}-W{week:02d}"
    return f"monthly-{begun:%Y-%m}" if series == "monthly" else f"daily-{begun:%Y-%m-%d}"
