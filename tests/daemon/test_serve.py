"""The clock work: commands in processes of their own, at most so many at once, told where they end badly, and ended in good order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.triggers.interval import IntervalTrigger

from tests.processes import machine_in, uncounted
from tracker.config.crontab import next_fire
from tracker.daemon import Job, afresh, at, each, serve
from tracker.errors import StoreError

NOTES = "import sys, pathlib, os; pathlib.Path(sys.argv[1]).open('a').write(sys.argv[2] + ' ' + str(os.getpid()) + chr(10)); "
SLEEPS = NOTES + "import time, signal; time.sleep(60)"
ENDS_WELL = NOTES + "import time, signal\ntry: time.sleep(60)\nexcept KeyboardInterrupt: open(sys.argv[1], 'a').write('ended 0' + chr(10))"
ON_TERM = "import signal; signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)); "


def job(name: str, code: str, notes: Path, wanted: Callable[[], bool] = lambda: True, *, seconds: float = 0.2, most: int = 1) -> Job:
    return Job(name, ("-c", code, str(notes), name), each(seconds), wanted, most)


def lines(notes: Path) -> list[str]:
    return notes.read_text().splitlines() if notes.exists() else []


def stop_when(happened: Callable[[], bool], *, signals: int = 1) -> threading.Thread:
    """Send this process SIGTERM once something has happened."""

    def watch() -> None:
        end = time.monotonic() + 30
        while not happened() and time.monotonic() < end:
            time.sleep(0.02)
        for _ in range(signals):
            os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def run(jobs: list[Job], happened: Callable[[], bool], *, rest: float = 0.0) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    before = signal.getsignal(signal.SIGTERM)
    watcher = stop_when(happened)
    serve(jobs, [sys.executable], dict(os.environ), lambda name, said: told.append((name, said)), rest=rest)
    watcher.join()
    assert signal.getsignal(signal.SIGTERM) is before
    return told


def test_what_is_wanted_is_run_again_and_again_and_never_more_at_once(tmp_path: Path) -> None:
    quick, slow, never = tmp_path / "quick", tmp_path / "slow", tmp_path / "never"
    jobs = [
        job("quick", NOTES, quick),
        job("slow", SLEEPS, slow, most=2),
        job("never", NOTES, never, lambda: False),
    ]
    assert run(jobs, lambda: len(lines(quick)) >= 4 and len(lines(slow)) == 2) == []
    assert len(lines(slow)) == 2, "it was asked for more often, and never were more than two at work"
    assert not never.exists()
    for line in lines(slow):
        with pytest.raises(ProcessLookupError):
            os.kill(int(line.split()[1]), 0)


def test_a_question_that_fails_and_a_command_that_ends_badly_are_told(tmp_path: Path) -> None:
    asked: list[int] = []

    def wanted() -> bool:
        asked.append(1)
        if len(asked) == 1:
            raise StoreError("the database is away")
        return True

    well = Job("well", ("-c", "raise SystemExit(3)"), each(0.2), lambda: True, well=frozenset({0, 3}))
    told = run([job("bad", "raise SystemExit(5)", tmp_path / "none", wanted), well], lambda: len(asked) >= 6)
    assert told == [("bad", "the database is away"), ("bad", "ended with 5")], "the same words once an hour"
    assert len(asked) >= 6


def test_what_went_wrong_is_given_a_rest(tmp_path: Path) -> None:
    bad, quick = tmp_path / "bad", tmp_path / "quick"
    told = run([job("bad", NOTES + "raise SystemExit(5)", bad), job("quick", NOTES, quick)], lambda: len(lines(quick)) >= 6, rest=60)
    assert told == [("bad", "ended with 5")]
    assert len(lines(bad)) == 1


def test_what_is_under_way_ends_in_good_order(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    begun = time.monotonic()
    run([job("patient", ON_TERM + ENDS_WELL, notes)], lambda: bool(lines(notes)))
    assert lines(notes)[-1] == "ended 0"
    assert time.monotonic() - begun < 15


STUBBORN = """
import sys
from pathlib import Path
from tracker.daemon import Job, each, serve
code = "import signal, time, os, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(60)"
serve([Job("stubborn", ("-c", code, sys.argv[1]), each(1), lambda: True)], [sys.executable], {}, print)
"""


def test_a_second_signal_ends_all_at_once(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    process = subprocess.Popen([sys.executable, "-c", STUBBORN, str(notes)], env=uncounted(), cwd=Path(__file__).parents[2])
    end = time.monotonic() + 30
    while not (lines(notes) and lines(notes)[0]):
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(0.2)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert process.poll() is None, "it waits for what is under way"
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 128 + signal.SIGTERM
    assert time.monotonic() - begun < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int(lines(notes)[0]), 0)


def test_a_clock_that_leaps_has_each_asked_for_at_once_and_goes_on_from_there(tmp_path: Path) -> None:
    notes, days = tmp_path / "notes", [0]
    hourly = job("hourly", NOTES, notes, seconds=3600)

    def leap() -> bool:
        """Three days forth once it has run, as of a machine that slept, then six back; done when it has run after both."""
        ran = len(lines(notes))
        days[0] = {1: 3, 2: -3}.get(ran, days[0])
        return ran >= 3

    told: list[tuple[str, str]] = []
    watcher = stop_when(leap)
    begun = time.monotonic()
    serve(
        [hourly],
        [sys.executable],
        dict(os.environ),
        lambda name, said: told.append((name, said)),
        wall=lambda: time.time() + days[0] * 86_400,
    )
    watcher.join()
    assert told == []
    assert len(lines(notes)) == 3
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("seconds", [0.2, 5.0, 3600.0])
def test_what_is_repeated_waits_for_no_moment_of_a_clock_that_was_ahead(seconds: float) -> None:
    now = datetime.now(UTC)
    ahead = IntervalTrigger(seconds=seconds, start_date=now + timedelta(days=3))
    assert ahead.get_next_fire_time(None, now) > now + timedelta(days=2)
    due = afresh(ahead).get_next_fire_time(None, datetime.now(UTC))
    assert due <= datetime.now(UTC) + timedelta(seconds=seconds)
    daily = at(hour=8)
    assert afresh(daily) is daily


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])
def test_a_time_of_day_in_japan_is_met_whatever_the_zone_of_the_machine_does(zone: str) -> None:
    with machine_in(zone):
        for written in (at(hour=8, minute=0), None):
            due = datetime(2026, 1, 1, tzinfo=UTC)
            for day in range(1, 366):
                due = next_fire("0 8 * * *", due) if written is None else written.get_next_fire_time(None, due + timedelta(seconds=1))
                assert due == datetime(2025, 12, 31, 23, tzinfo=UTC) + timedelta(days=day)


FROZEN = """
import sys
from tracker.daemon import Job, each, serve
code = "import sys; open(sys.argv[1], 'a').write('x' + chr(10))"
serve([Job("quick", ("-c", code, sys.argv[1]), each(0.2), lambda: True)], [sys.executable], {}, print)
"""


def test_a_process_that_was_frozen_goes_on_without_making_up_for_each_turn(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    process = subprocess.Popen([sys.executable, "-c", FROZEN, str(notes)], env=uncounted(), cwd=Path(__file__).parents[2])
    try:
        reached(lambda: len(lines(notes)) >= 2)
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.5)  # what it had begun by then has ended
        frozen = len(lines(notes))
        time.sleep(3)
        assert len(lines(notes)) == frozen
        process.send_signal(signal.SIGCONT)
        time.sleep(0.4)
        assert len(lines(notes)) - frozen <= 4, "fifteen turns were missed"
        reached(lambda: len(lines(notes)) >= frozen + 3)
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        code = process.wait(15)
    assert code == 0


def reached(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)
