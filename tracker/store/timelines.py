"""The timeline with its three times. A revision is added; nothing that was believed is ever changed or lost."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Connection, and_, func, insert, or_, select

from tracker.model.finding import Verdict
from tracker.model.timeline import Event, Revision, Seed, Timeline
from tracker.reconcile.merging import merged
from tracker.store.base import Part, decode, encode, mark, short_key
from tracker.store.derivations import revision_of, revision_row
from tracker.store.engine import reading, writing
from tracker.store.tables import clock, finding, revision, seed_event, seed_load

_SPEAKS = (Verdict.CONFIRMS, Verdict.REFINES, Verdict.ADVANCES, Verdict.MOVES, Verdict.SUPERSEDES, Verdict.ADDS)

STANDS = revision.c.replaced.is_(None)
"""Whether nothing was put in the place of a revision."""


_KNOWN_AT = select(seed_load.c.known_at).order_by(seed_load.c.id.desc()).limit(1)
_COUNTS = select(func.count(), func.count(revision.c.replaced)).select_from(revision)


class SeedReport(msgspec.Struct, frozen=True):
    """What loading a seed did: events that were new, revised and unchanged, and those that the file no longer has (kept)."""

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    absent: tuple[str, ...] = ()


class _Read(msgspec.Struct, frozen=True):
    """What was read of the revisions: how many there were and stand no more, the last one's number, and the events as they leave them."""

    count: int
    replaced: int
    last: int
    events: dict[str, Event]


class Timelines(Part):
    """Events as believed now or then, and the seed that they begin with."""

    _read = _Read(0, 0, 0, {})

    def last_recorded(self) -> datetime | None:
        """The latest time at which anything was recorded: no run may go back behind it."""
        with reading(self.engine) as connection:
            return connection.execute(select(clock.c.recorded)).scalar()

    def load_seed(self, seed: Seed, recorded: datetime) -> SeedReport:
        """Add what a seed brings; the same seed again does nothing.

        An edited one is merged by id and field (see `reconcile.merging`): a field takes the file's word where the file has changed
        its mind and the findings have not; where both have, the belief stays and the event says what is in dispute.
        An event that the file no longer has stays as it is believed.
        """
        with reading(self.engine) as connection:
            if _last_digest(connection) == seed.digest:
                return SeedReport(unchanged=len(seed.events))
        with writing(self.engine, alone=True) as connection:
            if _last_digest(connection) == seed.digest:
                return SeedReport(unchanged=len(seed.events))
            before = _seeded(connection)
            believed = _events(connection, None)
            known = {event.id: merged(before.get(event.id), believed.get(event.id), event, recorded) for event in seed.events}
            anew = [event for name, event in known.items() if event != believed.get(name)]
            _add_load(connection, seed, recorded)
            rows = [revision_row(Revision(event=event, observed=seed.known_at, recorded=recorded, origin="seed")) for event in anew]
            if rows:
                connection.execute(insert(revision), rows)
            mark(connection, recorded)
        added = sum(event.id not in believed for event in anew)
        return SeedReport(added, len(anew) - added, len(known) - len(anew), tuple(sorted(before.keys() - known.keys())))

    def timeline(self, as_of: datetime | None = None) -> Timeline:
        """Everything as believed now, or as it was believed at a moment."""
        with reading(self.engine) as connection:
            wanted = select(seed_load.c.known_at).order_by(seed_load.c.id.desc()).limit(1)
            known_at = connection.execute(wanted if as_of is None else wanted.where(seed_load.c.recorded <= as_of)).scalar()
            return Timeline(_events(connection, as_of), known_at, _evidence(connection, as_of))

    def believed(self) -> Timeline:
        """All events as believed now, without their evidence: for one pass that asks for every source.

        What was read before is kept, and only the revisions that came since, whoever made them, are read.
        """
        with reading(self.engine) as connection:
            known_at = connection.execute(_KNOWN_AT).scalar()
            counts = connection.execute(_COUNTS).one()
            count, replaced = int(counts[0]), int(counts[1])
            if (count, replaced) != (self._read.count, self._read.replaced):
                new = connection.execute(select(revision).where(revision.c.sequence > self._read.last).order_by(revision.c.sequence)).all()
                if len(new) == count - self._read.count and replaced == self._read.replaced:
                    events = self._read.events | {event.id: event for event in (decode(row.payload, Event) for row in new)}
                    self._read = _Read(count, replaced, new[-1].sequence, dict(sorted(events.items())))
                else:
                    # Of several that write at a time the later number may be seen first; and late history replaces what was believed.
                    last = connection.execute(select(func.max(revision.c.sequence))).scalar_one()
                    self._read = _Read(count, replaced, last, _events(connection, None))
        return Timeline(self._read.events, known_at, revision=self._read.last)

    def history(self, event: str) -> tuple[Revision, ...]:
        """All that was ever believed of one event, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(
                select(revision).where(revision.c.event == short_key(event), STANDS).order_by(revision.c.sequence)
            ).all()
        return tuple(map(revision_of, rows))

    def redated_revisions(self) -> tuple[Revision, ...]:
        """All revisions of the events that have more than one, in their order: among them are those that changed a date."""
        several = select(revision.c.event).where(STANDS).group_by(revision.c.event).having(func.count() > 1)
        with reading(self.engine) as connection:
            rows = connection.execute(select(revision).where(revision.c.event.in_(several), STANDS).order_by(revision.c.sequence)).all()
        return tuple(map(revision_of, rows))


def _last_digest(connection: Connection) -> str | None:
    return connection.execute(select(seed_load.c.digest).order_by(seed_load.c.id.desc()).limit(1)).scalar()


def _seeded(connection: Connection) -> dict[str, Event]:
    """Each event as the last seed that had it told it."""
    newest = select(seed_event.c.event, func.max(seed_event.c.load).label("load")).group_by(seed_event.c.event).subquery()
    wanted = select(seed_event.c.payload).join(newest, (seed_event.c.event == newest.c.event) & (seed_event.c.load == newest.c.load))
    events = [decode(payload, Event) for payload in connection.execute(wanted).scalars()]
    return {event.id: event for event in events}


def _events(connection: Connection, as_of: datetime | None) -> dict[str, Event]:
    newest = select(func.max(revision.c.sequence).label("sequence")).group_by(revision.c.event)
    newest = newest.where(STANDS if as_of is None else and_(revision.c.recorded <= as_of, or_(STANDS, revision.c.replaced > as_of)))
    wanted = select(revision.c.payload).where(revision.c.sequence.in_(newest))
    events = [decode(payload, Event) for payload in connection.execute(wanted).scalars()]
    # Databases sort text each in its own way.
    return {event.id: event for event in sorted(events, key=lambda event: event.id)}


def _evidence(connection: Connection, as_of: datetime | None) -> dict[str, tuple[str, ...]]:
    """The sources that speak for each event."""
    wanted = (
        select(finding.c.event, finding.c.source)
        .where(finding.c.event.is_not(None), finding.c.withdrawn.is_(False), finding.c.verdict.in_([verdict.value for verdict in _SPEAKS]))
        .distinct()
    )
    if as_of is not None:
        wanted = wanted.where(finding.c.recorded <= as_of)
    found: dict[str, tuple[str, ...]] = {}
    for row in sorted(connection.execute(wanted), key=lambda row: (row.event, row.source)):
        found[row.event] = (*found.get(row.event, ()), row.source)
    return found


def _add_load(connection: Connection, seed: Seed, recorded: datetime) -> None:
    load = {"digest": seed.digest, "known_at": seed.known_at, "recorded": recorded}
    number = connection.execute(insert(seed_load).values(load).returning(seed_load.c.id)).scalar_one()
    rows = [{"load": number, "event": event.id, "payload": encode(event)} for event in seed.events]
    if rows:
        connection.execute(insert(seed_event), rows)
