"""Incidents in the store: opened, told, closed and told of once each."""

from __future__ import annotations

from tests.store.field import at, digest_of, period_of
from tracker.model.incident import Trouble
from tracker.model.source import Label
from tracker.store import Store


def trouble(key: str) -> Trouble:
    return Trouble(kind="source", key=key, what=Label("閲覧不能", "blind"))


def test_one_that_is_open_is_not_opened_again_and_one_that_was_closed_is(store: Store) -> None:
    store.record_incidents([trouble("a"), trouble("b")], [], at(1))
    store.record_incidents([trouble("a")], [], at(2))
    assert [(one.trouble.key, one.opened) for one in store.open_incidents()] == [("a", at(1)), ("b", at(1))]
    store.record_incidents([], [store.open_incidents()[0].id], at(3))
    store.record_incidents([trouble("a")], [], at(4))
    assert [(one.trouble.key, one.opened) for one in store.open_incidents()] == [("b", at(1)), ("a", at(4))]


def test_each_is_told_when_it_began_and_when_it_was_over_by_one_teller(store: Store) -> None:
    store.record_incidents([trouble("a"), trouble("b")], [], at(1))
    first, second = store.take_untold(at(1))
    assert store.take_untold(at(1.1)) == (), "somebody is telling of them"
    assert store.take_untold(at(1.4)) == (first, second), "who was killed over it is followed by another"
    store.told_incidents([first.id], [], at(1.4))
    store.record_incidents([], [first.id, second.id], at(2))
    (over,) = store.take_untold(at(2))
    assert (over.id, over.told, over.closed) == (first.id, at(1.4), at(2)), "what was over before anybody heard of it is not told"
    store.told_incidents([], [first.id], at(2))
    assert store.take_untold(at(9)) == ()


def test_the_last_delivery_of_each_subscription_counts(store: Store) -> None:
    for hours in (24, 48):
        period = period_of(hours)
        store.record_digest(digest_of(period), period, [], [], to={"chief": at(hours), "clerk": at(hours)})
    first, second, third, _ = store.deliveries_due(at(48))
    store.undelivered(first, "550", None)
    store.delivered(second, at(24))
    store.delivered(third, at(48))
    assert [(one.subscription, one.state.value) for one in store.last_deliveries()] == [("chief", "sent"), ("clerk", "sent")]


def test_what_nobody_could_be_told_for_a_week_rests_until_something_else_is_told(store: Store) -> None:
    store.record_incidents([trouble("a")], [], at(0))
    asked = [hours / 4 for hours in range(4 * 24 * 9)]
    taken = [hours for hours in asked if store.take_untold(at(hours))]
    assert (len(taken) < 50, taken[0], 6 * 24 < taken[-1] < 7 * 24) == (True, 0, True)
    assert store.unheard(at(200)) == 1
    store.record_incidents([trouble("b")], [], at(220))
    assert [one.trouble.key for one in store.take_untold(at(220))] == ["a", "b"], "what is still wrong is told too"
    store.told_incidents([one.id for one in store.open_incidents()], [], at(220))
    assert (store.take_untold(at(300)), store.unheard(at(300))) == ((), 0)
