"""A clock that ran ahead is accepted again: rows stay, names stay, and nothing waits for the wrong time."""

from __future__ import annotations

from datetime import timedelta

from tests.store.field import at, digest_of, finding_of, found, in_vain, looked, period_of, rows_in
from tracker.model.health import Ahead
from tracker.store import Store
from tracker.store.tables import digest, finding, look, source_state

YEARS = 24 * 365 * 5


def test_what_was_recorded_ahead_is_counted_named_and_kept(store: Store) -> None:
    looked(store)
    for hours in (24, YEARS):
        period = period_of(hours)
        assert store.record_digest(digest_of(period), period, [], [], to={"chief": at(hours)})
    (number,) = found(store, finding_of(), hours=YEARS)
    before = rows_in(store, look, finding, digest)
    assert store.accept_clock(at(48)) == Ahead(recorded=at(YEARS), looks=1, findings=1, digests=(f"run-{YEARS}",))
    assert rows_in(store, look, finding, digest) == before
    assert store.last_recorded() == at(48)
    assert [one.id for one in store.unclaimed("run")] == [number]
    last, ahead = store.last_digest("run"), store.digest(f"run-{YEARS}")
    assert last is not None
    assert ahead is not None
    assert (last.id, ahead.series) == ("run-24", "run")
    assert store.last_ends()["run"] == at(24)
    again = period_of(72)
    assert store.record_digest(digest_of(again), again, [number], [])
    assert store.accept_clock(at(72)) is None, "nothing lies ahead any more"


def test_nothing_waits_for_the_wrong_time(store: Store) -> None:
    looked(store, hours=0)
    in_vain(store, YEARS)
    in_vain(store, 1, source="other")
    assert store.lease("office", sequence=2, owner="gone", now=at(YEARS), until=at(YEARS + 1))
    period = period_of(YEARS)
    store.record_digest(digest_of(period), period, [], [], to={"chief": at(YEARS), "clerk": at(YEARS)})
    first, _ = store.deliveries_due(at(YEARS))
    assert store.take_delivery(first, at(YEARS)) is not None
    store.undelivered(first, "away", at(YEARS + 2))
    assert (store.due(["office", "other"], at(3)), store.deliveries_due(at(3))) == ([], ())
    store.accept_clock(at(3))
    assert store.due(["office", "other"], at(3)) == ["office"], "the other was looked at by the right clock"
    assert store.leases(at(3)) == {}
    assert len(store.deliveries_due(at(3))) == 2


def test_without_anything_ahead_nothing_changes(store: Store) -> None:
    assert store.accept_clock(at(0)) is None
    looked(store)
    assert store.accept_clock(at(0)) is None
    assert store.accept_clock(at(0) + timedelta(seconds=1)) is None
    assert rows_in(store, source_state) == [1]
