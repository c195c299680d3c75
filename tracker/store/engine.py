"""Open a database: connect, set it up for safety, bring its tables to the present version."""

from __future__ import annotations

import re
import sqlite3
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SAWarning, SQLAlchemyError

from tracker.errors import ConfigError, StoreError
from tracker.store.advice import advice, reason
from tracker.store.head import HEAD
from tracker.store.portion import Portion, portion_of

_BUSY_MILLISECONDS = 30_000
_JOURNAL_TRIES = 300
_JOURNAL_PAUSE_SECONDS = 0.1
_CONNECT_SECONDS = 10
_WRITERS_LOCK = 7_420_131
_SETTING = "TRACKER_DATABASE_URL"
_EXPECTED = "expected sqlite:///path/to/file or postgresql://user@host/name"


def open_engine(url: str) -> Engine:
    """An engine on a database that is at the present version, created where there is none.

    Raises `ConfigError` for a URL that names no database of ours or needs a driver that is not installed, `StoreError` where it
    cannot be opened, is newer than this program, or has to be brought up to date and cannot be written.
    Several processes may open the same new database at once.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed)
    engine = _engine(parsed, url)
    try:
        _configure(engine)
        _bring_up_to_date(engine)
    except (SQLAlchemyError, sqlite3.Error, OSError, StoreError) as error:
        engine.dispose()
        said = reason(error)
        for secret in _secrets(parsed):
            said = said.replace(secret, "***")
        raise StoreError(f"{_shown(url)}: cannot be opened: {said}{advice(error)}") from error
    return engine


def passing_engine() -> Engine:
    """An engine on an empty database that is gone when it is disposed of: for a question that comes before there is any."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="tracker-", ignore_cleanup_errors=True)
    except OSError as error:
        raise StoreError(f"no temporary folder can be made: {error.strerror}; name one that this user may write in TMPDIR") from error
    try:
        engine = open_engine(f"sqlite:///{folder.name}/tracker.sqlite3")
    except BaseException:
        folder.cleanup()
        raise
    event.listen(engine, "engine_disposed", lambda _: folder.cleanup())
    return engine


def _engine(parsed: URL, url: str) -> Engine:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SAWarning)  # of options that no driver knows, and that would be passed over
            return create_engine(parsed, **_options(parsed))
    except ImportError as error:
        remedy = ' (pip install "policy-tracker[postgres]")' if parsed.get_driver_name() == "psycopg" else ""
        raise ConfigError(f"{_shown(url)} needs {error.name}, which is not installed{remedy}", key=_SETTING) from error
    except (ArgumentError, SAWarning, ValueError) as error:
        raise ConfigError(f"{_shown(url)} cannot be used: what follows the name is not understood; {_EXPECTED}", key=_SETTING) from error


def sqlite_file(url: str) -> Path | None:
    """The file of a database that is one; None for a server's. Raises `ConfigError` for an address that names neither."""
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database.startswith((":memory:", "file:")):
        raise ConfigError(f"{_shown(url)} names no file; {_EXPECTED}", key=_SETTING)
    return Path(parsed.database)


def missing_file(url: str) -> Path | None:
    """Where the file of a database would be that is not there yet; None for one that is, or of which that cannot be told."""
    parsed = _parse(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database.startswith((":memory:", "file:")):
        return None
    path = Path(parsed.database)
    return None if path.exists() else path


@contextmanager
def writing(engine: Engine, *, alone: bool = False, lasting: bool = True) -> Iterator[Connection]:
    """One transaction that writes: all of it or nothing. On SQLite it takes its turn at once, so that it never fails half-way.

    On PostgreSQL several write at a time, but of those that ask to be `alone` only one. What can be made again from what is kept
    need not be `lasting`: no end of a process loses it, but the machine's own may take the last of it back, in order and whole.
    """
    try:
        if (portion := _at_work(engine)) is not None:
            with portion.whole(engine) as connection:
                yield connection
            return
        with engine.connect().execution_options(lasting=lasting) as connection, connection.begin():
            if alone:
                _wait_for_turn(connection)
            yield connection
    except (DBAPIError, sqlite3.Error) as error:
        raise _unwritten(engine, error) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view, without holding anybody up."""
    options: dict[str, Any] = {"reads_only": True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        if (portion := _at_work(engine)) is not None:
            yield portion.connection(engine)
            return
        with engine.connect().execution_options(**options) as connection:
            yield connection
    except (DBAPIError, sqlite3.Error) as error:
        raise StoreError(f"{_name(engine)}: cannot be read: {reason(error)}{advice(error)}") from error


def _at_work(engine: Engine) -> Portion | None:
    """The portion of which a step is being made, where one is; what waits between two steps is committed first."""
    portion = portion_of(engine)
    if portion is None or portion.within:
        return portion
    settle(engine)
    return None


def settle(engine: Engine) -> None:
    """Commit the steps of a portion that wait for it. Raises `StoreError`; they have then not happened."""
    portion = portion_of(engine)
    try:
        if portion is not None:
            portion.end()
    except (DBAPIError, sqlite3.Error) as error:
        raise _unwritten(engine, error) from error


def _unwritten(engine: Engine, error: Exception) -> StoreError:
    said = f"{reason(error)}; nothing of this step was kept{advice(error)}"
    return StoreError(f"{_name(engine)}: cannot be written: {said}")


def compact(engine: Engine) -> None:
    """Write an SQLite file anew without the room that nothing fills. Others wait meanwhile."""
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")
    except (DBAPIError, sqlite3.Error) as error:
        raise StoreError(f"{_name(engine)}: cannot be made smaller: {reason(error)}{advice(error)}") from error


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
            parsed = parsed.set(drivername="postgresql+psycopg")
        dialect = parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise ConfigError(f"{_shown(url)} is no database address; {_EXPECTED}", key=_SETTING) from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigError(f"{_shown(url)} is another kind of database; {_EXPECTED}", key=_SETTING)
    if parsed.get_backend_name() == "sqlite" and parsed.host:
        raise ConfigError(f"{_shown(url)} names a host; a path follows three slashes, as in sqlite:///path/to/file", key=_SETTING)
    if "@" in (parsed.host or ""):
        # The rest of the password would be taken for the host, and the driver would say it aloud.
        raise ConfigError(f"{_shown(url)} holds more than one @; in a password it is written %40", key=_SETTING)
    if dialect.is_async:
        raise ConfigError(f"{_shown(url)} names a driver for asynchronous programs; {_EXPECTED}", key=_SETTING)
    return parsed


def _shown(url: str) -> str:
    """An address for a message. A password may hold any character, so that all up to the last @ is hidden; a query may hold one too."""
    url = re.sub(r"(//[^:/@]*):.*@", r"\1:***@", url, flags=re.DOTALL)
    return re.sub(r"([?&][^=&]*pass[^=&]*)=[^&]*", r"\1=***", url, flags=re.IGNORECASE)


def _name(engine: Engine) -> str:
    return _shown(engine.url.render_as_string(hide_password=True))


def _secrets(parsed: URL) -> list[str]:
    queried = [value for name, value in parsed.normalized_query.items() if "pass" in name.lower()]
    return [secret for secret in (str(parsed.password or ""), *(one for values in queried for one in values)) if secret]


def _make_folder(parsed: URL) -> None:
    if not parsed.database or parsed.database.startswith((":memory:", "file:")):
        return
    path = Path(parsed.database)
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; the database is a file: name it in {_SETTING}, such as sqlite:///{path}/tracker.sqlite3")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        blocks = next(one for one in path.parents if one.exists())
        raise StoreError(f"{path}: cannot be created: {blocks} is a file, not a folder; name another place in {_SETTING}") from error
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot be created: {error.strerror}; create it, or name another place in {_SETTING}") from error


def _options(parsed: URL) -> dict[str, Any]:
    if parsed.get_backend_name() == "sqlite":
        return {}
    # A server behind a wall that swallows what is sent answers never; libpq would wait for minutes.
    impatient = parsed.get_driver_name() not in ("psycopg", "psycopg2") or "connect_timeout" in parsed.query
    return {"pool_pre_ping": True, "connect_args": {} if impatient else {"connect_timeout": _CONNECT_SECONDS}}


def _configure(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transactions begin too late: ours are begun below.
        connection.isolation_level = None
        _keep_journal(connection)
        for pragma in (f"busy_timeout = {_BUSY_MILLISECONDS}", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("reads_only", False):
            connection.exec_driver_sql("BEGIN")
            return
        # To wait for the disk takes ten times as long as to write. The next transaction that waits does so for those before it.
        waits = "FULL" if options.get("lasting", True) else "NORMAL"
        if connection.info.get("synchronous", "FULL") != waits:
            connection.exec_driver_sql(f"PRAGMA synchronous = {waits}")
            connection.info["synchronous"] = waits
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)


def _keep_journal(connection: sqlite3.Connection) -> None:
    """Readers never wait for a writer. While others set up the same new file SQLite does not wait for its turn here: we do."""
    connection.execute("PRAGMA busy_timeout = 0")
    for tries_left in reversed(range(_JOURNAL_TRIES)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if tries_left == 0 or error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            time.sleep(_JOURNAL_PAUSE_SECONDS)
        else:
            return


def _wait_for_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})


def _bring_up_to_date(engine: Engine) -> None:
    with engine.connect().execution_options(reads_only=True) as connection:
        if _version(connection) == HEAD:
            return
    with engine.begin() as connection:
        _wait_for_turn(connection)
        version = _version(connection)
        if version == HEAD:
            return
        if version is None:
            from tracker.store.creation import create_tables  # noqa: PLC0415 - as below

            create_tables(connection)
            return
        from tracker.store.former import keep_former  # noqa: PLC0415 - as below
        from tracker.store.upgrade import is_known, upgrade  # noqa: PLC0415 - Alembic costs more than all else and is rarely needed

        if is_known(version):
            keep_former(connection, version)
        upgrade(connection, version)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
