"""All that is kept, row by row and as of one moment: what an export reads, however much there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from tracker.model.digest import Digest
from tracker.model.finding import RecordedFinding
from tracker.model.look import Fetch
from tracker.model.other_service import Sighting
from tracker.model.recorded import ReadChange
from tracker.model.timeline import Revision
from tracker.store.base import Part, chunks, decode, short_url
from tracker.store.derivations import recorded_finding, revision_of
from tracker.store.engine import reading
from tracker.store.findings import joined
from tracker.store.tables import change, digest, finding, look, revision

_AT_ONCE = 200


class View:
    """The database as it stood when the view was opened. Each method reads on as it is asked, and holds a few hundred rows at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def looks(self) -> Iterator[tuple[int, Fetch]]:
        """Every look with its number, in the order in which they were recorded."""
        for row in self._rows(select(look.c.id, look.c.payload).order_by(look.c.id)):
            yield row.id, decode(row.payload, Fetch)

    def findings(self) -> Iterator[RecordedFinding]:
        """Every finding, those withdrawn among them, in the order of their numbers."""
        return map(recorded_finding, self._rows(joined().order_by(finding.c.id)))

    def histories(self) -> Iterator[tuple[Revision, ...]]:
        """All that was ever believed of each event, oldest first, one event after the other in the order of the database."""
        wanted = select(revision).where(revision.c.replaced.is_(None)).order_by(revision.c.event, revision.c.sequence)
        for _, rows in groupby(self._rows(wanted), key=lambda row: row.event):
            yield tuple(map(revision_of, rows))

    def digests(self) -> Iterator[Digest]:
        """Every digest as it was composed, in the order of their ids."""
        names = sorted(self._connection.execute(select(digest.c.id)).scalars())
        for name in names:
            yield decode(self._connection.execute(select(digest.c.payload).where(digest.c.id == name)).scalar_one(), Digest)

    def _rows(self, wanted: Select[Any]) -> Iterator[Row[Any]]:
        yield from self._connection.execute(wanted, execution_options={"yield_per": _AT_ONCE})


class Captures(Part):
    """What an export is made of, and what stood where."""

    @contextmanager
    def view(self) -> Iterator[View]:
        """One consistent view of all rows; what is written meanwhile is not in it."""
        with reading(self.engine) as connection:
            yield View(connection)

    def sightings(self, addresses: Collection[str]) -> dict[str, Sighting]:
        """What was first seen at each of these canonical addresses; those at which nothing was are left out."""
        given = {short_url(address): address for address in addresses}
        found: dict[str, Sighting] = {}
        with reading(self.engine) as connection:
            for part in chunks(sorted(given)):
                wanted = select(change.c.url, change.c.title, change.c.rule, change.c.review, change.c.payload).where(
                    change.c.url.in_(part), change.c.replaced.is_(None)
                )
                for row in connection.execute(wanted.order_by(change.c.id)):
                    seen = decode(row.payload, ReadChange).evidence.seen
                    found.setdefault(given[row.url], Sighting(seen=seen, title=row.title, rule=row.rule, review=row.review))
        return found
