"""A thesis by its conditions: met, not yet, or no more in time; and never more than that."""

from __future__ import annotations

from datetime import date

import pytest

from tests.digest.samples import PACK, day, event, span
from tracker.digest.theses import LATE, MET, OPEN, STANDS, conditions, rungs, summary
from tracker.model.reading import Modality
from tracker.model.timeline import Event, Indicator, RowKind, Timeline

TODAY = date(2026, 8, 17)
THESIS = event("thesis", span(None, "2026-12-31"), kind=RowKind.THESIS, depends_on=("one",))


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (event("one", day("2026-06-01"), Modality.OCCURRED), MET),
        (event("one", span(None, None), Modality.OCCURRED), MET),
        (event("one", day("2026-09-01"), Modality.OCCURRED), OPEN),
        (event("one", day("2026-06-01"), Modality.REPORTED), OPEN),
        (event("one", day("2026-09-01"), Modality.SCHEDULED), OPEN),
        (event("one", span(None, "2026-06-30"), Modality.SCHEDULED), OPEN),
        (event("one", day("2027-01-01"), Modality.SCHEDULED), LATE),
        (event("one", day("2027-01-01"), Modality.OCCURRED), LATE),
        (event("one", day("2026-09-01"), Modality.CANCELLED), LATE),
        (event("one", day("2026-06-01"), Modality.OCCURRED, withdrawn=True), LATE),
        (event("one", span(None, None), kind=RowKind.ABSENCE), STANDS),
    ],
)
def test_how_a_condition_stands(one: Event, state: str) -> None:
    assert [found.state for found in conditions(THESIS, {"one": one}, PACK, TODAY)] == [state]


def test_what_is_still_planned_when_the_time_is_over_can_no_longer_be_met() -> None:
    one = event("one", span("2026-11-01", None), Modality.SCHEDULED)
    after = date(2027, 1, 1)
    assert [found.state for found in conditions(THESIS, {"one": one}, PACK, after)] == [LATE]
    assert summary(THESIS, {"one": one}, PACK, after).en == "0 of 1 conditions met, 1 can no longer be met in time"


def test_a_condition_that_the_timeline_does_not_have_is_left_out() -> None:
    assert conditions(THESIS, {}, PACK, TODAY) == ()


def test_the_rungs_of_an_expectation_name_what_has_reached_them() -> None:
    row = event(
        "hope", span(None, None), indicators=(Indicator("published", ("crane-guide", "quay-grant")), Indicator("selected", ("quay-grant",)))
    )
    happened = event("guide", day("2026-01-01"), Modality.OCCURRED, subject="crane-guide", type="published")
    planned = event("grant", day("2026-12-01"), Modality.SCHEDULED, subject="quay-grant", type="selected")
    found = rungs(row, Timeline({one.id: one for one in (row, happened, planned)}), PACK)
    assert [(one.title.en, one.events) for one in found] == [
        ("published (Crane Operation Guideline, Quay Grant)", ("guide",)),
        ("selected (Quay Grant)", ()),
    ]
