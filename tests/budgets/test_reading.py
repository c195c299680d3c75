"""What texts say of money that is asked for without an amount, and of which year the money is that only a headline dates."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.budgets.ministry import Row, table
from tests.seed.seeded import shipped
from tracker.kinds.budget import BUDGET
from tracker.model.look import Capture
from tracker.model.reading import Claim, Modality
from tracker.read.lexicon import Lexicon
from tracker.reconcile.passage import Passage, read_passage


@cache
def lexicon() -> Lexicon:
    return Lexicon(shipped().pack)


def claims(text: str, title: str = "", published: date | None = None) -> list[Claim]:
    reading = read_passage(Passage(text=text, title=title, published=published), lexicon())
    return [placed.claim for placed in reading.claims] if reading else []


def sums(claim: Claim) -> list[tuple[str | None, str | None]]:
    return [(fact.value, fact.written) for fact in claim.facts if fact.name == "amount"]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("令和8年度概算要求で、AI・半導体関連予算は事項要求とされた。", [(None, "事項要求")]),
        (
            "経済産業省は令和8年度予算の概算要求をまとめた。総額は2兆44億円で、AI・半導体関連は金額を示さない事項要求とした。",
            [(None, "事項要求")],
        ),
    ],
)
def test_money_that_is_asked_for_without_an_amount_has_none(text: str, amounts: list[tuple[str | None, str | None]]) -> None:
    (claim,) = [one for one in claims(text) if (one.subject, one.event) == ("ai-budget", "requested")]
    assert sums(claim) == amounts


ACCOUNT = "先端半導体・人工知能関連技術勘定"


@pytest.mark.parametrize(
    "text",
    [
        f"{ACCOUNT}には総計1兆2390億円を令和8年度予算案に計上した。",
        f"{ACCOUNT}には、1,239,000,000千円を令和8年度予算案に計上した。",
        f"令和8年度予算案は、{ACCOUNT}に1兆2390億円を計上した。",
        f"令和8年度予算案に{ACCOUNT}として1兆2390億円を計上した。",
        f"{ACCOUNT}に1,239,000,000,000円を計上した。",
    ],
)
def test_a_sum_is_of_what_it_is_given_to_and_not_of_the_budget_that_it_stands_in(text: str) -> None:
    (claim,) = [one for one in claims(text) if one.event == "drafted"]
    assert (claim.subject, [value for value, _ in sums(claim)]) == ("ai-budget", ["1239000000000"])


@pytest.mark.parametrize("amount", ["総計1,239,004,417千円", "1兆2390億441万7千円"])
def test_the_sum_of_an_account_is_not_that_of_the_budget_which_was_enacted_with_it(amount: str) -> None:
    made = {one.subject: one for one in claims(f"{ACCOUNT}に{amount}を計上した令和8年度予算が2026年4月7日に成立した。")}
    assert (made["ai-budget"].event, sums(made["ai-budget"])[0][0]) == ("drafted", "1239004417000")
    assert (made["national-budget"].event, sums(made["national-budget"])) == ("enacted", [])


@pytest.mark.parametrize(
    "text",
    [
        "The government earmarked 1.239 trillion yen for AI and semiconductors in its fiscal 2026 draft budget.",
        "The fiscal 2026 draft budget sets aside 1.239 trillion yen for AI and semiconductors, METI said.",
    ],
)
def test_a_sum_is_of_what_it_is_for_in_english_too(text: str) -> None:
    (claim,) = claims(text, published=date(2025, 12, 26))
    assert (claim.subject, claim.event, sums(claim)[0][0]) == ("ai-budget", "drafted", "1239000000000")


@pytest.mark.parametrize(
    "text",
    [
        "令和8年度予算案では、防衛費に8兆円を計上した。",
        "令和8年度予算案は、社会保障費に39兆円を盛り込んだ。",
        "令和8年度予算案にGENIACの経費として100億円を盛り込んだ。",
    ],
)
def test_the_sum_of_a_part_is_not_that_of_the_budget(text: str) -> None:
    (claim,) = claims(text)
    assert (claim.subject, claim.event, sums(claim)) == ("national-budget", "drafted", [])


@pytest.mark.parametrize("stage", ["requested", "drafted"])
def test_a_bundle_that_asks_for_more_without_an_amount_is_read_all_the_same(stage: str) -> None:
    rows = [
        Row("1", "エネルギー対策", ACCOUNT, "研究", "委託費", 100_000, 5),
        Row("1", "エネルギー対策", ACCOUNT, "研究", "調査費", "事項要求", 5),
    ]
    capture = Capture(body=table(rows), url="https://www.example.go.jp/a.csv")
    told = BUDGET.extract(capture, {"stage": stage}).blocks[0].text
    (claim,) = claims(told.partition("\n")[0])
    assert (claim.subject, claim.event, sums(claim)[0][0]) == ("ai-budget", stage, "100000000")


def test_money_for_what_is_drafted_nowhere_is_no_word_on_the_budget() -> None:
    assert claims("令和8年度予算では、GENIACに100億円を計上した。") == []


def test_the_sum_of_the_year_before_is_not_its_own() -> None:
    (claim,) = claims(f"{ACCOUNT}の令和8年度予算は1兆2390億円で、前年度の3328億円から増えた。")
    assert [value for value, _ in sums(claim)] == ["1239000000000"]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("令和８年度経済産業省概算要求について", 2026),
        ("経済産業省の令和8年度概算要求、令和7年度補正予算", None),
        ("経済産業省の概算要求", None),
    ],
)
def test_money_is_of_the_one_year_that_the_headline_names(title: str, year: int | None) -> None:
    made = claims("AI・半導体関連予算については事項要求とした。", title)
    (claim,) = [one for one in made if (one.subject, one.event) == ("ai-budget", "requested")]
    assert claim.period.earliest == (date(year, 4, 1) if year else None)


def test_a_text_that_names_its_own_year_is_not_of_its_headlines() -> None:
    made = claims("令和8年度予算案では、AI・半導体関連予算に1兆2390億円を計上した。", "令和9年度に向けて")
    assert {one.period.earliest for one in made if one.event == "drafted"} == {date(2026, 4, 1)}


def test_the_day_of_an_event_is_no_term_of_its_money() -> None:
    text = "GENIAC第4期の公募は2026年7月10日に締め切られる予定である。\n対象地域：全国"
    (claim,) = [one for one in claims(text, published=date(2026, 6, 1)) if one.event == "call-closed"]
    assert (claim.modality, claim.when.exact, claim.period.known) == (Modality.SCHEDULED, date(2026, 7, 10), False)
