"""Whole items in other words than the timeline's: what each makes of it, and what makes nothing of it. Held against the shipped field."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tracker.config.seed import load_seed
from tracker.model.finding import Conclusion
from tracker.model.timeline import Seed, Timeline
from tracker.read.lexicon import Lexicon
from tracker.reconcile.conclude import conclude, reference_day
from tracker.reconcile.judge import Known
from tracker.reconcile.passage import Passage


@cache
def shipped() -> tuple[Seed, Lexicon]:
    seed = load_seed(Path("db/timeline.yaml"))
    return seed, Lexicon(seed.pack)


def concluded(text: str, title: str | None = None, published: str | None = None) -> Conclusion:
    seed, lexicon = shipped()
    day = date.fromisoformat(published) if published else None
    timeline = Timeline({event.id: event for event in seed.events}, seed.known_at)
    known = Known(timeline, seed.pack, reference_day(day, seed.known_at.date(), None))
    return conclude(Passage(text=text, title=title, published=day), known, lexicon).conclusion


ITEMS = [
    (
        "経済産業省所管の2026年度予算案の骨格が固まった。特別会計を含めた規模は3兆円余り。半導体とAIには1兆2000億円台を振り向ける方向だ。",
        None,
        "2025-12-23",
        "update",
        "drafted",
        "expected",
        "budget",
    ),
    (
        "国が国産AIに今後5年間でおよそ1兆円を投じる構想が動き出す。初年度は3000億円を見込む。",
        None,
        "2025-12-24",
        "update",
        "funding",
        "expected",
        "budget",
    ),
    (
        "経産省は国産の基盤モデル開発に2026年度から5年間で1兆円を拠出する計画。",
        None,
        "2025-12-25",
        "update",
        "funding",
        "expected",
        "budget",
    ),
    (
        "The industry ministry's fiscal 2026 budget is expected to come to 3.07 trillion yen, with 1.24 trillion yen earmarked for AI and chips.",
        None,
        "2025-12-23",
        "update",
        "drafted",
        "expected",
        "budget",
    ),
    (
        "Japan will spend 1 trillion yen over five years to back homegrown AI, the government said.",
        None,
        "2025-12-20",
        "known",
        "funding",
        "scheduled",
        "budget",
    ),
    (
        "Sakana AIは17日、シリーズBで約200億円（1億3500万ドル）を調達したと発表した。企業価値は約4000億円となった。",
        None,
        "2025-11-17",
        "update",
        "funding",
        "occurred",
        "sovereign-llm",
    ),
    (
        "創業2年の新興企業が評価額で国内首位に立った。同社は1億3500万ドルを集めた。",
        "Sakana AIが大型調達",
        "2025-11-18",
        "known",
        "funding",
        "occurred",
        "sovereign-llm",
    ),
    (
        "Tokyo-based Sakana AI landed a $135 million Series B, valuing the lab at $2.65 billion.",
        None,
        "2025-11-17",
        "update",
        "funding",
        "occurred",
        "sovereign-llm",
    ),
    (
        "民間調査会社が国内企業1200社に聞いたところ、生成AIを業務で利用しているとの回答は28.3%だった。",
        None,
        "2024-09-10",
        "new",
        "report-published",
        "occurred",
        "adoption",
    ),
    (
        "生成AIを職場で使う人は31%――働く5000人を対象にしたアンケートの結果を人材会社が発表した。",
        None,
        "2025-02-03",
        "new",
        "report-published",
        "occurred",
        "adoption",
    ),
    (
        "More than half of Japanese companies have no plan to use generative AI, according to a Reuters poll of 500 firms.",
        None,
        "2024-07-18",
        "new",
        "report-published",
        "occurred",
        "adoption",
    ),
    ("改正資金決済法が2025年6月6日の参院本会議で可決、成立した。", None, "2025-06-07", "update", "enacted", "occurred", "stablecoin"),
    (
        "2022年に成立し、23年6月に施行された改正資金決済法が、円建てステーブルコインの土台になっている。",
        None,
        None,
        "new",
        "in-force",
        "occurred",
        "stablecoin",
    ),
    (
        "Title: AI Guidelines for Business\nVersion: 1.0\nDate of publication: April 19, 2024",
        None,
        None,
        "new",
        "published",
        "occurred",
        "guidelines",
    ),
    ("AI事業者ガイドライン（第1.1版、2025年3月28日公表）を読み解く。", None, None, "update", "published", "occurred", "guidelines"),
    (
        "AI事業者ガイドラインは3月31日、エージェントの節を加えて第1.2版になった。",
        None,
        "2026-04-02",
        "update",
        "published",
        "occurred",
        "guidelines",
    ),
    (
        "Japan's upper house on Wednesday approved legislation to promote artificial intelligence, enacting the country's first law on AI.",
        None,
        "2025-05-28",
        "known",
        "enacted",
        "occurred",
        "act",
    ),
    ("GENIACは2024年2月に始まった経産省の事業で、計算資源の利用料を補助する。", None, None, "new", "launched", "occurred", "geniac"),
    ("経産省は懸賞金制度「GENIAC-PRIZE」を5月9日に始めた。賞金は総額8億円。", None, "2025-05-10", "new", "launched", "occurred", "geniac"),
    (
        "Officials across Japan's ministries will get access to the government's own generative AI environment from May 2026.",
        None,
        "2026-03-10",
        "new",
        "launched",
        "scheduled",
        "gov-ai",
    ),
    (
        "ガバメントAIで試す国産LLMの公募が12月2日に始まった。応募は1月末まで。",
        None,
        "2025-12-03",
        "new",
        "call-opened",
        "occurred",
        "gov-ai",
    ),
    ("全府省庁の職員が使う「源内」の大規模な実証が2026年5月に始まる。", None, "2026-03-06", "new", "trial-started", "scheduled", "gov-ai"),
    ("NTTは「tsuzumi 2」を2025年10月20日にリリースした。", None, "2025-10-21", "update", "released", "occurred", "sovereign-llm"),
    ("円建てステーブルコインJPYCの発行が10月27日に始まった。", None, "2025-10-28", "update", "launched", "occurred", "stablecoin"),
    (
        "3メガバンクは、共同で発行する円建てステーブルコインの実証を2025年11月に始めた。",
        None,
        "2025-11-20",
        "update",
        "trial-started",
        "occurred",
        "stablecoin",
    ),
]

NOTHING = [
    ("経済産業省は中小企業向けの補助金の公募を始めた。予算は300億円。", None),
    ("防衛省の2026年度予算案は9兆353億円となった。", None),
    ("自動車大手が5年間で1兆円を電池に投じる計画を発表した。", None),
    ("医療AIの新興企業がシリーズBで42億円を調達した。企業価値は300億円。", None),
    ("生成AIを使って観光案内をするサービスを市が始めた。", None),
    ("生成AIの市場規模は2030年に15兆円に達するとの調査がある。", None),
    ("米国の労働者の43%が仕事で生成AIを使っていることがギャラップの調査で分かった。", None),
    ("帝国データバンクの調査で、賃上げを見込む企業は61.9%だった。", None),
    ("A Gallup poll found that 43% of American workers use generative AI.", None),
    ("A British start-up was valued at $2.65 billion after its Series B.", None),
    ("EUのAI法は2025年8月2日、汎用AIの義務の適用が始まった。", None),
    ("South Korea's National Assembly passed legislation to promote artificial intelligence.", None),
    ("Texas lawmakers approved legislation to regulate artificial intelligence on Wednesday.", None),
    ("米国でGENIUS法が2025年7月18日に成立した。", None),
    ("シンガポールの金融当局はステーブルコインの枠組みを2023年8月に公表した。", None),
    ("社内の生成AI基盤を職員向けに展開する県が増えている。2026年度は20県が始める。", None),
    ("第5期科学技術基本計画（2016年1月閣議決定）がSociety 5.0を掲げた。", None),
    ("住宅ローン減税の延長が2026年度税制改正大綱に盛り込まれた。", None),
    ("日本の大学が英国の大学と覚書を締結した。", None),
    ("このガイドラインは第2.0版となり、2026年4月1日に公表された。", "教育データ利活用の留意事項"),
]


@pytest.mark.parametrize(("text", "title", "published", "verdict", "event", "modality", "track"), ITEMS)
def test_an_item_in_other_words(
    text: str, title: str | None, published: str | None, verdict: str, event: str, modality: str, track: str
) -> None:
    made = concluded(text, title, published)
    assert made.findings, made
    main = made.findings[0]
    assert (made.verdict, main.type, main.modality.value, track in made.tracks) == (verdict, event, modality, True)


@pytest.mark.parametrize(("text", "title"), NOTHING)
def test_an_item_of_another_field(text: str, title: str | None) -> None:
    assert concluded(text, title, "2026-02-01").verdict == "irrelevant"
