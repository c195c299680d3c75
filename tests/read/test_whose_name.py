"""A name that is the State's, or somebody else's of the same words. Read with the shipped field."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tracker.config.seed import load_seed
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read


@cache
def lexicon() -> Lexicon:
    return Lexicon(load_seed(Path("db/timeline.yaml")).pack)


def told(text: str, published: date = date(2027, 2, 20)) -> set[tuple[str, str]]:
    return {(claim.subject, claim.event) for claim in read(text, lexicon(), published=published).claims}


OTHERS = [
    "川崎市は3日、市AI戦略本部を設置し、初会合を市役所で開いた。",
    "長野県が策定した「県AI基本計画」を15日公表した。",
    "北浜電機は10月1日付で、社長直轄の「AI戦略本部」を新設した。",
    "みなと銀行は1日、全行横断のAI戦略本部を立ち上げたと発表した。",
    "韓国の2027年度予算案では、AI分野に10兆ウォンが計上された。",
    "ドイツ政府は2027年度予算案を閣議決定した。",
    "フランスでは国産AIの「ルミエール」が資金調達に成功した。",
    "北浜電機が「AI戦略本部」を新設、4月1日付で組織を改める",
    "みどり党はAI戦略本部の会合を2日に開き、提言を取りまとめた。",
    "シンガポールの改正資金決済法が1月4日に施行された。",
    "The city of Kitahama launched its AI strategy headquarters in January and held the first meeting on January 10.",
    "Minato's new AI Strategy Headquarters held its first meeting on February 3, 2027.",
    "The bank set up an AI strategy headquarters chaired by its president on February 1.",
    "Minato Electric established an AI Strategy Headquarters on February 1.",
    "Singapore's amended Payment Services Act came into force on January 4, 2027.",
    "Japan's AI Promotion Act inspired Vietnam's new AI law, which was enacted in December 2026.",
    "A study by Hiraga Gennai was published in 1765.",
]


@pytest.mark.parametrize("text", OTHERS)
def test_a_town_a_firm_or_another_country_has_its_own(text: str) -> None:
    assert told(text) == set()


STATES = [
    ("政府は1日、AI戦略本部を設置した。", ("ai-strategy-hq", "established")),
    ("AI推進法は全閣僚によるAI戦略本部を設置するための法律として2025年5月28日に成立した。", ("ai-promotion-act", "enacted")),
    ("AI戦略本部は内閣に2025年9月1日に設置された。", ("ai-strategy-hq", "established")),
    ("国内市場の拡大をにらむ政府は9日、AI基本計画を閣議決定した。", ("ai-basic-plan", "cabinet-decision")),
    ("The government set up an AI Strategy Headquarters on September 1, 2025.", ("ai-strategy-hq", "established")),
    ("Japan's new AI Strategy Headquarters held its first meeting on September 12, 2025.", ("ai-strategy-hq", "meeting-held")),
    ("Japan's amended Payment Services Act came into force on June 1, 2026.", ("payment-services-act", "in-force")),
    ("米国の関税を受け、政府は9日、2027年度予算案を閣議決定した。", ("national-budget", "cabinet-decision")),
    ("米国や中国に後れを取るなか、国産AIの公募が1日始まった。", ("domestic-llm", "call-opened")),
]


@pytest.mark.parametrize(("text", "claim"), STATES)
def test_the_states_own_is_read_beside_them(text: str, claim: tuple[str, str]) -> None:
    assert claim in told(text)
