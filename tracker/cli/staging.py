"""Where the past is read once more: a database beside the other, which is gone on with after a stop and removed in the end."""

from __future__ import annotations

import glob
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import __version__
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.watch.lateness import Stage


def stage_of(tracker: Tracker, series: str | None) -> Stage:
    """Where the past is read once more: a database beside the other. What an earlier run left there is gone on with if it is the same.

    Beside a server's database there is no place: a folder of this user's among the temporary ones is taken. Raises `UsageError`.
    """
    from tracker.reconcile.rules import RULES
    from tracker.store.rereading import Rereading
    from tracker.watch.lateness import Stage

    parts = (tracker.settings.database_url, tracker.seed, tuple(tracker.sources.values()), RULES, __version__, series)
    mark = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
    begin = _stages(tracker.settings.database_url)
    remove_stages(tracker, but=mark)
    return Stage(lambda: Rereading.open(f"sqlite:///{begin}{mark}"), lambda: remove_stages(tracker))


def remove_stages(tracker: Tracker, *, but: str | None = None) -> None:
    """Remove what readings of the past have left, whatever ended them; `but` is the mark of one that is gone on with."""
    begin = _stages(tracker.settings.database_url)
    for old in begin.parent.glob(f"{glob.escape(begin.name)}*"):
        if but is None or not old.name.startswith(f"{begin.name}{but}"):
            old.unlink(missing_ok=True)


def _stages(database_url: str) -> Path:
    """How the paths begin of the databases in which the past of this one is read."""
    from tracker.store.engine import sqlite_file

    file = sqlite_file(database_url)
    address = hashlib.sha256(database_url.encode()).hexdigest()[:16]
    return file.with_name(f"{file.name}.past-") if file else _own_temporary_folder() / f"{address}.past-"


def _own_temporary_folder() -> Path:
    """A folder that nobody else can read or put anything into. Raises `UsageError` where its name is taken by another's."""
    folder = Path(tempfile.gettempdir()) / f"tracker-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise UsageError(f"{folder}: is not a folder of this user's alone; remove it, or name another place for it in TMPDIR")
    return folder
