"""What a database said when it failed, and what a person can do about it. Pure."""

from __future__ import annotations

import sqlite3

_RIGHTS = (
    "see that the user who runs tracker may write the folder, the file, and the journal beside it (-wal, -shm), which has the file's rights"
    "; to read it as it is, copy the file, and the journal if there is one, to a folder of yours and name the copy with --database-url"
)
_ROOM = "see that the disk is well and has room, then run the command again"
_DAMAGED = (
    "the file is damaged, or is no database of tracker: move it away, then put back a copy of it, "
    "or let tracker begin a new one, which has seen nothing yet"
)
_BUSY = "another program holds it; run the command again when that has ended"
_ANOTHER = "there is another program's database at this address, or half of one: name another, or put a copy in its place"
_SERVER = "see that the server runs and that TRACKER_DATABASE_URL names its host, port, user and database"
"""Where no connection is made, the driver has no code that says why."""

_SQLITE = {
    sqlite3.SQLITE_READONLY: _RIGHTS,
    sqlite3.SQLITE_CANTOPEN: _RIGHTS,
    sqlite3.SQLITE_PERM: _RIGHTS,
    sqlite3.SQLITE_FULL: _ROOM,
    sqlite3.SQLITE_IOERR: _ROOM,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_ERROR: _ANOTHER,
}
_POSTGRESQL = {
    "25": "the user or the server may only read there; name a user who may write",
    "42": "see that the user may create and write tables there, and that no other program's tables have the same names",
    "53": "the server has no room or takes no more connections; run the command again when it has",
    "55": _BUSY,
    "57": _SERVER,  # it was shut down
    "08": _SERVER,  # the connection was lost
}
"""By the class of the error, which is the first two characters of its SQLSTATE."""


def reason(error: BaseException) -> str:
    """What the database said, in one line."""
    said = str(_cause(error)).strip()
    return said.splitlines()[0].rstrip() if said else type(error).__name__


def advice(error: BaseException) -> str:
    """What to do, to follow the reason: `; see that …`, or nothing where nobody knows."""
    cause = _cause(error)
    if isinstance(cause, sqlite3.Error):
        # The low byte is the kind of error, what stands above it a detail. Errors of the driver's own have no code.
        found = _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    elif hasattr(cause, "sqlstate"):
        # Without a state no server has answered.
        found = _POSTGRESQL.get(cause.sqlstate[:2]) if cause.sqlstate else _SERVER
    else:
        found = None
    return f"; {found}" if found else ""


def _cause(error: BaseException) -> BaseException:
    return getattr(error, "orig", None) or error
