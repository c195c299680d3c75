"""One SQLite file as another: copied while others write to it, looked through, and put in its place in one step."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from tracker.errors import StoreError, UsageError
from tracker.store.advice import advice, reason

SQLITE = sqlite3.sqlite_version_info
"""The version of SQLite that this Python comes with."""

_WAIT_SECONDS = 30
_JOURNALS = ("-wal", "-shm", "-journal")


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What a copy holds. `recorded` is the moment of its last entry, None where nothing was ever recorded."""

    version: str
    looks: int
    findings: int
    digests: int
    recorded: datetime | None


def copy_file(source: Path, target: Path) -> None:
    """Write the database in `source` into the file `target`, as it is at one moment. Nobody who writes to it is held up."""
    with closing(_opened(source)) as database, closing(sqlite3.connect(target)) as copy:
        database.backup(copy)
        one_file(copy)


def one_file(connection: sqlite3.Connection) -> None:
    """Let everything stand in the file itself, without a journal beside it."""
    connection.execute("PRAGMA journal_mode = DELETE")


def inspected(path: Path) -> Kept:
    """What is in a copy, once every page of it was checked. Raises `StoreError` where it is damaged or none of ours."""
    return _look_through(path, "integrity_check")


def glanced(path: Path) -> Kept:
    """The same after a quicker check, which does not hold indexes against their tables."""
    return _look_through(path, "quick_check")


def _look_through(path: Path, check: str) -> Kept:
    try:
        with closing(_connect(path)) as connection:
            faults = [str(row[0]) for row in connection.execute(f"PRAGMA {check}(3)")]
            if faults != ["ok"]:
                raise StoreError(f"{path}: is damaged: {'; '.join(faults)}; take another copy")
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("look", "finding", "digest")]  # noqa: S608 - the names stand here
            last = connection.execute("SELECT max(recorded) FROM clock").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"{path}: is no copy of a database of tracker: {reason(error)}; name a file that tracker backup wrote") from error
    if version is None:
        raise StoreError(f"{path}: is half of a database of tracker: it names no version; take another copy")
    return Kept(
        version=str(version[0]),
        looks=counts[0],
        findings=counts[1],
        digests=counts[2],
        recorded=datetime.fromisoformat(last) if last else None,
    )


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """A file to write beside `target`, which is put in its place when all went well. Raises `UsageError` where something is there."""
    for taken in (target, *(target.with_name(target.name + ending) for ending in _JOURNALS)):
        if taken.exists():
            raise UsageError(f"{taken}: exists already and is not overwritten; move it away, or name another file")
    if not target.parent.is_dir():
        raise UsageError(f"{target.parent}: there is no such folder; create it, or name another file")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror}; name a folder that this user may write") from error
    os.close(handle)
    part = Path(name)
    try:
        yield part
        _put(part, target)
    except sqlite3.Error as error:
        raise StoreError(f"{target}: cannot be written: {reason(error)}; nothing of it was kept{advice(error)}") from error
    except OSError as error:
        raise StoreError(f"{target}: cannot be written: {error.strerror or error}; nothing of it was kept") from error
    finally:
        for one in (part, *(part.with_name(part.name + ending) for ending in _JOURNALS)):
            with suppress(OSError):
                one.unlink()


def _put(part: Path, target: Path) -> None:
    """Once it is on the disk, and only where nobody has put a file there in the meantime."""
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise UsageError(f"{target}: exists by now and is not overwritten; move it away, or name another file") from error
    except OSError:
        # Some file systems know no second name for a file.
        part.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _opened(path: Path) -> sqlite3.Connection:
    """A database that can be read. Raises `StoreError`, so that one that cannot is not taken for the file that is being written."""
    try:
        connection = _connect(path)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be read: {reason(error)}{advice(error)}") from error
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    """A connection that makes no file where there is none."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS)
