"""A store that one process fills alone: what it has at hand is what is in the database, and its steps are whole or have not happened."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.field import at, block_of, change_of, derivation_of, event, fetch_of, finding_of, hash_of, rows_in
from tracker.errors import StoreError
from tracker.model.document import Block
from tracker.model.look import Outcome
from tracker.reconcile.signature import finding_signature
from tracker.store import Store
from tracker.store.at_hand import States, StatesAtHand
from tracker.store.rereading import Rereading
from tracker.store.tables import document, finding, look

BODY = b"<rss/>"
KEYS = ("one", "two", "three")
SOURCES = ("office", "agency")


@contextmanager
def opened(place: str | Path) -> Iterator[Rereading]:
    file = Path(place) / "past.sqlite3" if Path(place).is_dir() else Path(place)
    with Rereading.open(f"sqlite:///{file}") as store:
        yield store


def read(store: Rereading, number: int, blocks: Sequence[Block], *, source: str = "office", problem: str | None = None) -> None:
    """A look that brought these blocks, each with a finding; the first of them teaches the timeline."""
    changes = [change_of(one, [finding_of(event=f"{one.key}-{one.text}")], source=source) for one in blocks]
    taught = [event(f"event-{number}", "acorn-act", "promulgated")] if blocks else []
    made = derivation_of(number, blocks, changes, body=BODY, source=source, hours=number, problem=problem, windowed=False, revisions=taught)
    with store.step():
        store.enter(number, fetch_of(source, number, body=BODY))
        store.record_derivation(made)


def answers(store: Store) -> list[object]:
    """All that a look is held against, as a store answers it."""
    words = [finding_signature(finding_of(event=f"{key}-{text}")) for key in KEYS for text in "abc"]
    current = [store.current_document(source) for source in SOURCES]
    return [
        [(one.snapshot, one.seen, one.document) if one else None for one in current],
        [store.seen_hashes(source, KEYS) for source in SOURCES],
        [store.seen_hashes(source, KEYS, [hash_of(block_of("one", "a"))]) for source in SOURCES],
        store.believed().events,
        store.signatures(words),
        store.last_recorded(),
    ]


LOOKS = st.lists(
    st.tuples(
        st.sampled_from(SOURCES),
        st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from("abc")), max_size=3, unique_by=lambda one: one[0]),
        st.sampled_from([None, None, "blocked"]),
    ),
    max_size=6,
)


@given(looks=LOOKS)
def test_what_is_at_hand_is_what_the_database_says(
    sqlite_template: Path,
    looks: list[tuple[str, list[tuple[str, str]], str | None]],
) -> None:
    with tempfile.TemporaryDirectory() as place, opened(shutil.copy(sqlite_template, f"{place}/past.sqlite3")) as store:
        for number, (source, blocks, problem) in enumerate(looks, start=1):
            read(store, number, [] if problem else [block_of(key, text) for key, text in blocks], source=source, problem=problem)
            if number % 3 == 0:
                answers(store)
        said = answers(store)
        with Store.open(f"sqlite:///{place}/past.sqlite3") as plain:
            assert answers(plain)[:5] == said[:5]
        with opened(place) as again:
            assert answers(again) == said


def test_steps_are_committed_before_anything_else_is_read(tmp_path: Path) -> None:
    with opened(tmp_path) as store, Store.open(f"sqlite:///{tmp_path}/past.sqlite3") as beside:
        read(store, 1, [block_of()])
        assert beside.replayed() == set()
        assert store.last_recorded() == at(1)
        assert beside.replayed() == {1}


def test_steps_that_are_not_committed_have_not_happened(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        read(store, 1, [block_of()])
        assert store.replayed() == {1}
        read(store, 2, [block_of("two")])
    with opened(tmp_path) as store:
        assert store.replayed() == {1}
        assert store.seen_hashes("office", KEYS).keys() == {"one"}


def test_a_hundred_steps_are_committed_by_themselves(tmp_path: Path) -> None:
    with opened(tmp_path) as store, Store.open(f"sqlite:///{tmp_path}/past.sqlite3") as beside:
        for number in range(1, 100):
            read(store, number, [])
        assert beside.replayed() == set()
        read(store, 100, [])
        assert beside.replayed() == set(range(1, 101))


def test_a_step_that_fails_leaves_nothing_and_those_before_it_stay(tmp_path: Path) -> None:
    twice = [block_of("one"), block_of("two")]
    with opened(tmp_path) as store:
        read(store, 1, twice[:1])
        made = derivation_of(
            2, twice, [change_of(twice[0], [finding_of()])], body=BODY, hours=2, revisions=[event("x", "acorn-act", "y")] * 2
        )
        with store.step():
            store.enter(2, fetch_of("office", 2, body=BODY))
            with pytest.raises(KeyError):
                store.record_derivation(made)
        read(store, 3, twice[1:])
        assert store.replayed() == {1, 3}
        assert rows_in(store, look, document, finding) == [2, 2, 2]


def test_a_database_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE block")
        with pytest.raises(StoreError, match="cannot be written"):
            read(store, 1, [block_of()])


def test_a_look_that_brought_nothing_is_entered_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        with store.step():
            store.enter(1, fetch_of("office", 1, Outcome.UNCHANGED))
        assert store.replayed() == {1}
        assert store.last_recorded() == at(1)


def test_only_so_many_states_are_at_hand() -> None:
    asked: list[str] = []

    def load(source: str) -> States:
        asked.append(source)
        return {key: {f"{source}-{key}": None} for key in KEYS}

    at_hand = StatesAtHand(most=7)
    for source in ("ash", "beech", "ash", "birch", "ash", "beech"):
        assert {key: list(states) for key, states in at_hand.of(source, load).items()} == {key: [f"{source}-{key}"] for key in KEYS}
    assert asked == ["ash", "beech", "birch", "beech"]
    at_hand.add("beech", {"one": "again", "four": "new"})
    at_hand.add("oak", {"one": "nobody asked"})
    assert list(at_hand.of("beech", load)["one"]) == ["beech-one", "again"]
    assert asked[4:] == []


def test_a_source_with_more_states_than_that_is_asked_for_each_time() -> None:
    asked = 0

    def load(_: str) -> States:
        nonlocal asked
        asked += 1
        return {"one": dict.fromkeys("abcd")}

    at_hand = StatesAtHand(most=3)
    assert [list(at_hand.of("oak", load)["one"]) for _ in range(2)] == [list("abcd")] * 2
    assert asked == 2
