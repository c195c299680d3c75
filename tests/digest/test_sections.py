"""Where verdicts stand, and in what order entries do."""

from __future__ import annotations

import pytest

from tests.digest.samples import PACK, day, entries, event, finding, made, recorded, span
from tracker.digest.sections import SECTION_OF, section_of
from tracker.model.digest import SECTIONS
from tracker.model.finding import Verdict
from tracker.model.source import Authority

EXPECTED = {
    "advances": "decided",
    "supersedes": "decided",
    "adds": "new",
    "moves": "moved",
    "overdue": "overdue",
    "contradicts": "contradicts",
    "confirms": "confirmed",
    "refines": "confirmed",
    "ambiguous": "review",
    "noise": None,
    "irrelevant": None,
}


def test_every_verdict_has_its_one_section() -> None:
    assert {verdict.value: SECTION_OF[verdict] for verdict in Verdict} == EXPECTED
    assert {section for section in SECTION_OF.values() if section} <= set(SECTIONS)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_finding_stands_in_the_section_of_its_verdict_alone(verdict: Verdict) -> None:
    digest = made(recorded(1, finding(verdict)))
    places = [section.name for section in digest.sections if section.name != "brief" and section.entries]
    assert places == ([EXPECTED[verdict.value]] if EXPECTED[verdict.value] else [])


@pytest.mark.parametrize("verdict", list(Verdict))
def test_background_takes_every_verdict_that_is_told_at_all(verdict: Verdict) -> None:
    expected = "background" if EXPECTED[verdict.value] else None
    assert section_of(finding(verdict, background=True)) == expected


@pytest.mark.parametrize("verdict", [Verdict.NOISE, Verdict.IRRELEVANT])
def test_what_says_nothing_is_counted_with_what_the_caller_counted(verdict: Verdict) -> None:
    digest = made(recorded(1, finding(verdict)), recorded(2, finding(verdict)), unread={verdict.value: 5, "a reason": 1})
    assert digest.unread == {verdict.value: 7, "a reason": 1}


def test_sections_come_in_the_order_of_the_contract_and_empty_ones_are_left_out() -> None:
    digest = made(
        recorded(1, finding(Verdict.CONFIRMS, event="a")),
        recorded(2, finding(Verdict.MOVES, event="b")),
        recorded(3, finding(Verdict.SUPERSEDES, event="c")),
        events=(event("soon", day("2026-08-20")),),
    )
    names = [section.name for section in digest.sections]
    assert names == ["brief", "decided", "moved", "confirmed", "coming"]


def test_legal_force_comes_before_track_weight_verdict_authority_and_date() -> None:
    digest = made(
        recorded(1, finding(Verdict.SUPERSEDES, "boat-fair", event="a")),
        recorded(2, finding(Verdict.SUPERSEDES, "quay-grant", event="b")),
        recorded(3, finding(Verdict.ADVANCES, "crane-guide", event="c")),
        recorded(4, finding(Verdict.ADVANCES, "harbour-act", event="d")),
        recorded(5, finding(Verdict.SUPERSEDES, "harbour-act", event="e"), authority=Authority.PRESS),
        recorded(6, finding(Verdict.SUPERSEDES, "harbour-act", event="f", when=day("2026-08-01"))),
        recorded(7, finding(Verdict.SUPERSEDES, "harbour-act", event="g", when=day("2026-08-14"))),
    )
    assert [entry.event for entry in entries(digest, "decided")] == ["g", "f", "e", "d", "c", "b", "a"]


def test_track_weight_orders_subjects_of_one_force() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADDS, "", track="fairs", tracks=("fairs",), event="light")),
        recorded(2, finding(Verdict.ADDS, "", track="rules", tracks=("rules",), event="heavy")),
    )
    assert PACK.tracks["rules"].weight > PACK.tracks["fairs"].weight
    assert [entry.event for entry in entries(digest, "new")] == ["heavy", "light"]


def test_the_brief_retells_the_five_most_important_entries_by_their_titles() -> None:
    digest = made(
        *(
            recorded(number, finding(Verdict.ADDS, "boat-fair", event=f"fair-{number}", when=day(f"2026-08-0{number}")))
            for number in range(1, 7)
        ),
        recorded(8, finding(Verdict.ADDS, "harbour-act", event="act")),
        recorded(9, finding(Verdict.CONFIRMS, "harbour-act", event="old")),
        events=(event("late", span(None, "2026-08-15"), subject="crane-guide"),),
    )
    brief = entries(digest, "brief")
    assert [entry.event for entry in brief] == ["act", "late", "fair-6", "fair-5", "fair-4"]
    assert brief[0].title == entries(digest, "new")[0].title
    assert not any(entry.sources for entry in brief)


def test_a_correction_is_the_first_line_of_the_brief() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES, "harbour-act")),
        recorded(2, finding(Verdict.ADDS, "boat-fair"), withdrawn=True),
        told=frozenset({2}),
    )
    assert [entry.verdict for entry in entries(digest, "brief")] == ["withdrawn", "advances"]
