"""The archive of bytes: each capture once, kept as what differs from the one before it where that is much shorter."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import msgspec
import zstandard
from sqlalchemy import Connection, Row, Select, bindparam, exists, func, or_, select, update

from tracker.errors import StoreError
from tracker.model.look import Snapshot
from tracker.store.base import Part, chunks, insert_or_ignore, pack, plain, unpack
from tracker.store.engine import compact, reading, writing
from tracker.store.tables import change, document, look, snapshot, source_state

FULL_EVERY = 20
"""Of so many captures of one source that follow each other at least one is kept whole: to read one is to read no more than that."""

_SHORTEST_PREFIX = 6
_LARGEST_BASE = 4_000_000
_LARGEST_WINDOW = 1 << 27
_LEAST_GAIN = 0.5
"""What is kept against another has to be shorter than this part of what it would be on its own: else it stands on its own."""


_SURELY = 0.025
"""What takes so small a part of its bytes is not packed whole to be held against that: hardly anything comes out smaller."""


_KNOWN = select(snapshot.c.depth, snapshot.c.dropped).where(snapshot.c.id == bindparam("the_name"))


class Archive(Part):
    """Snapshots by name, and what of them can be given up."""

    def has_snapshot(self, name: str) -> bool:
        """Whether the bytes of this full name are archived."""
        with reading(self.engine) as connection:
            wanted = select(snapshot.c.id).where(snapshot.c.id == plain(name), snapshot.c.dropped.is_(None))
            return connection.execute(wanted).first() is not None

    def snapshot(self, name: str) -> Snapshot | None:
        """The bytes of that name, or of the only one that begins so; None where they were never kept.

        Raises `StoreError` where they were dropped, or the archive is damaged.
        """
        prefix = f"sha256:{(plain(name) or '').lower().removeprefix('sha256:')}"
        if len(prefix) < len("sha256:") + _SHORTEST_PREFIX:
            return None
        upper = prefix + "g"
        with reading(self.engine) as connection:
            rows = connection.execute(select(snapshot.c.id).where(snapshot.c.id >= prefix, snapshot.c.id < upper).limit(2)).all()
            if len(rows) > 1:
                raise StoreError(f"{name}: more than one snapshot begins so; give more digits")
            return Snapshot(id=rows[0].id, body=_body(connection, rows[0].id)) if rows else None

    def droppable(self, before: datetime) -> tuple[tuple[str, int], ...]:
        """Names and sizes of captures last seen before a moment from which no change came, and that nothing goes on from.

        What each source showed last stays, and the last good document of each source and page: a later one is compared with it.
        """
        with reading(self.engine) as connection:
            return tuple((row.id, row.size) for row in connection.execute(_useless(before)).all())

    def drop_snapshots(self, names: Sequence[str], now: datetime) -> int:
        """Give up the bytes of these; their names, sizes and looks stay. What was kept against them is kept whole. Answers how many."""
        dropped = 0
        for part in chunks(names):
            with writing(self.engine, alone=True) as connection:
                kept_against = select(snapshot.c.id).where(snapshot.c.base.in_(part), snapshot.c.id.not_in(part))
                for name in connection.execute(kept_against).scalars().all():
                    whole = pack(_body(connection, name))
                    connection.execute(update(snapshot).where(snapshot.c.id == name).values(body=whole, base=None, depth=0))
                gone = update(snapshot).where(snapshot.c.id.in_(part), snapshot.c.dropped.is_(None))
                dropped += connection.execute(gone.values(body=b"", base=None, depth=0, dropped=now)).rowcount
        return dropped

    def give_back_room(self) -> None:
        """Let a file become as small as what is in it. A server does that by itself."""
        if self.engine.dialect.name == "sqlite":
            compact(self.engine)


def add_snapshot(connection: Connection, body: Snapshot, source: str | None = None) -> None:
    """Archive some bytes, unless they are there already; against what `source` showed last, where one is named."""
    known = connection.execute(select(snapshot.c.dropped).where(snapshot.c.id == body.id)).first()
    if known is None:
        insert_or_ignore(connection, snapshot, [{"id": body.id, "size": len(body.body), **_kept(connection, body, source)}])
    elif known.dropped is not None:
        again = {"body": pack(body.body), "base": None, "depth": 0, "dropped": None}
        connection.execute(update(snapshot).where(snapshot.c.id == body.id).values(again))


class Chain(msgspec.Struct, frozen=True):
    """The last capture of a source that was written or read one after the other: its name, what lies before it, and its bytes."""

    id: str
    depth: int
    body: bytes


def add_chained(connection: Connection, body: Snapshot, last: Chain | None) -> Chain:
    """Archive one of many captures of a source, against the one before it; answers with what the next one goes on from."""
    known = connection.execute(_KNOWN, {"the_name": body.id}).first()
    if known is not None and known.dropped is None:
        return Chain(body.id, known.depth, body.body)
    if known is not None:
        add_snapshot(connection, body)
        return Chain(body.id, 0, body.body)
    columns = _columns(body, last)
    insert_or_ignore(connection, snapshot, [{"id": body.id, "size": len(body.body), **columns}])
    return Chain(body.id, last.depth + 1 if last is not None and columns["base"] else 0, body.body)


def read_chained(connection: Connection, row: Row[Any], last: Chain | None) -> Chain:
    """The bytes of a row of `snapshot`, one of many of a source, read in the order in which they were written. Raises `StoreError`."""
    if row.dropped is not None or row.base is None or last is None or last.id != row.base:
        return Chain(row.id, row.depth, _body(connection, row.id))
    body = _unpack_against(row.body, last.body)
    _check(row.id, body)
    return Chain(row.id, row.depth, body)


def _kept(connection: Connection, body: Snapshot, source: str | None) -> dict[str, object]:
    """How some bytes are kept: columns of their row."""
    if source is not None:
        last = select(snapshot).join(source_state, source_state.c.snapshot == snapshot.c.id).where(source_state.c.source == source)
        base = connection.execute(last).first()
        if base is not None and base.dropped is None and base.depth + 1 < FULL_EVERY and base.size <= _LARGEST_BASE:
            # What is new is kept whatever became of the old.
            with suppress(StoreError):
                return _columns(body, Chain(base.id, base.depth, _body(connection, base.id)))
    return _columns(body, None)


def _columns(body: Snapshot, base: Chain | None) -> dict[str, object]:
    """The columns of what is kept against another, where that is much shorter and not too many lie before it."""
    against: dict[str, Any] | None = None
    if base is not None and base.depth + 1 < FULL_EVERY and len(base.body) <= _LARGEST_BASE:
        against = {"body": _pack_against(body.body, base.body), "base": base.id, "depth": base.depth + 1}
        if len(against["body"]) < _SURELY * len(body.body):
            return against
    whole = pack(body.body)
    if against is not None and len(against["body"]) < _LEAST_GAIN * len(whole):
        return against
    return {"body": whole, "base": None, "depth": 0}


def _body(connection: Connection, name: str) -> bytes:
    """The bytes of one that is there, with those that it is kept against. Raises `StoreError` where they are gone or are not its own."""
    rows: list[Row[tuple[str, int, bytes, str | None, int, datetime | None]]] = []
    wanted: str | None = name
    while wanted is not None and len(rows) <= FULL_EVERY:
        row = connection.execute(select(snapshot).where(snapshot.c.id == wanted)).first()
        if row is None:
            raise StoreError(f"{wanted}: what {name} is kept against is not there; the database is damaged, restore a copy of it")
        if row.dropped is not None:
            raise StoreError(f"{wanted}: its bytes were dropped by tracker vacuum; its name, its looks and what was read of it are kept")
        rows.append(row)
        wanted = row.base
    whole = unpack(rows.pop().body)
    while rows:
        whole = _unpack_against(rows.pop().body, whole)
    _check(name, whole)
    return whole


def _check(name: str, body: bytes) -> None:
    if f"sha256:{hashlib.sha256(body).hexdigest()}" != name:
        raise StoreError(f"{name}: the archived bytes do not have this hash any more; the database is damaged")


def _pack_against(body: bytes, base: bytes) -> bytes:
    size = len(body) + len(base)
    parameters = zstandard.ZstdCompressionParameters.from_level(3, source_size=size, dict_size=len(base), enable_ldm=size > _LEAST_LONG)
    return zstandard.ZstdCompressor(dict_data=_dictionary(base), compression_params=parameters).compress(body)


_LEAST_LONG = 200_000
"""From this size on matches are sought far back too."""


def _unpack_against(body: bytes, base: bytes) -> bytes:
    try:
        return zstandard.ZstdDecompressor(dict_data=_dictionary(base), max_window_size=_LARGEST_WINDOW).decompress(body)
    except zstandard.ZstdError as error:
        raise StoreError(f"archived bytes cannot be unpacked ({error}): the database is damaged; restore a copy of it") from error


def _dictionary(base: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def _useless(before: datetime) -> Select[tuple[str, int]]:
    """Captures that nothing came from: see `droppable`."""
    place = (document.c.source, document.c.page)
    last = func.row_number().over(partition_by=place, order_by=(look.c.at.desc(), look.c.id.desc())).label("last")
    ranked = select(document.c.look, last).join(look, document.c.look == look.c.id).where(document.c.good.is_(True)).subquery()
    newest = select(ranked.c.look).where(ranked.c.last == 1)
    needed = or_(
        exists().where(source_state.c.snapshot == snapshot.c.id),
        exists().where(look.c.snapshot == snapshot.c.id, or_(look.c.derived.is_(False), look.c.at >= before)),
        exists().where(document.c.snapshot == snapshot.c.id, document.c.look.in_(newest)),
        exists().where(document.c.snapshot == snapshot.c.id, change.c.document == document.c.id),
    )
    return select(snapshot.c.id, snapshot.c.size).where(snapshot.c.dropped.is_(None), ~needed).order_by(snapshot.c.id)
