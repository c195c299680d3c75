"""What an export reads, on every database: all rows, in their order, as they stood when the view was opened."""

from __future__ import annotations

from datetime import date

import msgspec

from tests.store.field import at, block_of, change_of, composed, derivation_of, event, finding_of, in_vain, looked, seed_of, snapshot_of
from tracker.model.finding import Verdict
from tracker.store import Store

ONE, TWO = (event(name, "acorn-act", "enacted") for name in ("act.one", "act.two"))


def add(store: Store, place: int) -> int:
    """One look with one finding; its number."""
    body = f"{place}".encode()
    number = looked(store, body, hours=place)
    change = change_of(block_of(key=f"k{place}"), [finding_of(Verdict.CONFIRMS, f"act.{place}")])
    revised = msgspec.structs.replace(ONE, published=date(2026, 8, place))
    (found,) = store.record_derivation(derivation_of(number, (), [change], body=body, hours=place, revisions=[revised]))
    return found


def test_a_view_has_every_row_in_order_however_many_there_are(store: Store) -> None:
    store.load_seed(seed_of(ONE, TWO), at(-50))
    numbers = [add(store, place) for place in range(1, 6)]
    in_vain(store, 7)
    with store.view() as view:
        looks = list(view.looks())
        findings = list(view.findings())
        histories = {history[0].event.id: history for history in view.histories()}
    assert [fetch.snapshot for _, fetch in looks] == [*(snapshot_of(f"{place}".encode()).id for place in range(1, 6)), None]
    assert [number for number, _ in looks] == sorted(number for number, _ in looks)
    assert [one.id for one in findings] == numbers
    assert [one.finding.event for one in findings] == [f"act.{place}" for place in range(1, 6)]
    assert [one.origin for one in histories["act.one"]] == ["seed", *(f"finding:{number}" for number in numbers)]
    assert histories["act.one"] == store.history("act.one")
    assert [one.origin for one in histories["act.two"]] == ["seed"]


def test_what_is_written_meanwhile_is_not_in_a_view_and_nobody_waits_for_it(store: Store) -> None:
    first = add(store, 1)
    assert composed(store, [first], hours=2)
    with store.view() as view:
        before = list(view.looks())
        second = add(store, 3)
        assert composed(store, [second], hours=4)
        assert [one.id for one in view.findings()] == [first]
        assert list(view.looks()) == before
        assert len(list(view.digests())) == 1
    with store.view() as view:
        assert [one.id for one in view.findings()] == [first, second]
        assert [one.id for one in view.digests()] == sorted(one.id for one in store.digests("run"))


def test_what_was_first_seen_at_an_address_is_found_by_the_address_that_it_is_in_truth(store: Store) -> None:
    def see(hours: float, link: str, *, review: str | None = None) -> None:
        body = f"{hours}".encode()
        number = looked(store, body, hours=hours)
        block = msgspec.structs.replace(block_of(key=f"k{hours}"), link=link)
        store.record_derivation(derivation_of(number, (), [change_of(block, [], review=review, hours=hours)], body=body, hours=hours))

    see(1, "http://office.example/a?utm_source=x", review="names it")
    see(2, "https://office.example/a")
    see(3, "https://office.example/b")
    long = "https://office.example/" + "c" * 3_000
    see(4, long)
    found = store.sightings({"https://office.example/a", "https://office.example/none", long})
    assert {address: (one.seen, one.review) for address, one in found.items()} == {
        "https://office.example/a": (at(1), "names it"),
        long: (at(4), None),
    }
    assert store.sightings(()) == {}
