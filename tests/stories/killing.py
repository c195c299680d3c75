"""Kills poll, digest and send at random moments, again and again in one folder: `python -m tests.stories.killing FOLDER KILLS SEED`.

Each hour of the folder's time is one command, in turn; each runs in a child of this process that is killed after a random part of
what such a command took before. Once enough were killed, every command runs to its end, and one line says how many there were.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

from tests.stories.field import NOW
from tests.stories.stage import import_everything
from tracker.cli import main

COMMANDS = (("poll",), ("digest", "--format", "json", "--send"), ("send",))
_LAST_ROUNDS = 2
"""Enough that what waits after a failed attempt or for a lease comes to its turn."""


def _child(folder: Path, arguments: tuple[str, ...], now: datetime) -> int:
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        os.chdir(folder)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.argv = ["tracker", *arguments, "--now", now.isoformat()]
        main()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
    finally:
        os._exit(code)


def _run(folder: Path, arguments: tuple[str, ...], now: datetime, kill_after: float | None) -> tuple[bool, float]:
    """Whether it was killed, and how many seconds it took."""
    begun = time.monotonic()
    child = _child(folder, arguments, now)
    timer = threading.Timer(kill_after, os.kill, (child, signal.SIGKILL)) if kill_after is not None else None
    if timer:
        timer.start()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if timer:
        timer.cancel()
    if code not in (0, -signal.SIGKILL):
        raise SystemExit(f"{arguments} at {now} ended with {code}")
    return code < 0, time.monotonic() - begun


def _trial(folder: Path, kills: int, seed: int) -> None:
    chance, now, killed, turn = random.Random(seed), datetime.fromisoformat(NOW), 0, 0
    took = {}
    for arguments in COMMANDS:
        _, took[arguments] = _run(folder, arguments, now, None)
    while killed < kills:
        arguments = COMMANDS[turn % len(COMMANDS)]
        turn, now = turn + 1, now + timedelta(hours=1)
        was_killed, seconds = _run(folder, arguments, now, chance.uniform(0, took[arguments]))
        killed += was_killed
        if not was_killed:
            took[arguments] = seconds
    for _ in range(_LAST_ROUNDS):
        for arguments in COMMANDS:
            now += timedelta(hours=1)
            _run(folder, arguments, now, None)
    sys.stdout.write(f"{killed} killed of {turn}\n")


if __name__ == "__main__":
    import_everything()
    _trial(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
