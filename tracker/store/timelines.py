"""The timeline with its three times. A revision is added; nothing that was believed is ever changed or lost."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Connection, func, insert, select

from tracker.model.finding import Verdict
from tracker.model.timeline import Event, Revision, Seed, Timeline
from tracker.model.wire import from_json, to_json
from tracker.store.base import Part, mark, plain
from tracker.store.engine import reading, writing
from tracker.store.tables import clock, finding, revision, seed_event, seed_load

_SPEAKS = (Verdict.CONFIRMS, Verdict.REFINES, Verdict.ADVANCES, Verdict.MOVES, Verdict.SUPERSEDES, Verdict.ADDS)


class SeedReport(msgspec.Struct, frozen=True):
    """What loading a seed did: events that were new, revised and unchanged, and those that the file no longer has (kept)."""

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    absent: tuple[str, ...] = ()


class Timelines(Part):
    """Events as believed now or then, and the seed that they begin with."""

    def last_recorded(self) -> datetime | None:
        """The latest time at which anything was recorded: no run may go back behind it."""
        with reading(self.engine) as connection:
            return connection.execute(select(clock.c.recorded)).scalar()

    def load_seed(self, seed: Seed, recorded: datetime) -> SeedReport:
        """Add what a seed brings; the same seed again does nothing.

        An edited one is merged by id and field, so that what the findings taught stays: a field takes the file's word
        only where the file has changed its mind.
        """
        with reading(self.engine) as connection:
            if _last_digest(connection) == seed.digest:
                return SeedReport(unchanged=len(seed.events))
        with writing(self.engine) as connection:
            if _last_digest(connection) == seed.digest:
                return SeedReport(unchanged=len(seed.events))
            before = _seeded(connection)
            believed = _events(connection, None)
            load = connection.execute(
                insert(seed_load).values(digest=seed.digest, known_at=seed.known_at, recorded=recorded).returning(seed_load.c.id)
            ).scalar_one()
            added = revised = 0
            for event in seed.events:
                connection.execute(insert(seed_event).values(load=load, event=event.id, payload=plain(to_json(event))))
                known = believed.get(event.id)
                merged = event if known is None else _merged(before.get(event.id), known, event)
                if merged == known:
                    continue
                added, revised = added + (known is None), revised + (known is not None)
                _add(connection, Revision(event=merged, observed=seed.known_at, recorded=recorded, origin="seed"))
            mark(connection, recorded)
        absent = tuple(sorted(set(before) - {event.id for event in seed.events}))
        return SeedReport(added, revised, len(seed.events) - added - revised, absent)

    def timeline(self, as_of: datetime | None = None) -> Timeline:
        """Everything as believed now, or as it was believed at a moment."""
        with reading(self.engine) as connection:
            wanted = select(seed_load.c.known_at).order_by(seed_load.c.id.desc()).limit(1)
            known_at = connection.execute(wanted if as_of is None else wanted.where(seed_load.c.recorded <= as_of)).scalar()
            return Timeline(_events(connection, as_of), known_at, _evidence(connection, as_of))

    def history(self, event: str) -> tuple[Revision, ...]:
        """All that was ever believed of one event, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(revision).where(revision.c.event == event).order_by(revision.c.sequence)).all()
        return tuple(
            Revision(
                event=from_json(row.payload, Event), observed=row.observed, recorded=row.recorded, origin=row.origin, sequence=row.sequence
            )
            for row in rows
        )


def _last_digest(connection: Connection) -> str | None:
    return connection.execute(select(seed_load.c.digest).order_by(seed_load.c.id.desc()).limit(1)).scalar()


def _seeded(connection: Connection) -> dict[str, Event]:
    """Each event as the last seed that had it told it."""
    newest = select(seed_event.c.event, func.max(seed_event.c.load).label("load")).group_by(seed_event.c.event).subquery()
    wanted = select(seed_event.c.payload).join(newest, (seed_event.c.event == newest.c.event) & (seed_event.c.load == newest.c.load))
    events = [from_json(payload, Event) for payload in connection.execute(wanted).scalars()]
    return {event.id: event for event in events}


def _events(connection: Connection, as_of: datetime | None) -> dict[str, Event]:
    newest = select(func.max(revision.c.sequence).label("sequence")).group_by(revision.c.event)
    if as_of is not None:
        newest = newest.where(revision.c.recorded <= as_of)
    wanted = select(revision.c.payload).where(revision.c.sequence.in_(newest)).order_by(revision.c.event)
    events = [from_json(payload, Event) for payload in connection.execute(wanted).scalars()]
    return {event.id: event for event in events}


def _evidence(connection: Connection, as_of: datetime | None) -> dict[str, tuple[str, ...]]:
    """The sources that speak for each event."""
    wanted = (
        select(finding.c.event, finding.c.source)
        .where(finding.c.event.is_not(None), finding.c.withdrawn.is_(False), finding.c.verdict.in_([verdict.value for verdict in _SPEAKS]))
        .distinct()
        .order_by(finding.c.event, finding.c.source)
    )
    if as_of is not None:
        wanted = wanted.where(finding.c.recorded <= as_of)
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(wanted):
        found[row.event] = (*found.get(row.event, ()), row.source)
    return found


def _merged(base: Event | None, known: Event, new: Event) -> Event:
    """Three ways by field: what the file changed since it was last read is taken, all else stays as believed."""
    if base is None:
        return new
    changed = {name: getattr(new, name) for name in Event.__struct_fields__ if getattr(new, name) != getattr(base, name)}
    return msgspec.structs.replace(known, **changed)


def _add(connection: Connection, one: Revision) -> None:
    connection.execute(
        insert(revision).values(
            event=one.event.id,
            observed=one.observed,
            recorded=one.recorded,
            origin=one.origin,
            payload=plain(to_json(one.event)),
        )
    )
