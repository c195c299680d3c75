"""The desk at which people decide: what waits, what a decision would change, and the decisions themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from tracker.errors import UsageError
from tracker.model.decision import Action, Decision, Edits, Effect, Outcome, ReviewItem
from tracker.model.reading import Modality
from tracker.text.written_when import written_when

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.model.finding import Finding
    from tracker.model.timeline import Timeline
    from tracker.reconcile.judge import Known
    from tracker.render.decisions import Changed

_MOST_REASON = 2_000


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a decision: its number, the item, and what it changed in the timeline."""

    decision: int
    item: str
    action: Action
    changes: tuple[Changed, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Review over one open database."""

    tracker: Tracker

    def items(self) -> tuple[ReviewItem, ...]:
        """What waits, oldest first."""
        return self.tracker.store.review_items()

    def item(self, name: str) -> ReviewItem:
        """One item by its id."""
        return self.tracker.store.review_item(name)

    def proposed(self, item: ReviewItem, timeline: Timeline) -> tuple[Changed, ...]:
        """What accepting an item would change; nothing where it cannot be accepted as it is."""
        from tracker.reconcile.decide import decide
        from tracker.render.decisions import changes

        try:
            outcome = decide(item, Decision(action=Action.ACCEPT, item=item.id, by="", reason=""), self._known(timeline))
        except UsageError:
            return ()
        return changes(outcome.events, timeline, self.tracker.seed.pack)

    def decide(self, decision: Decision, revision: str | None = None) -> Decided:
        """Commit a decision on an item at the revision that was looked at; without one, at the present."""
        from tracker.reconcile.decide import decide
        from tracker.render.decisions import changes

        check_who(decision)
        at = revision or self.item(decision.item).revision
        seen: list[tuple[Changed, ...]] = []

        def make(item: ReviewItem, timeline: Timeline) -> Outcome:
            outcome = decide(item, decision, self._known(timeline))
            seen.append(changes(outcome.events, timeline, self.tracker.seed.pack))
            return outcome

        number = self.tracker.store.decide(decision, at, self.tracker.now, make)
        return Decided(decision=number, item=decision.item, action=decision.action, changes=seen[0])

    def undo(self, decision: Decision) -> Decided:
        """Take back a decision by its number."""
        from tracker.reconcile.decide import undo
        from tracker.render.decisions import changes

        check_who(decision)
        if not (decision.item.isascii() and decision.item.isdigit() and len(decision.item) <= 9):
            raise UsageError(f"{decision.item}: the number of a decision was expected; `tracker review log` lists all")
        seen: list[tuple[Changed, ...]] = []

        def make(effects: tuple[Effect, ...], told: Finding | None, timeline: Timeline, took_back: bool) -> Outcome:
            outcome = undo(effects, told, decision, timeline, took_back=took_back)
            seen.append(changes(outcome.events, timeline, self.tracker.seed.pack))
            return outcome

        number = self.tracker.store.undo(decision, int(decision.item), self.tracker.now, make)
        return Decided(decision=number, item=decision.item, action=decision.action, changes=seen[0] if seen else ())

    def teach(self, decision: Decision) -> Decided:
        """Keep a word for a subject."""
        from tracker.model.decision import Lesson
        from tracker.read.taught import check_lesson

        check_who(decision)
        lesson = Lesson(subject=decision.item, text=decision.text or "", near_miss=decision.action is Action.NEAR_MISS)
        check_lesson(lesson, self.tracker.seed.pack)
        number = self.tracker.store.teach(decision, self.tracker.now)
        return Decided(decision=number, item=decision.item, action=decision.action)

    def _known(self, timeline: Timeline) -> Known:
        from tracker.digest.zone import local_day
        from tracker.reconcile.judge import Known

        return Known(timeline, self.tracker.seed.pack, local_day(self.tracker.now))


def check_who(decision: Decision) -> None:
    """Raises `UsageError` where nobody stands behind a decision, or nothing is said for it."""
    if not decision.by.strip():
        raise UsageError(f"{decision.item}: who decides is missing; name the reviewer")
    if not decision.reason.strip():
        raise UsageError(f"{decision.item}: the reason is missing; every decision is kept with one")
    if max(len(decision.by), len(decision.reason), len(decision.text or "")) > _MOST_REASON:
        raise UsageError(f"{decision.item}: a reason of more than {_MOST_REASON} characters; say it shorter")


def edits_of(*, subject: str | None = None, kind: str | None = None, when: str | None = None, modality: str | None = None) -> Edits:
    """What an item says in truth, as a person wrote it. Raises `UsageError` for what cannot be understood, or where nothing is said."""
    if not any((subject, kind, when, modality)):
        raise UsageError("edit: say what is to be different: subject, type, when or modality")
    if modality and modality not in [*Modality]:
        raise UsageError(f"edit: there is no modality {modality!r}; choose one of {', '.join(Modality)}")
    try:
        days = written_when(when) if when else None
    except ValueError as error:
        raise UsageError(f"edit: when: {error}") from error
    return Edits(subject=subject or None, type=kind or None, modality=Modality(modality) if modality else None, when=days)


def written_decision(text: str, *, item: str, by: str, reason: str) -> Decision:
    """A decision as a person writes it in one cell: `accept`, `merge act.in-force`, `edit when=2026-03-31 type=published`."""
    word, _, rest = text.strip().partition(" ")
    name = word.casefold()
    if name not in [*Action] or name == Action.UNDO or Action(name).teaches:
        raise UsageError(f"{text!r} is no decision; write accept, reject, edit when=2026-03-31, merge EVENT, split or not-on-track")
    action = Action(name)
    decision = Decision(action=action, item=item, by=by.strip(), reason=reason.strip())
    if action is Action.MERGE:
        if not rest.strip():
            raise UsageError("merge: name the event, such as merge act.in-force")
        return msgspec.structs.replace(decision, event=rest.strip())
    if action is Action.EDIT:
        return msgspec.structs.replace(decision, edits=_written_edits(rest))
    if rest.strip():
        raise UsageError(f"{text!r}: {name} takes nothing behind it; what is to be said of it stands in the reason")
    return decision


def _written_edits(text: str) -> Edits:
    values: dict[str, str] = {}
    for part in text.split():
        key, equals, value = part.partition("=")
        if not equals or key not in ("subject", "type", "when", "modality"):
            raise UsageError(f"edit: {part!r} is not understood; write subject=, type=, when= or modality=, without blanks")
        values[key] = value
    return edits_of(subject=values.get("subject"), kind=values.get("type"), when=values.get("when"), modality=values.get("modality"))
