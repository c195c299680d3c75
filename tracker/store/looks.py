"""The first commit of a look: what the world said, whatever it was. Also leases, snapshots and the coverage of a period."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from tracker.errors import StoreError
from tracker.model.look import Fetch, Outcome, Snapshot, SourceState, Validators
from tracker.model.recorded import LookCount, Pending
from tracker.model.wire import from_json, to_json
from tracker.store.base import Part, chunks, insert_or_ignore, mark, pack, plain, unpack
from tracker.store.engine import reading, writing
from tracker.store.tables import look, snapshot, source_state

_SHORTEST_PREFIX = 6


class Looks(Part):
    """Sources' states, the ledger of looks, and the archive of snapshots."""

    def states(self, ids: Sequence[str]) -> dict[str, SourceState]:
        """What is remembered of each source; a fresh state for one that was never looked at."""
        found = {name: SourceState(source=name) for name in ids}
        with reading(self.engine) as connection:
            for part in chunks(ids):
                for row in connection.execute(select(source_state).where(source_state.c.source.in_(part))):
                    found[row.source] = _state(row)
        return found

    def due(self, ids: Sequence[str], now: datetime) -> list[str]:
        """Which of the sources are due, longest due first; never looked at comes first."""
        due: dict[str, datetime | None] = dict.fromkeys(ids)
        with reading(self.engine) as connection:
            for part in chunks(ids):
                due.update(
                    (row.source, row.next_due)
                    for row in connection.execute(
                        select(source_state.c.source, source_state.c.next_due).where(source_state.c.source.in_(part))
                    )
                )
        return sorted(
            (name for name, at in due.items() if at is None or at <= now), key=lambda name: (due[name] is not None, due[name] or now)
        )

    def lease(self, source: str, *, sequence: int, owner: str, now: datetime, until: datetime) -> bool:
        """Take a source for one look. Only one of those that saw the same `sequence` gets it, and none while another's lease lasts."""
        with writing(self.engine) as connection:
            fresh = SourceState(source=source)
            insert_or_ignore(connection, source_state, [_state_row(fresh)])
            free = or_(source_state.c.lease_until.is_(None), source_state.c.lease_until <= now)
            taken = connection.execute(
                update(source_state)
                .where(and_(source_state.c.source == source, source_state.c.sequence == sequence, free))
                .values(lease_owner=owner, lease_until=until)
            )
            return taken.rowcount == 1

    def break_lease(self, source: str, owner: str) -> None:
        """End the lease of an owner that runs no more."""
        with writing(self.engine) as connection:
            connection.execute(
                update(source_state)
                .where(source_state.c.source == source, source_state.c.lease_owner == owner)
                .values(lease_owner=None, lease_until=None)
            )

    def record_look(self, fetch: Fetch, body: Snapshot | None, *, next_due: datetime, recorded: datetime) -> int:
        """Commit one look with the bytes that came, the source's new state and the end of its lease. Answers the ledger's number."""
        with writing(self.engine) as connection:
            if body is not None:
                row = {"id": body.id, "size": len(body.body), "body": pack(body.body)}
                if connection.execute(select(snapshot.c.id).where(snapshot.c.id == body.id)).first() is None:
                    insert_or_ignore(connection, snapshot, [row])
            number = _add_look(connection, fetch, recorded)
            _advance(connection, fetch, next_due)
            mark(connection, recorded)
            return number

    def record_unchanged(self, looks: Sequence[tuple[Fetch, datetime]]) -> None:
        """Commit many looks that brought nothing new in one transaction. Each comes with when its source is due again."""
        if not looks:
            return
        with writing(self.engine) as connection:
            connection.execute(insert(look), [_look_row(fetch, fetch.at) for fetch, _ in looks])
            for fetch, due in looks:
                _advance(connection, fetch, due)
            mark(connection, max(fetch.at for fetch, _ in looks))

    def pending(self) -> tuple[Pending, ...]:
        """Looks whose snapshot was committed and not read yet, oldest first."""
        wanted = select(look.c.id, look.c.payload).where(look.c.derived.is_(False)).order_by(look.c.id)
        with reading(self.engine) as connection:
            return tuple(Pending(fetch_id=row.id, fetch=from_json(row.payload, Fetch)) for row in connection.execute(wanted))

    def snapshot(self, name: str) -> Snapshot | None:
        """The bytes of that name, or of the only one that begins so. Raises `StoreError` where the archive is damaged."""
        prefix = name if name.startswith("sha256:") else f"sha256:{name}"
        if len(prefix) < len("sha256:") + _SHORTEST_PREFIX:
            return None
        upper = prefix + "g"
        wanted = select(snapshot.c.id, snapshot.c.body).where(snapshot.c.id >= prefix, snapshot.c.id < upper).limit(2)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted).all()
        if len(rows) > 1:
            raise StoreError(f"{name}: more than one snapshot begins so; give more digits")
        if not rows:
            return None
        body = unpack(rows[0].body)
        if f"sha256:{hashlib.sha256(body).hexdigest()}" != rows[0].id:
            raise StoreError(f"{rows[0].id}: the archived bytes do not have this hash any more; the database is damaged")
        return Snapshot(id=rows[0].id, body=body)

    def look_counts(self, since: datetime, until: datetime, ids: Sequence[str]) -> tuple[LookCount, ...]:
        """How often each source was looked at after `since` and up to `until`, how often in vain, and since when it is blind."""
        with reading(self.engine) as connection:
            return tuple(_count(connection, name, since, until) for name in ids)


def _count(connection: Connection, source: str, since: datetime, until: datetime) -> LookCount:
    good = look.c.outcome.in_([outcome.value for outcome in Outcome if outcome.looked])
    period = and_(look.c.source == source, look.c.at > since, look.c.at <= until)
    looked, seen, gap = connection.execute(
        select(func.count(), func.count().filter(good), func.max(look.c.possible_gap.cast(source_state.c.sequence.type))).where(period)
    ).one()
    last_good = connection.execute(select(func.max(look.c.at)).where(look.c.source == source, look.c.at <= until, good)).scalar()
    after = look.c.at > last_good if last_good else look.c.at <= until
    bad = and_(look.c.source == source, look.c.at <= until, ~good, after)
    blind = connection.execute(select(func.min(look.c.at)).where(bad)).scalar()
    why = connection.execute(select(look.c.error).where(bad).order_by(look.c.at.desc(), look.c.id.desc()).limit(1)).scalar()
    return LookCount(source=source, looked=looked, failed=looked - seen, blind_since=blind, possible_gap=bool(gap), why=why)


def _state(row: Row[Any]) -> SourceState:
    return SourceState(
        source=row.source,
        sequence=row.sequence,
        next_due=row.next_due,
        lease_until=row.lease_until,
        lease_owner=row.lease_owner,
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        snapshot=row.snapshot,
        failures=row.failures,
        last_look=row.last_look,
        last_success=row.last_success,
        last_change=row.last_change,
    )


def _state_row(state: SourceState) -> dict[str, Any]:
    return {
        "source": state.source,
        "sequence": state.sequence,
        "failures": state.failures,
    }


def _look_row(fetch: Fetch, recorded: datetime) -> dict[str, Any]:
    return {
        "source": fetch.source,
        "at": fetch.at,
        "recorded": recorded,
        "outcome": fetch.outcome.value,
        "snapshot": fetch.snapshot,
        "derived": fetch.snapshot is None,
        "possible_gap": fetch.possible_gap,
        "error": plain(fetch.error),
        "payload": plain(to_json(fetch)),
    }


def _add_look(connection: Connection, fetch: Fetch, recorded: datetime) -> int:
    number = connection.execute(insert(look).values(_look_row(fetch, recorded)).returning(look.c.id)).scalar_one()
    return int(number)


def _advance(connection: Connection, fetch: Fetch, due: datetime) -> None:
    """The source's state after a look. Validators are the server's own, and only those of a good answer are kept."""
    values: dict[str, Any] = {
        "sequence": source_state.c.sequence + 1,
        "next_due": due,
        "lease_owner": None,
        "lease_until": None,
        "last_look": fetch.at,
        "failures": 0 if fetch.outcome.looked else source_state.c.failures + 1,
    }
    if fetch.outcome.looked:
        values["last_success"] = fetch.at
        if fetch.validators != Validators() or fetch.snapshot is not None:
            values |= {"etag": fetch.validators.etag, "last_modified": fetch.validators.last_modified}
    if fetch.snapshot is not None:
        values["snapshot"] = fetch.snapshot
    if connection.execute(update(source_state).where(source_state.c.source == fetch.source).values(values)).rowcount == 0:
        insert_or_ignore(connection, source_state, [_state_row(SourceState(source=fetch.source))])
        connection.execute(update(source_state).where(source_state.c.source == fetch.source).values(values))
