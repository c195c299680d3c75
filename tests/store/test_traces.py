"""How far something came: seen, judged or stopped, told or not."""

from __future__ import annotations

from collections.abc import Iterable

from tests.store.field import at, block_of, change_of, composed, finding_of, found, read
from tracker.model.finding import Verdict
from tracker.model.recorded import Trace
from tracker.store import Store


def steps(traces: Iterable[Trace]) -> list[str]:
    return [one.step for one in traces]


def test_the_way_of_a_finding_ends_in_the_digests_that_told_it(store: Store) -> None:
    (number,) = found(store, finding_of(), hours=2)
    way = store.trace_finding(number)
    assert steps(way) == ["seen, added", "advances against acorn-act.promulgated"]
    assert (way[0].text, way[0].at, way[0].source) == ("Acorn Act <https://office.example/3/one>", at(2), "office")
    assert (way[1].rule, way[1].ref) == ("test.rule", str(number))
    assert composed(store, [number])
    assert composed(store, [number], series="weekly")
    assert sorted(steps(store.trace_finding(number))[2:]) == ["told in run-24", "told in weekly-24"]
    assert store.trace_url("https://office.example/3/one") == store.trace_finding(number)
    assert store.trace_text("corn ac") == store.trace_finding(number)


def test_a_finding_that_was_claimed_and_not_told_says_so(store: Store) -> None:
    (number,) = found(store, finding_of(Verdict.CONFIRMS, tell=False))
    assert composed(store, [number])
    assert steps(store.trace_finding(number))[-1] == "counted, not told in run-24"


def test_what_stopped_says_which_rule_stopped_it(store: Store) -> None:
    read(
        store,
        change_of(block_of("a", title="Stopped"), [], rule="names-no-subject"),
        change_of(block_of("b", title="Asked"), review="a person should look"),
        change_of(block_of("c", title="Unread"), None),
    )
    ends = {word: store.trace_text(word)[-1] for word in ("Stopped", "Asked", "Unread")}
    assert [(one.step, one.rule, one.text) for one in ends.values()] == [
        ("stopped", "names-no-subject", "nothing to tell"),
        ("for review", "test.rule", "a person should look"),
        ("stopped", "not-read", "nothing to tell"),
    ]


def test_nothing_is_said_of_what_was_never_seen(store: Store) -> None:
    assert store.trace_finding(1) == ()
    assert store.trace_finding(10**30) == ()
    assert store.trace_url("https://office.example/never") == ()
    assert store.trace_text("never") == ()


def test_a_search_stops_at_fifty_items(store: Store) -> None:
    read(store, *(change_of(block_of(f"key-{number}"), []) for number in range(60)))
    assert len(store.trace_text("Acorn")) == 100, "two steps each"
