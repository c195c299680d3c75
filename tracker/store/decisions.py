"""Decisions of people: each a row that is kept, with what it made. One that is taken back is a row as well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from tracker.errors import StaleError, UsageError
from tracker.model.decision import Decision, Effect, Lesson, Outcome, RecordedDecision, ReviewItem
from tracker.model.finding import Finding
from tracker.model.timeline import Revision, Timeline
from tracker.reconcile.signature import finding_signature
from tracker.store.base import chunks, decode, encode, mark, plain, short_key
from tracker.store.derivations import revision_row
from tracker.store.engine import reading, writing
from tracker.store.queue import effects_of, item_of, waiting
from tracker.store.tables import change, decision, finding, revision
from tracker.store.timelines import Timelines

Make = Callable[[ReviewItem, Timeline], Outcome]
Unmake = Callable[[tuple[Effect, ...], Finding | None, Timeline, bool], Outcome]
"""What an undo makes of what the decision did, of the finding that it made, and of whether that took something back."""


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it is stored, with the findings that it covers and those that it withdrew."""

    decision: Decision
    covers: tuple[int, ...] = ()
    withdrew: tuple[int, ...] = ()


class Decisions(Timelines):
    """What waits for a person, and what people decided."""

    def review_items(self) -> tuple[ReviewItem, ...]:
        """Everything that waits for a person, oldest first."""
        timeline = self.timeline()
        with reading(self.engine) as connection:
            return waiting(connection, timeline, _all(connection))

    def review_item(self, name: str) -> ReviewItem:
        """One item by its id, `f<finding>` or `c<change>`, whether it waits or not. Raises `UsageError` where it cannot be decided on."""
        with reading(self.engine) as connection:
            return item_of(connection, name, _all(connection))

    def decide(self, made: Decision, revision: str, recorded: datetime, make: Make) -> int:
        """Keep a decision on an item together with all that it makes, as one. Answers its number.

        Raises `StaleError` where the item is no longer at this revision: it was decided on, or its event changed, in the meantime.
        """
        with writing(self.engine, alone=True) as connection:
            item = item_of(connection, made.item, _all(connection))
            if item.revision != revision:
                raise StaleError(f"{made.item}: has changed since it was looked at; look at it again before you decide")
            outcome = make(item, self.timeline())
            told = _tell(connection, item.change, outcome, recorded)
            kept = _Kept(decision=made, covers=item.findings, withdrew=outcome.withdraws)
            values = {"item": item.id, "revision": revision, "change": item.change, "told": told}
            number = _add(connection, kept, recorded, values)
            _apply(connection, outcome, number, item.evidence[0].seen, recorded)
            return number

    def undo(self, made: Decision, undoes: int, recorded: datetime, make: Unmake) -> int:
        """Take a decision back, with all that it made. Raises `UsageError` where that cannot be done, or was done before."""
        with writing(self.engine, alone=True) as connection:
            old = next((one for one in _all(connection) if one.id == undoes), None)
            if old is None:
                raise UsageError(f"there is no decision {undoes}; `tracker review log` lists all")
            if old.undoes is not None:
                raise UsageError(f"decision {undoes} took decision {old.undoes} back; decide anew instead")
            if not old.standing:
                raise UsageError(f"decision {undoes} was undone already")
            row = connection.execute(select(decision).where(decision.c.id == undoes)).one()
            effects = effects_of(connection, [f"review:{undoes}"])
            outcome = Outcome()
            told = None
            if row.change is not None:
                first = None if old.told is None else connection.execute(select(finding).where(finding.c.id == old.told)).one()
                spoken = None if first is None else decode(first.payload, Finding)
                outcome = make(effects, spoken, self.timeline(), first is not None and first.withdrawn)
                withdraws = () if first is None or first.withdrawn else (first.id,)
                outcome = msgspec.structs.replace(outcome, replaces=old.told, withdraws=withdraws, restores=old.withdrew)
                told = _tell(connection, row.change, outcome, recorded)
            values = {"item": str(undoes), "revision": "undo", "change": row.change, "told": told, "undoes": undoes}
            number = _add(connection, _Kept(decision=made), recorded, values)
            _apply(connection, outcome, number, recorded, recorded)
            return number

    def teach(self, made: Decision, recorded: datetime) -> int:
        """Keep a word that review taught. Raises `UsageError` where it stands already."""
        with writing(self.engine, alone=True) as connection:
            everything = _all(connection)
            same = [one for one in everything if (one.decision.item, one.decision.text) == (made.item, made.text)]
            standing = [one for one in same if one.standing and one.undoes is None]
            if standing and standing[-1].decision.action is made.action:
                raise UsageError(f"{made.text!r} was taught already: decision {standing[-1].id}, by {standing[-1].decision.by}")
            state = f"{short_key(made.text or '')[-40:]} {len(same)}"
            return _add(connection, _Kept(decision=made), recorded, {"item": made.item, "revision": state})

    def decisions(self) -> tuple[RecordedDecision, ...]:
        """All that was ever decided, oldest first."""
        with reading(self.engine) as connection:
            return _all(connection)

    def lessons(self) -> tuple[Lesson, ...]:
        """The words that stand, in the order in which they were taught."""
        return tuple(
            Lesson(subject=one.decision.item, text=one.decision.text or "", near_miss=one.decision.action == "near-miss")
            for one in self.decisions()
            if one.standing and one.decision.action.teaches
        )


def _all(connection: Connection) -> tuple[RecordedDecision, ...]:
    rows = connection.execute(select(decision).order_by(decision.c.id)).all()
    undone = {row.undoes for row in rows}
    made = []
    for row in rows:
        kept = decode(row.payload, _Kept)
        made.append(
            RecordedDecision(
                id=row.id,
                decision=kept.decision,
                recorded=row.recorded,
                covers=kept.covers,
                told=row.told,
                withdrew=kept.withdrew,
                undoes=row.undoes,
                standing=row.id not in undone,
            )
        )
    return tuple(made)


def _tell(connection: Connection, number: int, outcome: Outcome, recorded: datetime) -> int | None:
    """The finding that a decision makes, beside those of the same change."""
    found = outcome.finding
    if found is None:
        return None
    last = connection.execute(select(func.max(finding.c.place)).where(finding.c.change == number)).scalar()
    row = {
        "change": number,
        "place": 0 if last is None else last + 1,
        "source": connection.execute(select(change.c.source).where(change.c.id == number)).scalar_one(),
        "verdict": found.verdict.value,
        "event": None if found.event is None else short_key(found.event),
        "signature": finding_signature(found),
        "recorded": recorded,
        "withdrawn": outcome.withdrawn,
        "replaces": outcome.replaces,
        "backfilled": False,
        "payload": encode(found),
    }
    return int(connection.execute(insert(finding).values(row).returning(finding.c.id)).scalar_one())


def _add(connection: Connection, kept: _Kept, recorded: datetime, values: dict[str, object]) -> int:
    tidy = {name: plain(value) if isinstance(value, str) else value for name, value in values.items()}
    row = {**tidy, "action": kept.decision.action.value, "recorded": recorded, "payload": encode(kept)}
    number = int(connection.execute(insert(decision).values(row).returning(decision.c.id)).scalar_one())
    mark(connection, recorded)
    return number


def _apply(connection: Connection, outcome: Outcome, number: int, observed: datetime, recorded: datetime) -> None:
    rows = [revision_row(Revision(event=one, observed=observed, recorded=recorded, origin=f"review:{number}")) for one in outcome.events]
    if rows:
        connection.execute(insert(revision), rows)
    _mark_withdrawn(connection, outcome.withdraws, withdrawn=True)
    _mark_withdrawn(connection, outcome.restores, withdrawn=False)


def _mark_withdrawn(connection: Connection, numbers: Sequence[int], *, withdrawn: bool) -> None:
    for part in chunks(numbers):
        connection.execute(update(finding).where(finding.c.id.in_(part)).values(withdrawn=withdrawn))
