"""Open a database: connect, set it up for safety, bring its tables to the present version."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from tracker.errors import ConfigError, StoreError
from tracker.store.head import HEAD

_BUSY_SECONDS = 30
_UPGRADE_LOCK = 7_420_131
_PASSWORD = re.compile(r"(//[^:/@]*):[^@]*@")


def open_engine(url: str) -> Engine:
    """An engine on a database that is at the present version, created where there is none.

    Raises `ConfigError` for a URL that names no database of ours, `StoreError` where it cannot be opened, is newer than this
    program, or cannot be written. Two processes may open the same new database at once.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed)
    try:
        engine = create_engine(parsed, pool_pre_ping=parsed.get_backend_name() != "sqlite")
        _configure(engine)
        _patiently(lambda: _bring_up_to_date(engine))
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise StoreError(f"{_shown(url)}: cannot be opened: {reason(error)}") from error
    return engine


@contextmanager
def writing(engine: Engine, *, expected: type[DBAPIError] | None = None) -> Iterator[Connection]:
    """One transaction that writes: all of it or nothing. On SQLite it takes its turn at once, so that it never fails half-way.

    An error of the class `expected` is the caller's to understand.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except DBAPIError as error:
        if expected is not None and isinstance(error, expected):
            raise
        raise StoreError(f"the database cannot be written: {reason(error)}; nothing of this step was kept") from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view, without holding anybody up."""
    try:
        with engine.connect().execution_options(reads_only=True) as connection:
            yield connection
    except DBAPIError as error:
        raise StoreError(f"the database cannot be read: {reason(error)}") from error


def reason(error: BaseException) -> str:
    """What the database said, in one line and without passwords."""
    inner = getattr(error, "orig", None) or error
    return _PASSWORD.sub(r"\1:***@", str(inner).strip().splitlines()[0] if str(inner).strip() else type(inner).__name__)


def _parse(url: str) -> URL:
    expected = "expected sqlite:///path/to/file or postgresql://user@host/name"
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
            parsed = parsed.set(drivername="postgresql+psycopg")
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigError(f"{_shown(url)} is no database address; {expected}", key="TRACKER_DATABASE_URL") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigError(f"{_shown(url)} is another kind of database; {expected}", key="TRACKER_DATABASE_URL")
    return parsed


def _shown(url: str) -> str:
    return _PASSWORD.sub(r"\1:***@", url)


def _make_folder(parsed: URL) -> None:
    if not parsed.database or parsed.database == ":memory:":
        return
    path = Path(parsed.database)
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; the database is a file, give its name")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be created: {error.strerror}") from error


def _configure(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return

    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection has no common type
        # The driver's own transactions begin too late: ours are begun below.
        connection.isolation_level = None
        for pragma in (f"busy_timeout = {_BUSY_SECONDS * 1000}", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    def begun(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only", False)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)


def _patiently(work: Callable[[], None]) -> None:
    """Try again while another process is setting up the same new file: SQLite does not wait for a change of its journal."""
    for _ in range(100):
        try:
            work()
        except DBAPIError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.1)
        else:
            return
    work()


def _bring_up_to_date(engine: Engine) -> None:
    with engine.connect().execution_options(reads_only=True) as connection:
        if _version(connection) == HEAD:
            return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        version = _version(connection)
        if version == HEAD:
            return
        from tracker.store.upgrade import upgrade  # noqa: PLC0415 - Alembic costs more than all else and is rarely needed

        upgrade(connection, version)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
