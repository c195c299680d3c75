"""How long stages took, and what is expected from it: cases, the next stage, what comes round, and what ends an expectation."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.reconcile.field import KNOWN_AT, PACK, event, label, on, ordinal, span
from tracker.model.expected import Expected, Interval
from tracker.model.pack import Cycle, CycleStage, Pack
from tracker.model.reading import Modality
from tracker.model.timeline import Event, Timeline
from tracker.model.when import Precision
from tracker.read.lexicon import Lexicon
from tracker.reconcile.clock import expectations, intervals
from tracker.reconcile.conclude import conclude
from tracker.reconcile.judge import Known
from tracker.reconcile.passage import Passage

TODAY = date(2026, 8, 1)

FIRST = (
    event("act.submitted", "acorn-act", "submitted", on("2026-02-02")),
    event("act.enacted", "acorn-act", "enacted", on("2026-04-03")),
    event("act.promulgated", "acorn-act", "promulgated", on("2026-04-10")),
)
YEARLY = msgspec.structs.replace(
    PACK,
    cycles={
        "grove": Cycle(
            id="grove",
            label=label("Grove {year}"),
            subject="grove-budget",
            stages=(
                CycleStage(type="drafted", year=-1, start=(12, 20), end=(12, 31)),
                CycleStage(type="enacted", start=(3, 20), end=(4, 10)),
            ),
        )
    },
)


def clocked(*events: Event) -> dict[tuple[str, str], Interval]:
    return {(one.first, one.then): one for one in intervals(Timeline({one.id: one for one in events}, KNOWN_AT), PACK, TODAY)}


def ahead(*events: Event, today: date = TODAY, pack: Pack = PACK) -> dict[str, Expected]:
    found = expectations(Timeline({one.id: one for one in events}, KNOWN_AT), pack, today)
    return {one.event.id: one for one in found}


def test_each_pair_of_stages_has_its_cases_with_shortest_median_and_longest() -> None:
    again = [
        event(f"guide.{number}.{kind}", "oak-guide", kind, on(day), facts=(ordinal(number),))
        for number, drafted, published in (
            ("1", "2024-01-01", "2024-01-11"),
            ("2", "2025-01-01", "2025-01-05"),
            ("3", "2026-01-01", "2026-01-31"),
        )
        for kind, day in (("draft-published", drafted), ("published", published))
    ]
    found = clocked(*FIRST, *again)
    assert {pair: one.cases[0].days for pair, one in found.items() if one.ladder == "statute"} == {
        ("submitted", "enacted"): 60,
        ("submitted", "promulgated"): 67,
        ("enacted", "promulgated"): 7,
    }
    guide = found["draft-published", "published"]
    assert ([case.days for case in guide.cases], guide.shortest, guide.median, guide.longest) == ([10, 4, 30], 4, 10, 30)


@pytest.mark.parametrize(
    "other",
    [
        event("guide.published", "oak-guide", "published", span("2026-03-01", "2026-03-31", Precision.MONTH)),
        event("guide.published", "oak-guide", "published", on("2026-03-05"), Modality.SCHEDULED),
        event("guide.published", "oak-guide", "published", on("2026-03-05"), Modality.REPORTED),
        event("guide.published", "oak-guide", "published", on("2026-03-05"), facts=(ordinal("2"),)),
        event("guide.published", "oak-guide", "published", on("2030-03-05")),
    ],
    ids=["only-a-month", "planned", "reported", "another-instance", "far-off"],
)
def test_only_what_has_happened_on_known_days_of_one_story_is_a_case(other: Event) -> None:
    assert clocked(event("guide.draft", "oak-guide", "draft-published", on("2026-03-01"), facts=(ordinal("1"),)), other) == {}


def test_a_stage_that_begins_anew_is_not_paired_with_the_story_before() -> None:
    found = clocked(
        event("a", "oak-guide", "draft-published", on("2025-03-01")),
        event("b", "oak-guide", "published", on("2025-03-11")),
        event("c", "oak-guide", "published", on("2025-06-01")),
    )
    assert [case.then for case in found["draft-published", "published"].cases] == ["b"]


def test_the_next_stage_is_expected_from_the_cases_of_its_subject_with_the_basis_in_both_languages() -> None:
    """Twice the headquarters decided four days before the Cabinet; now it has decided again."""
    pack = msgspec.structs.replace(
        PACK, event_types={**PACK.event_types, "published": msgspec.structs.replace(PACK.event_types["published"], recurs=True)}
    )
    past = [
        event(f"{kind}.{day}", "oak-guide", kind, on(day))
        for kind, day in (
            ("draft-published", "2025-12-19"),
            ("published", "2025-12-23"),
            ("draft-published", "2026-07-10"),
            ("published", "2026-07-14"),
            ("draft-published", "2026-07-30"),
        )
    ]
    found = ahead(*past, pack=pack)
    one = found["clock.oak-guide.published.2026-07-30"]
    assert list(found) == [one.event.id]
    assert (one.event.when, one.event.modality, one.cases, one.firm) == (on("2026-08-03"), Modality.EXPECTED, 2, True)
    assert "4 days (n = 2, the same subject: 2025-12-19 → 2025-12-23; 2026-07-10 → 2026-07-14), counted from 2026-07-30" in one.basis.en
    assert "4日（n = 2、同じ対象：2025-12-19 → 2025-12-23; 2026-07-10 → 2026-07-14）、起点は2026-07-30" in one.basis.ja


@pytest.mark.parametrize(
    "real",
    [
        event("real", "oak-guide", "published", on("2026-08-20"), Modality.SCHEDULED),
        event("real", "oak-guide", "published", on("2026-08-01")),
        event("real", "oak-guide", "published", None, Modality.EXPECTED),
    ],
    ids=["planned", "done", "undated"],
)
def test_the_first_real_word_takes_the_place_of_an_expectation(real: Event) -> None:
    past = [
        event("d1", "oak-guide", "draft-published", on("2026-06-01")),
        event("p1", "oak-guide", "published", on("2026-06-05")),
        event("d2", "oak-guide", "draft-published", on("2026-07-30")),
    ]
    assert list(ahead(*past)) == ["clock.oak-guide.published.2026-07-30"]
    assert ahead(*past, real) == {}


def test_an_expectation_from_one_case_lapses_where_one_from_two_is_late() -> None:
    once = [
        event("d1", "oak-guide", "draft-published", on("2026-06-01")),
        event("p1", "oak-guide", "published", on("2026-06-05")),
        event("d3", "oak-guide", "draft-published", on("2026-07-10")),
    ]
    twice = [
        event("d0", "oak-guide", "draft-published", on("2026-05-02")),
        event("p0", "oak-guide", "published", on("2026-05-06")),
    ]
    assert ahead(*once, today=date(2026, 7, 14)), "its day is not over"
    assert ahead(*once) == {}
    assert [one.firm for one in ahead(*once, *twice).values()] == [True]


def test_what_comes_round_each_year_is_expected_for_the_next_year_until_a_real_word_comes() -> None:
    found = ahead(pack=YEARLY)
    assert [(name, one.event.when.earliest, one.event.title.en) for name, one in found.items()] == [
        ("cycle.grove.drafted.2027", date(2026, 12, 20), "Grove 2027: drafted"),
        ("cycle.grove.enacted.2027", date(2027, 3, 20), "Grove 2027: enacted"),
    ]
    draft = event("draft", "grove-budget", "drafted", on("2026-12-25"))
    assert list(ahead(draft, pack=YEARLY)) == ["cycle.grove.enacted.2027"]
    old = event("old", "grove-budget", "drafted", on("2025-12-26"))
    assert "so far: 2025-12-26" in ahead(old, pack=YEARLY)["cycle.grove.drafted.2027"].basis.en


def test_money_of_the_same_fiscal_year_is_that_round_and_of_another_is_not() -> None:
    done = event("done", "grove-budget", "drafted", span("2027-04-01", "2028-03-31", Precision.FISCAL_YEAR))
    assert list(ahead(done, pack=YEARLY)) == ["cycle.grove.enacted.2027"]
    other = msgspec.structs.replace(done, when=span("2028-04-01", "2029-03-31", Precision.FISCAL_YEAR))
    assert "cycle.grove.drafted.2027" in ahead(other, pack=YEARLY)


def test_a_plan_that_says_only_which_years_the_money_is_for_leaves_the_usual_days_of_use() -> None:
    years = event("plan", "grove-budget", "drafted", span("2027-04-01", "2028-03-31", Precision.FISCAL_YEAR), Modality.EXPECTED)
    assert "cycle.grove.drafted.2027" in ahead(years, pack=YEARLY)
    dated = msgspec.structs.replace(years, when=on("2026-12-24"))
    assert "cycle.grove.drafted.2027" not in ahead(dated, pack=YEARLY)


def test_nothing_is_expected_that_was_due_before_the_seed_was_known_or_long_ago() -> None:
    assert list(ahead(pack=YEARLY, today=date(2025, 6, 1))) == ["cycle.grove.drafted.2026", "cycle.grove.enacted.2026"], "a run of earlier"
    assert ahead(pack=YEARLY, today=date(2026, 5, 1)).keys() == {"cycle.grove.drafted.2027", "cycle.grove.enacted.2027"}
    assert min(one.event.when.latest or TODAY for one in ahead(pack=YEARLY, today=date(2029, 1, 1)).values()) > date(2028, 7, 1)


def test_an_expectation_is_no_evidence_real_word_of_it_is_news() -> None:
    """What we computed stands in no timeline: the sentence that bears it out is an advance of what was really known."""
    real = (
        event("d1", "oak-guide", "draft-published", on("2026-06-01")),
        event("p1", "oak-guide", "published", on("2026-06-05"), facts=(ordinal("1"),)),
        event("d2", "oak-guide", "draft-published", on("2026-07-30"), facts=(ordinal("2"),)),
    )
    timeline = Timeline({one.id: one for one in real}, KNOWN_AT)
    expected = expectations(timeline, PACK, TODAY)
    assert [one.event.id for one in expected] == ["clock.oak-guide.published.2026-07-30"]
    said = conclude(
        Passage(text="樫ガイドライン（第2次）を2026年8月1日に公表しました。", published=TODAY), Known(timeline, PACK, TODAY), Lexicon(PACK)
    )
    assert said.conclusion.findings
    assert {one.verdict.value for one in said.conclusion.findings}.isdisjoint({"confirms"})
    assert not [one for one in said.conclusion.findings if (one.event or "").startswith("clock.")]
