"""Japan's workdays, and the periods that end before a holiday."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.digest.periods import early, next_period
from tracker.digest.workdays import is_holiday, is_workday, put_off, workday_before
from tracker.digest.zone import JST

DAYS = st.dates(date(2024, 1, 10), date(2040, 12, 20))


def jst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        ("2026-07-20", True),  # Marine Day
        ("2026-05-06", True),  # in lieu of a Sunday
        ("2026-09-22", True),  # between two holidays
        ("2026-12-29", True),
        ("2027-01-03", True),
        ("2026-12-28", False),
        ("2027-01-04", False),
        ("2026-07-18", False),  # a plain Saturday
    ],
)
def test_public_holidays_and_the_turn_of_the_year(day: str, holiday: bool) -> None:
    assert is_holiday(date.fromisoformat(day)) is holiday


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        ("2026-07-20T08:00", "2026-07-21T08:00"),
        ("2026-07-27T08:00", "2026-07-27T08:00"),
        ("2026-12-29T08:00", "2027-01-04T08:00"),
        ("2026-05-04T09:30", "2026-05-07T08:00"),
        ("2026-07-18T08:00", "2026-07-18T08:00"),
    ],
)
def test_what_falls_on_a_holiday_comes_at_eight_on_the_next_workday(moment: str, sent: str) -> None:
    assert put_off(jst(moment)) == jst(sent)


@given(DAYS)
def test_the_workday_before_is_one_and_there_is_none_between(day: date) -> None:
    found = workday_before(day)
    assert found < day
    assert is_workday(found)
    between = [found + timedelta(days=number) for number in range(1, (day - found).days)]
    assert not any(map(is_workday, between))


@pytest.mark.parametrize(
    ("series", "last", "now", "name", "until"),
    [
        ("weekly", "2026-07-13T08:00", "2026-07-17T08:00", "weekly-2026-W29-early", "2026-07-17T08:00"),
        ("weekly", "2026-07-13T08:00", "2026-07-17T07:59", None, None),
        ("weekly", "2026-07-17T08:00", "2026-07-20T08:00", None, None),
        ("weekly", "2026-07-17T08:00", "2026-07-27T08:00", "weekly-2026-W30-early", "2026-07-27T08:00"),
        ("monthly", "2026-12-01T08:00", "2026-12-28T08:00", "monthly-2026-12-early", "2026-12-28T08:00"),
        ("daily", "2026-12-28T08:00", "2026-12-28T09:00", None, None),
    ],
)
def test_a_period_of_an_early_series_ends_on_the_workday_before_a_holiday(
    series: str, last: str, now: str, name: str | None, until: str | None
) -> None:
    period = next_period(early(series), jst(last), jst(now))
    assert (period.id if period else None) == name
    assert (period.until if period else None) == (jst(until) if until else None)


@given(DAYS, st.sampled_from(["daily", "weekly", "monthly"]))
def test_early_periods_follow_each_other_without_gap_name_or_moment_twice(day: date, series: str) -> None:
    last, names = datetime.combine(day, datetime.min.time(), JST), []
    for hours in range(0, 24 * 40, 8):
        now = last + timedelta(hours=hours)
        period = next_period(early(series), last, now)
        if period:
            assert period.until <= now
            names.append(period.id)
            last = period.until.astimezone(JST)
            if len(names) == 3:
                break
    assert len(set(names)) == len(names)
