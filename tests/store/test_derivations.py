"""The second commit of a look: documents, the history of blocks, changes, findings, revisions, all or nothing."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import event as listening
from sqlalchemy import select

from tests.store.field import (
    FIRST_WORDS,
    at,
    block_of,
    change_of,
    derivation_of,
    event,
    fetch_of,
    finding_of,
    found,
    hash_of,
    in_vain,
    looked,
    rows_in,
    seen,
    snapshot_of,
)
from tracker.errors import OvertakenError, StoreError
from tracker.model.finding import Verdict
from tracker.model.look import Outcome, Response, Validators
from tracker.reconcile.signature import finding_signature
from tracker.store import Store
from tracker.store.tables import block, change, document, finding, look, revision
from tracker.watch.outcome import outcome_of

EVERYTHING = (document, block, change, finding, revision)


def test_a_look_is_derived_once(store: Store) -> None:
    number = looked(store)
    made = derivation_of(
        number, [block_of()], [change_of(None, [finding_of()])], revisions=[event("acorn-act.promulgated", "acorn-act", "x")]
    )
    numbers = store.record_derivation(made)
    assert len(numbers) == 1
    assert store.pending() == ()
    assert store.record_derivation(made) == ()
    assert rows_in(store, *EVERYTHING) == [1, 1, 1, 1, 1]


def test_a_look_that_is_not_in_the_ledger_gives_nothing(store: Store) -> None:
    assert store.record_derivation(derivation_of(77, [block_of()], [change_of(None, [finding_of()])])) == ()
    assert rows_in(store, *EVERYTHING) == [0] * 5


def test_findings_are_numbered_in_order_and_lead_back_to_their_change(store: Store) -> None:
    number = looked(store)
    per_change = (2, 0, 3, 1)
    changes = [
        change_of(block_of(f"key-{place}"), [finding_of(event=f"event-{place}-{inner}") for inner in range(count)])
        for place, count in enumerate(per_change)
    ]
    numbers = store.record_derivation(derivation_of(number, (), changes))
    told = store.unclaimed("run")
    assert [one.id for one in told] == list(numbers) == sorted(numbers)
    assert [one.finding.event for one in told] == ["event-0-0", "event-0-1", "event-2-0", "event-2-1", "event-2-2", "event-3-0"]
    assert [one.main for one in told] == [True, False, True, False, False, True]
    assert len({one.change for one in told}) == 3
    assert told[2].context == "Acorn Act\n\nThe Acorn Act was promulgated."


def test_a_revision_names_the_number_of_the_finding_that_it_comes_from(store: Store) -> None:
    found(store, finding_of(event="another"), source="zoo")
    number = looked(store)
    changes = [change_of(block_of(f"key-{place}"), [finding_of(event=f"event-{place}")]) for place in range(3)]
    events = [event(f"event-{place}", "acorn-act", "enacted") for place in range(3)]
    numbers = store.record_derivation(derivation_of(number, (), changes, revisions=events))
    assert [store.history(f"event-{place}")[0].origin for place in range(3)] == [f"finding:{one}" for one in numbers]


def test_what_was_concluded_before_another_taught_the_same_event_is_kept_only_when_concluded_again(store: Store) -> None:
    def concluded(body: bytes, since: int | None, about: str = "act.enacted") -> tuple[int, ...]:
        number = looked(store, body)
        made = derivation_of(
            number, (), [change_of(None, [finding_of(event=about)])], body=body, revisions=[event(about, "acorn-act", "enacted")]
        )
        return store.record_derivation(msgspec.structs.replace(made, concluded_from=since))

    begin = store.believed().revision
    assert len(concluded(b"one", begin)) == 1
    before = rows_in(store, *EVERYTHING)
    with pytest.raises(OvertakenError, match=r"act\.enacted"):
        concluded(b"two", begin)
    assert rows_in(store, *EVERYTHING) == before
    assert [one.fetch.snapshot for one in store.pending()] == [snapshot_of(b"two").id], "the snapshot waits to be read again"
    assert len(concluded(b"three", begin, "another")) == 1, "what is about other events is not overtaken"
    assert len(concluded(b"four", store.believed().revision)) == 1
    assert len(concluded(b"five", None)) == 1


def test_a_revision_of_a_finding_that_is_not_there_keeps_nothing(store: Store) -> None:
    number = looked(store)
    made = derivation_of(number, [block_of()], [change_of(None, [])], revisions=[event("event", "acorn-act", "enacted")])
    with pytest.raises(KeyError):
        store.record_derivation(made)
    assert rows_in(store, *EVERYTHING) == [0] * 5
    assert len(store.pending()) == 1


def test_the_current_document_is_the_newest_good_one(store: Store) -> None:
    assert store.current_document("office") is None
    for hours, text in ((0, "old"), (1, "new")):
        number = looked(store, text.encode(), hours=hours)
        store.record_derivation(derivation_of(number, [block_of(text=text)], body=text.encode(), hours=hours, windowed=False))
    current = store.current_document("office")
    assert current is not None
    assert (current.snapshot, current.document.blocks[0].text) == (snapshot_of(b"new").id, "new")
    assert store.current_document("zoo") is None


@pytest.mark.parametrize("problem", ["blocked", "error-page", "empty", "shrunk"])
def test_a_bad_capture_takes_nobodys_place_and_answers_for_no_later_one(store: Store, problem: str) -> None:
    """The server's words for an error page must never make it say "unchanged", nor its bytes count as seen."""
    good = looked(store, b"good")
    store.record_derivation(derivation_of(good, [block_of(text="good")], body=b"good", windowed=False))
    bad = looked(store, b"closed", hours=6, words=Validators(etag='"closed"'))
    store.record_derivation(derivation_of(bad, body=b"closed", hours=6, problem=problem))

    current, state = store.current_document("office"), store.states(["office"])["office"]
    assert current is not None
    assert current.document.blocks[0].text == "good"
    assert (state.snapshot, state.validators) == (snapshot_of(b"good").id, Validators())
    assert (state.failures, state.last_look, state.last_success, state.last_change) == (1, at(6), at(0), at(0))
    again = outcome_of_answer(store, b"closed")
    assert again is Outcome.CHANGED, "it is read again, and found bad again"
    assert outcome_of_answer(store, b"good") is Outcome.UNCHANGED


def test_the_first_capture_may_be_bad(store: Store) -> None:
    bad = looked(store, b"closed")
    store.record_derivation(derivation_of(bad, body=b"closed", problem="error-page"))
    state = store.states(["office"])["office"]
    assert (state.snapshot, state.validators, state.failures, state.last_success) == (None, Validators(), 1, None)
    assert store.current_document("office") is None
    assert outcome_of_answer(store, b"closed") is Outcome.FIRST


def test_bad_captures_in_a_row_are_counted_with_the_other_failures(store: Store) -> None:
    good = looked(store, b"good")
    store.record_derivation(derivation_of(good, [block_of()], body=b"good"))
    in_vain(store, 1)
    for hours in (2, 3):
        bad = looked(store, b"closed", hours=hours)
        store.record_derivation(derivation_of(bad, body=b"closed", hours=hours, problem="error-page"))
    assert store.states(["office"])["office"].failures == 3


def test_a_good_capture_sets_the_time_of_the_last_change(store: Store) -> None:
    number = looked(store, hours=3)
    store.record_derivation(derivation_of(number, [block_of()], hours=3))
    assert store.states(["office"])["office"].last_change == at(3)
    assert store.states(["office"])["office"].validators == FIRST_WORDS


def outcome_of_answer(store: Store, body: bytes) -> Outcome:
    """What the watch would make of an answer with these bytes."""
    return outcome_of(Response(url="https://office.example/news", status=200, body=body), store.states(["office"])["office"])


def test_the_ledger_says_what_the_extractor_found(store: Store) -> None:
    number = looked(store, b"closed")
    store.record_derivation(derivation_of(number, body=b"closed", problem="error-page"))
    with store.engine.connect() as connection:
        row = connection.execute(select(look.c.outcome, look.c.error, look.c.derived)).one()
    assert tuple(row) == ("error-page", "it is error-page", True)


def test_a_block_that_comes_back_in_an_older_state_was_last_known_in_that_state(store: Store) -> None:
    """A → B → A: the last known state is A, and both states are remembered."""
    a, b, other = block_of(text="A"), block_of(text="B"), block_of("other", "stays")
    seen(store, a, other, hours=0)
    assert store.latest_blocks("office", ["one"]) == {"one": a}
    seen(store, b, hours=1)
    assert store.latest_blocks("office", ["one", "other"]) == {"one": b, "other": other}, "one that left the window is still known"
    seen(store, hours=2)
    assert store.latest_blocks("office", ["one"]) == {"one": b}
    seen(store, a, hours=3)
    assert store.latest_blocks("office", ["one"]) == {"one": a}
    assert store.seen_hashes("office", ["one", "other", "never"]) == {"one": (hash_of(b), hash_of(a)), "other": (hash_of(other),)}
    assert store.latest_blocks("zoo", ["one"]) == {}
    assert store.seen_hashes("zoo", ["one"]) == {}
    assert store.seen_hashes("office", ["one", "other"], [hash_of(a)]) == {"one": (hash_of(a),)}


def test_a_state_that_differs_in_nothing_that_counts_is_told_as_last_written(store: Store) -> None:
    """Two writings with one hash are one state; the newer writing is kept."""
    old = block_of(text="same")
    new = msgspec.structs.replace(old, link="https://office.example/moved")
    seen(store, old, hours=0)
    seen(store, new, hours=1)
    assert store.latest_blocks("office", ["one"]) == {"one": new}
    assert store.seen_hashes("office", ["one"]) == {"one": (hash_of(old),)}


def test_more_blocks_than_fit_into_one_statement(store: Store) -> None:
    blocks = [block_of(f"key-{number}", f"text {number}") for number in range(1234)]
    seen(store, *blocks)
    keys = [one.key for one in reversed(blocks)]
    latest = store.latest_blocks("office", ["unknown", *keys])
    assert list(latest) == keys
    assert list(latest.values()) == blocks[::-1]
    assert store.seen_hashes("office", keys) == {one.key: (hash_of(one),) for one in blocks}
    assert rows_in(store, block) == [1234]


def test_many_changes_are_recorded_in_few_statements(store: Store) -> None:
    number = looked(store)
    blocks = [block_of(f"key-{place}") for place in range(200)]
    changes = [change_of(one, [finding_of(event=one.key)]) for one in blocks]
    statements: list[str] = []
    listening.listen(store.engine, "before_cursor_execute", lambda *them: statements.append(them[2]))
    assert len(store.record_derivation(derivation_of(number, blocks, changes))) == 200
    assert len(statements) <= 12


def test_signatures_are_known_across_sources(store: Store) -> None:
    said = finding_of()
    found(store, said)
    known, unknown = finding_signature(said), finding_signature(finding_of(Verdict.MOVES))
    assert store.signatures([known, unknown]) == {known}
    assert store.signatures([]) == set()
    assert store.signatures(f"{number:064x}" for number in range(1100)) == set()


def test_nothing_of_a_derivation_is_seen_when_its_commit_fails(store: Store) -> None:
    """The table of findings is away: the document and the changes, which were written before, do not stay either."""
    number = looked(store)
    made = derivation_of(number, [block_of()], [change_of(None, [finding_of()])])
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE finding RENAME TO away")
    with pytest.raises(StoreError, match="nothing of this step was kept"):
        store.record_derivation(made)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO finding")
    assert rows_in(store, *EVERYTHING) == [0] * 5
    assert [one.fetch_id for one in store.pending()] == [number]
    assert store.record_derivation(made) != ()


def test_a_look_may_name_bytes_that_an_earlier_one_brought(store: Store) -> None:
    looked(store)
    number = store.record_look(fetch_of(hours=1, body=b"<rss/>"), None, next_due=at(7), recorded=at(1))
    assert [one.fetch_id for one in store.pending()][-1] == number
