"""Alerts in the store: each matter once, whoever raises it, with its claims and deliveries in one commit."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from tests.store.field import at, digest_of, finding_of, found, period_of
from tracker.model.alert import Raised
from tracker.model.delivery import ident_of
from tracker.model.digest import Alert
from tracker.model.finding import Verdict
from tracker.model.source import Label
from tracker.store import Store

SINCE = at(-100)


def raised(name: str, *claims: int, key: str = "", answers: str | None = None, hours: float | None = None) -> Raised:
    alert = Alert(kind="news", note=Label("速報", "Alert"), answers=answers)
    made = digest_of(period_of(series="alert", name=name))
    return Raised(
        digest=msgspec.structs.replace(made, alert=alert),
        key=key or f"finding:{claims[0]}",
        claims=claims,
        lead=claims[0] if claims else None,
        answer_by=at(hours) if hours is not None else None,
    )


def test_an_alert_its_claims_and_its_deliveries_are_one_commit_of_the_first(store: Store) -> None:
    one, two, three = found(store, finding_of(), finding_of(Verdict.MOVES), finding_of(Verdict.ADDS))
    assert [recorded.id for recorded in store.unalerted(SINCE)] == [one, two, three]
    assert store.record_alert(raised(f"alert-{one}", one, two), ["chief", "clerk"], at(1))
    assert not store.record_alert(raised(f"alert-{one}", one), ["late"], at(1)), "the same matter"
    assert not store.record_alert(raised(f"alert-{two}", two), ["late"], at(1)), "a finding that is claimed already"
    assert store.record_alert(raised(f"alert-{three}", three), ["chief"], at(1)), "another matter at the same moment"
    assert store.unalerted(SINCE) == ()
    assert {(row.digest, row.subscription, row.ident) for row in store.deliveries(10)} == {
        (name, who, ident_of(name, who, 0))
        for name, who in ((f"alert-{one}", "chief"), (f"alert-{one}", "clerk"), (f"alert-{three}", "chief"))
    }
    assert [recorded.id for recorded in store.unclaimed("run")] == [one, two, three], "a digest tells it in its place"


def test_several_are_one_commit_of_whom_was_first_to_tell_any_of_them(store: Store) -> None:
    one, two, three = found(store, finding_of(), finding_of(Verdict.MOVES), finding_of(Verdict.ADDS))
    assert store.record_alert(raised(f"alert-{two}", two), ["chief"], at(1))
    pair = [(raised(f"alert-{one}", one), ("chief",)), (raised(f"alert-{two}", two), ("clerk",))]
    assert not store.record_alerts(pair, at(2))
    assert [recorded.id for recorded in store.unalerted(SINCE)] == [one, three], "nothing of it was written"
    count = raised("alert-more-1", three, key="more:1")
    assert store.record_alerts([pair[0], (count, ("chief", "clerk"))], at(2))
    assert store.unalerted(SINCE) == ()
    assert sorted((row.digest, row.subscription) for row in store.deliveries(10)) == sorted(
        [(f"alert-{one}", "chief"), (f"alert-{two}", "chief"), ("alert-more-1", "chief"), ("alert-more-1", "clerk")]
    )


def test_what_was_recorded_before_is_no_news(store: Store) -> None:
    (number,) = found(store, finding_of(), hours=2)
    assert store.unalerted(at(2)) == ()
    assert [recorded.id for recorded in store.unalerted(at(2) - timedelta(seconds=1))] == [number]


def test_a_report_waits_for_its_answer_and_has_one(store: Store) -> None:
    one, two, three = found(store, finding_of(), finding_of(Verdict.MOVES), finding_of(Verdict.ADDS))
    store.record_alert(raised(f"alert-{one}", one, hours=73), ["chief"], at(1))
    store.record_alert(raised(f"alert-{two}", two, hours=74), ["clerk"], at(2))
    assert [(thread.digest.id, thread.lead.id, thread.answer_by) for thread in store.threads()] == [
        (f"alert-{one}", one, at(73)),
        (f"alert-{two}", two, at(74)),
    ]
    said = raised("answer-1", three, key=f"answer:alert-{one}", answers=f"alert-{one}")
    assert store.record_alert(said, store.recipients(f"alert-{one}"), at(3))
    assert not store.record_alert(said, ["chief"], at(3))
    assert [thread.digest.id for thread in store.threads()] == [f"alert-{two}"]
    assert store.recipients("answer-1") == ("chief",)
    other = raised("answer-2", three, key=f"answer:alert-{two}", answers=f"alert-{two}")
    assert store.record_alert(other, ["clerk"], at(3)), "one official word may answer two reports"
    assert store.threads() == ()


def test_keys_that_were_told_are_known(store: Store) -> None:
    store.record_alert(raised("deadline-1", key="deadline:1:x"), ["chief"], at(1))
    assert store.alerted(["deadline:1:x", "deadline:3:x"]) == {"deadline:1:x"}
    assert store.alerted([]) == frozenset()


def test_what_waits_is_overtaken_by_kind_but_for_what_still_holds_and_what_was_asked_for(store: Store) -> None:
    for name, key in (("old", "deadline:7:a"), ("new", "deadline:7:b"), ("sent", "deadline:3:a"), ("news", "finding:1")):
        store.record_alert(raised(name, key=key), ["chief"], at(1))
    numbers = {row.digest: row.id for row in store.deliveries(10)}
    store.delivered(numbers["sent"], at(1))
    store.resend("old", ["clerk"], at(2))
    store.resend("old", ["chief"], at(2))
    store.overtake("deadline", ["deadline:7:b"])
    states = {(row.digest, row.subscription, row.round): row.state.value for row in store.deliveries(10)}
    assert states == {
        ("old", "chief", 0): "overtaken",
        ("old", "chief", 1): "waiting",
        ("old", "clerk", 0): "waiting",
        ("new", "chief", 0): "waiting",
        ("sent", "chief", 0): "sent",
        ("news", "chief", 0): "waiting",
    }
    assert numbers["old"] not in store.deliveries_due(at(2))
