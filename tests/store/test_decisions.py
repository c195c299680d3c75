"""Decisions are kept as one with what they make, on both kinds of database, and two reviewers never decide one thing twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from tests.reconcile.field import PACK, event, on
from tests.store.field import at, block_of, change_of, derivation_of, finding_of, looked, rows_in, seed_of
from tracker.errors import StaleError, UsageError
from tracker.model.decision import Action, Decision, Lesson, Outcome, ReviewItem
from tracker.model.reading import Modality
from tracker.model.source import Authority
from tracker.model.timeline import Proposal, Timeline
from tracker.reconcile.decide import decide, undo
from tracker.reconcile.judge import Known
from tracker.store import Store
from tracker.store.tables import decision, finding, revision

PLANNED = event("acorn-act.promulgated", "acorn-act", "promulgated", on("2026-08-01"), Modality.SCHEDULED)
PROPOSED = msgspec.structs.replace(PLANNED, proposals=(Proposal(voice="Paper", modality=Modality.OCCURRED, quote="was promulgated"),))


def waits(store: Store) -> ReviewItem:
    """A store in which press alone says that something planned has happened."""
    store.load_seed(seed_of(PLANNED), at(-50))
    said = msgspec.structs.replace(finding_of(), reported=True)
    change = change_of(None, [said], authority=Authority.PRESS)
    store.record_derivation(derivation_of(looked(store), [block_of()], [change], revisions=[PROPOSED]))
    (item,) = store.review_items()
    return item


def by(item: ReviewItem, action: Action = Action.ACCEPT, name: str = "Sato") -> Decision:
    return Decision(action=action, item=item.id, by=name, reason="seen")


def kept(store: Store, item: ReviewItem, made: Decision, hours: float = 1) -> int:
    def make(now: ReviewItem, timeline: Timeline) -> Outcome:
        return decide(now, made, Known(timeline, PACK, at(hours).date()))

    return store.decide(made, item.revision, at(hours), make)


def taken_back(store: Store, number: int, hours: float = 2) -> int:
    made = Decision(action=Action.UNDO, item=str(number), by="Mori", reason="too early")
    return store.undo(made, number, at(hours), lambda effects, told, timeline, back: undo(effects, told, made, timeline, took_back=back))


def test_a_decision_is_a_row_with_a_revision_and_a_finding_and_an_undo_is_one_more_of_each(store: Store) -> None:
    item = waits(store)
    assert (item.kind, item.findings, [effect.before for effect in item.effects]) == ("proposal", (1,), [PLANNED])
    before = rows_in(store, decision, revision, finding)
    number = kept(store, item, by(item))
    assert [new - old for new, old in zip(rows_in(store, decision, revision, finding), before, strict=True)] == [1, 1, 1]
    assert store.timeline().events[PLANNED.id].modality is Modality.OCCURRED
    assert (store.history(PLANNED.id)[-1].origin, store.history(PLANNED.id)[-1].recorded) == (f"review:{number}", at(1))
    assert store.timeline(at(0.5)).events[PLANNED.id] == PROPOSED, "what was believed before can still be asked"
    taken_back(store, number)
    assert store.timeline().events[PLANNED.id] == PROPOSED
    assert len(store.history(PLANNED.id)) == 4
    assert [(one.decision.action, one.standing, one.undoes) for one in store.decisions()] == [
        ("accept", False, None),
        ("undo", True, number),
    ]
    assert store.last_recorded() == at(2)
    with pytest.raises(UsageError, match="undone already"):
        taken_back(store, number)


def test_after_an_undo_the_item_waits_in_a_state_of_its_own(store: Store) -> None:
    item = waits(store)
    taken_back(store, kept(store, item, by(item, Action.REJECT)))
    (again,) = store.review_items()
    assert (again.id, again.revision != item.revision) == (item.id, True)
    with pytest.raises(StaleError):
        kept(store, item, by(item))
    kept(store, again, by(again))


def test_of_two_reviewers_at_once_one_decides_and_the_other_is_refused(store: Store, database: str) -> None:
    item = waits(store)

    def reviewer(name: str, action: Action) -> str:
        with Store.open(database) as own:
            try:
                kept(own, item, by(item, action, name))
            except UsageError as error:
                return type(error).__name__
            return "decided"

    with ThreadPoolExecutor(2) as pool:
        said = [job.result() for job in [pool.submit(reviewer, "Sato", Action.ACCEPT), pool.submit(reviewer, "Mori", Action.REJECT)]]
    assert sorted(word == "decided" for word in said) == [False, True]
    assert (len(store.decisions()), len(store.history(PLANNED.id))) == (1, 3)


def test_what_cannot_be_made_leaves_nothing(store: Store) -> None:
    item = waits(store)
    before = rows_in(store, decision, revision, finding)
    with pytest.raises(UsageError, match="no event"):
        kept(store, item, msgspec.structs.replace(by(item, Action.MERGE), event="no.such"))
    assert rows_in(store, decision, revision, finding) == before


def test_words_are_taught_in_order_and_can_be_taken_back(store: Store) -> None:
    def teach(action: Action, text: str) -> int:
        return store.teach(Decision(action=action, item="acorn-act", by="Sato", reason="seen", text=text), at(1))

    number = teach(Action.ALIAS, "団栗法")
    with pytest.raises(UsageError, match="taught already: decision 1, by Sato"):
        teach(Action.ALIAS, "団栗法")
    teach(Action.NEAR_MISS, "団栗法人")
    assert store.lessons() == (Lesson(subject="acorn-act", text="団栗法"), Lesson(subject="acorn-act", text="団栗法人", near_miss=True))
    taken_back(store, number)
    assert [lesson.text for lesson in store.lessons()] == ["団栗法人"]
    teach(Action.ALIAS, "団栗法")
    assert [lesson.text for lesson in store.lessons()] == ["団栗法人", "団栗法"]


@pytest.mark.parametrize("text", ["\0", "\ud800", "'; DROP TABLE decision; --", "🌰" * 100])
def test_every_reason_and_name_can_be_kept(store: Store, text: str) -> None:
    item = waits(store)
    kept(store, item, Decision(action=Action.REJECT, item=item.id, by=text, reason=text))
    assert len(store.decisions()) == 1
