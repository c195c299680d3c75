"""Somebody who waits at a terminal sees how far it has come; a file that is written to has nothing of that."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.origin import Origin
from tests.stories.past import STATES, captured, watching
from tests.stories.test_backfill import LATER

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_a_terminal(folder: Path, arguments: Sequence[str]) -> tuple[int, str, str]:
    """Run the command with a terminal as its standard error: the exit code, what it printed, and what the terminal showed."""
    ours, theirs = os.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"}
    command = [sys.executable, "-m", "tracker", *arguments]
    with subprocess.Popen(command, cwd=folder, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                some = os.read(ours, 4096)
            except OSError:  # so ends what is read of a terminal that nobody writes to any more
                break
            if not some:
                break
            shown += some
        os.close(ours)
        assert process.stdout
        printed = process.stdout.read().decode()
    return process.returncode, printed, _CONTROL.sub("", shown.decode())


def test_a_terminal_shows_how_many_captures_are_in_and_read(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watching(tmp_path / "folder", origin.port)
    place = captured(tmp_path / "captures")
    code, printed, shown = on_a_terminal(folder.path, ("backfill", "--from", str(place), "--now", LATER))
    assert code == 0, shown
    count = len(STATES)
    for what in ("bringing in from folder", "reading"):
        assert re.search(rf"{what}[^\r\n]*{count}/{count}", shown), shown
    assert re.search(r"\d:\d\d:\d\d", shown), "an estimate of the time that is left"
    assert f"{count}/{count}" not in printed


def test_what_is_no_terminal_is_told_nothing_of_it(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watching(tmp_path / "folder", origin.port)
    ran = folder.spawn("backfill", "--from", str(captured(tmp_path / "captures")), now=LATER)
    assert ran.code == 0, ran.err
    assert "reading" not in ran.err
    assert "\x1b" not in ran.err
