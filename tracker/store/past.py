"""Looks that an archive kept: brought in raw, and read in their order with all others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Engine, insert, select

from tracker.errors import StoreError
from tracker.model.look import Fetch, Snapshot
from tracker.model.timeline import Revision
from tracker.store.archive import Chain, add_chained, read_chained
from tracker.store.base import Part, chunks, decode, insert_or_ignore, mark
from tracker.store.derivations import revision_of, revision_row
from tracker.store.engine import reading, writing
from tracker.store.looks import fresh_row, is_to_be_read, look_row
from tracker.store.tables import look, revision, snapshot, source_state


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


class Past(Part):
    """What was brought in from archives, and the order in which everything is read anew."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._entered: set[str] = set()

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

    def unread_past(self) -> int:
        """How many captures were brought in and not read yet."""
        wanted = select(look.c.id).where(look.c.derived.is_(False), look.c.archive.is_not(None))
        with reading(self.engine) as connection:
            return len(connection.execute(wanted).scalars().all())

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
        """The looks of a plan with their bytes, in its order. Bytes that were given up are left out, as their look is."""
        chains: dict[str, Chain] = {}
        for part in chunks(plan):
            with reading(self.engine) as connection:
                wanted = select(look.c.id, look.c.payload).where(look.c.id.in_([one.number for one in part]))
                fetched = {row.id: decode(row.payload, Fetch) for row in connection.execute(wanted)}
            for one in part:
                fetch = fetched[one.number]
                if not is_to_be_read(fetch):
                    yield one, fetch, None
                    continue
                try:
                    with reading(self.engine) as connection:
                        chains[one.source] = chain = read_chained(connection, fetch.snapshot or "", chains.get(one.source))
                except StoreError:
                    continue
                yield one, fetch, Snapshot(id=chain.id, body=chain.body)

    def decided_revisions(self) -> tuple[Revision, ...]:
        """What people's decisions made of events, in their order."""
        wanted = (
            select(revision).where(revision.c.origin.startswith("review:"), revision.c.replaced.is_(None)).order_by(revision.c.sequence)
        )
        with reading(self.engine) as connection:
            return tuple(map(revision_of, connection.execute(wanted)))

    def replay_decision(self, one: Revision) -> None:
        """Take over what a decision made of an event."""
        with writing(self.engine, lasting=False) as connection:
            connection.execute(insert(revision), [revision_row(one)])
            mark(connection, one.recorded)

    def replay_look(self, number: int, fetch: Fetch) -> None:
        """Enter a look under a number that is given, recorded when it was made. Its bytes are kept elsewhere; twice is once.

        Of its source it is only known that there is one: nobody asks here when that is due.
        """
        with writing(self.engine, lasting=False) as connection:
            if fetch.snapshot is not None:
                gone = {"id": fetch.snapshot, "size": fetch.size, "body": b"", "depth": 0, "dropped": fetch.at}
                insert_or_ignore(connection, snapshot, [gone])
            insert_or_ignore(connection, look, [{"id": number, **look_row(fetch, fetch.at)}])
            if fetch.source not in self._entered:
                insert_or_ignore(connection, source_state, [fresh_row(fetch.source)])
            if fetch.snapshot is None:
                mark(connection, fetch.at)
        self._entered.add(fetch.source)

    def replayed(self) -> frozenset[int]:
        """The numbers of the looks that were entered and read, or had nothing to read."""
        with reading(self.engine) as connection:
            return frozenset(connection.execute(select(look.c.id).where(look.c.derived.is_(True))).scalars())


def horizon_of(connection: Connection) -> Horizon:
    """How far the live record goes just now."""
    last = select(look.c.id).where(look.c.archive.is_(None), look.c.derived.is_(True), look.c.snapshot.is_not(None))
    return Horizon(
        connection.execute(last.order_by(look.c.id.desc()).limit(1)).scalar() or 0,
        connection.execute(select(revision.c.sequence).order_by(revision.c.sequence.desc()).limit(1)).scalar() or 0,
    )
