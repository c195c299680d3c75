"""Runs the command again and again in children of one process, each killed at another of its steps: `python -m tests.stories.stage`.

A step is a commit of the database, a temporary file, or a rename: between two of them nothing that lasts can happen. The arguments are
a folder to copy for each trial, the folder for the trials, and the command. Trial N is a copy in which the command was killed just
before its Nth step and run again to its end. The first trial in which it was not killed any more is the last. `KILL_EVERY` says how many
steps lie between two trials: `make soak` tries each.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import shutil
import signal
import sys
from pathlib import Path

from sqlalchemy import Engine, event

import tracker
from tracker.cli import main

_STEPS = frozenset({"os.rename", "tempfile.mkstemp"})


def _die_at(step: int) -> None:
    """Kill this process just before its `step`th step."""
    count = 0

    def stepping(*_: object) -> None:
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(name: str, _: object) -> None:
        if name in _STEPS:
            stepping()

    event.listen(Engine, "commit", stepping)
    sys.addaudithook(heard)


def _child(folder: Path, arguments: list[str], die_at: int | None) -> int:
    """Run the command in a child; its exit code, negative where it was killed."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 99
    try:
        os.chdir(folder)
        if die_at is not None:
            _die_at(die_at)
        sys.argv = ["tracker", *arguments]
        main()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 0
    finally:
        os._exit(code)


def _trials(template: Path, trials: Path, arguments: list[str]) -> None:
    for step in range(1, 300, int(os.environ.get("KILL_EVERY", "5"))):
        folder = trials / str(step)
        shutil.copytree(template, folder)
        first = _child(folder, arguments, step)
        sys.stdout.write(f"{step} {first} {_child(folder, arguments, None)}\n")
        if first >= 0:
            return


def import_everything() -> None:
    """Before the first child, so that none has to: what the command imports when it needs it is most of what it costs."""
    for name in ("aiohttp", "alembic.command", "feedparser", "sqlalchemy.dialects.sqlite", "tracker.cli.commands"):
        importlib.import_module(name)
    for module in pkgutil.walk_packages(tracker.__path__, "tracker."):
        if "__main__" not in module.name and ".migrations" not in module.name:
            importlib.import_module(module.name)


if __name__ == "__main__":
    import_everything()
    _trials(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
