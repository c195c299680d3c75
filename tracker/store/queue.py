"""What waits for a person: proposals, what fits several events, conflicts, and items that nothing could be read out of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from tracker.errors import UsageError
from tracker.model.decision import Effect, ItemKind, RecordedDecision, ReviewItem
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.recorded import ReadChange
from tracker.model.timeline import Event, Timeline
from tracker.reconcile.pending import is_pending
from tracker.store.base import chunks, decode, short_key
from tracker.store.derivations import context_of, recorded_finding
from tracker.store.findings import UNSETTLED, decided_on, is_settled, joined, settling
from tracker.store.tables import change, finding, revision
from tracker.store.timelines import STANDS

_REVIEWED = "review."
_LARGEST_NUMBER = 2**31 - 1


def waiting(connection: Connection, timeline: Timeline, decided: Sequence[RecordedDecision]) -> tuple[ReviewItem, ...]:
    """Everything that nobody has decided on and nothing has settled, oldest first."""
    groups = [_item(connection, group, decided) for group in _groups(connection, decided)]
    proposals = [item for item in groups if item.kind is ItemKind.PROPOSAL and is_pending(item, timeline)]
    others = [item for item in groups if item.kind is not ItemKind.PROPOSAL]
    wanted = select(change).where(change.c.review.is_not(None), change.c.replaced.is_(None), ~decided_on(change.c.id)).order_by(change.c.id)
    unread = [_unread(row.id, decode(row.payload, ReadChange), row.recorded, decided) for row in connection.execute(wanted)]
    return tuple(sorted([*proposals, *others, *unread], key=lambda item: (item.recorded, item.change, item.id)))


def item_of(connection: Connection, name: str, decided: Sequence[RecordedDecision]) -> ReviewItem:
    """One item by its id, whether it waits or not. Raises `UsageError` where there is none, or it is decided."""
    kind, number = _number_of(name)
    made = (one for one in decided if one.standing and one.undoes is None)
    standing = next((one for one in made if one.decision.item == name or (kind == "f" and number in one.covers)), None)
    if standing is not None:
        raise UsageError(
            f"{name}: was decided already ({standing.decision.action.value} by {standing.decision.by}, decision {standing.id}); "
            f"to decide anew, take that back first: tracker review undo {standing.id}"
        )
    if kind == "c":
        row = connection.execute(select(change).where(change.c.id == number)).first()
        if row is None or row.review is None:
            raise UsageError(f"{name}: no such item waits for review; `tracker review` lists what does")
        return _unread(row.id, decode(row.payload, ReadChange), row.recorded, decided)
    for group in _groups(connection, decided):
        if number in {one.id for one in group}:
            return _item(connection, group, decided)
    row = connection.execute(joined().where(finding.c.id == number, finding.c.withdrawn.is_(False))).first()
    if row is None:
        raise UsageError(f"{name}: there is no such finding, or it was withdrawn; `tracker review` lists what waits")
    return _item(connection, (recorded_finding(row),), decided)


def effects_of(connection: Connection, origins: Iterable[str]) -> tuple[Effect, ...]:
    """What these findings or decisions did to the timeline, in order: each event before and after."""
    found = []
    for part in chunks(tuple(origins)):
        for row in connection.execute(select(revision).where(revision.c.origin.in_(part), STANDS).order_by(revision.c.sequence)):
            earlier = select(revision.c.payload).where(revision.c.event == row.event, revision.c.sequence < row.sequence, STANDS)
            before = connection.execute(earlier.order_by(revision.c.sequence.desc()).limit(1)).scalar()
            found.append((row.sequence, Effect(None if before is None else decode(before, Event), decode(row.payload, Event))))
    return tuple(effect for _, effect in sorted(found, key=lambda one: one[0]))


def _number_of(name: str) -> tuple[str, int]:
    kind, digits = (name[:1], name[1:]) if name[:1] in ("f", "c") else ("f", name)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10 or int(digits) > _LARGEST_NUMBER:
        raise UsageError(f"{name}: an item is called f and the number of a finding, or c and the number of a change, such as f12")
    return kind, int(digits)


def _groups(connection: Connection, decided: Sequence[RecordedDecision]) -> list[tuple[RecordedFinding, ...]]:
    """The findings that ask for a decision and have none, all that say one thing together."""
    covered = {number for one in decided if one.standing for number in one.covers}
    asks = or_(finding.c.verdict.in_([one.value for one in UNSETTLED]), finding.c.payload.contains('"reported":true', autoescape=True))
    wanted = joined().where(finding.c.withdrawn.is_(False), asks).order_by(finding.c.id)
    groups: dict[str, list[RecordedFinding]] = {}
    for row in connection.execute(wanted):
        one = recorded_finding(row)
        asked = one.finding.reported or one.finding.verdict in UNSETTLED
        if asked and one.id not in covered and not one.finding.rule.startswith(_REVIEWED):
            groups.setdefault(row.signature, []).append(one)
    unsettled = [group[0] for group in groups.values() if group[0].finding.verdict in UNSETTLED]
    later = settling(connection, {one.finding.event for one in unsettled if one.finding.event})
    closed = {one.id for one in unsettled if is_settled(one, later.get(one.finding.event or "", ()))}
    return [tuple(group) for group in groups.values() if group[0].id not in closed]


def _item(connection: Connection, group: Sequence[RecordedFinding], decided: Sequence[RecordedDecision]) -> ReviewItem:
    lead = group[0]
    effects = effects_of(connection, [f"finding:{one.id}" for one in group])
    events = {lead.finding.event, *(effect.after.id for effect in effects)} - {None}
    newest = select(func.max(revision.c.sequence)).where(revision.c.event.in_([short_key(event) for event in events if event]))
    numbers = tuple(one.id for one in group)
    name = f"f{lead.id}"
    state = (numbers, connection.execute(newest).scalar(), _decided_before(decided, name))
    ordered = sorted((one.evidence for one in group), key=lambda one: (one.authority.rank, one.seen))
    verdict = lead.finding.verdict
    kind = (
        ItemKind.AMBIGUOUS if verdict is Verdict.AMBIGUOUS else ItemKind.CONFLICT if verdict is Verdict.CONTRADICTS else ItemKind.PROPOSAL
    )
    return ReviewItem(
        id=name,
        kind=kind,
        change=lead.change,
        evidence=tuple(ordered),
        revision=_mark(name, state),
        recorded=lead.recorded,
        finding=lead.finding,
        findings=numbers,
        effects=effects,
        why=lead.finding.why,
        text=lead.context,
    )


def _unread(number: int, read: ReadChange, recorded: datetime, decided: Sequence[RecordedDecision]) -> ReviewItem:
    name = f"c{number}"
    concluded = read.conclusion
    return ReviewItem(
        id=name,
        kind=ItemKind.UNREAD,
        change=number,
        evidence=(read.evidence,),
        revision=_mark(name, _decided_before(decided, name)),
        recorded=recorded,
        why=(concluded.review or "") if concluded else "",
        text=context_of(read),
    )


def _decided_before(decided: Sequence[RecordedDecision], name: str) -> int:
    """How often this item was decided on: after an undo it is another state."""
    return sum(one.decision.item == name for one in decided)


def _mark(name: str, state: object) -> str:
    # The letter keeps a spreadsheet from taking it for a number.
    return "r" + hashlib.sha256(f"{name} {state}".encode()).hexdigest()[:12]
