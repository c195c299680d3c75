"""What is told without the usual verbs: money, rounds, surveys, headers; and what only sounds like it. Read with the shipped field."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tracker.config.seed import load_seed
from tracker.model.reading import Claim
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read

PUBLISHED = date(2026, 12, 23)


@cache
def lexicon() -> Lexicon:
    return Lexicon(load_seed(Path("db/timeline.yaml")).pack)


def told(text: str) -> tuple[Claim, ...]:
    return read(text, lexicon(), published=PUBLISHED).claims


BUDGETS = [
    ("経済産業省の2027年度予算案は3兆4820億円となる見通しだ。", "ai-budget", "drafted", "expected", ["3482000000000"]),
    ("経産省分の2027年度予算案の概要が22日わかった。総額は3兆5100億円となる。", "ai-budget", "drafted", "expected", ["3510000000000"]),
    (
        "2027年度当初予算案で、経済産業省の関連経費を2兆9870億円とする方向で財務省と調整している。",
        "ai-budget",
        "drafted",
        "expected",
        ["2987000000000"],
    ),
    (
        "経済産業省は2027年度の予算案に、AI・半導体向けとして1兆4100億円を盛り込む方針だ。",
        "ai-budget",
        "drafted",
        "expected",
        ["1410000000000"],
    ),
    ("AI・半導体関連は1兆5200億円を計上。経済産業省の予算案として過去最大だ。", "ai-budget", "drafted", "occurred", ["1520000000000"]),
    (
        "政府が閣議で決めた2027年度予算案のうち、経済産業省分では国産AIの開発費4100億円が計上された。",
        "ai-budget",
        "drafted",
        "occurred",
        ["410000000000"],
    ),
    ("経済産業省の2028年度概算要求は3兆8千億円と、前の年度を2割上回る。", "ai-budget", "requested", "occurred", ["3800000000000"]),
    (
        "2027年度の経産省予算案の全容が判明し、AIと半導体への配分は1兆6700億円だった。",
        "ai-budget",
        "drafted",
        "expected",
        ["1670000000000"],
    ),
    (
        "The government is weighing 3.4 trillion yen for industry ministry policies in the fiscal 2027 budget.",
        "ai-budget",
        "drafted",
        "expected",
        ["3400000000000"],
    ),
    ("A fiscal 2027 budget of ¥3.51 trillion for METI is being finalized.", "ai-budget", "drafted", "expected", ["3510000000000"]),
    (
        "Japan plans to earmark 1,420 billion yen in the industry ministry's fiscal 2027 budget for chips and homegrown AI.",
        "ai-budget",
        "drafted",
        "expected",
        ["1420000000000"],
    ),
]

SUPPORT = [
    (
        "政府は国産AIの開発企業を、2027年度から5年間で1兆5000億円かけて支える計画だ。",
        "ai-budget",
        "funding",
        "expected",
        "2027-04-01",
        ["1500000000000"],
    ),
    (
        "国産AIの基盤モデルに、経済産業省は2026年度から3年間で総額6000億円を投入する。",
        "ai-budget",
        "funding",
        "scheduled",
        "2026-04-01",
        ["600000000000"],
    ),
    (
        "国産AIの育成のため、経産省が今後5年で約9000億円の資金を出す方針を固めた。",
        "ai-budget",
        "funding",
        "expected",
        None,
        ["900000000000"],
    ),
    (
        "国産AIづくりの後押しに「5年で1兆円」を充てる構想を、政府が検討している。",
        "ai-budget",
        "funding",
        "expected",
        None,
        ["1000000000000"],
    ),
    (
        "国内で開発するAI基盤モデルを対象に、経済産業省は最大1兆円の支援を2026年度から5年間行う考えだ。",
        "ai-budget",
        "funding",
        "expected",
        "2026-04-01",
        ["1000000000000"],
    ),
]

ROUNDS = [
    ("Sakana AIはシリーズCで300億円を調達した。", "sakana-ai", "funding", "occurred", ["30000000000"]),
    ("Sakana AIの評価額が50億ドルに達した。", "sakana-ai", "funding", "occurred", ["5000000000"]),
    ("ユニコーンとなったサカナAI、企業価値は6000億円に。", "sakana-ai", "funding", "occurred", ["600000000000"]),
    ("同社の発表では、Sakana AIはシリーズCラウンドで2億ドルを集めた。", "sakana-ai", "funding", "occurred", ["200000000"]),
    ("Sakana AI closed a $210 million Series C in November 2026.", "sakana-ai", "funding", "occurred", ["210000000"]),
    ("Sakana AI has brought in $80 million from investors.", "sakana-ai", "funding", "occurred", ["80000000"]),
    ("Sakana AI is now valued at $5.2 billion.", "sakana-ai", "funding", "occurred", ["5200000000"]),
    ("Investors put $45 million into Sakana AI.", "sakana-ai", "funding", "occurred", ["45000000"]),
]

SURVEYS = [
    ("生成AIを仕事で使っていると答えた企業は41.2%だった。", "report-published", "41.2"),
    ("働く人3000人に聞いたアンケートで、勤め先が生成AIを導入しているとの回答は18.5%にとどまった。", "report-published", "18.5"),
    ("民間の調査で、生成AIを業務に活用する企業が37%に上ることがわかった。", "report-published", "37"),
    ("According to a survey of 2,000 firms, 38.1% use generative AI in their daily business.", "report-published", "38.1"),
    ("Generative AI is used by 29 percent of companies in Japan, a poll found.", "report-published", "29"),
    ("A survey released Thursday found that 22% of Japanese companies have adopted generative AI.", "report-published", "22"),
]

LAWS = [
    ("改正資金決済法（2026年6月13日施行）により、仲介業の登録が始まった。", "payment-services-act", "in-force", "2026-06-13"),
    ("資金決済法の2025年改正（2025年6月成立）は、仲介業を新たに設けた。", "payment-services-act", "enacted", "2025-06-01"),
    ("AI Guidelines for Business, Version 1.1, dated March 28, 2025.", "guidelines-for-business", "published", "2025-03-28"),
    ("AI事業者ガイドラインは2026年3月に第1.2版となった。", "guidelines-for-business", "published", "2026-03-01"),
    ("AI推進法：成立は2025年5月28日、公布は6月4日。", "ai-promotion-act", "enacted", "2025-05-28"),
    (
        "Instrument: AI Guidelines for Business. Adopted: 2025-03-28. Status: in force.",
        "guidelines-for-business",
        "published",
        "2025-03-28",
    ),
    ("Japan's parliament on May 28, 2025 enacted a law to promote artificial intelligence.", "ai-promotion-act", "enacted", "2025-05-28"),
    ("人工知能基本計画（2025年12月23日閣議決定）を踏まえる。", "ai-basic-plan", "cabinet-decision", "2025-12-23"),
    ("適正性確保指針（令和7年12月19日 人工知能戦略本部決定）", "appropriateness-guideline", "body-decision", "2025-12-19"),
]

DESCRIBED = [
    ("政府が職員向けに展開する生成AI基盤の利用が2026年10月に始まった。", "gennai", "launched", "2026-10-01"),
    ("The Digital Agency launched the government's own generative AI platform on May 12, 2026.", "gennai", "launched", "2026-05-12"),
    ("Use of the state-run generative AI environment for officials began in June 2026.", "gennai", "launched", "2026-06-01"),
]

SILENT = [
    "農林水産省の2027年度予算案は2兆2600億円となる見通しだ。",
    "県の2027年度予算案は6800億円と、前年度を2%上回る。",
    "防衛費は2027年度予算案で9兆2000億円を計上する方針だ。",
    "海運会社はコンテナ船に5年間で1兆円を投じる計画だ。",
    "ラーメンチェーンが5年で100億円を投資し、200店を出す。",
    "観光庁は5年間で総額500億円を地域の宿に支援する。",
    "保育大手の企業価値は1200億円に達した。",
    "スタートアップがシリーズBで12億円を調達した。",
    "A robotics start-up closed a $210 million Series C in November 2026.",
    "The airline was valued at $5.2 billion after the sale.",
    "Investors put $45 million into a chain of bakeries.",
    "A guide to Series B: founders usually raise $20 million.",
    "テレワークを導入していると答えた企業は41.2%だった。",
    "帝国データバンクの調査で、2026年の企業倒産は1万1200件だった。",
    "後継者がいない企業は52.7%だったと帝国データバンクが発表した。",
    "米国企業を対象とした調査で、生成AIを使う企業は62%だった。",
    "英国では生成AIを活用する企業が44%に達したとの調査がある。",
    "According to a survey, 61% of American firms use generative AI.",
    "According to a survey of 500 firms, 38.1% allow remote work.",
    "A survey by Eurostat found that 13.5% of EU enterprises used AI in 2024.",
    "The European Parliament adopted a law to regulate artificial intelligence.",
    "South Korea's parliament enacted a law to foster artificial intelligence on December 26, 2024.",
    "EUのAI法は2026年8月2日に適用が始まった。",
    "韓国のAI基本法（2026年1月22日施行）は罰則を置く。",
    "The EU AI Act, Version 1.0 dated April 19, 2024, is a draft.",
    "社内ガイドラインは第1.1版となり、2026年4月1日に公表された。",
    "金融商品取引法（2026年6月13日施行）の改正により、登録が始まった。",
    "The Massachusetts government's own generative AI platform was launched in June 2026.",
    "Country: SG. Instrument: Payment Services Act. Status: in force since 2020-01-28.",
    "英国政府が職員向けに展開する生成AI基盤の利用が2026年10月に始まった。",
    "生成AIの使い方を学ぶ講座に41%の受講者が満足と答えた。",
    "エネルギー基本計画（2025年2月18日閣議決定）を踏まえる。",
    "The city's budget of ¥351 billion for fiscal 2027 is being finalized.",
    "厚生労働省の2028年度概算要求は34兆8千億円と、前の年度を上回る。",
]


def first(text: str, subject: str, event: str) -> Claim:
    found = [claim for claim in told(text) if (claim.subject, claim.event) == (subject, event)]
    assert found, told(text)
    return found[0]


def amounts(text: str, subject: str, event: str) -> list[str | None]:
    alike = [claim for claim in told(text) if (claim.subject, claim.event) == (subject, event)]
    return [fact.value for claim in alike for fact in claim.facts if fact.name in ("amount", "valuation")]


@pytest.mark.parametrize(("text", "subject", "event", "modality", "sums"), BUDGETS + ROUNDS)
def test_money_told_without_a_verb_of_budgeting(text: str, subject: str, event: str, modality: str, sums: list[str]) -> None:
    assert (first(text, subject, event).modality.value, amounts(text, subject, event)) == (modality, sums)


@pytest.mark.parametrize(("text", "subject", "event", "modality", "start", "sums"), SUPPORT)
def test_support_over_a_span_of_years(text: str, subject: str, event: str, modality: str, start: str | None, sums: list[str]) -> None:
    claim = first(text, subject, event)
    began = claim.when.earliest.isoformat() if claim.when.earliest else None
    assert (claim.modality.value, began, amounts(text, subject, event)) == (modality, start, sums)


@pytest.mark.parametrize(("text", "event", "share"), SURVEYS)
def test_a_share_of_firms_that_use_it(text: str, event: str, share: str) -> None:
    found = [claim for claim in told(text) if claim.event == event]
    assert [fact.value for claim in found for fact in claim.facts if fact.name == "percent"] == [share]
    assert all("adoption" in lexicon().pack.tracks_of(claim.subject) for claim in found)


@pytest.mark.parametrize(("text", "subject", "event", "start"), LAWS + DESCRIBED)
def test_nouns_headers_and_descriptions(text: str, subject: str, event: str, start: str) -> None:
    claim = first(text, subject, event)
    assert (claim.modality.value, str(claim.when.earliest)) == ("occurred", start)


@pytest.mark.parametrize("text", SILENT)
def test_what_only_sounds_like_it(text: str) -> None:
    assert told(text) == ()
