"""Names that only stand beside what is told, and names that stand side by side in it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.read.field import claims, whole_claims

PUBLISHED = date(2027, 5, 20)

OTHERS = [
    "NAMIBOに続く小型船の支援策として、港湾省は「入江の帆」の事業を4月1日に開始した。",
    "WAVECを利用した決済サービスを北浜電機が4月1日に開始した。",
    "NAMIBOの参加企業である北浜電機は4月20日、新製品の提供を開始した。",
    "潮位法をモデルに、隣県の高潮防止法が4月23日に成立した。",
    "遠国の潮位戦略本部にあたる機関が3月1日に設置された。",
    "After NAMIBO's success, the ministry launched a scheme for canoes on April 1.",
    "The bank launched a payment card using WAVEC on April 1.",
    "Kitahama and Minato, both NAMIBO participants, launched a joint tug on April 2.",
    "In response to the Tide Plan, Kitahama published its own charter on May 1.",
    "Kitahama's NAMIBO-like scheme launched on May 2.",
    "The Tide Act's successor abroad was enacted on April 26, 2027.",
    "Minato launched its own coin, which it says outperforms WAVEC, in April.",
    "Unlike the Tide Act, a shore law of the neighbours took effect on April 1.",
    "As with the Tide Act, the shore law was promulgated on April 1.",
    "Kitahama, a member of NAMIBO, launched a ferry on April 5.",
    "北浜電機はNAMIBOで培った技術を使い、新しい船の提供を4月1日に開始した。",
    "Kitahama, a partner of WAVEC, was established on April 1.",
    "NAMIBOより大きな船の支援事業が4月に始まり、サービスの提供を開始した。",
    "Kitahama, which took part in NAMIBO, launched a new product on April 20.",
    "The new coin, seen as a challenger to WAVEC, was launched on April 2.",
    "The scheme, which follows NAMIBO, was launched on April 1.",
    "The neighbours published a harbour strategy in January, and the Tide Plan came later.",
]


@pytest.mark.parametrize("text", OTHERS)
def test_of_a_name_that_only_stands_beside_it_nothing_is_told(text: str) -> None:
    assert claims(text, PUBLISHED) == []


BESIDE = [
    ("港湾省は、WAVECに対抗する「WAVESC」の発行を4月10日に始め、提供を開始した。", ("other-coin", "launched")),
    ("NAMIBOに続き、潮位基本計画が4月10日に公表された。", ("tide-plan", "published")),
    ("潮位基本計画の公表を受け、港湾省は4月10日に潮位法を公布した。", ("tide-law", "promulgated")),
    ("Minato launched WAVESC, a rival to WAVEC, on April 10.", ("other-coin", "launched")),
    ("Unlike the shore law, the Tide Act took effect on April 1.", ("tide-law", "in-force")),
    ("Unlike the Tide Act, which took effect on April 1, the plan is no law.", ("tide-law", "in-force")),
    ("After the Tide Act was enacted on April 1, the ministries set to work.", ("tide-law", "enacted")),
    ("Following the Tide Plan's launch, the Tide Act was promulgated on April 9.", ("tide-law", "promulgated")),
]


@pytest.mark.parametrize(("text", "claim"), BESIDE)
def test_what_is_told_is_told_of_its_own_name(text: str, claim: tuple[str, str]) -> None:
    told = {(subject, event) for subject, event, _, _ in claims(text, PUBLISHED)}
    assert claim in told
    assert not any(event == claim[1] and subject != claim[0] for subject, event in told)


TOGETHER = [
    ("潮位法案及び潮位基本計画が4月12日に公表された。", "published", {"tide-law", "tide-plan"}),
    ("NAMIBOとWAVECが4月1日に運航開始した。", "launched", {"boats", "coin"}),
    ("潮位基本計画並びに潮位法の改正案について、港湾省は4月4日から意見募集を開始した。", "consultation-opened", {"tide-law", "tide-plan"}),
    ("Both the amended Tide Act and the Tide Plan were published on April 12, 2027.", "published", {"tide-law", "tide-plan"}),
    ("The cabinet approved both the Tide Plan and the Tide Act amendment bill on April 12.", "cabinet-decision", {"tide-law", "tide-plan"}),
    ("船の「NAMIBO」「WAVEC」は4月1日に運航開始した。", "launched", {"boats", "coin"}),
    ("潮位法、潮位基本計画の両案が4月23日に公表された。", "published", {"tide-law", "tide-plan"}),
    ("WAVEC, WAVESC and NAMIBO were launched on April 1.", "launched", {"coin", "other-coin", "boats"}),
]


@pytest.mark.parametrize(("text", "event", "subjects"), TOGETHER)
def test_one_predicate_is_told_of_all_that_stand_side_by_side(text: str, event: str, subjects: set[str]) -> None:
    found = [claim for claim in whole_claims(text, PUBLISHED) if claim.event == event]
    assert {claim.subject for claim in found} == subjects
    assert len({claim.when for claim in found}) == 1


def test_each_of_several_has_its_own_version() -> None:
    text = "「潮位基本計画（第1.3版）」及び「潮位法（第2.1版）」を公表しました"
    assert {claim.subject: [fact.value for fact in claim.facts] for claim in whole_claims(text, PUBLISHED)} == {
        "tide-plan": ["1.3"],
        "tide-law": ["2.1"],
    }


def test_two_statements_in_one_sentence_are_each_of_their_own() -> None:
    text = "Minato launched WAVEC and the Tide Act was enacted on April 9."
    assert {(subject, event) for subject, event, _, _ in claims(text, PUBLISHED)} == {("coin", "launched"), ("tide-law", "enacted")}


def test_anothers_law_in_the_next_clause_is_not_the_one_spoken_of() -> None:
    text = "The Tide Act took effect in April 2027, while Korea's law took effect in May 2027."
    assert claims(text, PUBLISHED) == [("tide-law", "in-force", "occurred", "2027-04-01")]


def test_the_occasion_of_something_else_is_not_told_of() -> None:
    assert claims("潮位基本計画の決定を受け、北浜電機は自社の指針を4月10日に公表した。", PUBLISHED) == []


def test_what_a_plan_is_to_be_is_no_plan_to_be_something() -> None:
    assert claims("The Tide Plan is to be published in June 2027.", PUBLISHED) == [("tide-plan", "published", "scheduled", "2027-06-01")]


def test_within_the_fiscal_year_says_when() -> None:
    claim = whole_claims("潮位法案は年度内の成立を目指す。", PUBLISHED)[0]
    assert (claim.event, claim.modality.value, claim.when.latest) == ("enacted", "expected", date(2028, 3, 31))
