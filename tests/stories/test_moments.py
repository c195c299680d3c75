"""`--now`: a run behaves as at a moment, and no run goes back behind what was recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.stories.field import CONFIRMS, NOW, after, office


@pytest.mark.parametrize("command", [("poll",), ("digest",), ("run", "--once")])
def test_an_earlier_moment_is_refused(tmp_path: Path, command: tuple[str, ...]) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        ran = folder.run(*command, now=after(hours=-1))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "tracker: the time 2026-06-10T08:00:00+09:00 lies before what was last recorded (2026-06-10T00:00:00+00:00); "
        "give a later --now, or use another database\n"
    )


@pytest.mark.parametrize(
    ("moment", "word"),
    [
        ("2026-06-10T09:00:00", "has no zone; write one, such as 2026-"),
        ("2026-06-10", "has no zone"),
        ("tomorrow", "an ISO 8601 time with its zone was expected"),
        ("0001-01-01T00:00:00+09:00", "is out of reach"),
        ("9999-12-31T23:59:59-09:00", "is out of reach"),
    ],
)
def test_what_is_no_moment_is_refused(tmp_path: Path, moment: str, word: str) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        ran = folder.run("poll", now=moment)
    assert (ran.code, ran.out) == (2, "")
    assert word in ran.err
    assert "--now" in ran.err or "the time" in ran.err


def test_the_far_future_is_a_moment_like_any_other(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        assert folder.poll("2345-01-01T00:00:00Z")["office"]["outcome"] == "first"
        digest = folder.digest("2345-01-01T00:00:00Z")
    assert digest["id"] == "run-2345-01-01T0900"


@pytest.mark.parametrize("command", [("timeline",), ("sources",), ("why", "act"), ("snapshot", "sha256:000000")])
def test_what_only_shows_is_never_too_early(tmp_path: Path, command: tuple[str, ...]) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll("2345-01-01T00:00:00Z")
        ran = folder.run(*command)
    assert "lies before" not in ran.err


def test_the_clock_behind_the_last_run_is_refused(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll("2345-01-01T00:00:00Z")
        ran = folder.run("poll")
    assert ran.code == 2
    assert "lies before what was last recorded (2345-01-01T00:00:00+00:00)" in ran.err


def test_two_runs_within_a_minute_have_two_names(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        names = [folder.digest(after(seconds=seconds))["id"] for seconds in (0, 10, 20)]
    assert names == ["run-2026-06-10T0900", "run-2026-06-10T090010", "run-2026-06-10T090020"]


def test_a_run_recorded_a_moment_from_now_does_not_stop_one_that_began_before_it(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll((datetime.now(UTC) + timedelta(minutes=1)).isoformat())
        assert folder.run("digest").code == 0


def test_the_digest_of_a_moment_is_named_after_it_in_japan(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        assert folder.digest(NOW.replace("T09", "T16").replace("+09:00", "Z"))["id"] == "run-2026-06-11T0100"
