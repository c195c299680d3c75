"""A command that is stopped in the middle, and one whose streams are closed or full: real signals, real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.origin import endless
from tests.stories.field import ADDS, CONFIRMS, NOW, Folder, after, ended, office, serve, told

LATER = after(hours=2)

INTERRUPTED = """
import signal, sys
signal.signal(signal.SIGINT, {handler})
from tracker.cli import main
main()
"""
"""The command as a terminal starts it, or as a shell does in the background, where Ctrl-C is ignored."""


@pytest.mark.parametrize(
    ("number", "handler", "code"),
    [
        pytest.param(signal.SIGINT, "signal.default_int_handler", 130, marks=pytest.mark.soak),
        (signal.SIGTERM, "signal.default_int_handler", 143),
        pytest.param(signal.SIGTERM, "signal.SIG_IGN", 143, marks=pytest.mark.soak),
        pytest.param(signal.SIGKILL, "signal.default_int_handler", -9, marks=pytest.mark.soak),
    ],
)
def test_a_poll_that_is_stopped_keeps_what_it_has_and_the_next_goes_on(tmp_path: Path, number: int, handler: str, code: int) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        origin.route("/slow", endless(0.2))
        folder.set_up(slow=origin.url("/slow"))
        folder.sources["slow"]["timeout"] = "2m"
        folder.write_sources()
        process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTED.format(handler=handler), "poll", "--now", NOW],
            cwd=tmp_path,
            env={**os.environ, "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        _wait(lambda: "/slow" in origin.paths() and folder.run("why", "どんぐり法").code == 0, process)
        process.send_signal(number)
        ran = ended(process, within=20)
        origin.route("/slow", serve([ADDS]))
        rows = folder.poll(after(minutes=1))
        found = folder.digest(after(minutes=2))
    assert (ran.code, ran.out, "Traceback" in ran.err) == (code, "", False)
    if number != signal.SIGKILL:
        assert ran.err.endswith("tracker: stopped; what was committed is kept, and the next run goes on from there\n")
        assert "slow: failed: the pass was stopped before slow was complete" in ran.err
    assert {name: row["outcome"] for name, row in rows.items()} == {"slow": "first"}, "the other is not due again"
    assert [row[2] for row in told(found)] == ["act.enacted", "seed-fund.3.selected.2026-06-08"]


LINGERING = """
import signal, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Thread(target=time.sleep, args=(120,)).start()
from tracker.cli import main
main()
"""
"""A command that would not end for two minutes, whatever it has said."""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_second_signal_while_it_shuts_down_ends_it_at_once_without_a_word_more(tmp_path: Path, number: int, code: int) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        origin.route("/slow", endless(0.2))
        folder.set_up(slow=origin.url("/slow"))
        process = subprocess.Popen(
            [sys.executable, "-c", LINGERING, "poll", "--now", NOW],
            cwd=tmp_path,
            env={**os.environ, "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stderr is not None
        _wait(lambda: "/slow" in origin.paths(), process)
        process.send_signal(number)
        said = next(line for line in process.stderr if line.startswith(b"tracker: "))
        process.send_signal(number)
        rest = process.communicate(timeout=20)
    assert (process.returncode, said, rest) == (
        code,
        b"tracker: stopped; what was committed is kept, and the next run goes on from there\n",
        (b"", b""),
    )


def test_an_interrupt_that_meets_a_text_being_run_ends_with_the_code_of_any(tmp_path: Path) -> None:
    meeting = (
        "import os, signal, sys\n"
        "from tracker.cli import main\n"
        "class Argument(str):\n"
        "    def __getattribute__(self, name):\n"
        "        exec('os.kill(os.getpid(), signal.SIGINT)')\n"
        "        return str.__getattribute__(self, name)\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "sys.argv[1:] = [Argument('timeline')]\n"
        "main()\n"
    )
    (tmp_path / "meeting.py").write_text(meeting, encoding="utf-8")
    ran = subprocess.run([sys.executable, "-m", "meeting"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (130, "")
    assert ran.stderr == "tracker: stopped\n", "a command that only reads has committed nothing"


def test_whoever_keeps_pressing_ctrl_c_sees_one_line_of_it(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        origin.route("/slow", endless(0.2))
        folder.set_up(slow=origin.url("/slow"))
        process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTED.format(handler="signal.default_int_handler"), "poll", "--now", NOW],
            cwd=tmp_path,
            env={**os.environ, "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        _wait(lambda: "/slow" in origin.paths(), process)
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(0.003)
        ran = ended(process)
    assert (ran.code, ran.err.count("tracker: stopped"), "Traceback" in ran.err, ran.out) == (130, 1, False, "")


def _wait(happened: Callable[[], bool], process: subprocess.Popen[Any]) -> None:
    end = time.monotonic() + 40
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


CLOSED = {
    "no-output": (">&-", 0),
    "no-messages": ("2>&-", 0),
    "nothing-open": ("<&- >&- 2>&-", 0),
    "full-log": ("2>/dev/full", 0),
    "full-output": (">/dev/full", 1),
}


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.parametrize("command", ["poll --json", pytest.param("snapshot {name}", marks=pytest.mark.soak)])
def test_streams_that_are_closed_or_full(tmp_path: Path, name: str, command: str) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        folder.poll()
        origin.route("/feed", serve([CONFIRMS, ADDS]))
        _check_streams(folder, name, command)


def _check_streams(folder: Folder, name: str, command: str) -> None:
    redirection, code = CLOSED[name]
    snapshot = folder.run("sources", "--json").json[0]["state"]["snapshot"]
    now = f" --now {LATER}" if command.startswith("poll") else ""
    line = f'exec "{sys.executable}" -m tracker {command.format(name=snapshot)}{now} {redirection}'
    ran = subprocess.run(
        ["sh", "-c", line],
        cwd=folder.path,
        env={**os.environ, "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "defect" not in ran.stderr
    if code:
        last = ran.stderr.splitlines()[-1]
        assert last == "tracker: the results cannot be written to standard output: No space left on device; what was committed is kept"
    assert folder.poll(after(hours=4))["office"]["outcome"] == ("unchanged" if command.startswith("poll") else "changed")
