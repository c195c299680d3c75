"""Every row of the briefing stands in the listing with its dates, precision, modality, type and values.

The table is written by hand from the briefing; nothing in it is computed from the file that it checks.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.seed.seeded import listing, shipped
from tracker.model.source import Label
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import Precision, When
from tracker.reconcile.absences import words_of
from tracker.reconcile.clock import expectations
from tracker.text.normal import fold

DAY, MONTH, YEAR, FISCAL, RANGE = "day", "month", "year", "fiscal-year", "range"
NO_DATE = (None, None, None)


def on(day: str) -> tuple[str, str, str]:
    return (day, day, DAY)


SURVEY = ("2026-03-17", "2026-03-31", RANGE)
FY2026 = ("2026-04-01", "2027-03-31", FISCAL)
FIRST_PLAN = on("2025-12-23")

# row: (id, kind, tracks, type, modality, when, values as (name, value, unit))
EXPECTED: dict[
    str, tuple[str, str, str, str | None, str, tuple[str | None, str | None, str | None], tuple[tuple[str, str, str | None], ...]]
] = {
    "S01": ("act.enacted", "event", "act", "enacted", "occurred", on("2025-05-28"), ()),
    "S02": ("act.partly-in-force", "event", "act", "partly-in-force", "occurred", on("2025-06-04"), (("scope", "most provisions", None),)),
    "S03": (
        "act.in-force",
        "event",
        "act",
        "in-force",
        "occurred",
        on("2025-09-01"),
        (("scope", "headquarters chapter", None), ("scope", "Basic Plan chapter", None)),
    ),
    "S04": ("act.no-penalties", "absence", "act", None, "occurred", NO_DATE, (("penalties", "0", "provisions"),)),
    "S05": ("act.comply-or-explain", "interpretation", "act guidelines", None, "occurred", NO_DATE, ()),
    "S06": ("hq.established", "event", "hq", "established", "occurred", on("2025-09-01"), ()),
    "S07": (
        "hq.composition",
        "fact",
        "hq",
        None,
        "occurred",
        on("2025-09-01"),
        (("chair", "Prime Minister", None), ("members", "every cabinet minister", None)),
    ),
    "S08": ("hq.minister.established", "event", "hq", "established", "occurred", NO_DATE, (("flag", "newly created", None),)),
    "S09": (
        "basic-plan.first.cabinet-decision",
        "event",
        "basic-plan",
        "cabinet-decision",
        "occurred",
        FIRST_PLAN,
        (("ordinal", "1", None),),
    ),
    "S10": (
        "basic-plan.first.title",
        "fact",
        "basic-plan",
        None,
        "occurred",
        FIRST_PLAN,
        (("name", "Revitalizing Japan through ‘Trustworthy AI’", None),),
    ),
    "S11": ("basic-plan.first.principles", "fact", "basic-plan", None, "occurred", FIRST_PLAN, (("count", "3", "principles"),)),
    "S12": ("basic-plan.first.policies", "fact", "basic-plan", None, "occurred", FIRST_PLAN, (("count", "4", "policies"),)),
    "S13": ("basic-plan.sovereign-procurement", "thesis", "basic-plan sovereign-llm gov-ai", "procured", "expected", NO_DATE, ()),
    "S14": (
        "budget.fy2026.meti-ai-semiconductor",
        "event",
        "budget",
        "drafted",
        "occurred",
        FY2026,
        (("amount", "1230000000000", "JPY"), ("amount", "8000000000", "USD")),
    ),
    "S15": (
        "budget.fy2026.meti-ai-semiconductor.restated",
        "fact",
        "budget",
        None,
        "occurred",
        FY2026,
        (("amount", "1230000000000", "JPY"),),
    ),
    "S16": (
        "budget.five-years.one-trillion",
        "event",
        "budget sovereign-llm",
        "funding",
        "occurred",
        ("2025-12-01", "2025-12-31", MONTH),
        (
            ("amount", "1000000000000", "JPY"),
            ("amount", "7000000000", "USD"),
            ("duration", "5", "years"),
            ("on-top-of", "meti-ai-semiconductor.fy2026.gross", None),
        ),
    ),
    "S17": ("budget.fy2027.cycle", "event", "budget", "drafted", "expected", ("2027-04-01", "2028-03-31", FISCAL), ()),
    "S18": (
        "policy.seven-months",
        "fact",
        "act hq basic-plan budget",
        None,
        "occurred",
        ("2025-05-28", "2025-12-26", RANGE),
        (("duration", "7", "months"),),
    ),
    "S19": (
        "guidelines.v1-1.published",
        "event",
        "guidelines",
        "published",
        "occurred",
        ("2025-03-01", "2025-03-31", MONTH),
        (("version", "1.1", None),),
    ),
    "S20": ("guidelines.v1-2.draft", "event", "guidelines", "draft-published", "occurred", NO_DATE, (("version", "1.2", None),)),
    "S21": ("geniac.rounds", "fact", "geniac", None, "occurred", NO_DATE, (("count", "3", "rounds"),)),
    "S22": ("geniac.public-funding", "fact", "geniac", "funding", "occurred", NO_DATE, (("amount", "33900000000", "JPY"),)),
    "S23": (
        "geniac.cohort",
        "fact",
        "geniac sovereign-llm",
        None,
        "occurred",
        NO_DATE,
        (
            ("count", "5", "firms"),
            ("name", "ABEJA", None),
            ("name", "Stockmark", None),
            ("name", "Rakuten", None),
            ("name", "Woven by Toyota", None),
            ("name", "Ricoh", None),
        ),
    ),
    "S24": ("sakana-ai.established", "event", "sovereign-llm", "established", "occurred", ("2023-01-01", "2023-12-31", YEAR), ()),
    "S25": (
        "sakana-ai.funding-2025",
        "event",
        "sovereign-llm",
        "funding",
        "occurred",
        ("2025-01-01", "2025-12-31", YEAR),
        (("amount", "135000000", "USD"), ("flag", "most valuable AI startup in Japan", None)),
    ),
    "S26": (
        "tsuzumi-2.released",
        "event",
        "sovereign-llm",
        "released",
        "occurred",
        ("2025-10-01", "2025-10-31", MONTH),
        (("version", "2", None), ("parameters", "30000000000", "parameters"), ("hardware", "1", "H100")),
    ),
    "S27": (
        "plamo.from-scratch",
        "fact",
        "sovereign-llm geniac",
        None,
        "occurred",
        NO_DATE,
        (("flag", "built from scratch", None), ("programme", "GENIAC", None)),
    ),
    "S28": (
        "gov-ai.plamo-translate.selected",
        "event",
        "gov-ai sovereign-llm",
        "selected",
        "occurred",
        ("2025-12-01", "2025-12-31", MONTH),
        (("name", "PLaMo Translate", None),),
    ),
    "S29": ("adoption.survey-2026.fielded", "event", "adoption", "survey-fielded", "occurred", SURVEY, (("count", "10312", "firms"),)),
    "S30": (
        "adoption.survey-2026.use",
        "fact",
        "adoption",
        None,
        "occurred",
        SURVEY,
        (("percent", "34.6", "%"), ("flag", "first time above 30%", None)),
    ),
    "S31": ("adoption.survey-2026.text-use", "fact", "adoption", None, "occurred", SURVEY, (("percent", "45.1", "%"),)),
    "S32": ("adoption.survey-2026.accuracy-worry", "fact", "adoption", None, "occurred", SURVEY, (("percent", "50", "%"),)),
    "S33": ("adoption.survey-2026.employee-gap", "fact", "adoption", None, "occurred", SURVEY, (("percent", "20", "%"),)),
    "S34": ("adoption.survey-2026.remainder", "interpretation", "adoption", None, "occurred", SURVEY, (("percent", "65", "%"),)),
    "S35": ("adoption.oecd-talent", "interpretation", "adoption", "report-published", "occurred", NO_DATE, ()),
    "S36": (
        "stablecoin.psa-amendment.in-force",
        "event",
        "stablecoin",
        "in-force",
        "scheduled",
        (None, "2026-06-30", MONTH),
        (("count", "3", "issuer categories"), ("scope", "the rest of the amendment", None), ("amending-law", "令和7年法律第66号", None)),
    ),
    "S37": (
        "jpyc.launched",
        "event",
        "stablecoin",
        "launched",
        "occurred",
        ("2025-10-01", "2025-10-31", MONTH),
        (("flag", "first fully regulated yen stablecoin", None),),
    ),
    "S38": (
        "jpyc.circle-interoperability",
        "event",
        "stablecoin",
        "agreement",
        "occurred",
        ("2025-10-01", None, MONTH),
        (("name", "Circle", None),),
    ),
    "S39": (
        "jpysc.launched",
        "event",
        "stablecoin",
        "launched",
        "scheduled",
        ("2026-04-01", "2026-06-30", "quarter"),
        (("issuer", "Shinsei Trust & Banking", None),),
    ),
    "S40": ("megabank-stablecoin.trial", "event", "stablecoin", "trial-started", "occurred", NO_DATE, (("count", "3", "banks"),)),
    "S41": ("stablecoin.only-economy-with-both", "thesis", "stablecoin act", None, "expected", (None, "2026-12-31", YEAR), ()),
    "S42": (
        "t4is-2026.taira-talk",
        "event",
        "summit stablecoin",
        "event-held",
        "occurred",
        ("2026-01-01", "2026-12-31", YEAR),
        (("name", "Masaaki Taira", None),),
    ),
    "S43": (
        "t4is-2027.held",
        "event",
        "summit",
        "event-held",
        "scheduled",
        ("2027-05-18", "2027-05-19", RANGE),
        (("place", "Tokyo", None),),
    ),
    "S44": ("t4is-2027.speakers", "event", "summit", "announced", "scheduled", ("2026-09-01", "2026-11-30", "season"), ()),
}

# What the digits that were written leave open: row → (written, least, most).
BOUNDS = {
    "S14": ("¥1.23 trillion", "1225000000000", "1235000000000"),
    "S15": ("¥1.23 trillion", "1225000000000", "1235000000000"),
    "S16": ("¥1 trillion", "500000000000", "1500000000000"),
    "S22": ("¥33.9 billion", "33850000000", "33950000000"),
    "S25": ("$135 million", "134500000", "135500000"),
    "S30": ("34.6%", "34.55", "34.65"),
    "S31": ("45.1%", "45.05", "45.15"),
}


def by_id() -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in listing()}


def test_the_table_has_all_rows() -> None:
    assert list(EXPECTED) == [f"S{number:02}" for number in range(1, 45)]
    assert {row["row"] for row in listing()} == set(EXPECTED)


@pytest.mark.parametrize("row", EXPECTED)
def test_a_row_is_listed_as_the_briefing_has_it(row: str) -> None:
    name, kind, tracks, event_type, modality, when, values = EXPECTED[row]
    listed = by_id()[name]
    assert listed["row"] == row
    assert (listed["kind"], listed["type"], listed["modality"]) == (kind, event_type, modality)
    assert listed["tracks"] == tracks.split()
    assert (listed["when"]["earliest"], listed["when"]["latest"], listed["when"]["precision"]) == when
    assert set(values) <= {(fact["name"], fact["value"], fact["unit"]) for fact in listed["facts"]}


@pytest.mark.parametrize("row", BOUNDS)
def test_an_amount_keeps_its_digits_and_what_they_allow(row: str) -> None:
    fact = next(fact for fact in by_id()[EXPECTED[row][0]]["facts"] if fact["written"] == BOUNDS[row][0])
    assert (fact["written"], fact["least"], fact["most"]) == BOUNDS[row]


def test_what_the_briefing_only_rounds_is_marked() -> None:
    rough = {row["row"] for row in listing() for fact in row["facts"] if fact["approx"]}
    assert rough == {"S14", "S22", "S32", "S33"}


@pytest.mark.parametrize(
    ("name", "row", "event_type", "modality"),
    [
        ("act.promulgated", "S02", "promulgated", "occurred"),
        ("guidelines.v1-2.topics", "S20", None, "reported"),
        ("geniac.round-1.selected", "S21", "selected", "occurred"),
        ("geniac.round-2.selected", "S21", "selected", "occurred"),
        ("geniac.round-3.selected", "S21", "selected", "occurred"),
        ("stablecoin.issuer-categories", "S36", None, "occurred"),
    ],
)
def test_a_row_that_tells_two_things_is_listed_twice(name: str, row: str, event_type: str | None, modality: str) -> None:
    listed = by_id()[name]
    assert (listed["row"], listed["type"], listed["modality"]) == (row, event_type, modality)


def test_every_row_says_in_two_languages_what_it_is_and_where_it_stands() -> None:
    for row in listing():
        assert row["title"]["ja"]
        assert row["title"]["en"]
        assert row["locator"], row["id"]
        assert row["authority"] is None, "the seed alone gives no authority"


def test_each_row_of_the_briefing_is_put_in_words_once_at_least() -> None:
    assert {row["row"] for row in listing() if row["statement"]} == set(EXPECTED)


def test_an_absence_names_what_would_end_it_and_a_thesis_what_it_stands_on() -> None:
    rows = by_id()
    assert {"過料に処", "課徴金を", "administrative fines", "罰則を新設"} <= set(rows["act.no-penalties"]["tripwires"])
    assert rows["stablecoin.only-economy-with-both"]["depends_on"] == [
        "act.in-force",
        "act.no-penalties",
        "stablecoin.psa-amendment.in-force",
        "jpyc.launched",
        "jpysc.launched",
    ]


def test_a_denial_of_penalties_trips_no_wire() -> None:
    """The absence said again is no end of it."""
    absence = next(event for event in shipped().events if event.id == "act.no-penalties")
    for said in (
        "AI法に罰則の定めはない",
        "罰則はなく、禁止行為も定めない",
        "the act carries no penalties",
        "there are no penalties or fines",
        "AI法は努力義務を定めるにとどまり、罰則を設けていない",
        "罰則の導入は見送られた",
        "the act does not impose any mandatory registration",
    ):
        assert not [*words_of(absence, fold(said))], said


@pytest.mark.parametrize(
    "said",
    [
        "AI法の改正で罰則を設ける方針",
        "開発者に届出を求める改正案を検討",
        "違反した事業者には課徴金を課す",
        "事業者に登録の義務を課す",
        "the amendment would impose fines on developers",
        "providers face a new reporting obligation",
    ],
)
def test_a_word_that_would_end_the_absence_trips_it(said: str) -> None:
    absence = next(event for event in shipped().events if event.id == "act.no-penalties")
    assert [*words_of(absence, fold(said))]


def test_a_row_on_several_tracks_is_listed_on_each() -> None:
    for track in ("act", "hq", "basic-plan", "budget"):
        assert "policy.seven-months" in [row["id"] for row in listing(track)]


def test_nothing_is_listed_that_came_after_the_briefing() -> None:
    """What the world decided later is found by looking, not seeded."""
    names = " ".join(row["id"] for row in listing())
    for later in ("v1-2.published", "round-4", "noetra", "second", "appi"):
        assert later not in names


def test_from_two_decisions_of_the_headquarters_the_third_has_its_cabinet_decision_expected() -> None:
    """Headquarters to Cabinet took four days twice, as the clock of the shipped ladders tells it."""
    seed = shipped()
    days = (
        ("body-decision", "2025-12-19"),
        ("body-decision", "2026-07-10"),
        ("cabinet-decision", "2026-07-14"),
        ("body-decision", "2027-07-09"),
    )
    rows = [
        Event(
            id=f"{kind}.{day}",
            kind=RowKind.EVENT,
            tracks=("basic-plan",),
            subject="ai-basic-plan",
            type=kind,
            title=Label("", ""),
            when=When(date.fromisoformat(day), date.fromisoformat(day), Precision.DAY),
        )
        for kind, day in days
    ]
    timeline = Timeline({event.id: event for event in (*seed.events, *rows)}, seed.known_at)
    expected = {one.event.id: one for one in expectations(timeline, seed.pack, date(2027, 7, 10))}
    one = expected["clock.ai-basic-plan.cabinet-decision.2027-07-09"]
    assert (one.event.when.exact, one.cases) == (date(2027, 7, 13), 2)
    assert "4 days (n = 2, the same subject: 2025-12-19 → 2025-12-23; 2026-07-10 → 2026-07-14)" in one.basis.en
    assert "4日（n = 2" in one.basis.ja


def test_the_budget_of_the_next_year_is_expected_by_its_stages() -> None:
    seed = shipped()
    timeline = Timeline({event.id: event for event in seed.events}, seed.known_at)
    names = [one.event.id.removeprefix("cycle.national-budget.") for one in expectations(timeline, seed.pack, date(2026, 6, 1))]
    assert names == ["cabinet-understanding.2027", "requested.2027", "cabinet-decision.2027", "submitted.2027", "enacted.2027"]
