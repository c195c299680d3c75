"""Claims that are false, or that disagree with others: each ends in the verdict of a careful analyst. Held against the shipped field."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tracker.config.seed import load_seed
from tracker.model.finding import Conclusion
from tracker.model.source import Authority
from tracker.model.timeline import Seed, Timeline
from tracker.read.lexicon import Lexicon
from tracker.reconcile.conclude import conclude
from tracker.reconcile.judge import Known
from tracker.reconcile.passage import Passage

OFFICIAL, PRESS, GATHERER = Authority.OFFICIAL, Authority.PRESS, Authority.AGGREGATOR


@cache
def shipped() -> tuple[Seed, Lexicon]:
    seed = load_seed(Path("db/timeline.yaml"))
    return seed, Lexicon(seed.pack)


class Analyst:
    """What has been read so far, from the seed on."""

    def __init__(self, today: str = "2026-08-01") -> None:
        seed, self.lexicon = shipped()
        self.known = Known(Timeline({event.id: event for event in seed.events}, seed.known_at), seed.pack, date.fromisoformat(today))

    def reads(self, text: str, day: str = "2026-07-30", authority: Authority = OFFICIAL, title: str | None = None) -> Conclusion:
        """What an item makes of what was known; it is known thereafter."""
        passage = Passage(text=text, title=title, published=date.fromisoformat(day), authority=authority, voice=authority.value)
        made = conclude(passage, self.known, self.lexicon)
        self.known = made.known
        return made.conclusion

    def rule(self, text: str, day: str = "2026-07-30", authority: Authority = PRESS, title: str | None = None) -> tuple[str, str | None]:
        """The rule of the item's main finding, and the event that it was held against."""
        conclusion = self.reads(text, day, authority, title)
        if not conclusion.findings:
            return conclusion.rule, None
        first = conclusion.findings[0]
        return first.rule, first.against


PLAN, ENACTED, PROMULGATED = "basic-plan.first.cabinet-decision", "act.enacted", "act.promulgated"
METI, FRAME = "budget.fy2026.meti-ai-semiconductor", "budget.five-years.one-trillion"


@pytest.mark.parametrize(
    ("text", "day", "rule", "event"),
    [
        # The day of an explanation is not the day of the decision, whoever takes it for that.
        ("Japan's first AI Basic Plan was approved by the Cabinet on February 6, 2026.", "2026-02-07", "contradicts.date", PLAN),
        ("政府は初の人工知能基本計画を閣議決定しました。", "2026-02-09", "confirms.same", PLAN),
        # Passage is not promulgation, and neither is taken for the other.
        ("AI法は2025年5月28日に公布された。", "2025-07-01", "contradicts.date", PROMULGATED),
        ("The AI Promotion Act was enacted on June 4, 2025.", "2025-07-01", "contradicts.date", ENACTED),
        ("AI法は2025年6月4日に公布された。", "2025-07-01", "confirms.same", PROMULGATED),
        # What the lower house did is not the law's enactment.
        ("AI法は2025年4月24日に成立した。", "2025-04-25", "contradicts.date", ENACTED),
        # The headquarters decides on a plan; the Cabinet's decision stays on its own day.
        ("人工知能戦略本部は2025年12月19日、人工知能基本計画の案を決定した。", "2025-12-20", "adds.event", None),
    ],
)
def test_a_day_told_wrongly(text: str, day: str, rule: str, event: str | None) -> None:
    assert Analyst().rule(text, day) == (rule, event)


def test_one_bill_goes_to_the_cabinet_once() -> None:
    analyst = Analyst("2025-03-05")
    analyst.reads("AI法案は2025年2月28日に閣議決定された。", "2025-02-28")
    for wrong in ("AI法案は2024年に閣議決定された。", "AI法案は2025年2月14日に閣議決定された。"):
        rule, event = analyst.rule(wrong, "2025-03-04")
        assert (rule, event) == ("contradicts.date", "ai-promotion-act.cabinet-decision.2025-02-28")


def test_ten_times_as_much_is_a_slip_of_units() -> None:
    analyst = Analyst("2025-09-10")
    analyst.reads("経済産業省のAI・半導体関連予算は令和8年度概算要求で22億円を計上した。", "2025-09-01")
    assert analyst.rule("経済産業省のAI・半導体関連予算は令和8年度概算要求で2億2千万円を計上した。", "2025-09-02")[0] == "contradicts.units"


@pytest.mark.parametrize("amount", ["1,239,004,417円", "1,239,004,417百万円", "9,000億円"])
def test_another_sum_of_the_same_kind_of_money_and_year_is_told_wrongly(amount: str) -> None:
    text = f"令和8年度予算案では、先端半導体・人工知能関連技術勘定に総計{amount}を計上した。"
    assert Analyst().rule(text, "2025-12-26") == ("contradicts.amount", "budget.fy2026.meti-ai-semiconductor")


def test_the_same_choice_on_another_day_is_told_wrongly_on_one_of_them() -> None:
    analyst = Analyst("2026-03-20")
    analyst.reads("国内LLMとして7件を2026年3月6日に選定した。", "2026-03-06")
    event = "domestic-llm.selected.2026-03-06"
    assert analyst.rule("国内LLMとして7件を2026年3月9日に選定した。", "2026-03-10") == ("contradicts.date", event)


def test_last_year_s_sum_under_this_year_s_budget() -> None:
    analyst = Analyst()
    analyst.reads("令和8年度予算は2026年4月7日に成立した。", "2026-04-07")
    found = analyst.rule("The fiscal 2026 budget was enacted on April 1, 2026, at 115.2 trillion yen.", "2026-04-09")
    assert found == ("contradicts.date", "national-budget.enacted.2026-04-07")


def test_a_numbered_meeting_is_held_once_and_a_gatherer_holds_none() -> None:
    analyst = Analyst()
    analyst.reads("AI戦略会議の第14回会合を2025年6月2日に開催しました。", "2025-06-02")
    before = analyst.known.timeline.events
    again = analyst.reads("AI戦略会議の第14回会合が2026年7月28日に開かれた。", "2026-07-28", GATHERER)
    assert [(one.rule, one.reported) for one in again.findings] == [("contradicts.date", True)]
    made_up = analyst.reads("AI戦略会議の第21回会合が2026年7月29日に開かれた。", "2026-07-29", GATHERER)
    assert [(one.verdict.value, one.reported) for one in made_up.findings] == [("adds", True)]
    assert analyst.known.timeline.events == before


def test_two_pages_on_one_meeting_are_of_one_meeting() -> None:
    analyst = Analyst("2026-08-25")
    first = analyst.reads("第８回 AI技術の利用と消費者問題に関する専門調査会【８月20日開催】", "2026-08-13")
    again = analyst.reads("第8回 AI技術の利用と消費者問題に関する専門調査会 配布資料【8月20日開催】", "2026-08-21")
    assert {one.event for one in first.findings} == {one.event for one in again.findings}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("経済産業省のAI・半導体関連予算は2026年度予算案に1兆2390億円を計上した。", "refines.amount"),
        ("経済産業省のAI・半導体関連予算は2026年度予算案に総計で1兆2390億円を計上した。", "refines.amount"),
        ("経済産業省のAI・半導体関連予算は2026年度予算案に1.23兆円を計上した。", "confirms.same"),
        ("経済産業省のAI・半導体関連予算は2026年度予算案に純計で1兆2188億円を計上した。", "refines.figures"),
    ],
)
def test_several_true_numbers_under_one_heading(text: str, rule: str) -> None:
    analyst = Analyst("2026-01-10")
    assert analyst.rule(text, "2026-01-09", OFFICIAL) == (rule, METI)
    facts = analyst.known.timeline.events[METI].facts
    amounts = {fact.value for fact in facts if fact.unit == "JPY" and fact.pot != "meti-ai-semiconductor.fy2026.net"}
    assert amounts <= {"1230000000000", "1239000000000"}, "no other pot's money takes the place of the account's"


@pytest.mark.parametrize(
    "text",
    [
        "政府は国産AIの開発支援に5年間で1兆円を投じる方針で、うち3873億円は2026年度予算案の1兆2390億円に含まれる。",
        (
            "The government will provide 1 trillion yen over five years for domestic AI, including 387.3 billion yen that is part of the"
            " 1.239 trillion yen earmarked for AI and semiconductors in the fiscal 2026 budget."
        ),
        "国産AIの開発支援は5年で1兆円で、2026年度予算案に計上した1兆2390億円を含む。",
        "政府は国産AIの開発支援に5年間で1兆円を投じる方針だ。うち3873億円は2026年度予算案の1兆2390億円に含まれる。",
        "国産AIの開発支援に5年間で1兆円を投じる。この額は2026年度予算案に計上した1兆2390億円の一部だ。",
        (
            "The government will provide 1 trillion yen over five years for domestic AI. It is part of the 1.239 trillion yen earmarked for AI"
            " and semiconductors in the fiscal 2026 budget."
        ),
    ],
)
def test_what_is_inside_is_not_on_top(text: str) -> None:
    """Both quotes stand in the finding: the item's, and what the timeline was told."""
    conclusion = Analyst("2026-01-10").reads(text, "2026-01-09")
    found = next(one for one in conclusion.findings if one.rule == "contradicts.pots")
    assert (found.verdict.value, found.against) == ("contradicts", FRAME)
    assert found.quote in text
    assert "on top of the ¥1.23 trillion" in found.why


@pytest.mark.parametrize(
    "text",
    [
        "国産AIの開発支援に5年間で1兆円を、2026年度予算案の1兆2390億円に上乗せして投じる。",
        "国産AIの開発支援に5年間で1兆円を投じる。これに加え、2026年度予算案に1兆2390億円を計上した。",
        "経済産業省は2026年度予算案で、AI・半導体関連に1兆2390億円を計上した。このほか、国産AIの開発支援に5年間で1兆円を投じる。",
    ],
)
def test_what_is_on_top_as_the_timeline_has_it_is_no_dispute(text: str) -> None:
    assert "contradicts.pots" not in {one.rule for one in Analyst("2026-01-10").reads(text, "2026-01-09").findings}


@pytest.mark.parametrize("authority", [PRESS, GATHERER])
@pytest.mark.parametrize(
    "text",
    [
        "経済産業省は2026年度予算案で、AI関連予算に前年度の3倍の1500億円を計上した。",
        "METI's fiscal 2026 draft budget sets aside 150 billion yen for AI, three times the previous year.",
    ],
)
def test_a_sum_that_nobody_bears_out_waits_and_the_known_one_stays(text: str, authority: Authority) -> None:
    analyst = Analyst("2026-01-10")
    (found,) = analyst.reads(text, "2025-11-06", authority).findings
    assert (found.rule, found.against, found.reported) == ("refines.figures", METI, True)
    event = analyst.known.timeline.events[METI]
    assert {fact.value for fact in event.facts} == {"1230000000000", "8000000000"}
    assert [one.voice for one in event.proposals] == (["press"] if authority is PRESS else [])


def test_a_bill_with_four_days_has_the_official_one() -> None:
    """Whether the office speaks first or last; the other days are of no second and third decision."""
    others = [f"Japan's Cabinet approved the APPI amendment bill on {day}, 2026." for day in ("April 6", "April 28", "June 10")]
    official = "個人情報保護法改正案は2026年4月7日に閣議決定された。"
    analyst = Analyst("2026-06-20")
    assert analyst.rule(official, "2026-04-07", OFFICIAL)[0] == "adds.event"
    assert {analyst.rule(text, "2026-06-15") for text in others} == {("contradicts.date", "appi.cabinet-decision.2026-04-07")}
    late = Analyst("2026-06-20")
    assert late.rule(others[0], "2026-04-06")[0] == "adds.event"
    assert late.rule(official, "2026-04-07", OFFICIAL)[0] == "advances.official"
    for one in (analyst, late):
        (decision,) = [event for event in one.known.timeline.events.values() if event.subject == "appi"]
        assert (decision.when.exact, decision.modality.value) == (date(2026, 4, 7), "occurred")


def test_two_laws_that_change_one_law_are_two_changes() -> None:
    """Both are of the same day and the same law; neither moves, confirms or contradicts the other."""
    analyst = Analyst("2026-08-01")
    title = "個人情報の保護に関する法律"
    other = "防災庁設置法の施行に伴う関係法律の整備等に関する法律（令和8年法律第62号）"
    told = (
        f"{title}の一部を改正する法律（令和8年法律第56号）は、2026年7月17日に公布された。",
        f"{title}は、{other}により、2026年11月2日に改正される予定である。",
        f"{title}は、{title}の一部を改正する法律（令和8年法律第56号）により、2027年1月17日に改正される予定である。",
        f"{title}を改正する{other}が2026年7月17日に公布された。",
    )
    rules = [finding.rule for text in told for finding in analyst.reads(text, "2026-07-17").findings]
    assert rules == ["adds.event", "adds.event", "adds.next-stage", "refines.earlier-stage"]
    events = [event for event in analyst.known.timeline.events.values() if event.subject == "appi"]
    laws = sorted((event.type, event.when.exact, fact.value) for event in events for fact in event.facts if fact.name == "amending-law")
    assert laws == [
        ("amended", date(2026, 11, 2), "令和8年法律第62号"),
        ("amended", date(2027, 1, 17), "令和8年法律第56号"),
        ("promulgated", date(2026, 7, 17), "令和8年法律第56号"),
        ("promulgated", date(2026, 7, 17), "令和8年法律第62号"),
    ]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("The government will provide Noetra with 1 trillion yen ($61.6 billion) over five years.", FRAME),
        ("Noetra was selected for $61.6 billion in government support.", "noetra.selected.2026-06-30"),
    ],
)
def test_a_sum_in_dollars_that_no_rate_makes_the_same(text: str, held: str) -> None:
    analyst = Analyst("2026-07-05")
    analyst.reads("NEDOは2026年6月30日、3873億円の事業の実施者としてノエトラを採択した。", "2026-06-30")
    conclusion = analyst.reads(text, "2026-07-01", GATHERER)
    (found,) = conclusion.findings
    assert (found.rule, found.against) == ("contradicts.rate", held)
    assert "143 to 154 JPY to the USD" in found.why, "the rates are named: nothing is converted silently"


def test_a_sum_in_dollars_at_a_rate_of_the_time_is_no_dispute() -> None:
    text = "The government will provide Noetra with 1 trillion yen ($6.3 billion) over five years."
    assert "contradicts.rate" not in {one.rule for one in Analyst("2026-07-05").reads(text, "2026-07-01", GATHERER).findings}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("NTT released tsuzumi 2 on October 20, 2025, a model that runs on a single A100 GPU with 40GB.", "contradicts.property"),
        ("NTTは2025年10月20日、A100 40GB 1基で動く300億パラメータのtsuzumi 2の提供を開始した。", "contradicts.property"),
        ("NTT released tsuzumi 2 on October 20, 2025, a model that runs on a single H100 GPU.", "refines.date"),
    ],
)
def test_one_model_runs_on_one_machine(text: str, rule: str) -> None:
    analyst = Analyst("2026-03-01")
    assert analyst.rule(text, "2026-02-05") == (rule, "tsuzumi-2.released")
    assert "H100" in {fact.unit for fact in analyst.known.timeline.events["tsuzumi-2.released"].facts}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("改正個人情報保護法が2026年7月10日に成立した。", "人工知能戦略本部の第5回会合を2026年7月10日に開催しました。"),
        (
            "2026年5月14日、GENIACで新たに11件を採択しました。",
            "帝国データバンクは2026年5月14日、生成AIに関する企業の動向調査の結果を公表した。",
        ),
        (
            "総務省と経済産業省は2024年4月19日、AI事業者ガイドライン（第1.0版）を公表した。",
            "経済産業省は2024年4月19日、GENIACの計算資源の助成先として5件を採択した。",
        ),
    ],
)
def test_what_falls_on_one_day_is_two_things(one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        analyst = Analyst("2026-08-01")
        before, after = (analyst.reads(text, "2026-07-30").findings for text in (first, second))
        assert {found.event for found in before}.isdisjoint(found.event for found in after)
        assert {found.verdict.value for found in (*before, *after)} <= {"adds", "refines"}


def test_a_round_since_the_seed_is_none_of_those_that_it_knew_without_a_day() -> None:
    analyst = Analyst()
    assert analyst.rule("2025年7月15日、GENIACで24件を採択しました。", "2025-07-15", OFFICIAL)[0] == "refines.one-of-several"
    assert analyst.rule("2026年5月14日、GENIACで新たに11件を採択しました。", "2026-05-14", OFFICIAL)[0] == "adds.event"


def test_a_total_that_stays_on_the_page_is_none_of_today() -> None:
    analyst = Analyst()
    total = "GENIACではこれまでに339億円を支援しています。"
    assert analyst.rule(total, "2026-05-15", OFFICIAL) == ("confirms.same", "geniac.public-funding")
    analyst.reads("METI selected 16 themes for the fourth round of GENIAC on June 4, 2026.", "2026-06-04")
    (found,) = analyst.reads(total, "2026-07-15").findings
    assert (found.rule, found.against) == ("confirms.before-a-round", "geniac.public-funding")
    assert "geniac.4.selected.2026-06-04" in found.why
