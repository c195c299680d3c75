"""What the parts of the store share: the engine, the mark of time, inserts that may meet a row, and compressed text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

import zstandard
from sqlalchemy import Connection, Engine, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store import tables

T = TypeVar("T")
_CHUNK = 500
_LONGEST_URL = 1000


class Part:
    """A part of the store, over one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine


def insert_or_ignore(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> int:
    """Insert rows; one whose key is there already is left as it is. Answers how many were new."""
    if not rows:
        return 0
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing()
    return sum(max(connection.execute(statement, row).rowcount, 0) for row in rows) if len(rows) < 2 else _many(connection, statement, rows)


def _many(connection: Connection, statement: Any, rows: Sequence[dict[str, Any]]) -> int:  # noqa: ANN401 - two dialects' own classes
    return max(connection.execute(statement, list(rows)).rowcount, 0)


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], change: Iterable[str]) -> None:
    """Insert rows; in one whose key is there already, set the columns of `change`."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_={name: statement.excluded[name] for name in change}), list(rows)
    )


def mark(connection: Connection, recorded: datetime) -> None:
    """Remember the latest time at which anything was recorded."""
    row = connection.execute(select(tables.clock.c.recorded)).scalar()
    if row is None:
        insert_or_ignore(connection, tables.clock, [{"id": 1, "recorded": recorded}])
    elif recorded > row:
        connection.execute(update(tables.clock).values(recorded=recorded))


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Values in portions that fit into one statement."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def pack(text: bytes) -> bytes:
    """Compressed with zstd, level 3, with its size written in front."""
    return zstandard.ZstdCompressor(level=3).compress(text)


def unpack(body: bytes) -> bytes:
    """The reverse of `pack`."""
    return zstandard.ZstdDecompressor().decompress(body)


def plain(text: str | None) -> str | None:
    """Text as every database takes it: PostgreSQL knows no NUL, and no half of a surrogate pair can be encoded."""
    return None if text is None else text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def short_url(url: str) -> str:
    """An address as far as it is indexed."""
    return (plain(url) or "")[:_LONGEST_URL]
