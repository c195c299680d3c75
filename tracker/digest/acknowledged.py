"""What is open, and what a person has acknowledged of it: that is told no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from tracker.digest.dates import overdue
from tracker.digest.zone import local_day
from tracker.model.finding import RecordedFinding
from tracker.model.pack import Pack
from tracker.model.recorded import Acknowledgement
from tracker.model.timeline import Dispute, Event, Timeline

FINDING = "finding:"


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """Something open: `what` is overdue, conflict or dispute. `finding` numbers a conflict, `field` is what a dispute is about."""

    what: str
    event: str | None
    since: date
    finding: int | None = None
    field: str | None = None


class Acknowledged:
    """The words of people that stand: of each target the last, unless it was taken back."""

    def __init__(self, words: Iterable[Acknowledgement]) -> None:
        self._last = {one.target: one for one in words}

    def of(self, target: str) -> Acknowledgement | None:
        """The word that stands for an event or a finding."""
        found = self._last.get(target)
        return None if found is None or found.undo else found

    def covers_overdue(self, event: Event) -> bool:
        """Whether it is known that the event is late: as long as its last day is the one that it had then."""
        word = self.of(event.id)
        return word is not None and word.due == event.when.latest

    def covers_conflict(self, recorded: RecordedFinding) -> bool:
        """Whether a conflict was acknowledged, by its number or with its event after it was found."""
        word = self.of(recorded.finding.event or "")
        return self.of(f"{FINDING}{recorded.id}") is not None or (word is not None and word.recorded >= recorded.recorded)

    def covers_dispute(self, event: Event, dispute: Dispute) -> bool:
        """Whether an edit against the evidence was acknowledged after it was read."""
        word = self.of(event.id)
        return word is not None and word.recorded >= dispute.since


def matters(timeline: Timeline, conflicts: Iterable[RecordedFinding], pack: Pack, today: date) -> tuple[Matter, ...]:
    """All that is open today, acknowledged or not: overdue events, conflicts, edits of the seed against the evidence."""
    late = [
        Matter(what="overdue", event=event.id, since=event.when.latest) for event in overdue(timeline, today, pack) if event.when.latest
    ]
    against = [Matter(what="conflict", event=one.finding.event, since=local_day(one.recorded), finding=one.id) for one in conflicts]
    edits = [
        Matter(what="dispute", event=event.id, since=local_day(one.since), field=one.field)
        for event in timeline.events.values()
        if not event.withdrawn
        for one in event.open_disputes()
    ]
    return (*late, *against, *edits)
