"""Ten thousand claims are held against five thousand events in seconds, and what a claim costs does not grow with the timeline."""

from __future__ import annotations

import pytest

from tests.bench.claims import CLAIMS, claims, events, held, shipped
from tracker.reconcile.shelf import shelve


@pytest.mark.slow
def test_ten_thousand_claims_against_five_thousand_events() -> None:
    found = held(shipped(), 5_000)
    assert sum(found.verdicts.values()) == CLAIMS
    assert {"confirms", "contradicts", "adds"} <= found.verdicts.keys()
    assert found.seconds < 5


def test_what_a_dated_claim_is_held_against_does_not_grow_with_the_timeline() -> None:
    pack = shipped()
    most = []
    for size in (5_000, 20_000):
        known = list(events(pack, size))
        own = [event for event in known if event.subject == known[0].subject]
        rack = shelve(own, pack, None).rack(known[0].type or "")
        dated = (claim for claim in claims(own[:1]) if claim.when.known)
        most.append(max(len(list(rack.near(next(dated)))) for _ in range(4)))
    assert most[0] <= most[1] < 20
