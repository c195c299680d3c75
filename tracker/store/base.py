"""What the parts of the store share: the engine, the mark of time, inserts that may meet a row, and values as text and bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import zstandard
from sqlalchemy import Connection, Engine, Table, select

from tracker.errors import StoreError
from tracker.model.wire import from_json, to_json, to_plain
from tracker.store import tables
from tracker.text.links import canonical_link

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
_CHUNK = 500
# PostgreSQL takes 2,704 bytes into one row of an index, and one character may be four.
_LONGEST_URL = 2000
_LONGEST_KEY = 300
_KEY_PREFIX = 200


_MARKED = select(tables.clock.c.recorded)


class Part:
    """A part of the store, over one engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine


def insert_or_ignore(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; one whose key is there already is left as it is."""
    if rows:
        connection.execute(_or_ignore(connection.dialect.name, table), list(rows))


def upsert(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], change: Iterable[str], *, rising: str | None = None
) -> None:
    """Insert rows; in one whose key is there already, set the columns of `change`, unless that would set the column `rising` back."""
    if rows:
        connection.execute(_or_update(connection.dialect.name, table, tuple(change), rising), list(rows))


# To put a statement together costs more than to run it: each is made once.


@cache
def _or_ignore(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _or_update(dialect: str, table: Table, change: tuple[str, ...], rising: str | None) -> postgresql.Insert | sqlite.Insert:
    statement = _insert(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in table.primary_key],
        set_={name: statement.excluded[name] for name in change},
        where=table.c[rising] < statement.excluded[rising] if rising else None,
    )


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    # Only the dialect that is there is imported: the other one costs as much as the whole of it.
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as into_postgresql  # noqa: PLC0415 - as said above

        return into_postgresql(table)
    from sqlalchemy.dialects.sqlite import insert as into_sqlite  # noqa: PLC0415 - as said above

    return into_sqlite(table)


def mark(connection: Connection, recorded: datetime) -> None:
    """Remember the latest time at which anything was recorded. It comes last in a transaction: every other writer waits for this row."""
    known = connection.execute(_MARKED).scalar()
    if known is None or known < recorded:
        upsert(connection, tables.clock, [{"id": 1, "recorded": recorded}], ("recorded",), rising="recorded")


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Values in portions that fit into one statement."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def pack(body: bytes) -> bytes:
    """Compressed with zstd, level 3, with its size written in front."""
    return zstandard.ZstdCompressor(level=3).compress(body)


def unpack(body: bytes) -> bytes:
    """The reverse of `pack`. Raises `StoreError` where the bytes are damaged."""
    try:
        return zstandard.ZstdDecompressor().decompress(body)
    except zstandard.ZstdError as error:
        raise StoreError(f"archived bytes cannot be unpacked ({error}): the database is damaged; restore a copy of it") from error


def encode(value: object) -> str:
    """A value as JSON that every database takes. Half a surrogate pair, which has no UTF-8, becomes a question mark."""
    try:
        return to_json(value)
    except UnicodeEncodeError:
        return to_json(_mended(to_plain(value)))


def decode(text: str | bytes, kind: type[T]) -> T:
    """A value as it was encoded. Raises `StoreError` where the text is damaged."""
    try:
        return from_json(text, kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        name = kind.__name__.lower()
        raise StoreError(f"a stored {name} cannot be read ({error}): the database is damaged; restore a copy of it") from error


def _mended(value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_mended(key): _mended(inner) for key, inner in value.items()}
    return [_mended(inner) for inner in value] if isinstance(value, list | tuple) else value


def plain(text: str | None) -> str | None:
    """Text as every database takes it: PostgreSQL knows no NUL, and no half of a surrogate pair can be encoded."""
    return None if text is None else text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=256)
def short_url(url: str) -> str:
    """An address in the form in which it is looked up (`text.links`), as far as it is indexed."""
    return canonical_link(plain(url) or "").encode("utf-8")[:_LONGEST_URL].decode("utf-8", "ignore")


def short_key(key: str) -> str:
    """A key as every index takes it. One that is too long, or holds what no database takes, ends in its hash: two stay two."""
    tidy = plain(key) or ""
    if tidy == key and len(key) <= _LONGEST_KEY:
        return key
    return f"{tidy[:_KEY_PREFIX]}#{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"
