"""Words of the shipped field that say what happened, in the forms that reports give them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tracker.config.seed import load_seed
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read

Told = tuple[str, str, str, str | None]


@cache
def lexicon() -> Lexicon:
    return Lexicon(load_seed(Path("db/timeline.yaml")).pack)


def told(text: str, published: date = date(2027, 2, 20)) -> list[Told]:
    return [
        (claim.subject, claim.event, claim.modality.value, claim.when.earliest.isoformat() if claim.when.earliest else None)
        for claim in read(text, lexicon(), published=published).claims
    ]


SAYS: list[tuple[str, Told]] = [
    ("The government aims to revise the AI Basic Plan in autumn 2027.", ("ai-basic-plan", "revised", "expected", "2027-09-01")),
    ("Japan will amend the AI Promotion Act in 2028.", ("ai-promotion-act", "amended", "scheduled", "2028-01-01")),
    ("The amended APPI will partly take effect on March 17, 2027.", ("appi", "partly-in-force", "scheduled", "2027-03-17")),
    ("METI opens the sixth round of GENIAC on April 2, 2027.", ("geniac", "call-opened", "scheduled", "2027-04-02")),
    ("Entries for GENIAC-PRIZE 2027 open on April 15.", ("geniac-prize", "call-opened", "scheduled", "2027-04-15")),
    ("The pilot of Gennai ran from June 2026 to January 2027.", ("gennai", "trial-started", "occurred", "2026-06-01")),
    (
        "Teikoku Databank polled 9,800 companies on generative AI on February 3, 2027.",
        ("adoption-survey", "survey-fielded", "occurred", "2027-02-03"),
    ),
    (
        "Results of the public consultation on the AI Basic Plan were released on February 1.",
        ("ai-basic-plan", "consultation-result", "occurred", "2027-02-01"),
    ),
    ("第9回人工知能戦略本部が12日、首相官邸で開かれた。", ("ai-strategy-hq", "meeting-held", "occurred", "2027-02-12")),
    (
        "適正性確保指針の改訂版を人工知能戦略本部が2月3日に決定した。",
        ("appropriateness-guideline", "body-decision", "occurred", "2027-02-03"),
    ),
    (
        "総務省はAI事業者ガイドライン（第1.3版）案を2月2日に公表した。",
        ("guidelines-for-business", "draft-published", "occurred", "2027-02-02"),
    ),
    ("The Payment Services Act and the APPI were both amended in January 2027.", ("appi", "amended", "occurred", "2027-01-01")),
    ("源内の大規模実証は2026年5月から2027年1月まで実施された。", ("gennai", "trial-started", "occurred", "2026-05-01")),
    ("国産LLMの調達は2027年4月に始まる予定だ。", ("domestic-llm", "procured", "scheduled", "2027-04-01")),
]


@pytest.mark.parametrize(("text", "claim"), SAYS)
def test_what_a_report_says_is_read(text: str, claim: Told) -> None:
    assert claim in told(text)


SILENT = [
    "A bill to amend the Payment Services Act is being written.",
    "AI推進法改正案を今国会に提出する考えを担当相が示した。",
    "Japan will revise its forecast of chip sales, and the AI Promotion Act is cited.",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_only_being_prepared_is_no_amendment_and_no_draft(text: str) -> None:
    assert not {"amended", "revised", "draft-published"} & {event for _, event, _, _ in told(text)}
