"""The shipped words: what comes into force in part is not told as the whole, and meetings are counted as far as they get."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.seed.seeded import shipped
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read


@cache
def lexicon() -> Lexicon:
    return Lexicon(shipped().pack)


def told(text: str) -> list[tuple[str, str, str]]:
    claims = read(text, lexicon(), published=date(2025, 6, 5)).claims
    return [(claim.event, claim.modality.value, str(claim.when.exact)) for claim in claims if claim.event != "amended"]


@pytest.mark.parametrize(
    "text",
    [
        "AI法の一部は、2025年6月4日に施行された。",
        "人工知能関連技術の研究開発及び活用の推進に関する法律の一部は、令和7年6月4日に施行された。",
        "AI法の一部の規定は、2025年6月4日に施行された。",
        "AI法の一部が令和7年6月4日から施行された。",
        "AI法は、一部の規定を除き、2025年6月4日に施行された。",
        "AI法は、2025年6月4日に一部施行された。",
    ],
)
def test_a_part_of_a_law_is_in_force_in_part(text: str) -> None:
    assert told(text) == [("partly-in-force", "occurred", "2025-06-04")]


@pytest.mark.parametrize(
    "text",
    [
        "AI法は、2025年6月4日に施行された。",
        "AI法の一部を改正する法律は、2025年6月4日に施行された。",
        "AI法の一部が改正され2025年6月4日に施行された。",
    ],
)
def test_what_changes_a_part_of_a_law_is_in_force_as_a_whole(text: str) -> None:
    assert told(text) == [("in-force", "occurred", "2025-06-04")]


def test_a_part_that_is_to_come_is_planned() -> None:
    assert told("AI法の一部は、2025年9月1日から施行される予定である。") == [("partly-in-force", "scheduled", "2025-09-01")]


@pytest.mark.parametrize(
    ("number", "ordinal"),
    [("第3回", "3"), ("第1000回", "1000"), ("第１，０００回", "1000"), ("第千二百回", "1200"), ("第12345回", "12345")],
)
def test_a_meeting_is_told_with_its_number_however_long(number: str, ordinal: str) -> None:
    for text in (f"人工知能戦略本部（{number}）が2025年6月4日に開催された。", f"2025年6月4日、人工知能戦略本部の{number}会合を開催した。"):
        (claim,) = read(text, lexicon(), published=date(2025, 6, 5)).claims
        assert (claim.event, [fact.value for fact in claim.facts if fact.name == "ordinal"]) == ("meeting-held", [ordinal])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("資金決済に関する法律は、2025年6月4日に施行を停止された。", []),
        ("資金決済に関する法律は、2025年6月4日に効力を失った。", [("repealed", "occurred", "2025-06-04")]),
        ("資金決済に関する法律は、2027年6月8日に効力を失う予定である。", [("repealed", "scheduled", "2027-06-08")]),
    ],
)
def test_a_law_that_ends_is_not_in_force(text: str, said: list[tuple[str, str, str]]) -> None:
    assert told(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "資金決済に関する法律施行令の一部を改正する政令が2025年6月4日に公布された。",
        "資金決済法施行規則が2025年6月4日に改正された。",
        "改正資金決済法の施行令が2025年6月4日に施行された。",
        "資金決済法の施行期日を定める政令が2025年6月4日に公布された。",
    ],
)
def test_an_order_under_a_law_is_not_the_law(text: str) -> None:
    assert told(text) == []


def test_a_law_beside_its_order_is_the_law_and_its_order_may_be_consulted_on() -> None:
    assert told("資金決済法及び資金決済法施行令は、2025年6月4日に施行された。") == [("in-force", "occurred", "2025-06-04")]
    assert told("資金決済法の施行規則案に関する意見募集を2025年6月4日に開始した。") == [("consultation-opened", "occurred", "2025-06-04")]


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Cabinet OKs new AI Basic Plan", "title", ("ai-basic-plan", "cabinet-decision", "occurred", "None")),
        (
            "With the Cabinet's approval of the AI Basic Plan on June 3, ministries hired staff.",
            "passage",
            ("ai-basic-plan", "cabinet-decision", "occurred", "2025-06-03"),
        ),
        ("Japan passed the AI Promotion Act on May 28.", "passage", ("ai-promotion-act", "enacted", "occurred", "2025-05-28")),
        (
            "The Diet is expected to pass the AI Promotion Act on June 6.",
            "passage",
            ("ai-promotion-act", "enacted", "expected", "2025-06-06"),
        ),
        (
            "The upper house is set to pass the AI Promotion Act on Friday.",
            "passage",
            ("ai-promotion-act", "passed-upper-house", "expected", "2025-06-06"),
        ),
        (
            "Parts of the AI Promotion Act took effect on June 4.",
            "passage",
            ("ai-promotion-act", "partly-in-force", "occurred", "2025-06-04"),
        ),
        (
            "The FSA will bring changes to the Payment Services Act into force on July 1.",
            "passage",
            ("payment-services-act", "in-force", "scheduled", "2025-07-01"),
        ),
        (
            "At a meeting of the AI Strategy Headquarters on June 3, the premier spoke.",
            "passage",
            ("ai-strategy-hq", "meeting-held", "occurred", "2025-06-03"),
        ),
        (
            "The AI Strategy Headquarters meeting scheduled for Friday was called off.",
            "passage",
            ("ai-strategy-hq", "meeting-held", "cancelled", "2025-06-06"),
        ),
        (
            "The AI Guidelines for Business are due out on June 30.",
            "passage",
            ("guidelines-for-business", "published", "scheduled", "2025-06-30"),
        ),
        ("NEDO began accepting applications for GENIAC on June 2.", "passage", ("geniac", "call-opened", "occurred", "2025-06-02")),
        ("METI plans to open a call for GENIAC on July 1.", "passage", ("geniac", "call-opened", "expected", "2025-07-01")),
        ("Applications for GENIAC's next round close on July 1.", "passage", ("geniac", "call-closed", "scheduled", "2025-07-01")),
        ("Noetra aims to release its model on July 1.", "passage", ("noetra", "released", "expected", "2025-07-01")),
        ("Sakana AI raises $90M in new round", "title", ("sakana-ai", "funding", "occurred", "None")),
        (
            "A supplementary budget for fiscal 2025 is likely to be enacted on June 30, ruling coalition lawmakers said.",
            "passage",
            ("national-budget", "enacted", "expected", "2025-06-30"),
        ),
        (
            "Teikoku Databank published the results of its generative AI survey on June 2.",
            "passage",
            ("adoption-survey", "report-published", "occurred", "2025-06-02"),
        ),
        (
            "AI Promotion Act in Force as of June 4",
            "title",
            ("ai-promotion-act", "in-force", "occurred", "2025-06-04"),
        ),
        ("Cabinet to approve new AI Basic Plan", "title", ("ai-basic-plan", "cabinet-decision", "scheduled", "None")),
        ("METI picks 12 teams for GENIAC", "title", ("geniac", "selected", "occurred", "None")),
        ("Noetra, a company founded in April 2025, is based in Tokyo.", "passage", ("noetra", "established", "occurred", "None")),
    ],
)
def test_english_words_of_the_press(text: str, kind: str, found: tuple[str, str, str, str]) -> None:
    claims = read(text, lexicon(), published=date(2025, 6, 5), kind=kind).claims
    assert [(claim.subject, claim.event, claim.modality.value, str(claim.when.exact)) for claim in claims] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "The Payment Services Act of Singapore took effect in April 2024.",
        "The Personal Information Protection Law of China took effect on June 1.",
        "Germany's cabinet approved the draft budget for 2025 on June 3.",
        "The city of Sendai adopted its first AI Basic Plan on June 3.",
        "Thailand's cabinet approved an AI Basic Plan on June 3.",
        "Kumagai's AI Strategy Headquarters held its first meeting on June 3.",
        "The bank established an AI Strategy Headquarters within the group on June 3.",
        "An association published its recommendations on the AI Basic Plan on June 3.",
        "A firm of lawyers issued a client alert on the AI Promotion Act on June 3.",
        "The bar issued a statement on the AI Promotion Act on June 3.",
        "METI held an information session on GENIAC on June 3.",
        "The opposition called for the AI Promotion Act to be repealed.",
    ],
)
def test_what_others_do_or_say_about_it_is_no_event_of_it(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Japan's AI Strategy Headquarters held its first meeting on June 3.", ("meeting-held", "occurred", "2025-06-03")),
        ("After talks with India, the Cabinet approved the AI Basic Plan on June 3.", ("cabinet-decision", "occurred", "2025-06-03")),
        (
            "In the city of Kobe he said the AI Basic Plan was approved by the Cabinet on June 3.",
            ("cabinet-decision", "occurred", "2025-06-03"),
        ),
        ("METI is seeking 2 trillion yen for AI and semiconductors for fiscal 2026.", ("requested", "occurred", "None")),
        (
            "The AI Basic Plan, planned for June 30, will be put off, the Cabinet's approval included.",
            ("cabinet-decision", "postponed", "2025-06-30"),
        ),
    ],
)
def test_what_is_done_here_is(text: str, found: tuple[str, str, str]) -> None:
    assert told(text) == [found]
