"""What was planned and moved within one digest is told once: as it stands now, with what it was before."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.digest.samples import day, entries, finding, made, recorded, source
from tracker.model.finding import Finding, Verdict
from tracker.model.reading import Modality
from tracker.model.when import UNKNOWN

PAGE = source("harbour-page")
BLOCK = {"source": PAGE.id, "url": PAGE.url, "title": PAGE.name.ja}
PLANNED = finding(Verdict.ADDS, modality=Modality.SCHEDULED, when=day("2026-10-10"), quote="十月十日に公表する。")


def moved(to: str, was: str, **given: Any) -> Finding:
    fields: dict[str, Any] = {"when": day(to), "was": day(was), "modality": Modality.SCHEDULED, "was_modality": Modality.SCHEDULED}
    return finding(Verdict.MOVES, quote=to, **fields, **given)


def test_what_moved_after_it_was_added_leads_with_the_day_it_has_now() -> None:
    digest = made(recorded(1, PLANNED, **BLOCK), recorded(2, moved("2026-10-20", "2026-10-10"), **BLOCK), sources=(PAGE,))
    assert not entries(digest, "new")
    (entry,) = entries(digest, "moved")
    assert (entry.when, entry.was, entry.also) == (day("2026-10-20"), day("2026-10-10"), ())
    assert [cited.quote for cited in entry.sources] == ["2026-10-20"], "the page is cited by the sentence that holds"


def test_what_moved_twice_leads_with_the_last_day_whatever_the_order() -> None:
    found = (
        recorded(1, PLANNED, **BLOCK),
        recorded(2, moved("2026-10-20", "2026-10-10"), **BLOCK),
        recorded(3, moved("2026-10-25", "2026-10-20"), **BLOCK),
    )
    one, *others = [made(*order, sources=(PAGE,)) for order in permutations(found)]
    assert all(other == one for other in others)
    assert [(entry.when, entry.was) for entry in entries(one, "moved")] == [(day("2026-10-25"), day("2026-10-20"))]
    assert not entries(one, "new")


def test_an_item_that_told_the_earlier_day_is_cited_last_and_once() -> None:
    digest = made(
        recorded(1, PLANNED, source="first"),
        recorded(2, moved("2026-10-20", "2026-10-10"), source="second"),
    )
    (entry,) = entries(digest, "moved")
    assert not entries(digest, "new")
    assert [cited.source for cited in entry.sources] == ["second", "first"]


def test_an_item_that_tells_something_else_besides_is_cited_there_alone() -> None:
    item = {"url": "https://x.example/1", "title": "t", "source": "first"}
    digest = made(
        recorded(1, PLANNED, change=1, **item),
        recorded(2, finding(Verdict.ADDS, "boat-fair", event="fair"), change=1, main=False, **item),
        recorded(3, moved("2026-10-20", "2026-10-10"), source="second"),
    )
    assert [[cited.source for cited in entry.sources] for entry in entries(digest, "moved")] == [["second"]]
    assert [(entry.event, entry.also) for entry in entries(digest, "new")] == [("fair", ())]


@pytest.mark.parametrize(
    "later",
    [
        moved("2026-10-20", "2026-10-10", reported=True),
        moved("2026-10-20", "2026-10-12"),
        moved("2026-10-20", "2026-10-10", event="another"),
        moved("2026-10-20", "2026-10-10", background=True),
    ],
    ids=["only reported", "from another day", "of another event", "long ago"],
)
def test_what_does_not_move_that_very_plan_leaves_it_told(later: Finding) -> None:
    digest = made(recorded(1, PLANNED, **BLOCK), recorded(2, later, **BLOCK), sources=(PAGE,))
    assert [entry.when for entry in entries(digest, "new")] == [day("2026-10-10")]


def done(was: str | None, modality: Modality = Modality.OCCURRED, **given: Any) -> Finding:
    fields: dict[str, Any] = {"was": day(was) if was else UNKNOWN, "was_modality": Modality.SCHEDULED, "rule": "advances.occurred"}
    return finding(Verdict.ADVANCES, quote="十月十日に公表した。", modality=modality, **{"when": day("2026-10-10"), **fields, **given})


@pytest.mark.parametrize("modality", [Modality.OCCURRED, Modality.CANCELLED])
@pytest.mark.parametrize("verdict", [Verdict.ADDS, Verdict.CONFIRMS, Verdict.REFINES])
def test_a_plan_that_is_carried_out_or_called_off_is_told_as_what_became_of_it(verdict: Verdict, modality: Modality) -> None:
    planned = finding(verdict, modality=Modality.SCHEDULED, when=day("2026-10-10"), quote="十月十日に公表する。")
    one, other = recorded(1, planned, source="first"), recorded(2, done("2026-10-10", modality), source="second")
    digest = made(one, other)
    assert made(other, one) == digest
    assert not entries(digest, "new")
    assert not entries(digest, "confirmed")
    (entry,) = entries(digest, "decided")
    assert (entry.modality, entry.was, entry.was_modality) == (modality.value, day("2026-10-10"), "scheduled")
    assert [cited.source for cited in entry.sources] == ["second", "first"]
    assert [one.event for one in entries(digest, "brief")] == [entry.event]


def test_a_plan_that_moved_before_it_was_carried_out_is_one_entry_too() -> None:
    moves = moved("2026-10-20", "2026-10-10")
    found = (recorded(1, PLANNED, **BLOCK), recorded(2, moves, **BLOCK), recorded(3, done("2026-10-20", when=day("2026-10-20")), **BLOCK))
    one, *others = [made(*order, sources=(PAGE,)) for order in permutations(found)]
    assert all(other == one for other in others)
    assert not entries(one, "new")
    assert not entries(one, "moved")
    (entry,) = entries(one, "decided")
    assert (entry.when, entry.was) == (day("2026-10-20"), day("2026-10-20"))


def test_a_plan_without_a_day_is_carried_out_likewise() -> None:
    planned = finding(Verdict.ADDS, modality=Modality.EXPECTED, when=UNKNOWN, quote="公表する方針である。")
    digest = made(recorded(1, planned, source="first"), recorded(2, done(None), source="second"))
    assert (len(entries(digest, "new")), len(entries(digest, "decided"))) == (0, 1)


@pytest.mark.parametrize(
    "later",
    [
        done("2026-10-10", reported=True),
        done("2026-10-12"),
        done("2026-10-10", event="another"),
        done("2026-10-10", background=True),
        done("2026-10-10", modality=Modality.SCHEDULED),
    ],
    ids=["only reported", "of another day", "of another event", "long ago", "only fixed"],
)
def test_what_does_not_carry_out_that_very_plan_leaves_it_told(later: Finding) -> None:
    digest = made(recorded(1, PLANNED, source="first"), recorded(2, later, source="second"))
    assert [entry.when for entry in entries(digest, "new")] == [day("2026-10-10")]
