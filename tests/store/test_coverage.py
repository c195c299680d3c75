"""What the ledger says of a period: looks, looks in vain, since when a source is blind, possible gaps."""

from __future__ import annotations

from sqlalchemy import event

from tests.store.field import at, derivation_of, in_vain, looked
from tracker.model.look import Outcome
from tracker.model.recorded import LookCount
from tracker.store import Store


def count_of(store: Store, since: float, until: float, source: str = "office") -> LookCount:
    (count,) = store.look_counts(at(since), at(until), [source])
    return count


def test_looks_are_counted_after_the_beginning_and_up_to_the_end(store: Store) -> None:
    for hours in (0, 1, 2, 3):
        looked(store, f"{hours}".encode(), hours=hours)
    assert count_of(store, 0, 2) == LookCount(source="office", looked=2, failed=0)
    assert count_of(store, -1, 3).looked == 4


def test_sources_come_in_the_order_asked_for_with_those_never_looked_at(store: Store) -> None:
    looked(store, source="b")
    counts = store.look_counts(at(-1), at(1), ["c", "b", "a"])
    assert [(count.source, count.looked, count.blind_since) for count in counts] == [("c", 0, None), ("b", 1, None), ("a", 0, None)]
    assert store.look_counts(at(-1), at(1), []) == ()


def test_a_source_is_blind_since_its_first_look_in_vain_after_the_last_good_one(store: Store) -> None:
    in_vain(store, 0, error="before")
    looked(store, hours=1)
    in_vain(store, 2, error="first")
    in_vain(store, 3, error="second", outcome=Outcome.BLOCKED)
    assert count_of(store, 0, 9) == LookCount(source="office", looked=3, failed=2, blind_since=at(2), why="second")
    assert count_of(store, 5, 9) == LookCount(source="office", looked=0, failed=0, blind_since=at(2), why="second")
    assert count_of(store, 0, 2) == LookCount(source="office", looked=2, failed=1, blind_since=at(2), why="first")
    assert count_of(store, -1, 1) == LookCount(source="office", looked=2, failed=1), "it saw again"
    looked(store, b"back", hours=4)
    assert count_of(store, 0, 9).blind_since is None


def test_a_source_that_never_saw_anything_is_blind_since_its_first_look(store: Store) -> None:
    for hours in (1, 2):
        in_vain(store, hours, error=f"error {hours}")
    assert count_of(store, 0, 9) == LookCount(source="office", looked=2, failed=2, blind_since=at(1), why="error 2")


def test_looks_of_one_moment_go_by_the_order_in_which_they_were_recorded(store: Store) -> None:
    looked(store)
    in_vain(store, 0, error="after")
    assert count_of(store, -1, 1) == LookCount(source="office", looked=2, failed=1, blind_since=at(0), why="after")
    looked(store, b"again")
    assert count_of(store, -1, 1).blind_since is None


def test_what_the_extractor_finds_bad_was_a_look_in_vain(store: Store) -> None:
    looked(store)
    number = looked(store, b"closed", hours=1)
    assert count_of(store, 0, 9).failed == 0
    store.record_derivation(derivation_of(number, body=b"closed", hours=1, problem="error-page"))
    assert count_of(store, 0, 9) == LookCount(source="office", looked=1, failed=1, blind_since=at(1), why="it is error-page")


def test_a_possible_gap_is_told_in_its_period_alone(store: Store) -> None:
    number = looked(store, b"moved on", hours=1)
    store.record_derivation(derivation_of(number, body=b"moved on", hours=1, gap=True))
    looked(store, b"later", hours=5)
    assert count_of(store, 0, 2).possible_gap
    assert not count_of(store, 2, 9).possible_gap


def test_many_sources_take_few_statements(store: Store) -> None:
    names = [f"source-{number}" for number in range(300)]
    for name in names[:20]:
        looked(store, source=name)
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *them: statements.append(them[2]))
    assert sum(count.looked for count in store.look_counts(at(-1), at(1), names)) == 20
    assert len(statements) <= 4
