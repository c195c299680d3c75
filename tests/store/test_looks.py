"""The first commit of a look: the source's state, its lease, the ledger, the archive."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import StatementError

from tests.store.field import FIRST_WORDS, HOUR, START, at, derivation_of, fetch_of, in_vain, looked, rows_in, snapshot_of
from tracker.errors import StoreError
from tracker.model.look import Outcome, SourceState, Validators
from tracker.model.recorded import Pending
from tracker.store import Store
from tracker.store.tables import look as ledger
from tracker.store.tables import snapshot as archive

A_MOMENT = timedelta(microseconds=1)


def state_of(store: Store, source: str = "office") -> SourceState:
    return store.states([source])[source]


def test_a_source_without_a_look_has_a_fresh_state(store: Store) -> None:
    assert store.states(["office", "zoo"]) == {name: SourceState(source=name) for name in ("office", "zoo")}
    assert store.states([]) == {}


def test_a_look_with_bytes_is_kept_whole_and_waits_to_be_read(store: Store) -> None:
    assert store.lease("office", sequence=0, owner="one", now=at(0), until=at(1))
    body = "どんぐり".encode() * 1000
    number = looked(store, body)
    kept = snapshot_of(body)
    assert state_of(store) == SourceState(
        source="office", sequence=1, next_due=at(6), validators=FIRST_WORDS, snapshot=kept.id, last_look=at(0), last_success=at(0)
    )
    assert store.snapshot(kept.id) == kept
    assert store.pending() == (Pending(fetch_id=number, fetch=fetch_of(body=body)),)
    assert store.last_recorded() == at(0)


def test_the_same_bytes_are_stored_once_and_compressed(store: Store) -> None:
    body = b"acorn " * 5000
    looked(store, body)
    looked(store, body, source="zoo", hours=1)
    assert rows_in(store, archive, ledger) == [1, 2]
    with store.engine.connect() as connection:
        size, stored = connection.execute(select(archive.c.size, func.length(archive.c.body))).one()
    assert size == len(body)
    assert stored < size / 100


def test_empty_bytes_come_back_as_they_are(store: Store) -> None:
    looked(store, b"")
    assert store.snapshot(snapshot_of(b"").id) == snapshot_of(b"")


def test_a_look_that_names_bytes_nobody_has_is_refused_whole(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing of this step was kept"):
        store.record_look(fetch_of(body=b"lost"), None, next_due=at(6), recorded=at(0))
    assert rows_in(store, ledger) == [0]
    assert state_of(store).sequence == 0


def test_a_look_in_vain_leaves_what_was_good_and_counts(store: Store) -> None:
    number = looked(store, b"good")
    store.record_derivation(derivation_of(number, body=b"good"))
    in_vain(store, 6)
    in_vain(store, 12)
    state = state_of(store)
    assert (state.failures, state.sequence, state.last_look, state.last_success) == (2, 3, at(12), at(0))
    assert (state.snapshot, state.validators) == (snapshot_of(b"good").id, FIRST_WORDS)
    assert store.pending() == ()
    looked(store, b"good again", hours=18)
    assert state_of(store).failures == 0


def test_an_unchanged_look_takes_new_words_of_the_server_and_keeps_old_ones(store: Store) -> None:
    looked(store)
    store.record_unchanged([(fetch_of(hours=6, outcome=Outcome.UNCHANGED, words=Validators()), at(12))])
    state = state_of(store)
    assert (state.validators, state.sequence, state.next_due, state.last_success) == (FIRST_WORDS, 2, at(12), at(6))
    store.record_unchanged([(fetch_of(hours=12, outcome=Outcome.UNCHANGED, words=Validators(etag='"two"')), at(18))])
    assert state_of(store).validators == Validators(etag='"two"')
    assert len(store.pending()) == 1, "nothing of an unchanged look waits to be read"


def test_new_bytes_without_words_of_the_server_end_the_old_words(store: Store) -> None:
    looked(store)
    looked(store, b"new", hours=6, words=Validators())
    assert state_of(store).validators == Validators()


def test_a_thousand_unchanged_looks_are_one_commit_of_few_statements(store: Store) -> None:
    names = [f"source-{number}" for number in range(1000)]
    assert store.lease(names[3], sequence=0, owner="one", now=at(0), until=at(1))
    seen = {"statements": 0, "commits": 0}

    def count(what: str) -> None:
        seen[what] += 1

    event.listen(store.engine, "before_cursor_execute", lambda *_: count("statements"))
    event.listen(store.engine, "commit", lambda _: count("commits"))
    looks = [
        (fetch_of(name, 0, Outcome.UNCHANGED, words=Validators(etag=name) if name[-1] == "7" else Validators()), at(6)) for name in names
    ]
    store.record_unchanged(looks)
    assert seen["commits"] == 1
    assert seen["statements"] < 10
    states = store.states(names)
    assert {state.sequence for state in states.values()} == {1}
    assert {state.lease_owner for state in states.values()} == {None}
    assert states["source-17"].validators == Validators(etag="source-17")
    assert states["source-18"].validators == Validators()


def test_no_unchanged_looks_are_no_commit(store: Store) -> None:
    store.record_unchanged([])
    assert store.last_recorded() is None


def test_two_unchanged_looks_at_one_source_both_count(store: Store) -> None:
    store.record_unchanged([(fetch_of(hours=hours, outcome=Outcome.UNCHANGED), at(hours + 6)) for hours in (0, 1)])
    state = state_of(store)
    assert (state.sequence, state.last_look, state.next_due) == (2, at(1), at(7))


def test_what_is_due_comes_longest_due_first_and_the_never_seen_before_all(store: Store) -> None:
    looked(store, source="a", hours=-10)
    looked(store, source="b", hours=-12)
    looked(store, source="c", hours=0)
    assert store.due(["c", "a", "b", "new"], at(0)) == ["new", "b", "a"]
    assert store.due(["b"], at(-6)) == ["b"]
    assert store.due(["b"], at(-6) - A_MOMENT) == []


def test_more_sources_than_fit_into_one_statement(store: Store) -> None:
    names = [f"source-{number}" for number in range(1201)]
    store.record_unchanged([(fetch_of(name, 0, Outcome.UNCHANGED), at(6)) for name in names[:1200]])
    assert sum(state.sequence for state in store.states(names).values()) == 1200
    assert store.due(names, at(0)) == names[1200:]
    assert sum(count.looked for count in store.look_counts(at(-1), at(1), names)) == 1200


def test_a_lease_is_for_one_of_those_that_saw_the_same_sequence(store: Store) -> None:
    assert store.lease("office", sequence=0, owner="one", now=at(0), until=at(1))
    assert not store.lease("office", sequence=0, owner="two", now=at(0), until=at(1))
    looked(store)
    assert state_of(store).lease_owner is None, "a look ends its lease"
    assert not store.lease("office", sequence=0, owner="two", now=at(0), until=at(1)), "somebody has looked since"
    assert store.lease("office", sequence=1, owner="two", now=at(0), until=at(1))
    assert (state_of(store).lease_owner, state_of(store).lease_until) == ("two", at(1))


def test_a_lease_ends_at_its_time_and_not_before(store: Store) -> None:
    assert store.lease("office", sequence=0, owner="gone", now=at(0), until=at(1))
    assert not store.lease("office", sequence=0, owner="two", now=at(1) - A_MOMENT, until=at(2))
    assert store.lease("office", sequence=0, owner="two", now=at(1), until=at(2))


def test_a_lease_is_broken_for_its_owner_alone(store: Store) -> None:
    assert store.lease("office", sequence=0, owner="gone", now=at(0), until=at(1))
    store.break_lease("office", "two")
    assert not store.lease("office", sequence=0, owner="two", now=at(0), until=at(1))
    store.break_lease("office", "gone")
    assert store.lease("office", sequence=0, owner="two", now=at(0), until=at(1))


def test_a_snapshot_is_found_by_a_beginning_of_its_name_that_is_its_own(store: Store) -> None:
    kept = snapshot_of(b"<rss/>")
    looked(store)
    digits = kept.id.removeprefix("sha256:")
    for name in (kept.id, digits, digits[:6], f"sha256:{digits[:9]}", digits[:12].upper()):
        assert store.snapshot(name) == kept
    for name in (
        digits[:5],
        "0" * 64,
        "%%%%%%%",
        "______",
        "",
        "sha256:",
        digits + "0",
        "nul\0nul",
        "\udce3\udce3\udce3\udce3\udce3\udce3",
    ):
        assert store.snapshot(name) is None


def test_a_beginning_that_two_snapshots_share_is_refused(store: Store) -> None:
    looked(store)
    twin = snapshot_of(b"<rss/>").id[:-1] + "x"
    with store.engine.begin() as connection:
        connection.execute(archive.insert().values(id=twin.replace("x", "0" if not twin.endswith("0") else "1"), size=0, body=b""))
    with pytest.raises(StoreError, match="more than one snapshot begins so; give more digits"):
        store.snapshot(twin[:20])


@pytest.mark.parametrize("damage", [b"", b"\x00", "cut", "another"])
def test_damaged_bytes_are_an_error_and_never_handed_out(store: Store, damage: bytes | str) -> None:
    looked(store, b"true " * 100)
    looked(store, b"false", hours=1)
    true, false = snapshot_of(b"true " * 100).id, snapshot_of(b"false").id
    with store.engine.begin() as connection:
        bodies = {name: connection.execute(select(archive.c.body).where(archive.c.id == name)).scalar_one() for name in (true, false)}
        body = {"cut": bodies[true][:-3], "another": bodies[false]}[damage] if isinstance(damage, str) else damage
        connection.execute(update(archive).where(archive.c.id == true).values(body=body))
    with pytest.raises(StoreError, match="database is damaged"):
        store.snapshot(true)
    assert store.snapshot(false) == snapshot_of(b"false")


def test_a_damaged_row_is_an_error_of_the_store(store: Store) -> None:
    looked(store)
    with store.engine.begin() as connection:
        connection.execute(update(ledger).values(payload='{"source": 1'))
    with pytest.raises(StoreError, match=r"a stored fetch cannot be read .* restore a copy"):
        store.pending()


def test_times_come_back_as_the_same_moment_in_utc(store: Store) -> None:
    fetch = fetch_of(outcome=Outcome.UNCHANGED)
    store.record_unchanged([(fetch, START.astimezone(timezone(9 * HOUR)))])
    due = state_of(store).next_due
    assert due == START
    assert due is not None
    assert due.utcoffset() == timedelta()


def test_a_time_without_zone_is_refused_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(StatementError, match="without zone"):
        store.lease("office", sequence=0, owner="one", now=at(0), until=at(1).replace(tzinfo=None))
    assert state_of(store).lease_owner is None


def test_the_last_recorded_time_only_rises(store: Store) -> None:
    for hours in (3, 1, 2):
        in_vain(store, hours)
    assert store.last_recorded() == at(3)
    in_vain(store, 4)
    assert store.last_recorded() == at(4)


def test_robots_are_remembered_for_a_day_and_for_an_hour_after_a_failure(store: Store) -> None:
    store.robots(at(0)).remember("https://a.example", "User-agent: *")
    store.robots(at(0)).remember("https://b.example", "", failed=True)
    store.robots(at(0)).remember("https://" + "c" * 5000, "long\0\ud800")
    assert store.robots(at(24)).recall("https://a.example") == "User-agent: *"
    assert store.robots(at(24) + A_MOMENT).recall("https://a.example") is None
    assert store.robots(at(1)).recall("https://b.example") == ""
    assert store.robots(at(1) + A_MOMENT).recall("https://b.example") is None
    assert store.robots(at(0)).recall("https://" + "c" * 5000) == "long?"
    assert store.robots(at(0)).recall("https://" + "c" * 5001) is None
    store.robots(at(30)).remember("https://a.example", "Disallow: /")
    assert store.robots(at(31)).recall("https://a.example") == "Disallow: /"
