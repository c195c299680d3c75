"""A copy of everything that is remembered, and the way back from it.

A copy is one SQLite file whatever the database is, so that what comes from PostgreSQL goes back into either.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from tracker.errors import StoreError, UsageError
from tracker.store.copying import Kept, copy_file, inspected, placed
from tracker.store.engine import open_engine, reading, sqlite_file, writing
from tracker.store.tables import metadata
from tracker.store.upgrade import is_known

_ROWS = 50
"""How many rows are held at a time: one may be a whole archived paper."""


def back_up(url: str, target: Path) -> Kept:
    """Write a copy of the database into a new file and check it. Others may write meanwhile: it shows one moment.

    Raises `UsageError` where the file exists, `StoreError` where the database cannot be read or the file not be written.
    """
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        raise StoreError(f"{file}: there is no database, so there is nothing to copy; is TRACKER_DATABASE_URL right?")
    with placed(target) as part:
        if file is not None:
            copy_file(file, part)
        else:
            _gather(open_engine(url), part)
        return inspected(part)


def restore(copy: Path, url: str) -> Kept:
    """Put a copy where there is nothing yet. A copy from an older program is brought up to date when it is first used.

    Raises `UsageError` where the database holds anything, `StoreError` where the copy is damaged or from a newer program.
    """
    if copy.is_dir():
        raise UsageError(f"{copy}: is a folder; name the file in it that tracker backup wrote")
    if not copy.is_file():
        raise UsageError(f"{copy}: there is no such file; name one that tracker backup wrote")
    kept = inspected(copy)
    if not is_known(kept.version):
        raise StoreError(
            f"{copy}: it is at version {kept.version}, which this program does not know: it is newer; install the newer program"
        )
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with placed(file) as part:
            copy_file(copy, part)
            return inspected(part)
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        present = Path(folder) / "copy.sqlite3"
        copy_file(copy, present)
        _spread(open_engine(f"sqlite:///{present}"), open_engine(url))
    return kept


def _gather(engine: Engine, part: Path) -> None:
    """All rows of a server's database, as they are at one moment, in a file."""
    part.unlink()
    whole = part.with_name(f"{part.name}.rows")
    into = open_engine(f"sqlite:///{whole}")
    try:
        _copy_rows(engine, into)
        into.dispose()
        copy_file(whole, part)
    finally:
        into.dispose()
        engine.dispose()
        for one in (whole, *(whole.with_name(whole.name + ending) for ending in ("-wal", "-shm"))):
            one.unlink(missing_ok=True)


def _spread(engine: Engine, into: Engine) -> None:
    try:
        _copy_rows(engine, into)
    finally:
        engine.dispose()
        into.dispose()


def _copy_rows(engine: Engine, into: Engine) -> None:
    """Every row of one database into another that has none, in one transaction."""
    with reading(engine) as source, writing(into, alone=True) as target:
        for table in metadata.sorted_tables:
            if target.execute(select(func.count()).select_from(table)).scalar():
                raise UsageError("the database holds something already and is not overwritten; name an empty one in TRACKER_DATABASE_URL")
        for table in metadata.sorted_tables:
            for rows in source.execution_options(yield_per=_ROWS).execute(select(table)).mappings().partitions(_ROWS):
                target.execute(insert(table), [dict(row) for row in rows])
            _count_on(target, table)


def _count_on(connection: Connection, table: Table) -> None:
    """Let numbers that the database draws go on after the highest that was brought in."""
    number = next((column for column in table.primary_key if column is table.autoincrement_column), None)
    if connection.dialect.name == "postgresql" and number is not None:
        last = connection.execute(select(func.max(number))).scalar()
        drawn = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": number.name}
        ).scalar()
        if last is not None and drawn is not None:
            connection.execute(text("SELECT setval(:drawn, :last)"), {"drawn": drawn, "last": last})
