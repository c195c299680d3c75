"""All that is kept, row by row and as of one moment: what an export reads, however much there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from tracker.model.digest import Digest
from tracker.model.finding import RecordedFinding
from tracker.model.look import Fetch
from tracker.model.timeline import Event, Revision
from tracker.store.base import Part, decode
from tracker.store.derivations import recorded_finding
from tracker.store.engine import reading
from tracker.store.findings import joined
from tracker.store.tables import digest, finding, look, revision

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
        wanted = select(revision).order_by(revision.c.event, revision.c.sequence)
        for _, rows in groupby(self._rows(wanted), key=lambda row: row.event):
            yield tuple(map(_revision, rows))

    def digests(self) -> Iterator[Digest]:
        """Every digest as it was composed, in the order of their ids."""
        names = sorted(self._connection.execute(select(digest.c.id)).scalars())
        for name in names:
            yield decode(self._connection.execute(select(digest.c.payload).where(digest.c.id == name)).scalar_one(), Digest)

    def _rows(self, wanted: Select[Any]) -> Iterator[Row[Any]]:
        yield from self._connection.execute(wanted, execution_options={"yield_per": _AT_ONCE})


class Captures(Part):
    """What an export is made of."""

    @contextmanager
    def view(self) -> Iterator[View]:
        """One consistent view of all rows; what is written meanwhile is not in it."""
        with reading(self.engine) as connection:
            yield View(connection)


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        event=decode(row.payload, Event), observed=row.observed, recorded=row.recorded, origin=row.origin, sequence=row.sequence
    )
