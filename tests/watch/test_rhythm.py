"""When a source is due again: by its rhythm and a little early, more patient with each failure, never before its server wishes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.digest.samples import source
from tracker.config.crontab import longest_gap, next_fire
from tracker.model.look import Outcome, Response
from tracker.model.source import ADAPTIVE, Source
from tracker.watch.rhythm import Past, next_due

NOW = datetime(2026, 8, 20, 0, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GOOD = Response(url="https://office.example/", status=200, body=b"<rss/>")


def one(**changes: Any) -> Source:
    return msgspec.structs.replace(source("office"), **{"every": 6 * HOUR, **changes})


def wait(given: Source, outcome: Outcome = Outcome.UNCHANGED, *, failures: int = 0, past: Past | None = None, **response: Any) -> timedelta:
    return next_due(given, outcome, failures, msgspec.structs.replace(GOOD, **response), NOW, lambda: past or Past()) - NOW


@given(st.integers(1, 366 * 24 * 60), st.text("abcdefghij-", min_size=1, max_size=20))
def test_a_look_is_never_late_and_never_much_too_early(minutes: int, name: str) -> None:
    every = timedelta(minutes=minutes)
    found = next_due(one(id=name, every=every), Outcome.UNCHANGED, 0, GOOD, NOW) - NOW
    assert every - min(every * 0.05, timedelta(minutes=5)) <= found < every


def test_sources_of_one_rhythm_spread() -> None:
    assert len({wait(one(id=f"office-{number}")) for number in range(50)}) > 40


def test_failures_make_patient_and_a_source_is_probed_each_day_at_least() -> None:
    waits = [wait(one(), Outcome.FAILED, failures=number) for number in range(5)]
    assert waits == [6 * HOUR, 12 * HOUR, DAY, DAY, DAY]
    assert wait(one(every=7 * DAY), Outcome.FAILED, failures=9) == 7 * DAY
    assert [wait(one(rhythm=ADAPTIVE, every=DAY), Outcome.BLOCKED, failures=number) for number in (0, 2, 9)] == [HOUR, 4 * HOUR, DAY]


@pytest.mark.parametrize(
    ("response", "least", "most"),
    [
        ({"retry_after": 40_000.0}, timedelta(seconds=40_000), timedelta(seconds=40_000)),
        ({"retry_after": 10**9}, DAY, DAY),
        ({"fresh_for": 3600.0}, 5.9 * HOUR, 6 * HOUR),
        ({"fresh_for": 9 * 3600.0}, 9 * HOUR, 9 * HOUR),
        ({"fresh_for": 40 * 3600.0}, 12 * HOUR, 12 * HOUR),
        ({"body": b"<rss><channel><ttl>600</ttl>"}, 10 * HOUR, 10 * HOUR),
        ({"body": b"<rss><channel><ttl>99999</ttl>"}, 12 * HOUR, 12 * HOUR),
    ],
)
def test_a_server_is_obeyed_within_bounds(response: dict[str, Any], least: timedelta, most: timedelta) -> None:
    assert least <= wait(one(), **response) <= most


def test_no_wish_makes_it_slower_than_its_window() -> None:
    assert wait(one(window=7 * HOUR), fresh_for=11 * 3600.0) == 7 * HOUR


@pytest.mark.parametrize(
    ("written", "now", "fires"),
    [
        ("0 9 * * 1-5", "2026-08-20T00:00+00:00", "2026-08-21T09:00+09:00"),
        ("0 9 * * 1-5", "2026-08-21T00:00+00:00", "2026-08-24T09:00+09:00"),
        ("30 8,17 * * *", "2026-08-20T00:00+00:00", "2026-08-20T17:30+09:00"),
        ("0 0 29 2 *", "2026-08-20T00:00+00:00", "2028-02-29T00:00+09:00"),
        ("59 23 31 12 *", "2026-08-20T00:00+00:00", "2026-12-31T23:59+09:00"),
        ("0 12 * * 0", "2026-08-20T00:00+00:00", "2026-08-23T12:00+09:00"),
        ("0 12 * * 7", "2026-08-20T00:00+00:00", "2026-08-23T12:00+09:00"),
        ("0 12 * * sun", "2026-08-20T00:00+00:00", "2026-08-23T12:00+09:00"),
        ("0 12 * * 5-7/2", "2026-08-20T00:00+00:00", "2026-08-21T12:00+09:00"),
    ],
)
def test_moments_as_cron_writes_them_are_japans(written: str, now: str, fires: str) -> None:
    moment = datetime.fromisoformat(now)
    assert next_fire(written, moment) == datetime.fromisoformat(fires)
    assert next_due(one(rhythm=written), Outcome.UNCHANGED, 0, GOOD, moment) == datetime.fromisoformat(fires)


def test_a_moment_that_was_missed_by_a_failure_is_not_waited_for_a_week() -> None:
    assert wait(one(rhythm="0 9 * * 1"), Outcome.FAILED) == HOUR
    assert wait(one(rhythm="0 10 * * *"), Outcome.FAILED, failures=5) == HOUR, "10:00 in Japan comes first"


@pytest.mark.parametrize("written", ["0 9 * *", "0 9 * * 6-1", "61 9 * * *", "0 9 31 2 *", "a b c d e", "0 9 * * 8"])
def test_what_is_no_moment_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        longest_gap(written)


def test_the_longest_gap_of_working_days_is_a_weekend() -> None:
    assert longest_gap("0 9 * * 1-5") == 3 * DAY
    assert longest_gap("*/15 * * * *") == timedelta(minutes=15)


def changes(*hours_ago: float) -> Past:
    return Past(changes=tuple(NOW - hours * HOUR for hours in hours_ago))


LEARNS = {"rhythm": ADAPTIVE, "every": DAY}


def test_a_source_learns_from_its_changes() -> None:
    busy = wait(one(**LEARNS), past=changes(15, 12, 9, 6, 3))
    weekly = wait(one(**LEARNS), past=changes(504, 336, 168))
    assert timedelta(minutes=28) <= busy <= timedelta(minutes=30), "six looks between two changes"
    assert 0.95 * DAY <= weekly <= DAY, "and never less than each day"
    assert 0.9 * DAY <= wait(one(**LEARNS)) <= DAY
    assert wait(one(**LEARNS, window=6 * HOUR), past=changes(504)) <= 3 * HOUR


def test_near_a_step_with_a_date_it_looks_more_often() -> None:
    calm = wait(one(**LEARNS), past=changes(504, 336, 168))
    near = wait(one(**LEARNS), past=msgspec.structs.replace(changes(504, 336, 168), expected=True))
    assert 0.2 * calm < near < 0.3 * calm
