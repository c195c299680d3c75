"""Before the tables of a database change, it is copied as it is into a file that `tracker restore` takes."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, MetaData, create_engine, insert, inspect, select, text

from tracker.errors import StoreError, TrackerError
from tracker.store.copying import copy_file, placed
from tracker.store.upgrade import bring_to

_ROWS = 50
"""How many rows are held at a time: one may be a whole archived paper."""

_MARKED = "alembic_version"


def keep_former(connection: Connection, version: str) -> Path | None:
    """Copy what is behind a connection, which holds its turn to write: nobody writes meanwhile. Answers where; None where nothing lasts.

    A file is copied beside itself: `tracker.sqlite3.0007_decisions.bak`. A server's database goes into a file of the version that it
    is at, in `db` of the folder that the program runs in, or in that folder itself: `tracker.0007_decisions.bak`. Raises `StoreError`
    where that cannot be written.
    """
    engine = connection.engine
    name = engine.url.database
    if engine.dialect.name == "sqlite":
        if not name or name.startswith((":memory:", "file:")):
            return None
        free = _free(Path(name), version)
        with placed(free) as part:
            copy_file(Path(name), part)
        return free
    free = _free((Path("db") if Path("db").is_dir() else Path()) / f"{name}", version)
    try:
        with placed(free) as part:
            _gather(connection, version, part)
    except TrackerError as error:
        raise StoreError(
            f"its tables have to change, and the copy before that cannot be made ({error}); "
            "run this once from a folder with room that this user may write"
        ) from error
    return free


def _free(file: Path, version: str) -> Path:
    """A name that nothing has yet."""
    names = (f"{file.name}.{version}{number}.bak" for number in ("", *(f"-{again}" for again in range(2, 1000))))
    return next(path for path in map(file.with_name, names) if not path.exists())


def _gather(connection: Connection, version: str, part: Path) -> None:
    """All rows of a server's database in a file with the tables of its version."""
    engine = create_engine(f"sqlite:///{part}")
    try:
        with engine.begin() as into:
            bring_to(into, version)
            tables = MetaData()
            tables.reflect(into)
            names = [table.name for table in tables.sorted_tables if table.name != _MARKED]
            there = set(inspect(connection).get_table_names())
            quoted = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names if name in there)
            connection.execute(text(f"LOCK TABLE {quoted} IN SHARE ROW EXCLUSIVE MODE"))
            for table in (one for one in tables.sorted_tables if one.name in names):
                found = connection.execute(select(table), execution_options={"yield_per": _ROWS})
                for rows in found.mappings().partitions(_ROWS):
                    into.execute(insert(table), [dict(row) for row in rows])
    finally:
        engine.dispose()
