"""The first commit of a look: what the world said, whatever it was. Also leases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, func, insert, or_, select, update

from tracker.model.look import Fetch, Outcome, Snapshot, SourceState, Validators
from tracker.model.recorded import Pending
from tracker.store.archive import add_snapshot
from tracker.store.base import Part, chunks, decode, encode, insert_or_ignore, mark, plain, short_key
from tracker.store.engine import reading, writing
from tracker.store.tables import look, source_state

ADDING = insert(look).returning(look.c.id)
"""One look; put together once, since that costs more than to run it."""


class Looks(Part):
    """Sources' states and the ledger of looks."""

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
        return source in self.lease_all({source: sequence}, owner=owner, now=now, until=until)

    def lease_all(self, sequences: Mapping[str, int], *, owner: str, now: datetime, until: datetime) -> frozenset[str]:
        """Take many sources, each with the `sequence` that was seen, in one transaction: those that were got, each as by `lease`."""
        if not sequences:
            return frozenset()
        taken: set[str] = set()
        free = or_(source_state.c.lease_until.is_(None), source_state.c.lease_until <= now)
        with writing(self.engine) as connection:
            insert_or_ignore(connection, source_state, [fresh_row(source) for source in sorted(sequences)])
            for part in chunks(sorted(sequences)):
                # Locked as they are read, always in the same order: what is free now is still free when it is taken.
                wanted = select(source_state.c.source, source_state.c.sequence).where(source_state.c.source.in_(part), free)
                rows = connection.execute(wanted.order_by(source_state.c.source).with_for_update()).all()
                got = [row.source for row in rows if row.sequence == sequences[row.source]]
                taken.update(got)
                connection.execute(update(source_state).where(source_state.c.source.in_(got)).values(lease_owner=owner, lease_until=until))
        return frozenset(taken)

    def leases(self, now: datetime) -> dict[str, str]:
        """Which sources are held just now, and by whom."""
        wanted = select(source_state.c.source, source_state.c.lease_owner).where(source_state.c.lease_until > now)
        with reading(self.engine) as connection:
            return {row.source: row.lease_owner for row in connection.execute(wanted) if row.lease_owner}

    def break_lease(self, source: str, owner: str) -> None:
        """End the lease of an owner that runs no more."""
        with writing(self.engine) as connection:
            connection.execute(
                update(source_state)
                .where(source_state.c.source == source, source_state.c.lease_owner == owner)
                .values(lease_owner=None, lease_until=None)
            )

    def record_look(self, fetch: Fetch, body: Snapshot | None, *, next_due: datetime, recorded: datetime, holds: bool = False) -> int:
        """Commit one look with the bytes that came, the source's new state and the end of its lease. Answers the ledger's number.

        `holds`: the lease goes on, since whoever looked has yet to read what came.
        """
        with writing(self.engine) as connection:
            if body is not None:
                add_snapshot(connection, body, fetch.source)
            number = connection.execute(ADDING, look_row(fetch, recorded)).scalar_one()
            _advance(connection, [(fetch, next_due)], holds=holds)
            mark(connection, recorded)
            return int(number)

    def record_unchanged(self, looks: Sequence[tuple[Fetch, datetime]]) -> None:
        """Commit many looks that brought nothing new in one transaction. Each comes with when its source is due again."""
        if not looks:
            return
        with writing(self.engine) as connection:
            connection.execute(insert(look), [look_row(fetch, fetch.at) for fetch, _ in looks])
            _advance(connection, looks)
            mark(connection, max(fetch.at for fetch, _ in looks))

    def change_times(self, source: str, most: int) -> tuple[datetime, ...]:
        """When the last looks that showed something new at a source were made, oldest first."""
        wanted = select(look.c.at).where(
            look.c.source == source, look.c.outcome == Outcome.CHANGED.value, look.c.page.is_(None), look.c.archive.is_(None)
        )
        with reading(self.engine) as connection:
            return tuple(reversed(connection.execute(wanted.order_by(look.c.at.desc(), look.c.id.desc()).limit(most)).scalars().all()))

    def last_seen_before(self, source: str, moment: datetime) -> datetime | None:
        """When a source itself was last looked at with success before a moment. What archives kept counts for nothing here."""
        good = [one.value for one in Outcome if one.looked]
        wanted = select(func.max(look.c.at)).where(
            look.c.source == source, look.c.page.is_(None), look.c.archive.is_(None), look.c.at < moment, look.c.outcome.in_(good)
        )
        with reading(self.engine) as connection:
            last: datetime | None = connection.execute(wanted).scalar_one()
        return last

    def pending(self) -> tuple[Pending, ...]:
        """Looks whose snapshot was committed and not read yet, oldest first."""
        wanted = select(look.c.id, look.c.payload).where(look.c.derived.is_(False), look.c.archive.is_(None)).order_by(look.c.id)
        with reading(self.engine) as connection:
            return tuple(Pending(fetch_id=row.id, fetch=decode(row.payload, Fetch)) for row in connection.execute(wanted))


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


def is_to_be_read(fetch: Fetch) -> bool:
    """Whether a look brought bytes of the source's own. A wall's page may be archived too, and is never read as the source."""
    return fetch.snapshot is not None and fetch.outcome in (Outcome.CHANGED, Outcome.FIRST)


def fresh_row(source: str) -> dict[str, Any]:
    """The state of a source that nobody has looked at."""
    return {"source": source, "sequence": 0, "failures": 0}


def look_row(fetch: Fetch, recorded: datetime) -> dict[str, Any]:
    """A look as it is stored; its number comes from the database."""
    return {
        "source": fetch.source,
        "at": fetch.at,
        "recorded": recorded,
        "outcome": fetch.outcome.value,
        "snapshot": fetch.snapshot,
        "derived": not is_to_be_read(fetch),
        "page": plain(fetch.page),
        "possible_gap": fetch.possible_gap,
        "error": plain(fetch.error),
        "payload": encode(fetch),
        "archive": None if fetch.archive is None else archive_mark(fetch.archive, fetch.reference or fetch.url, fetch.at),
    }


def archive_mark(archive: str, reference: str, at: datetime) -> str:
    """How a capture of an archive is known again. Two folders may call a capture alike: the time tells them apart."""
    return short_key(f"{archive} {reference} {at.astimezone(UTC):%Y%m%d%H%M%S}")


def _advance(connection: Connection, looks: Iterable[tuple[Fetch, datetime]], *, holds: bool = False) -> None:
    """The sources' states after a look each, always in the same order: no two transactions wait for each other."""
    ordered = sorted(looks, key=lambda one: one[0].source)
    insert_or_ignore(connection, source_state, [fresh_row(fetch.source) for fetch, _ in ordered])
    alike: dict[tuple[bool, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
    for fetch, due in ordered:
        values = _state_after(fetch, due) if holds else {**_state_after(fetch, due), "lease_owner": None, "lease_until": None}
        row = {f"new_{name}": value for name, value in values.items()}
        alike[fetch.outcome.looked, tuple(values)].append({"the_source": fetch.source, **row})
    for (looked, names), rows in alike.items():
        connection.execute(_advancing(names, looked=looked), rows)


def _advancing(names: Iterable[str], *, looked: bool) -> Update:
    columns = source_state.c
    values: dict[str, Any] = {name: bindparam(f"new_{name}", type_=columns[name].type) for name in names}
    failures = 0 if looked else columns.failures + 1
    return (
        update(source_state)
        .where(columns.source == bindparam("the_source"))
        .values(sequence=columns.sequence + 1, failures=failures, **values)
    )


def _state_after(fetch: Fetch, due: datetime) -> dict[str, Any]:
    """What a look sets anew. Validators are the server's own, and only those of a good answer are kept."""
    values: dict[str, Any] = {"next_due": due, "last_look": fetch.at}
    if fetch.outcome.looked:
        values["last_success"] = fetch.at
        if fetch.validators != Validators() or is_to_be_read(fetch):
            values |= {"etag": _verbatim(fetch.validators.etag), "last_modified": _verbatim(fetch.validators.last_modified)}
    if is_to_be_read(fetch):
        values["snapshot"] = fetch.snapshot
    return values


def _verbatim(word: str | None) -> str | None:
    """A validator that cannot be kept to the letter is not kept: the server would not know it again."""
    return word if plain(word) == word else None
