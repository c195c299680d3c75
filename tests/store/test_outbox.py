"""The outbox: a row for each recipient, made with its digest, taken by one process at a time, tried until it is done."""

from __future__ import annotations

from datetime import timedelta

from tests.store.field import at, composed, digest_of, period_of
from tracker.model.delivery import DeliveryState
from tracker.store import Store
from tracker.store.outbox import LEASE


def recorded(store: Store, *names: str, hours: float = 24) -> None:
    period = period_of(hours)
    assert store.record_digest(digest_of(period), period, [], [], to=dict.fromkeys(names, at(hours)))


def test_a_digest_and_its_deliveries_are_one_commit_of_the_first_composer(store: Store) -> None:
    recorded(store, "chief", "clerk")
    period = period_of(24)
    assert not store.record_digest(digest_of(period), period, [], [], to={"late": at(24)})
    found = store.deliveries(10)
    assert [(one.digest, one.subscription, one.round, one.state) for one in found] == [
        ("run-24", "clerk", 0, DeliveryState.WAITING),
        ("run-24", "chief", 0, DeliveryState.WAITING),
    ]
    assert len({one.ident for one in found}) == 2


def test_a_delivery_has_one_taker_until_its_lease_is_over(store: Store) -> None:
    recorded(store, "chief")
    (number,) = store.deliveries_due(at(24))
    taken = store.take_delivery(number, at(24))
    assert taken is not None
    assert taken.attempts == 1
    assert store.take_delivery(number, at(24)) is None
    assert store.deliveries_due(at(24)) == ()
    again = store.take_delivery(number, at(24) + LEASE + timedelta(seconds=1))
    assert again is not None, "whoever was killed during an attempt is followed by another"
    assert (again.attempts, again.ident) == (2, taken.ident)


def test_what_was_handed_over_or_given_up_is_due_no_more(store: Store) -> None:
    recorded(store, "chief", "clerk", "third")
    first, second, third = store.deliveries_due(at(24))
    for number in (first, second, third):
        assert store.take_delivery(number, at(24))
    store.delivered(first, at(24))
    store.undelivered(second, "550 no", None)
    store.undelivered(third, "451 later", at(26))
    assert store.deliveries_due(at(25)) == ()
    assert store.deliveries_due(at(100)) == (third,)
    states = {one.subscription: (one.state, one.error, one.sent) for one in store.deliveries(10)}
    assert states == {
        "chief": (DeliveryState.SENT, None, at(24)),
        "clerk": (DeliveryState.GIVEN_UP, "550 no", None),
        "third": (DeliveryState.WAITING, "451 later", None),
    }


def test_a_resend_is_a_delivery_of_its_own_and_the_first_stays_as_it_was(store: Store) -> None:
    recorded(store, "chief")
    (number,) = store.deliveries_due(at(24))
    assert store.take_delivery(number, at(24))
    store.delivered(number, at(24))
    assert store.resend("run-24", ["chief", "late"], at(30)) == 2
    assert store.resend("run-24", ["chief"], at(31)) == 1
    found = store.deliveries(10)
    assert [(one.subscription, one.round, one.state.value) for one in found] == [
        ("chief", 2, "waiting"),
        ("late", 0, "waiting"),
        ("chief", 1, "waiting"),
        ("chief", 0, "sent"),
    ]
    assert len({one.ident for one in found}) == 4


def test_a_digest_without_subscribers_leaves_the_outbox_empty(store: Store) -> None:
    assert composed(store, [])
    assert store.deliveries(10) == ()
    assert store.deliveries_due(at(1000)) == ()
