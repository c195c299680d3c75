"""How Japanese offices and papers tell what was, what comes and what does not. Read with the shipped field."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tracker.config.seed import load_seed
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read

Told = tuple[str, str, str, str | None, str | None]


@cache
def lexicon() -> Lexicon:
    return Lexicon(load_seed(Path("db/timeline.yaml")).pack)


def told(text: str, published: str, kind: str = "passage") -> list[Told]:
    """Every claim: subject, event, modality, first and last day."""
    found = read(text, lexicon(), published=date.fromisoformat(published), kind=kind).claims
    return [(one.subject, one.event, one.modality.value, _written(one.when.earliest), _written(one.when.latest)) for one in found]


def _written(one: date | None) -> str | None:
    return one.isoformat() if one else None


def day(subject: str, event: str, modality: str, when: str | None) -> Told:
    """A claim about one day, or about none."""
    return (subject, event, modality, when, when)


FIXED_BY_ORDER = [
    "改正資金決済法の施行日を令和8年6月1日とする政令が22日に公布された。",
    "改正資金決済法の施行期日を6月1日と定める政令が閣議で決まり、公布された。",
]


@pytest.mark.parametrize("text", FIXED_BY_ORDER)
def test_an_order_fixes_the_day_on_which_a_law_comes_into_force(text: str) -> None:
    claims = told(text, "2026-05-23")
    assert day("payment-services-act", "in-force", "scheduled", "2026-06-01") in claims
    assert not [one for one in claims if one[1] == "in-force" and one[2] == "occurred"]


def test_an_order_that_names_no_day_leaves_it_open() -> None:
    assert told("改正資金決済法の施行期日を定める政令が公布された。", "2026-05-23") == []


NOT_YET = [
    ("AI推進法改正案は今国会での成立が困難になった。", []),
    ("AI推進法改正案が会期内に成立するかどうかは見通せない。", []),
    ("「AI推進法の改正案は成立したのですか」という質問が寄せられた。", []),
    ("【訂正】「AI基本計画が3日に閣議決定された」とあるのは、骨子の誤りでした。", []),
    ("来年度予算案は5日に衆院を通過し、年度内成立が確実になった。", [("enacted", "expected", None)]),
    ("首相は8日の記者会見で、AI推進法改正案を「必ず成立させる」と述べた。", [("enacted", "expected", None)]),
    (
        "AI推進法改正案が今国会で成立すれば、来年4月にも施行される。",
        [("enacted", "conditional", None), ("in-force", "conditional", "2028-04-01")],
    ),
    ("AI事業者ガイドラインの第1.5版は、4月1日から適用されることとなった。", [("in-force", "scheduled", "2027-04-01")]),
    ("総務省は2027年5月10日に、AI事業者ガイドラインの第1.5版を公表するとしている。", [("published", "scheduled", "2027-05-10")]),
]


@pytest.mark.parametrize(("text", "claims"), NOT_YET)
def test_what_is_only_said_to_come_has_not_been(text: str, claims: list[tuple[str, str, str | None]]) -> None:
    found = [(event, modality, first) for _, event, modality, first, _ in told(text, "2027-03-09") if event != "passed-lower-house"]
    assert found == claims


@pytest.mark.parametrize(
    "text",
    [
        "経済連合会はAI戦略本部の設置を歓迎する談話を発表した。",
        "このページは、AI推進法の全面施行に合わせて9月に更新しました。",
        "内閣府は6日、AI基本計画の解説ページを公開した。",
    ],
)
def test_what_is_said_or_shown_about_a_thing_does_not_happen_to_it(text: str) -> None:
    assert not [one for one in told(text, "2027-03-09") if one[1] in ("announced", "revised", "released", "established")]


DAYS = [
    ("テック・フォー・インパクト・サミットは、5月18日と19日の両日、東京で開かれる。", ("2027-05-18", "2027-05-19")),
    ("T4IS2027が5月18、19両日に都内で開催される。", ("2027-05-18", "2027-05-19")),
    ("T4IS2027が5月18、19日に都内で開催される。", ("2027-05-18", "2027-05-19")),
    ("T4IS2027が16、18の両日に都内で開催された。", ("2027-02-16", "2027-02-18")),
    ("T4IS2027が5月18日に都内で開催される。", ("2027-05-18", "2027-05-18")),
]


@pytest.mark.parametrize(("text", "ends"), DAYS)
def test_two_days_are_one_time(text: str, ends: tuple[str, str]) -> None:
    assert [(first, last) for _, event, _, first, last in told(text, "2027-03-01") if event == "event-held"] == [ends]


PUT_OFF = [
    (
        "政府は25日、7月上旬に予定していたAI基本計画の閣議決定を8月以降に先送りすると発表した。",
        [("postponed", "2027-07-01", "2027-07-10"), ("scheduled", "2027-08-01", None)],
    ),
    (
        "tsuzumiの提供開始は今年3月から来年1月に延期された。",
        [("postponed", "2027-03-01", "2027-03-31"), ("scheduled", "2028-01-01", "2028-01-31")],
    ),
    (
        "tsuzumiの提供開始は当初予定の今年3月から9月に延期された。",
        [("postponed", "2027-03-01", "2027-03-31"), ("scheduled", "2027-09-01", "2027-09-30")],
    ),
    ("政府は25日、AI基本計画の閣議決定を延期した。", [("postponed", None, None)]),
]


@pytest.mark.parametrize(("text", "claims"), PUT_OFF)
def test_what_is_put_off_has_its_own_days_and_not_that_of_the_word(text: str, claims: list[tuple[str, str | None, str | None]]) -> None:
    assert [(modality, first, last) for _, _, modality, first, last in told(text, "2027-02-26")] == claims


DESCRIBED_FIRST = [
    ("仲介業を新たに設ける改正資金決済法が6月1日、施行された。", day("payment-services-act", "in-force", "occurred", "2026-06-01")),
    ("複数の企業が出資するノエトラが12日、設立された。", day("noetra", "established", "occurred", "2026-06-12")),
    ("GENIAC第6期の公募は6月5日に締め切られ、採択結果は8月に公表される見込み。", day("geniac", "call-closed", "occurred", "2026-06-05")),
    ("改正資金決済法の成立は5月28日、公布は6月4日だった。", day("payment-services-act", "promulgated", "occurred", "2026-06-04")),
]


@pytest.mark.parametrize(("text", "claim"), DESCRIBED_FIRST)
def test_a_day_set_apart_is_of_the_verb_that_follows(text: str, claim: Told) -> None:
    assert claim in told(text, "2026-06-15")


MEETINGS = [
    ("【12月25日開催】第7回 人工知能戦略本部", "title", "2026-12-18", "ai-strategy-hq", "scheduled"),
    ("【12月25日開催】第7回 人工知能戦略本部", "title", "2026-12-28", "ai-strategy-hq", "occurred"),
    ("第7回人工知能戦略本部は、令和8年12月25日（金）に官邸で開催する。", "passage", "2026-12-18", "ai-strategy-hq", "scheduled"),
    ("人工知能戦略本部の下に置く専門調査会の第10回会合を12月25日に開催します。", "passage", "2026-12-18", "ai-expert-panel", "scheduled"),
]


@pytest.mark.parametrize(("text", "kind", "published", "subject", "modality"), MEETINGS)
def test_a_numbered_meeting_is_told_by_its_notice(text: str, kind: str, published: str, subject: str, modality: str) -> None:
    assert told(text, published, kind) == [day(subject, "meeting-held", modality, "2026-12-25")]


def amounts(text: str, published: str, kind: str = "passage") -> list[tuple[str, str, str, list[str]]]:
    """Every claim: subject, event, modality and its sums."""
    found = read(text, lexicon(), published=date.fromisoformat(published), kind=kind).claims
    return [
        (one.subject, one.event, one.modality.value, [fact.value or "" for fact in one.facts if fact.name == "amount"]) for one in found
    ]


SUMS = [
    (
        "経済産業省は2028年度予算の概算要求で、AI・半導体関連に2兆1300億円を盛り込んだ。",
        ("ai-budget", "requested", "occurred", ["2130000000000"]),
    ),
    (
        "2028年度予算案で、経産省のAI・半導体関連予算は前年度当初比1.3倍の1兆8600億円となった。",
        ("ai-budget", "drafted", "occurred", ["1860000000000"]),
    ),
    (
        "経産省の28年度当初予算案が3兆7千億円前後となることが20日、関係者への取材で分かった。",
        ("ai-budget", "drafted", "reported", ["3700000000000"]),
    ),
    ("JPYCは12日、42億円の第三者割当増資を実施した。", ("jpyc", "funding", "occurred", ["4200000000"])),
]


@pytest.mark.parametrize(("text", "claim"), SUMS)
def test_a_sum_is_of_the_stage_that_its_sentence_names(text: str, claim: tuple[str, str, str, list[str]]) -> None:
    assert claim in amounts(text, "2027-12-21")


def test_the_day_on_which_it_became_known_is_not_its_own() -> None:
    assert told("サカナAIが300億円の資金調達を計画していることが4日、分かった。", "2027-12-05") == [
        day("sakana-ai", "funding", "reported", None)
    ]


STAGES = [
    ("経産省は1日、GENIAC第7期の公募を開始した。締め切りは2028年1月14日正午。", "call-closed", "scheduled", "2028-01-14"),
    ("両省は6日から1カ月間、AI事業者ガイドライン第2.0版の案について意見を公募する。", "consultation-opened", "occurred", "2027-12-06"),
    ("金融庁は16日、改正資金決済法に係る政令・内閣府令案等を公表した。", "draft-published", "occurred", "2027-12-16"),
    ("政府は「AIプリンシプル・コード」を15日決定した。", "body-decision", "occurred", "2027-12-15"),
    ("GENIAC-PRIZEの最優秀賞に北浜電機が選ばれた。", "award", "occurred", None),
]


@pytest.mark.parametrize(("text", "event", "modality", "when"), STAGES)
def test_a_stage_is_told_in_the_words_of_its_office(text: str, event: str, modality: str, when: str | None) -> None:
    assert (event, modality, when) in [(one[1], one[2], one[3]) for one in told(text, "2027-12-21")]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("GENIACの第7期公募について、締切を1月14日から1月28日に延長します。", "call-closed"),
        ("AI基本計画案の意見募集の期限を1月14日から1月28日に延長する。", "consultation-closed"),
    ],
)
def test_a_deadline_that_is_moved_is_the_new_day(text: str, event: str) -> None:
    assert [one[1:4] for one in told(text, "2028-01-07")] == [(event, "scheduled", "2028-01-28")]


HEADLINES = [
    ("NTT、tsuzumi 4を来春投入", ("tsuzumi", "launched", "scheduled", "2028-03-01")),
    ("3メガの円ステーブルコイン、月内に商用化", ("megabank-stablecoin", "launched", "scheduled", None)),
    ("経産省、GENIAC第7期を公募 予算200億円", ("geniac", "call-opened", "occurred", None)),
]


@pytest.mark.parametrize(("text", "claim"), HEADLINES)
def test_a_headline_leaves_out_the_verb(text: str, claim: tuple[str, str, str, str | None]) -> None:
    assert claim in [one[:4] for one in told(text, "2027-12-21", "title")]


DAYS_AHEAD = [
    ("政府はAI推進法改正案を19日にも閣議決定する方針だ。", "cabinet-decision", "expected", "2027-03-19"),
    ("政府はAI推進法改正案を5日に国会に提出する。", "submitted", "scheduled", "2027-04-05"),
    ("政府は17日、AI推進法改正案を閣議決定する方針を固めた。", "cabinet-decision", "expected", None),
    ("政府はAI推進法改正案を23日召集の特別国会に提出する方針を固めた。", "submitted", "expected", None),
    ("AI推進法改正案は17日に衆院を通過した。", "passed-lower-house", "occurred", "2027-03-17"),
]


@pytest.mark.parametrize(("text", "event", "modality", "when"), DAYS_AHEAD)
def test_a_day_alone_is_the_next_such_day_for_what_is_to_come(text: str, event: str, modality: str, when: str | None) -> None:
    assert [one[1:4] for one in told(text, "2027-03-18")] == [(event, modality, when)]


RULED_OUT = [
    "北浜電機はAI事業者ガイドラインに準拠した社内指針を1日に施行した。",
    "改正個人情報保護法の全面施行に向けた準備を個情委が急いでいる。",
]


@pytest.mark.parametrize("text", RULED_OUT)
def test_what_only_goes_by_a_thing_or_prepares_for_it_is_not_its_coming(text: str) -> None:
    assert told(text, "2027-03-18") == []


def test_a_wish_under_a_condition_is_conditional() -> None:
    text = "JPYCの社長は「登録を受けられれば、来春にも海外で発行を開始する」と述べた。"
    assert {one[2] for one in told(text, "2027-03-18")} == {"conditional"}


def test_what_is_told_with_its_count_is_selected_on_the_day_of_telling() -> None:
    text = "経産省は、GENIAC第6期として18件の採択を17日に発表した。"
    assert told(text, "2027-03-18") == [day("geniac", "selected", "occurred", "2027-03-17")]


def test_a_model_is_released_under_a_licence() -> None:
    assert day("plamo", "released", "occurred", "2027-03-17") in told("PFNは17日、「PLaMo 5.0」をMITライセンスで公開した。", "2027-03-18")
