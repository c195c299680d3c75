"""Findings as rows: with the change that they come from, and whether a conflict among them is still one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, select
from sqlalchemy.sql.elements import ColumnElement

from tracker.model.finding import RecordedFinding, Verdict
from tracker.store.base import chunks, short_key
from tracker.store.derivations import recorded_finding
from tracker.store.tables import change, decision, finding

UNSETTLED = (Verdict.CONTRADICTS, Verdict.AMBIGUOUS)
"""What stays open until something later settles it, or a person does."""
SETTLES = (Verdict.CONFIRMS, Verdict.REFINES, Verdict.ADVANCES, Verdict.MOVES, Verdict.SUPERSEDES)
"""What says of an event that it is so."""


def joined() -> Select[Any]:
    """Findings with the payload of their change, as `recorded_finding` reads them."""
    return select(finding, change.c.archive, change.c.payload.label("change_payload")).join(change, finding.c.change == change.c.id)


def settling(connection: Connection, events: Iterable[str]) -> dict[str, tuple[RecordedFinding, ...]]:
    """The findings that may settle a conflict over each of these events."""
    found: dict[str, tuple[RecordedFinding, ...]] = {}
    for part in chunks(sorted({short_key(event) for event in events})):
        wanted = joined().where(
            finding.c.event.in_(part), finding.c.withdrawn.is_(False), finding.c.verdict.in_([one.value for one in SETTLES])
        )
        for one in map(recorded_finding, connection.execute(wanted.order_by(finding.c.id))):
            event = one.finding.event or ""
            found[event] = (*found.get(event, ()), one)
    return found


def is_settled(conflict: RecordedFinding, by: Sequence[RecordedFinding]) -> bool:
    """Whether later findings end a conflict, as they would change a status: an official word does, or two sources."""
    since = conflict.evidence.seen, conflict.id
    later = [one.evidence for one in by if (one.evidence.seen, one.id) > since]
    return any(one.authority.is_official for one in later) or len({one.source for one in later}) > 1


def decided_on(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a decision that was not undone is about the change of this number."""
    undoing = decision.alias("undoing")
    undone = exists().where(undoing.c.undoes == decision.c.id).correlate(decision)
    return exists().where(decision.c.change == column, decision.c.undoes.is_(None), ~undone)
