"""Looks that an archive kept: brought in raw, and read in their order with all others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select

from tracker.errors import StoreError
from tracker.model.look import Fetch, Outcome, Snapshot
from tracker.model.timeline import Event, Revision
from tracker.store.archive import Chain, add_chained, read_chained
from tracker.store.base import Part, chunks, decode, insert_or_ignore, mark
from tracker.store.derivations import revision_of, revision_row
from tracker.store.engine import reading, writing
from tracker.store.looks import is_to_be_read, look_row
from tracker.store.tables import decision, finding, look, revision, snapshot

_MOST_BYTES = 4_000_000
_PLANNED = (
    select(look.c.id, look.c.payload, look.c.outcome, snapshot.c.dropped, snapshot.c.size)
    .join(snapshot, look.c.snapshot == snapshot.c.id, isouter=True)
    .where(look.c.id.in_(bindparam("numbers", expanding=True)))
)
_BODIES = select(snapshot).where(snapshot.c.id.in_(bindparam("names", expanding=True)))


class Planned(msgspec.Struct, frozen=True):
    """One look in the order of the past: its number, its source, when (UTC), at which page, and the kind of archive that kept it."""

    number: int
    source: str
    at: datetime
    page: str | None
    archive: str | None


class Horizon(msgspec.Struct, frozen=True):
    """How far the live record went when the past was read: the numbers of its last look that was read and of its last revision."""

    look: int
    revision: int


class Given(NamedTuple):
    """What no reading can bring again: since when it stands (UTC), its event before it (None where it made it), and what it made of it."""

    at: datetime
    before: Event | None
    revision: Revision


DECIDED = "review:"
_AS_IT_IS = "given:"
"""How the origin of a revision begins: what a person decided, and what was taken over from where it stood."""


class Past(Part):
    """What was brought in from archives, and the order in which everything is read anew."""

    def brought_in(self, source: str) -> frozenset[str]:
        """The captures of a source that are here already, as `archive_mark` names them."""
        wanted = select(look.c.archive).where(look.c.source == source, look.c.archive.is_not(None))
        with reading(self.engine) as connection:
            return frozenset(connection.execute(wanted).scalars())

    def seen_at(self, source: str) -> frozenset[tuple[datetime, str]]:
        """When (UTC) which bytes came from a source, whoever looked: what we have seen ourselves is not brought in once more."""
        wanted = select(look.c.at, look.c.snapshot).where(look.c.source == source, look.c.page.is_(None), look.c.snapshot.is_not(None))
        with reading(self.engine) as connection:
            return frozenset((row.at, row.snapshot) for row in connection.execute(wanted))

    def bring_in(self, looks: Sequence[tuple[Fetch, Snapshot]], chains: dict[str, Chain], recorded: datetime) -> int:
        """Commit captures with the looks that they stand for, unread, all of them or none. Answers how many were new.

        `chains` remembers the last capture of each source, which the next one is kept against.
        """
        with writing(self.engine) as connection:
            for fetch, body in looks:
                chains[fetch.source] = add_chained(connection, body, chains.get(fetch.source))
            before = connection.execute(select(look.c.id).order_by(look.c.id.desc()).limit(1)).scalar() or 0
            insert_or_ignore(connection, look, [look_row(fetch, recorded) for fetch, _ in looks])
            new = connection.execute(select(look.c.id).where(look.c.id > before, look.c.archive.is_not(None))).scalars().all()
            mark(connection, recorded)
        return len(new)

    def has_looked(self) -> bool:
        """Whether any source was ever looked at, or anything of the past was brought in."""
        with reading(self.engine) as connection:
            return connection.execute(select(look.c.id).limit(1)).first() is not None

    def unread_past(self, watched: Collection[str]) -> int:
        """How many captures of these sources were brought in and not read yet."""
        wanted = select(look.c.source).where(look.c.derived.is_(False), look.c.archive.is_not(None))
        with reading(self.engine) as connection:
            return sum(source in watched for source in connection.execute(wanted).scalars())

    def given_up(self) -> int:
        """How many looks there are of which the bytes were given up: what they brought cannot be read again."""
        wanted = select(func.count()).select_from(look).join(snapshot, look.c.snapshot == snapshot.c.id)
        with reading(self.engine) as connection:
            return int(connection.execute(wanted.where(snapshot.c.dropped.is_not(None))).scalar_one())

    def plan(self, *, whole: bool) -> tuple[Horizon, list[Planned]]:
        """All looks that are to be read anew, in no order, and how far the live record goes. `whole`: those that saw nothing new too."""
        wanted = select(look.c.id, look.c.source, look.c.at, look.c.page, look.c.archive)
        read = wanted.where(look.c.archive.is_not(None) | look.c.derived.is_(True))
        with reading(self.engine) as connection:
            horizon = horizon_of(connection)
            rows = connection.execute(read if whole else read.where(look.c.snapshot.is_not(None))).all()
        return horizon, [
            Planned(row.id, row.source, row.at, row.page, row.archive.partition(" ")[0] if row.archive else None) for row in rows
        ]

    def planned_looks(self, plan: Sequence[Planned]) -> Iterator[tuple[Planned, Fetch, Snapshot | None]]:
        """The looks of a plan with their bytes, in its order.

        Bytes that were given up brought nothing new when they came: their look is one that saw no change. Raises `StoreError` where the
        archive is damaged.
        """
        chains: dict[str, Chain] = {}
        for part in chunks(plan):
            with reading(self.engine) as connection:
                fetched = {
                    row.id: (_fetch(row), row.size or 0) for row in connection.execute(_PLANNED, {"numbers": [one.number for one in part]})
                }
            for some in _portions(part, {number: size for number, (_, size) in fetched.items()}):
                looks = [(one, fetched[one.number][0]) for one in some]
                with reading(self.engine) as connection:
                    found = list(_with_bytes(connection, looks, chains))
                yield from found

    def given(self, watched: Collection[str]) -> tuple[Given, ...]:
        """What no reading can bring again, by its moments: what people decided, and what sources taught that are watched no more."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(revision).where(revision.c.replaced.is_(None)).order_by(revision.c.sequence)).all()
            decided = {f"{DECIDED}{row.id}": row.recorded for row in connection.execute(select(decision.c.id, decision.c.recorded))}
            unwatched = _unwatched(connection, [row.origin for row in rows], watched)
        found: list[Given] = []
        before: dict[str, Event] = {}
        for one in map(revision_of, rows):
            if one.origin in decided:
                found.append(Given(decided[one.origin], before.get(one.event.id), one))
            elif one.origin in unwatched:
                found.append(Given(one.observed, before.get(one.event.id), msgspec.structs.replace(one, origin=f"{_AS_IT_IS}{one.origin}")))
            before[one.event.id] = one.event
        return tuple(sorted(found, key=lambda one: one.at))

    def take_over(self, one: Given, event: Event) -> None:
        """Believe of an event what was given, as it is in the light of what came before."""
        with writing(self.engine, lasting=False) as connection:
            connection.execute(insert(revision), [revision_row(msgspec.structs.replace(one.revision, event=event, recorded=one.at))])
            mark(connection, one.at)

    def taken_over(self) -> int:
        """How much was taken over."""
        wanted = select(func.count()).where(revision.c.origin.startswith(DECIDED) | revision.c.origin.startswith(_AS_IT_IS))
        with reading(self.engine) as connection:
            return int(connection.execute(wanted).scalar_one())

    def replayed(self) -> frozenset[int]:
        """The numbers of the looks that were entered and read, or had nothing to read."""
        with reading(self.engine) as connection:
            return frozenset(connection.execute(select(look.c.id).where(look.c.derived.is_(True))).scalars())


def origin_here(origin: str) -> str | None:
    """What a revision that was taken over names as its origin where it came from; None for one that was concluded anew."""
    return origin.removeprefix(_AS_IT_IS) if origin.startswith((_AS_IT_IS, DECIDED)) else None


def _portions(looks: Sequence[Planned], sizes: Mapping[int, int]) -> Iterator[Sequence[Planned]]:
    """Looks that are read from the database together, since that costs less: as many as bring no more than some bytes, or one."""
    some: list[Planned] = []
    size = 0
    for one in looks:
        if some and size + sizes[one.number] > _MOST_BYTES:
            yield some
            some, size = [], 0
        some.append(one)
        size += sizes[one.number]
    if some:
        yield some


def _with_bytes(
    connection: Connection, looks: Sequence[tuple[Planned, Fetch]], chains: dict[str, Chain]
) -> Iterator[tuple[Planned, Fetch, Snapshot | None]]:
    names = {fetch.snapshot for _, fetch in looks if is_to_be_read(fetch)}
    rows = {row.id: row for row in connection.execute(_BODIES, {"names": sorted(filter(None, names))})}
    for one, fetch in looks:
        if not is_to_be_read(fetch):
            yield one, fetch, None
            continue
        row = rows.get(fetch.snapshot)
        if row is None:
            raise StoreError(
                f"{fetch.snapshot}: these bytes are not in the archive any more; the database is damaged, restore a copy of it"
            )
        chains[one.source] = chain = read_chained(connection, row, chains.get(one.source))
        yield one, fetch, Snapshot(id=chain.id, body=chain.body)


def _fetch(row: Any) -> Fetch:  # noqa: ANN401 - a row of the query above
    fetch = decode(row.payload, Fetch)
    if row.dropped is None:
        return fetch
    outcome = Outcome(row.outcome)
    return msgspec.structs.replace(fetch, outcome=Outcome.UNCHANGED if outcome.looked else outcome, snapshot=None)


def _unwatched(connection: Connection, origins: Iterable[str], watched: Collection[str]) -> frozenset[str]:
    """Which of these origins are of sources that are not watched."""
    found: set[str] = set()
    for kind, table in (("finding", finding), ("look", look)):
        numbers = sorted({int(one.partition(":")[2]) for one in origins if one.startswith(f"{kind}:")})
        for part in chunks(numbers):
            rows = connection.execute(select(table.c.id, table.c.source).where(table.c.id.in_(part)))
            found.update(f"{kind}:{row.id}" for row in rows if row.source not in watched)
    return frozenset(found)


def horizon_of(connection: Connection) -> Horizon:
    """How far the live record goes just now."""
    last = select(look.c.id).where(look.c.archive.is_(None), look.c.derived.is_(True), look.c.snapshot.is_not(None))
    return Horizon(
        connection.execute(last.order_by(look.c.id.desc()).limit(1)).scalar() or 0,
        connection.execute(select(revision.c.sequence).order_by(revision.c.sequence.desc()).limit(1)).scalar() or 0,
    )
