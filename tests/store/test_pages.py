"""Pages that sources lead to, on every database: what is wanted, who opens it, what came of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from tracker.model.document import Document, Link
from tracker.model.look import Fetch, Outcome, Snapshot
from tracker.model.recorded import Derivation, LinkedPage
from tracker.store import Store
from tracker.watch.outcome import snapshot_id

NOW = datetime(2026, 6, 10, tzinfo=UTC)


def links(*names: str, day: int | None = None) -> tuple[Link, ...]:
    published = datetime(2026, 6, day, tzinfo=UTC) if day else None
    return tuple(Link(url=f"https://a.example/{name}", title=name, published=published) for name in names)


def see(store: Store, *found: Link, now: datetime = NOW) -> None:
    """Record a look at the index that shows these links."""
    body = f"{now}{found}".encode()
    fetch = Fetch(source="a", at=now, outcome=Outcome.CHANGED, url="https://a.example/", snapshot=snapshot_id(body))
    number = store.record_look(fetch, Snapshot(id=snapshot_id(body), body=body), next_due=now, recorded=now)
    document = Document(links=found, extractor="page/1")
    store.record_derivation(
        Derivation(
            source="a", fetch_id=number, snapshot=snapshot_id(body), document=document, outcome="changed", recorded=now, observed=now
        )
    )


def wanted(store: Store) -> list[str]:
    return [page.title or "" for page in store.wanted_pages(("a",))]


def look_at(store: Store, page: LinkedPage, body: bytes | None, problem: str | None = None, now: datetime = NOW) -> int:
    """Look at a page and read it. Answers the number of the look."""
    name = snapshot_id(body) if body else None
    outcome = Outcome.FIRST if body else Outcome.FAILED
    fetch = Fetch(source="a", at=now, outcome=outcome, url=page.url, snapshot=name, page=page.address)
    number = store.record_page_look(fetch, Snapshot(id=name, body=body) if name and body else None, recorded=now)
    if name:
        document = Document(problem=problem, extractor="page/1")
        made = Derivation(
            source="a",
            fetch_id=number,
            snapshot=name,
            document=document,
            outcome=problem or "first",
            recorded=now,
            observed=now,
            page=page.address,
        )
        store.record_derivation(made)
    return number


def test_the_newest_ten_are_wanted_at_first_sight_then_twenty_and_nothing_twice(store: Store) -> None:
    see(store, *links("old", day=1), *links(*(f"n{number}" for number in range(11)), day=5))
    assert sorted(wanted(store)) == sorted(f"n{number}" for number in range(10))
    assert all(page.first for page in store.wanted_pages(("a",)))
    later = NOW + timedelta(hours=1)
    see(store, *links("old", "n3", *(f"m{number}" for number in range(22))), now=later)
    fresh = [page for page in store.wanted_pages(("a",)) if page.title and page.title.startswith("m")]
    assert [page.title for page in fresh] == sorted(f"m{number}" for number in range(20))[: len(fresh)]
    assert not any(page.first for page in fresh)
    assert len(wanted(store)) == 20, "no more are opened in one pass, and the oldest wish comes first"
    assert set(wanted(store)) >= {f"n{number}" for number in range(10)}


def test_only_one_process_gets_a_page_and_a_dead_one_does_not_keep_it(store: Store) -> None:
    see(store, *links("x"))
    (page,) = store.wanted_pages(("a",))
    assert store.claim_page(page, owner="one", until=NOW + timedelta(minutes=30))
    assert not store.claim_page(page, owner="two", until=NOW + timedelta(minutes=30))
    (held,) = store.wanted_pages(("a",))
    assert (held.owner, held.claimed) == ("one", NOW + timedelta(minutes=30))
    assert store.claim_page(held, owner="two", until=NOW + timedelta(minutes=60))
    store.release_page("a", page.address)
    assert store.wanted_pages(("a",))[0].owner is None


def test_a_page_that_was_read_is_not_wanted_and_does_not_stand_for_its_source(store: Store) -> None:
    see(store, *links("x"))
    before = store.states(["a"])["a"]
    (page,) = store.wanted_pages(("a",))
    look_at(store, page, b"<p>x</p>")
    assert wanted(store) == []
    assert store.states(["a"])["a"] == before
    current, read = store.current_document("a"), store.current_document("a", page.address)
    assert current is not None
    assert read is not None
    assert (read.url, current.url) == ("https://a.example/x", "https://a.example/")
    assert store.look_counts(NOW - timedelta(days=1), NOW, ("a",))[0].looked == 1


def test_three_times_in_vain_is_a_gap_of_the_source(store: Store) -> None:
    see(store, *links("x"))
    page = store.wanted_pages(("a",))[0]
    look_at(store, page, None)
    look_at(store, page, b"not found", "error-page")
    assert (wanted(store), store.look_counts(NOW - timedelta(days=1), NOW, ("a",))[0].possible_gap) == (["x"], False)
    look_at(store, page, b"not found either", "error-page")
    counts = store.look_counts(NOW - timedelta(days=1), NOW, ("a",))[0]
    assert (wanted(store), counts.possible_gap, counts.failed, counts.blind_since) == ([], True, 0, None)


def test_a_page_that_was_fetched_and_not_read_is_pending_with_its_address(store: Store) -> None:
    see(store, *links("x"))
    page = store.wanted_pages(("a",))[0]
    fetch = Fetch(source="a", at=NOW, outcome=Outcome.FIRST, url=page.url, snapshot=snapshot_id(b"x"), page=page.address)
    store.record_page_look(fetch, Snapshot(id=snapshot_id(b"x"), body=b"x"), recorded=NOW)
    assert [pending.fetch for pending in store.pending()] == [fetch]


def test_a_page_that_nobody_linked_can_be_wanted_and_is_kept_as_it_is(store: Store) -> None:
    page = LinkedPage(source="a", address="https://a.example/x", url="https://a.example/x#1", title="x", published=NOW)
    store.want_page(page, NOW)
    store.want_page(msgspec.structs.replace(page, title="y"), NOW)
    assert store.linked_page("a", "https://a.example/x") == page
    assert store.linked_page("a", "https://a.example/z") is None


def test_addresses_of_any_length_and_make_are_kept_apart(store: Store) -> None:
    see(store, *(Link(url=f"https://a.example/{'长' * 700}{tail}\x00") for tail in ("", "?q=1")), *links("\ud800"))
    assert len(store.wanted_pages(("a",))) >= 2
