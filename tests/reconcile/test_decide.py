"""Taking something back: what still stands as it was made goes, what came later stays."""

from __future__ import annotations

import msgspec
import pytest

from tests.reconcile.field import event, on, yen
from tracker.model.reading import Modality
from tracker.model.timeline import Event, Proposal
from tracker.reconcile.decide import undone

PLAN = event("act", "acorn-act", "in-force", on("2026-06-01"), Modality.SCHEDULED)
DONE = msgspec.structs.replace(PLAN, modality=Modality.OCCURRED, when=on("2026-06-03"))
ONE, TWO = (Proposal(voice=name, modality=Modality.OCCURRED) for name in ("one", "two"))


def changed(of: Event, **fields: object) -> Event:
    return msgspec.structs.replace(of, **fields)


@pytest.mark.parametrize(
    ("before", "after", "now", "expected"),
    [
        (PLAN, DONE, DONE, PLAN),
        (None, DONE, DONE, changed(DONE, withdrawn=True)),
        (PLAN, DONE, changed(DONE, when=on("2026-06-05")), changed(PLAN, when=on("2026-06-05"))),
        (PLAN, DONE, changed(DONE, facts=(yen("5"),)), changed(PLAN, facts=(yen("5"),))),
        (PLAN, changed(PLAN, proposals=(ONE,)), changed(PLAN, proposals=(ONE, TWO)), changed(PLAN, proposals=(TWO,))),
        (changed(PLAN, proposals=(ONE,)), DONE, DONE, changed(PLAN, proposals=(ONE,))),
    ],
)
def test_each_field_that_stands_as_the_change_left_it_is_as_before(before: Event | None, after: Event, now: Event, expected: Event) -> None:
    assert undone(before, after, now) == expected
