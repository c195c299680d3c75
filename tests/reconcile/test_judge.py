"""Each rule of reconciliation on a case that calls for it, and on the neighbour that must not."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.reconcile.field import claim, event, known, on, ordinal, span, version, yen
from tracker.model.finding import Verdict
from tracker.model.reading import Claim, Fact, Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event
from tracker.model.when import Precision, When
from tracker.reconcile.judge import Judgement, Known, judge

MONTH, QUARTER = Precision.MONTH, Precision.QUARTER
PLANNED, EXPECTED = Modality.SCHEDULED, Modality.EXPECTED

ENACTED = event("act.enacted", "acorn-act", "enacted", on("2025-05-28"))
IN_FORCE_BY_JUNE = event("act.in-force", "acorn-act", "in-force", span(None, "2026-06-30", MONTH), PLANNED)
GUIDE_MARCH = event("guide.1-1", "oak-guide", "published", span("2025-03-01", "2025-03-31", MONTH), facts=(version("1.1"),))
GUIDE_DRAFT = event("guide.1-2.draft", "oak-guide", "draft-published", facts=(version("1.2"),))
COIN_Q2 = event("coin.launch", "leaf-coin", "launched", span("2026-04-01", "2026-06-30", QUARTER), PLANNED)
FUND_MONEY = event(
    "fund.money",
    "seed-fund",
    "drafted",
    span("2026-04-01", "2027-03-31", Precision.FISCAL_YEAR),
    facts=(yen("1230000000000", "1225000000000", "1235000000000"),),
)
EVERYTHING = (ENACTED, IN_FORCE_BY_JUNE, GUIDE_MARCH, GUIDE_DRAFT, COIN_Q2, FUND_MONEY)


def judged(
    one: Claim,
    *,
    events: tuple[Event, ...] = EVERYTHING,
    today: str = "2026-08-01",
    authority: Authority = Authority.OFFICIAL,
    published: str | None = None,
) -> Judgement:
    held: Known = known(*events, today=today)
    return judge(one, held, date.fromisoformat(published) if published else None, authority)


@pytest.mark.parametrize(
    ("case", "one", "verdict", "event_id", "rule"),
    [
        ("same day", claim("acorn-act", "enacted", on("2025-05-28")), Verdict.CONFIRMS, "act.enacted", "confirms.same"),
        ("no date", claim("acorn-act", "enacted"), Verdict.CONFIRMS, "act.enacted", "confirms.same"),
        (
            "coarser",
            claim("acorn-act", "enacted", span("2025-05-01", "2025-05-31", MONTH)),
            Verdict.CONFIRMS,
            "act.enacted",
            "confirms.same",
        ),
        ("another day", claim("acorn-act", "enacted", on("2025-06-04")), Verdict.CONTRADICTS, "act.enacted", "contradicts.date"),
        ("denied", claim("acorn-act", "enacted", modality=Modality.DENIED), Verdict.CONTRADICTS, "act.enacted", "contradicts.denied"),
        (
            "same day, other stage",
            claim("acorn-act", "promulgated", on("2025-05-28")),
            Verdict.CONFIRMS,
            "act.enacted",
            "confirms.same-day-stage",
        ),
        ("stage between", claim("acorn-act", "promulgated", on("2025-06-04")), Verdict.ADVANCES, "act.enacted", "advances.stage"),
        ("stage before", claim("acorn-act", "submitted", on("2025-02-28")), Verdict.ADDS, None, "adds.event"),
        (
            "exact day of a month",
            claim("oak-guide", "published", on("2025-03-28"), facts=(version("1.1"),)),
            Verdict.REFINES,
            "guide.1-1",
            "refines.date",
        ),
        (
            "idle zero",
            claim("oak-guide", "published", on("2025-03-28"), facts=(version("1.10"),)),
            Verdict.REFINES,
            "guide.1-1",
            "refines.date",
        ),
        (
            "draft comes out",
            claim("oak-guide", "published", on("2026-03-31"), facts=(version("1.2"),)),
            Verdict.ADVANCES,
            "guide.1-2.draft",
            "advances.stage",
        ),
        (
            "next version",
            claim("oak-guide", "published", on("2026-07-01"), facts=(version("1.3"),)),
            Verdict.SUPERSEDES,
            "guide.1-1",
            "supersedes.instance",
        ),
        ("older version", claim("oak-guide", "published", on("2024-04-19"), facts=(version("1.0"),)), Verdict.ADDS, None, "adds.event"),
        ("happened in time", claim("leaf-coin", "launched", on("2026-06-24")), Verdict.ADVANCES, "coin.launch", "advances.occurred"),
        ("happened late", claim("leaf-coin", "launched", on("2026-07-20")), Verdict.ADVANCES, "coin.launch", "advances.occurred"),
        (
            "slips",
            claim("leaf-coin", "launched", span("2026-10-01", "2026-12-31", QUARTER), PLANNED),
            Verdict.MOVES,
            "coin.launch",
            "moves.date",
        ),
        ("put off", claim("leaf-coin", "launched", modality=Modality.POSTPONED), Verdict.MOVES, "coin.launch", "moves.postponed"),
        ("called off", claim("leaf-coin", "launched", modality=Modality.CANCELLED), Verdict.ADVANCES, "coin.launch", "advances.cancelled"),
        ("not yet", claim("leaf-coin", "launched", modality=Modality.DENIED), Verdict.CONFIRMS, "coin.launch", "confirms.not-yet"),
        ("planned more exactly", claim("leaf-coin", "launched", on("2026-06-10"), PLANNED), Verdict.REFINES, "coin.launch", "refines.date"),
        (
            "more digits",
            claim("seed-fund", "drafted", facts=(yen("1230400000000", "1230350000000", "1230450000000"),)),
            Verdict.REFINES,
            "fund.money",
            "refines.amount",
        ),
        ("condition", claim("leaf-coin", "launched", on("2026-06-10"), Modality.CONDITIONAL), Verdict.IRRELEVANT, None, "conditional"),
        ("denies the unknown", claim("seed-fund", "launched", modality=Modality.DENIED), Verdict.IRRELEVANT, None, "denied-unknown"),
        ("new event", claim("seed-fund", "launched", on("2026-05-09")), Verdict.ADDS, None, "adds.event"),
        ("a law of years ago", claim("acorn-act", "in-force", on("2023-06-01")), Verdict.ADDS, None, "adds.event"),
    ],
)
def test_each_rule(case: str, one: Claim, verdict: Verdict, event_id: str | None, rule: str) -> None:
    found = judged(one)
    assert (case, found.verdict, found.event.id if found.event else None, found.rule) == (case, verdict, event_id, rule)
    assert found.why.endswith(".")


def test_a_date_that_slips_says_by_how_many_days() -> None:
    found = judged(claim("leaf-coin", "launched", on("2026-07-10"), PLANNED))
    assert found.why == "The planned date slips by at least 10 days.", "the plan was a quarter, not a day"


def test_what_recurs_on_another_day_is_another_occasion() -> None:
    first = event("fund.r1", "seed-fund", "selected", on("2025-07-15"))
    assert judged(claim("seed-fund", "selected", on("2026-06-04")), events=(first,)).verdict is Verdict.ADDS
    assert judged(claim("seed-fund", "selected", on("2025-07-15")), events=(first,)).verdict is Verdict.CONFIRMS


def test_an_undated_headline_of_something_recurring_belongs_to_the_occasion_near_its_publication() -> None:
    first = msgspec.structs.replace(event("fund.r1", "seed-fund", "selected"), published=date(2025, 7, 16))
    assert judged(claim("seed-fund", "selected"), events=(first,), published="2025-07-18").verdict is Verdict.CONFIRMS
    assert judged(claim("seed-fund", "selected"), events=(first,), published="2026-06-04").verdict is Verdict.ADDS


def test_rounds_with_different_numbers_never_meet_even_on_one_day() -> None:
    third = event("fund.r3", "seed-fund", "selected", on("2026-06-04"), facts=(ordinal("3"),))
    assert judged(claim("seed-fund", "selected", on("2026-06-04"), facts=(ordinal("4"),)), events=(third,)).verdict is Verdict.ADDS


def test_the_next_term_of_a_plan_replaces_the_first_and_the_next_round_of_a_programme_does_not() -> None:
    first = event("guide.plan-1", "oak-guide", "cabinet-decision", on("2025-12-23"), facts=(ordinal("1"),))
    found = judged(claim("oak-guide", "cabinet-decision", on("2026-07-14"), facts=(ordinal("2"),)), events=(first,))
    assert (found.verdict, found.event and found.event.id) == (Verdict.SUPERSEDES, "guide.plan-1")
    third = event("fund.r3", "seed-fund", "selected", on("2025-07-15"), facts=(ordinal("3"),))
    assert judged(claim("seed-fund", "selected", on("2026-06-04"), facts=(ordinal("4"),)), events=(third,)).verdict is Verdict.ADDS


def test_an_unnumbered_telling_on_another_day_is_not_of_the_numbered_one() -> None:
    found = judged(claim("oak-guide", "published", on("2026-03-20")), events=(GUIDE_MARCH,))
    assert found.verdict is Verdict.ADDS


def test_what_recurs_may_still_come_late_when_it_was_planned() -> None:
    planned = event("fund.r4", "seed-fund", "selected", span("2026-06-01", "2026-06-30", MONTH), PLANNED)
    found = judged(claim("seed-fund", "selected", on("2026-07-20")), events=(planned,))
    assert (found.verdict, found.event and found.event.id) == (Verdict.ADVANCES, "fund.r4")
    assert judged(claim("seed-fund", "selected", on("2027-07-20")), events=(planned,)).verdict is Verdict.ADDS


def test_a_number_decides_between_two_that_would_fit() -> None:
    bare = event("coin.a", "leaf-coin", "launched", on("2026-01-05"))
    third = event("coin.c", "leaf-coin", "launched", on("2026-02-05"), facts=(ordinal("3"),))
    found = judged(claim("leaf-coin", "launched", facts=(ordinal("3"),)), events=(bare, third))
    assert (found.verdict, found.event and found.event.id) == (Verdict.CONFIRMS, "coin.c")


def test_an_announcement_of_what_is_dated_ahead_confirms_it() -> None:
    """A headline such as "On the launch of the coin" comes before the day itself."""
    ahead = event("coin.launch", "leaf-coin", "launched", on("2026-09-01"))
    found = judged(claim("leaf-coin", "launched"), events=(ahead,), today="2026-08-20")
    assert (found.verdict, found.rule) == (Verdict.CONFIRMS, "confirms.ahead")


def test_the_year_that_money_is_for_is_not_when_it_was_decided() -> None:
    money = msgspec.structs.replace(yen("1230000000000", "1225000000000", "1235000000000"), pot="fund-2026")
    known_money = msgspec.structs.replace(FUND_MONEY, facts=(money,))
    decided = claim("seed-fund", "drafted", on("2025-12-26"), facts=(yen("1239000000000", "1238950000000", "1239050000000"),))
    found = judged(decided, events=(known_money,))
    assert (found.verdict, found.rule) == (Verdict.REFINES, "refines.amount")


def test_what_happens_under_a_budget_does_not_happen_to_it() -> None:
    assert judged(claim("grove-budget", "selected", on("2026-08-19"))).rule == "off-ladder"
    assert judged(claim("grove-budget", "enacted", on("2026-04-07"))).verdict is Verdict.ADDS


def test_each_year_s_budget_is_another_occasion() -> None:
    last = event("budget.2025", "grove-budget", "enacted", on("2025-12-16"))
    assert judged(claim("grove-budget", "enacted", on("2026-04-07")), events=(last,)).verdict is Verdict.ADDS


def test_two_equal_candidates_without_a_date_are_left_to_a_person() -> None:
    twins = (event("coin.a", "leaf-coin", "launched", on("2026-01-05")), event("coin.b", "leaf-coin", "launched", on("2026-02-05")))
    found = judged(claim("leaf-coin", "launched"), events=twins)
    assert (found.verdict, found.runner_up) == (Verdict.AMBIGUOUS, "coin.b 0.65")


def test_an_event_dated_ahead_is_not_done_whatever_the_seed_says() -> None:
    found = judged(claim("acorn-act", "enacted", on("2025-05-28"), PLANNED), today="2025-05-01")
    assert (found.verdict, found.rule) == (Verdict.CONFIRMS, "confirms.plan")


def test_a_confirmation_is_told_first_then_only_when_it_becomes_official() -> None:
    seeded = judged(claim("acorn-act", "enacted"), authority=Authority.PRESS)
    reported = msgspec.structs.replace(ENACTED, authority=Authority.PRESS)
    official = msgspec.structs.replace(ENACTED, authority=Authority.OFFICIAL)
    again = judged(claim("acorn-act", "enacted"), events=(reported,), authority=Authority.PRESS)
    raised = judged(claim("acorn-act", "enacted"), events=(reported,))
    settled = judged(claim("acorn-act", "enacted"), events=(official,))
    assert [one.tell for one in (seeded, again, raised, settled)] == [True, False, True, False]
    assert raised.rule == "confirms.same.now-official"


YEAR_2027 = span("2027-04-01", "2028-03-31", Precision.FISCAL_YEAR)
YEAR_2026 = span("2026-04-01", "2027-03-31", Precision.FISCAL_YEAR)


@pytest.mark.parametrize(
    ("period", "sums", "rule"),
    [
        (YEAR_2026, (yen("500"),), "refines.figures"),
        (YEAR_2026, (yen("1000"),), "confirms.same"),
        (YEAR_2027, (yen("1000"),), "adds.event"),
    ],
)
def test_money_is_told_apart_by_the_years_that_it_is_for(period: When, sums: tuple[Fact, ...], rule: str) -> None:
    draft = event("budget.2026", "grove-budget", "drafted", YEAR_2026, facts=(yen("1000"),))
    told = msgspec.structs.replace(claim("grove-budget", "drafted", facts=sums), period=period)
    assert judged(told, events=(draft,)).rule == rule


def test_of_several_rounds_another_word_without_a_number_tells_none() -> None:
    rounds = [event(f"guide.{value}", "oak-guide", "published", facts=(version(value),)) for value in ("1.0", "1.1")]
    assert judged(claim("oak-guide", "released"), events=tuple(rounds)).verdict is Verdict.ADDS
