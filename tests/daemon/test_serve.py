"""The clock work: commands in processes of their own, at most so many at once, told where they end badly, and ended in good order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import uncounted
from tracker.daemon import Job, each, serve
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
