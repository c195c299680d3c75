"""What two processes at once, walls, and a file that is mended by hand must not spoil."""

from __future__ import annotations

from msgspec.structs import replace

from tests.reconcile.field import on
from tests.store.field import (
    at,
    block_of,
    change_of,
    derivation_of,
    digest_of,
    event,
    fetch_of,
    finding_of,
    found,
    looked,
    period_of,
    seed_of,
    snapshot_of,
)
from tracker.model.look import Outcome
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event
from tracker.model.when import UNKNOWN
from tracker.reconcile.signature import finding_signature
from tracker.store import Store


def teach(store: Store, taught: Event, hours: float) -> None:
    """A finding that leaves an event as given."""
    body = f"{hours}".encode()
    number = looked(store, body, hours=hours)
    change = change_of(None, [finding_of(event=taught.id)], hours=hours)
    store.record_derivation(derivation_of(number, [block_of()], [change], body=body, hours=hours, revisions=[taught]))


def test_the_current_document_is_that_of_the_newest_look_however_late_an_older_one_is_read(store: Store) -> None:
    old, new = looked(store, b"old"), looked(store, b"new", hours=6)
    store.record_derivation(derivation_of(new, [block_of(text="new")], body=b"new", hours=6, windowed=False))
    store.record_derivation(derivation_of(old, [block_of(text="old")], body=b"old", hours=7, windowed=False))
    current = store.current_document("office")
    assert current is not None
    assert current.snapshot == snapshot_of(b"new").id


def test_an_error_page_that_is_read_late_does_not_undo_a_newer_look(store: Store) -> None:
    late = looked(store, b"closed")
    looked(store, b"good", hours=6)
    store.record_derivation(derivation_of(late, body=b"closed", hours=7, problem="error-page"))
    state = store.states(["office"])["office"]
    assert (state.snapshot, state.last_success, state.validators.etag) == (snapshot_of(b"good").id, at(6), '"one"')


def test_a_walls_page_that_is_archived_is_never_read_as_the_source(store: Store) -> None:
    wall = fetch_of(outcome=Outcome.BLOCKED, body=b"Access denied", error="a wall")
    store.record_look(wall, snapshot_of(b"Access denied"), next_due=at(6), recorded=at(0))
    assert store.pending() == ()
    assert store.states(["office"])["office"].snapshot is None
    assert store.has_snapshot(snapshot_of(b"Access denied").id)
    assert not store.has_snapshot(snapshot_of(b"other").id)


def test_two_runs_from_one_beginning_compose_one_digest_even_with_nothing_to_claim(store: Store) -> None:
    first, second = period_of(24), replace(period_of(24), id="run-later", until=at(24.1))
    assert store.record_digest(digest_of(first), first, [], [])
    assert not store.record_digest(digest_of(second), second, [], [])
    assert [one.id for one in store.digests("run")] == [first.id]
    following = period_of(48)
    assert store.record_digest(digest_of(following), following, [], [])


def test_findings_can_be_asked_up_to_a_number(store: Store) -> None:
    first, second = found(store, finding_of(), finding_of(event="other"))
    assert [one.id for one in store.unclaimed("run", until_id=first)] == [first]
    assert [one.id for one in store.unclaimed("run", until_id=second)] == [first, second]


def test_facts_that_were_learnt_outlive_an_edit_of_another_fact(store: Store) -> None:
    budget, seats, version = Fact(name="amount", value="100", pot="oaks"), Fact(name="count", value="7"), Fact(name="version", value="1")
    act = event("act", "acorn-act", "promulgated", facts=(budget, seats))
    store.load_seed(seed_of(act), at(0))
    learnt = replace(budget, value="101")
    teach(store, replace(act, facts=(learnt, seats, version)), 1)
    mended = replace(seats, value="8")
    store.load_seed(seed_of(replace(act, facts=(mended, budget)), digest="second"), at(2))
    assert store.timeline().events["act"].facts == (mended, learnt, version)
    store.load_seed(seed_of(replace(act, facts=(mended,)), digest="third"), at(3))
    believed = store.timeline().events["act"]
    assert set(believed.facts) == {mended, learnt, version}, "what the evidence has taught is not taken back by a file"
    assert [one.field for one in believed.open_disputes()] == ["facts.amount (oaks)"]


def test_a_file_that_tells_what_was_learnt_before_does_not_unlearn_what_it_is_silent_about(store: Store) -> None:
    store.load_seed(seed_of(), at(0))
    learnt = event("act", "acorn-act", "promulgated", on("2026-07-08"), Modality.SCHEDULED, (Fact(name="count", value="7"),))
    teach(store, replace(learnt, authority=Authority.GAZETTE), 1)
    told = event("act", "acorn-act", "promulgated")
    assert told.when == UNKNOWN
    store.load_seed(seed_of(told, digest="second"), at(2))
    now = store.timeline().events["act"]
    assert (now.when, now.facts, now.authority) == (learnt.when, learnt.facts, Authority.GAZETTE)
    assert now.modality is learnt.modality
    assert [one.field for one in now.open_disputes()] == ["modality"], "a modality is always said: that of the file is told beside it"


def test_half_a_surrogate_pair_in_a_fact_stops_no_derivation(store: Store) -> None:
    hostile = replace(finding_of(), facts=(Fact(name="text", value="\ud800"),))
    assert len(finding_signature(hostile)) == 64
    assert len(found(store, hostile)) == 1
