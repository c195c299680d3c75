"""Which period comes next, and what it is called."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.digest.periods import SERIES, adhoc_period, due_at, next_period
from tracker.digest.zone import JST
from tracker.errors import UsageError


def jst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


@pytest.mark.parametrize(
    ("series", "last", "now", "name", "until"),
    [
        ("run", "2026-08-21T10:00", "2026-08-22T09:30", "run-2026-08-22T0930", "2026-08-22T09:30"),
        ("run", "2026-12-31T23:59", "2027-01-01T00:00", "run-2027-01-01T0000", "2027-01-01T00:00"),
        ("weekly", "2026-08-10T08:00", "2026-08-17T08:00", "weekly-2026-W33", "2026-08-17T08:00"),
        ("weekly", "2026-08-10T08:00", "2026-08-19T12:00", "weekly-2026-W33", "2026-08-17T08:00"),
        ("weekly", "2026-12-21T08:00", "2026-12-28T08:00", "weekly-2026-W52", "2026-12-28T08:00"),
        ("weekly", "2026-12-28T08:00", "2027-01-04T08:00", "weekly-2026-W53", "2027-01-04T08:00"),
        ("weekly", "2027-01-04T08:00", "2027-01-11T08:00", "weekly-2027-W01", "2027-01-11T08:00"),
        ("weekly", "2024-12-23T08:00", "2025-01-06T08:00", "weekly-2025-W01", "2025-01-06T08:00"),
        ("daily", "2026-12-31T08:00", "2027-01-01T08:00", "daily-2026-12-31", "2027-01-01T08:00"),
        ("daily", "2026-12-30T08:00", "2026-12-31T07:59", None, None),
        ("monthly", "2026-12-01T08:00", "2027-01-01T08:00", "monthly-2026-12", "2027-01-01T08:00"),
        ("monthly", "2026-02-01T08:00", "2026-03-01T07:59", None, None),
    ],
)
def test_the_next_period_ends_at_the_newest_boundary_and_is_named_for_what_has_ended(
    series: str, last: str, now: str, name: str | None, until: str | None
) -> None:
    period = next_period(series, jst(last), jst(now))
    assert (period.id if period else None) == name
    if period and until:
        assert (period.since, period.until, period.series) == (jst(last), jst(until), series)
        assert period.since.tzinfo is period.until.tzinfo is UTC


def test_a_weekly_digest_is_not_due_before_monday_at_eight() -> None:
    last = jst("2026-08-10T08:00")
    assert next_period("weekly", last, jst("2026-08-17T07:59")) is None
    assert next_period("weekly", last, last) is None


def test_after_a_pause_one_digest_covers_all_that_was_missed() -> None:
    period = next_period("weekly", jst("2026-07-27T08:00"), jst("2026-08-18T09:00"))
    assert period is not None
    assert (period.id, period.since, period.until) == ("weekly-2026-W33", jst("2026-07-27T08:00"), jst("2026-08-17T08:00"))


def test_a_first_period_begins_when_things_were_known_even_in_the_midst_of_a_week() -> None:
    period = next_period("weekly", jst("2026-08-12T15:00"), jst("2026-08-17T08:00"))
    assert period is not None
    assert (period.id, period.since) == ("weekly-2026-W33", jst("2026-08-12T15:00"))


def test_the_hour_is_japans_whatever_zone_the_clock_speaks() -> None:
    period = next_period("weekly", datetime(2026, 8, 9, 23, 0, tzinfo=UTC), datetime(2026, 8, 16, 23, 0, tzinfo=UTC))
    assert period is not None
    assert period.id == "weekly-2026-W33"


def test_two_runs_within_one_minute_have_two_names() -> None:
    last, now = jst("2026-08-22T09:30:05"), jst("2026-08-22T09:30:47")
    period = next_period("run", last, now)
    assert period is not None
    assert period.id == "run-2026-08-22T093047"


@given(
    st.sampled_from([series for series in SERIES if series != "run"]),
    st.integers(0, 6 * 366 * 1440),
    st.lists(st.timedeltas(timedelta(0), timedelta(days=50)), max_size=25),
)
def test_restarts_never_repeat_skip_or_overlap_a_period(series: str, minutes: int, pauses: list[timedelta]) -> None:
    last = now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    names: list[str] = []
    for pause in pauses:
        now += pause
        period = next_period(series, last, now)
        due = due_at(series, last)
        assert (period is not None) == (due <= now)
        if period is not None:
            assert period.since == last < period.until <= now
            assert next_period(series, period.until, now) is None
            names.append(period.id)
            last = period.until
    assert len(set(names)) == len(names)


def test_an_ad_hoc_period_holds_both_its_days_whole() -> None:
    period = adhoc_period(date(2026, 8, 1), date(2026, 8, 15))
    assert period.id == "adhoc-2026-08-01--2026-08-15"
    assert (period.since, period.until) == (jst("2026-08-01T00:00"), jst("2026-08-16T00:00"))


def test_a_reversed_range_and_an_unknown_series_are_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError, match="earlier day first"):
        adhoc_period(date(2026, 8, 2), date(2026, 8, 1))
    with pytest.raises(UsageError, match="run, daily, weekly, monthly"):
        next_period("hourly", jst("2026-08-01T00:00"), jst("2026-08-02T00:00"))
