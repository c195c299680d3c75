"""Headlines and sentences of the shipped field as newspapers put them: the main statement of each, and of what is of other fields none."""

from __future__ import annotations

import pytest

from tests.reconcile.test_other_words import concluded

TOLD = [
    ("AI新法、5月28日に参院本会議で可決・成立 罰則は設けず", "2025-05-28", ("ai-promotion-act", "enacted", "occurred")),
    ("国会は28日、AIの研究開発と活用を進めるための法律を成立させた。", "2025-05-28", ("ai-promotion-act", "enacted", "occurred")),
    ("日本初のAIに特化した法律が2025年9月1日に全面的に効力を持った。", None, ("ai-promotion-act", "in-force", "occurred")),
    ("The AI Promotion Act became fully effective on September 1, 2025.", None, ("ai-promotion-act", "in-force", "occurred")),
    ("Japan's first AI law, promulgated June 4, 2025, contains no penalties.", None, ("ai-promotion-act", "promulgated", "occurred")),
    ("On May 28, 2025, the Diet passed Japan's first law on AI.", None, ("ai-promotion-act", "enacted", "occurred")),
    ("Lawmakers in Tokyo gave final approval on May 28, 2025 to a bill promoting AI.", None, ("ai-promotion-act", "enacted", "occurred")),
    ("AI推進法(令和7年6月4日公布)は28条から成る。", None, ("ai-promotion-act", "promulgated", "occurred")),
    ("政府は9月1日、首相を本部長とする人工知能戦略本部を発足させた。", "2025-09-02", ("ai-strategy-hq", "established", "occurred")),
    ("人工知能戦略本部の第2回会合が11月に首相官邸で開かれる。", "2025-10-20", ("ai-strategy-hq", "meeting-held", "scheduled")),
    (
        "The AI Strategic Headquarters, chaired by the prime minister, convened for the first time on September 12, 2025.",
        None,
        ("ai-strategy-hq", "meeting-held", "occurred"),
    ),
    ("AI戦略本部が初会合、基本計画の骨子を議論", "2025-09-12", ("ai-strategy-hq", "meeting-held", "occurred")),
    ("政府は23日の閣議で、初のAI基本計画を決めた。", "2025-12-23", ("ai-basic-plan", "cabinet-decision", "occurred")),
    (
        "Japan's cabinet on Tuesday approved the country's first basic plan on artificial intelligence.",
        "2025-12-23",
        ("ai-basic-plan", "cabinet-decision", "occurred"),
    ),
    (
        "The Cabinet decided on the Artificial Intelligence Basic Plan on December 23.",
        "2026-01-10",
        ("ai-basic-plan", "cabinet-decision", "occurred"),
    ),
    ("人工知能基本計画は2025年末までに策定される見通しだ。", "2025-10-01", ("ai-basic-plan", "cabinet-decision", "expected")),
    ("The government aims to adopt the AI Basic Plan by the end of 2025.", "2025-09-15", ("ai-basic-plan", "cabinet-decision", "expected")),
    (
        "総務省・経産省は、AI事業者ガイドラインの1.1版を3月28日に公開した。",
        "2025-04-01",
        ("guidelines-for-business", "published", "occurred"),
    ),
    (
        "AI事業者ガイドライン(第1.0版)は、3つの指針を統合して2024年4月19日に取りまとめられた。",
        None,
        ("guidelines-for-business", "published", "occurred"),
    ),
    (
        "The Ministry of Internal Affairs and METI compiled the AI Guidelines for Business Ver. 1.0 in April 2024.",
        None,
        ("guidelines-for-business", "published", "occurred"),
    ),
    (
        "AI事業者ガイドライン第1.2版(案)についての意見募集は3月に始まった。",
        "2026-03-20",
        ("guidelines-for-business", "consultation-opened", "occurred"),
    ),
    ("GENIAC第3期に24件が採択された。2025年7月のことだ。", None, ("geniac", "selected", "occurred")),
    ("経産省とNEDOはGENIACの第4期の公募を2026年1月に始める。", "2025-12-10", ("geniac", "call-opened", "scheduled")),
    ("GENIAC-PRIZEの表彰式は2026年3月末に行われる。", "2026-01-10", ("geniac-prize", "award", "scheduled")),
    (
        "METI launched GENIAC in February 2024 to support the development of generative AI foundation models.",
        None,
        ("geniac", "launched", "occurred"),
    ),
    ("経産省の2026年度当初予算案、前年度比5割増の3兆693億円", "2025-12-26", ("ai-budget", "drafted", "occurred")),
    ("AI・半導体支援に1兆2390億円 経産省26年度予算案", "2025-12-26", ("ai-budget", "drafted", "occurred")),
    (
        "政府が26日に閣議決定した2026年度予算案には、AIと半導体の支援に1兆2390億円が盛り込まれた。",
        "2025-12-26",
        ("ai-budget", "drafted", "occurred"),
    ),
    ("METI's draft budget for fiscal 2026 totals 3.07 trillion yen, up 50 percent.", "2025-12-26", ("ai-budget", "drafted", "occurred")),
    (
        "Japan's industry ministry will get about 3.07 trillion yen in the fiscal 2026 draft budget.",
        "2025-12-26",
        ("national-budget", "drafted", "scheduled"),
    ),
    ("The draft budget for FY2026 allocates ¥1.239 trillion to AI and semiconductors.", "2025-12-26", ("ai-budget", "drafted", "occurred")),
    (
        "経産省は国産AIの開発を支えるため、26年度予算に3000億円超を計上する方向で調整している。",
        "2025-12-20",
        ("ai-budget", "drafted", "expected"),
    ),
    ("1兆円規模の国産AI支援、経産省が5年で ソフトバンクなど新会社", "2025-12-21", ("ai-budget", "funding", "occurred")),
    (
        "Japan plans a 1 trillion yen, five-year program to support domestic AI development from fiscal 2026.",
        "2025-12-21",
        ("ai-budget", "funding", "expected"),
    ),
    ("デジタル庁は源内を2026年5月から全府省庁に広げる。", "2026-03-01", ("gennai", "launched", "scheduled")),
    ("デジタル庁は3月6日、源内で試す国産LLMに7件を選んだと発表した。", "2026-03-07", ("government-ai", "selected", "occurred")),
    ("デジタル庁はPreferred Networksの「PLaMo翻訳」を源内に採用した。", "2025-12-05", ("plamo", "selected", "occurred")),
    ("The Digital Agency has chosen seven domestic LLMs for trial use on Gennai.", "2026-03-06", ("domestic-llm", "selected", "occurred")),
    ("Gennai will be rolled out to about 180,000 government employees in fiscal 2026.", "2026-03-06", ("gennai", "launched", "scheduled")),
    ("NTTは10月20日、軽量LLMの新版「tsuzumi 2」の提供を始めた。", "2025-10-21", ("tsuzumi", "released", "occurred")),
    ("Sakana AI、シリーズBで200億円調達 企業価値4000億円に", "2025-11-17", ("sakana-ai", "funding", "occurred")),
    (
        "Sakana AI raised ¥20 billion in its Series B, reaching a post-money valuation of ¥400 billion.",
        "2025-11-17",
        ("sakana-ai", "funding", "occurred"),
    ),
    ("サカナAIの企業価値が4000億円に達し、国内の未上場企業で最高となった。", "2025-11-18", ("sakana-ai", "funding", "occurred")),
    ("生成AIを業務で活用する企業は25%にとどまる――帝国データバンク調べ", "2025-03-01", ("genai-use", "report-published", "occurred")),
    (
        "帝国データバンクが生成AIの活用状況を調べたところ、「活用している」は17.3%だった。",
        "2024-08-01",
        ("genai-use", "report-published", "occurred"),
    ),
    (
        "Only 9.1% of Japanese firms are using generative AI, Teikoku Databank said in a survey.",
        "2023-06-20",
        ("adoption-survey", "report-published", "occurred"),
    ),
    (
        "総務省の2025年版情報通信白書によると、生成AIを使ったことがある人は26.7%だった。",
        "2025-07-08",
        ("ict-white-paper", "report-published", "occurred"),
    ),
    ("JPYC社は27日、円建てステーブルコイン「JPYC」を正式に発行した。", "2025-10-27", ("jpyc", "launched", "occurred")),
    ("JPYC launched what it calls the first fully convertible yen stablecoin.", "2025-10-28", ("jpyc", "launched", "occurred")),
    ("AI戦略本部に示された基本計画を、政府は年内に閣議決定する方針だ。", "2025-09-12", ("ai-basic-plan", "cabinet-decision", "expected")),
    ("テキスト生成AI利活用におけるリスクへの対策ガイドブック（β版）", "2025-10-01", ("genai-risk-guidebook", "published", "occurred")),
    ("生成AIに関する実態調査報告書ver.2.0について", "2026-06-01", ("jftc-ai", "report-published", "occurred")),
    ("JPYCは8月18日付で資金移動業者の登録を受けた。", "2025-08-19", ("jpyc", "registered", "occurred")),
    ("金融庁は円建てステーブルコインの発行を今秋にも承認する見通しだ。", "2025-08-18", ("yen-stablecoin", "registered", "expected")),
    ("JPYC Inc. launched Japan's first yen-pegged stablecoin on October 27, 2025.", None, ("jpyc", "launched", "occurred")),
    (
        "SBIとStartaleは2026年4〜6月期に信託型の円建てステーブルコインJPYSCを発行する計画だ。",
        "2026-02-27",
        ("jpysc", "launched", "expected"),
    ),
    ("The Cabinet reportedly approved the AI Basic Plan on June 3.", "2026-06-05", ("ai-basic-plan", "cabinet-decision", "reported")),
    (
        "The Japanese government on Tuesday adopted its first-ever basic plan for artificial intelligence.",
        "2025-12-23",
        ("ai-basic-plan", "cabinet-decision", "occurred"),
    ),
    ("AI法に基づく基本計画の策定は年内を予定している。", "2025-09-12", ("ai-basic-plan", "cabinet-decision", "scheduled")),
    ("政府、AI法に基づく指針を決定", "2025-12-19", ("appropriateness-guideline", "body-decision", "occurred")),
    (
        "Opinions on the draft AI Guidelines for Business will be accepted from the public from June 3 to July 3, 2026.",
        "2026-06-01",
        ("guidelines-for-business", "consultation-opened", "scheduled"),
    ),
    ("Japan's METI seeks record 3 trillion yen budget", "2025-08-29", ("ai-budget", "requested", "occurred")),
    ("METI budget to top 3 trillion yen in FY2026", "2025-12-22", ("ai-budget", "drafted", "scheduled")),
    ("経産省は27年度予算案に、AIや半導体の経費として1兆円超を盛り込む方向だ。", "2026-12-20", ("ai-budget", "drafted", "expected")),
    ("国産AI開発に1兆円支援へ 5年間で", "2025-12-21", ("ai-budget", "funding", "expected")),
    ("AI・半導体予算、3000億円計上へ", "2025-12-21", ("ai-budget", "drafted", "expected")),
    (
        "Sakana AI is in talks to raise $140 million, people familiar with the matter said.",
        "2025-11-01",
        ("sakana-ai", "funding", "expected"),
    ),
    ("Sakana AI closed a 20 billion yen Series B.", "2025-11-18", ("sakana-ai", "funding", "occurred")),
    ("SBI、JPYSCを7月に発行", "2026-06-05", ("jpysc", "launched", "scheduled")),
    ("The JPYSC coin will be issued by Shinsei Trust.", "2026-02-05", ("jpysc", "launched", "scheduled")),
    ("MUFG, SMBC and Mizuho plan to jointly issue stablecoins.", "2025-10-17", ("megabank-stablecoin", "launched", "expected")),
    (
        "The FSA said Nov. 7 it will support a stablecoin pilot by the three megabanks.",
        "2025-11-07",
        ("megabank-stablecoin", "announced", "occurred"),
    ),
    (
        "金融庁は7日、3メガバンクによるステーブルコインの実証実験を支援すると発表した。",
        "2025-11-07",
        ("megabank-stablecoin", "announced", "occurred"),
    ),
    ("PLaMoがガバメントAI「源内」で採用された。", "2025-12-03", ("plamo", "selected", "occurred")),
    ("NEDO、GENIAC-PRIZEの応募受付は5月9日から", "2025-05-01", ("geniac-prize", "call-opened", "scheduled")),
    ("生成AIの利用率は個人で26.7%だった。", "2025-07-08", ("genai-use", "report-published", "occurred")),
    ("改正資金決済法は2025年6月13日に公布され、1年以内に施行される。", None, ("payment-services-act", "promulgated", "occurred")),
    (
        "The amended Payment Services Act was enacted on June 6, 2025 and promulgated on June 13.",
        None,
        ("payment-services-act", "enacted", "occurred"),
    ),
]

OF_OTHER_FIELDS = [
    ("国土交通省の2026年度予算案は6兆円余り。道路の老朽化対策を盛り込んだ。", "2025-12-26"),
    ("東京都の2026年度予算案、一般会計は9兆6530億円", "2026-01-30"),
    ("ソフトバンクグループは米オープンAIに5年で300億ドルを投じる計画だ。", "2025-12-01"),
    ("国内のデータセンターにマイクロソフトが4年間で1兆5000億円を投資する。", "2025-12-01"),
    ("経産省は半導体工場の建設に最大7320億円を補助する。", "2025-12-01"),
    ("経済産業省は中小企業の省力化投資を支援する補助金の第3回公募を始めた。", "2025-12-01"),
    ("経済産業省、令和8年度税制改正に関する要望を公表", "2025-08-29"),
    ("経済産業省は2026年度の組織改編案をまとめた。", "2025-12-20"),
    ("生成AIを活用した行政サービスの実証を市が10月に始めた。", "2025-11-01"),
    ("生成AIの利用に関する注意喚起を文化庁が公表した。", "2025-11-01"),
    ("生成AIに関する講習会を開催しました。参加した企業は35社でした。", "2025-11-01"),
    ("企業の47%がサイバー攻撃の対策に生成AIを活用――米調査会社", "2025-11-01"),
    ("An OpenAI study says 43% of American companies use generative AI at work.", "2025-11-01"),
    ("According to a McKinsey survey, 71% of organizations worldwide regularly use generative AI.", "2025-11-01"),
    ("大学生の66%が生成AIを使っていることが生協の調査で分かった。", "2025-11-01"),
    ("LayerXがシリーズBで150億円を調達、企業価値は900億円に", "2025-09-02"),
    ("Anthropic raised $13 billion at a valuation of $183 billion.", "2025-09-02"),
    ("OpenAIの企業価値が5000億ドルに達した。", "2025-10-02"),
    ("Mistral AI closed a €1.7 billion Series C led by ASML.", "2025-09-09"),
    ("韓国は国産AIの開発に5年間で100兆ウォンを投じる。", "2025-09-09"),
    ("フランス政府は国産AIに1090億ユーロの投資を集めた。", "2025-02-10"),
    ("英国政府は職員向けの生成AIツール「Humphrey」を導入した。", "2025-02-10"),
    ("The UK government's own generative AI tool, Humphrey, was rolled out to civil servants.", "2025-02-10"),
    ("California's first AI law, signed in September 2025, takes effect January 1.", "2025-10-01"),
    ("EUの新しいAI法案は2026年に成立する見通しだ。", "2025-10-01"),
    ("イタリア議会は9月17日、EU初となる包括的なAI法を可決した。", "2025-09-18"),
    ("Kazakhstan's parliament adopted a law on artificial intelligence.", "2025-09-25"),
    ("ベトナム国会は12月10日、AI法を可決、成立させた。", "2025-12-11"),
    ("電気通信事業法の改正（2025年5月21日成立）で、NTT法が見直された。", "2025-06-01"),
    ("金融庁は暗号資産を金商法の対象とする改正案を2026年の通常国会に提出する。", "2025-12-10"),
    ("日の丸半導体に1兆円投資へ ラピダス、27年量産", "2025-10-01"),
    ("防衛費に9兆円計上へ 26年度予算案", "2025-12-20"),
    ("METI seeks 20 billion yen in next year's budget for hydrogen.", "2025-08-29"),
    ("Toyota is in talks to raise $2 billion for solid-state batteries.", "2025-10-01"),
    ("Japan's government on Tuesday adopted its basic plan for energy.", "2025-02-18"),
    ("MUFG and Mizuho plan to raise mortgage rates.", "2025-10-01"),
    ("香港のステーブルコイン条例は8月1日に施行された。", "2025-08-02"),
    ("テザーのUSDTは発行残高が1800億ドルに達した。", "2025-10-01"),
    ("米メガバンク3行が共同でステーブルコインを発行する計画だ。", "2025-10-01"),
    ("国内初の円建て社債型デジタル証券を発行、三菱UFJ信託銀行", "2025-10-01"),
    ("総務省は通信事業者向けガイドラインの第3.0版を4月1日に公表した。", "2025-04-02"),
    ("Version 2.0 of the NIST framework, dated February 26, 2024, adds a govern function.", "2025-04-02"),
    ("個人情報保護委員会は漏えいの報告書を公表した。", "2025-04-02"),
    ("高市首相は19日、日本成長戦略本部の第2回会合を開いた。", "2025-12-19"),
    ("科学技術・イノベーション基本計画の素案が判明した。総額は60兆円となる。", "2025-12-19"),
    ("デジタル庁は公金受取口座の登録を全国に広げる。", "2025-12-19"),
    ("デジタル庁がマイナンバーカードの新しい仕様を公開した。", "2025-12-19"),
    ("平賀源内の展覧会が10月に東京で始まった。来場した人の41%が若者だった。", "2025-12-19"),
    ("プラモデルの「源内」が発売された。", "2025-12-19"),
    ("NTTは5年で8兆円を成長分野に投じる。", "2023-05-12"),
    ("帝国データバンクが発表した女性登用の調査で、管理職に占める割合は11.1%だった。", "2025-08-20"),
    ("The Bank of Japan survey found that 60% of firms plan to raise wages.", "2025-10-01"),
    ("Japan will spend 43 trillion yen over five years on defense.", "2025-10-01"),
    ("Tokyo's metropolitan government draft budget for fiscal 2026 totals 9.65 trillion yen.", "2026-01-30"),
    ("Japan's fiscal 2026 defense budget request totals 8.8 trillion yen.", "2025-08-29"),
]


LISTED = [
    ("保育の現場のための生成AI活用ハンドブックを掲載しました", ("ai-guidance", "published")),
    ("介護事業所における生成AIの使い方ハンドブック（第2版）[PDF:3MB]", ("ai-guidance", "published")),
    ("中小企業のAI導入の手引き（β版）", ("ai-guidance", "published")),
    ("学校での生成AIの利用に関するガイドラインを改定しました", ("ai-guidance", "revised")),
    ("AIと著作権に関する相談事例の総括［PDF：2MB］", ("copyright-view", "report-published")),
    ("生成AIを巡る競争に関する報告書ver.2.0について", ("jftc-ai", "report-published")),
    ("行政機関が保有するデータをAI学習用データにする調査研究を実施しました", ("government-data-for-ai", "report-published")),
    ("行政における生成AIの試行の結果を公表しました", ("government-genai-use", "report-published")),
    ("AIアクション・サミットへの総理大臣のメッセージの発出", ("ai-summit", "announced")),
]
"""Headlines of ministries' lists, which name a document and have no verb."""

LISTED_ELSEWHERE = [
    "確定申告の手引きについて",
    "生成AIの使い方講座のご案内",
    "AIを使った河川の監視を始めました",
    "住宅の省エネに関する調査研究を実施しました",
    "第20回水防サミットを開催します",
    "気象庁の職員ハンドブック（第3版）",
]


@pytest.mark.parametrize(("text", "main"), LISTED)
def test_a_headline_that_names_a_document_tells_that_it_is_out(text: str, main: tuple[str, str]) -> None:
    first = concluded(text, text, "2025-09-01").findings[0]
    assert (first.subject, first.type) == main


@pytest.mark.parametrize("text", LISTED_ELSEWHERE)
def test_lists_are_full_of_other_documents(text: str) -> None:
    assert concluded(text, text, "2025-09-01").findings == ()


@pytest.mark.parametrize(("text", "published", "main"), TOLD)
def test_what_a_headline_tells(text: str, published: str | None, main: tuple[str, str, str]) -> None:
    first = concluded(text, None, published).findings[0]
    assert (first.subject, first.type, first.modality.value) == main


@pytest.mark.parametrize(("text", "published"), OF_OTHER_FIELDS)
def test_what_is_of_another_field(text: str, published: str) -> None:
    assert concluded(text, None, published).verdict == "irrelevant"
