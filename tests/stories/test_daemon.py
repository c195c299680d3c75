"""`tracker run` left alone: it polls, writes the digest that is due, goes on after a failure, and stops in good order."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.origin import Origin, endless
from tests.stories.field import ADDS, CONFIRMS, Folder, Ran, ended, office


def until(happened: Callable[[], bool], *, process: subprocess.Popen[str], seconds: float = 40) -> None:
    """Wait for something to happen while a process runs."""
    end = time.monotonic() + seconds
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def stopped(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[Ran, float]:
    """Send a signal; how the process ended, and after how many seconds."""
    begun = time.monotonic()
    process.send_signal(number)
    return ended(process, within=20), time.monotonic() - begun


def seen(folder: Path) -> bool:
    """Whether something was found and recorded."""
    database = folder / "db" / "tracker.sqlite3"
    if not database.exists():
        return False
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return bool(connection.execute("SELECT count(*) FROM finding").fetchone()[0])
        except sqlite3.OperationalError:  # the tables are being made
            return False


def test_it_polls_writes_the_weekly_digest_and_stops_on_a_signal(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, ADDS) as (_, folder):
        process = folder.start("run", TRACKER_LOG="text")
        try:
            until(lambda: len(list((tmp_path / "digests").glob("weekly-*.md"))) == 1 and seen(tmp_path), process=process)
            time.sleep(1)
        finally:
            ran, took = stopped(process)
    assert (ran.code, took < 10) == (0, True)
    assert "2 changes" in ran.err
    assert ran.err.rstrip().endswith("tracker: stopped")
    assert [path.suffix for path in ran.paths] == [".md", ".json"]


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.soak)])
def test_a_signal_in_the_middle_of_a_look_ends_it_as_interrupted(tmp_path: Path, number: int) -> None:
    with Origin() as origin:
        origin.route("/feed", endless(0.2))
        folder = Folder(tmp_path).set_up(office=origin.url("/feed"))
        process = folder.start("run")
        try:
            until(lambda: "/feed" in origin.paths(), process=process)
            time.sleep(0.5)
        finally:
            ran, took = stopped(process, number)
    assert (ran.code, took < 10) == (0, True)
    events = [json.loads(line) for line in ran.err.splitlines()]
    assert [(one["event"], one.get("source")) for one in events if one["event"] != "said"] == [
        ("running", None),
        ("looked", "office"),
        ("stopped", None),
    ]
    looked = next(one for one in events if one["event"] == "looked")
    assert (looked["outcome"], "was stopped before office was complete" in looked["why"]) == ("failed", True)
