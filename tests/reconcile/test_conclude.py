"""Whole items, from their words to what they make of the timeline."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.reconcile.field import PACK, event, known, on, span, version
from tracker.model.finding import Verdict
from tracker.model.reading import Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event
from tracker.model.when import Precision
from tracker.read.lexicon import Lexicon
from tracker.reconcile.conclude import Concluded, conclude, reference_day
from tracker.reconcile.passage import Passage, read_passage
from tracker.reconcile.signature import finding_signature

LEXICON = Lexicon(PACK)
ENACTED = event("act.enacted", "acorn-act", "enacted", on("2025-05-28"))
COIN = event("coin.launch", "leaf-coin", "launched", span("2026-04-01", "2026-06-30", Precision.QUARTER), Modality.SCHEDULED)


def concluded(
    title: str | None,
    text: str = "",
    *events: Event,
    published: str = "2026-08-01",
    authority: Authority = Authority.OFFICIAL,
    background: bool = False,
) -> Concluded:
    passage = Passage(title=title, text=text, published=date.fromisoformat(published), authority=authority)
    return conclude(passage, known(*events), LEXICON, background=background)


def test_an_item_that_names_no_subject_is_read_no_further() -> None:
    made = concluded("予算が成立しました", "補正予算は5月28日に成立した。")
    assert (made.conclusion.verdict, made.conclusion.rule) == ("irrelevant", "names-no-subject")


def test_a_subject_and_a_status_word_without_a_statement_go_to_review() -> None:
    made = concluded("どんぐり法の成立をめぐる議論について")
    assert made.conclusion.verdict == "irrelevant"
    assert made.conclusion.tracks == ("law",)
    assert made.conclusion.review is not None
    assert "acorn-act" in made.conclusion.review


def test_the_headline_leads_and_takes_its_date_from_the_text() -> None:
    made = concluded(
        "木の葉コイン、発行開始", "木の葉コインは2026年6月24日に発行開始した。どんぐり法は2025年5月28日に成立している。", ENACTED, COIN
    )
    first, *others = made.conclusion.findings
    assert (first.part, first.verdict, first.when) == ("title", Verdict.ADVANCES, on("2026-06-24"))
    assert first.quote in "木の葉コイン、発行開始"
    assert [(one.part, one.verdict, one.event) for one in others] == [("text", Verdict.CONFIRMS, "act.enacted")]
    assert made.conclusion.verdict == "update"


@pytest.mark.parametrize(
    "text", ["どんぐり法が成立しました", "2026年8月1日 樹木省 どんぐり法が成立しました", "　どんぐり法が成立しました　"]
)
def test_a_text_that_only_repeats_its_headline_adds_nothing(text: str) -> None:
    """Above all not its date line: the day of publication is no day of the event."""
    made = concluded("どんぐり法が成立しました", text, ENACTED)
    assert len(made.conclusion.findings) == 1
    assert made.conclusion.findings[0].when == on("2025-05-28")
    assert made.conclusion.findings[0].rule == "confirms.same"


def test_a_later_version_without_a_date_does_not_take_the_date_of_the_one_it_replaces() -> None:
    first = event("guide.1-1", "oak-guide", "published", on("2025-03-28"), facts=(version("1.1"),))
    found = concluded("樫ガイドライン（第1.3版）を公表しました", "", first).conclusion.findings[0]
    assert (found.verdict, found.when.known, found.was) == (Verdict.SUPERSEDES, False, on("2025-03-28"))


def test_an_official_word_changes_the_timeline_and_press_alone_does_not() -> None:
    official = concluded("木の葉コインは2026年6月24日に発行開始した", "", COIN)
    assert [one.modality for _, one in official.revisions] == [Modality.OCCURRED]
    assert official.revisions[0][1].when == on("2026-06-24")
    assert concluded("木の葉コインは2026年6月24日に発行開始した", "", COIN, authority=Authority.PRESS).revisions == ()


def test_a_further_source_of_no_higher_authority_revises_nothing() -> None:
    official = msgspec.structs.replace(ENACTED, authority=Authority.OFFICIAL)
    for authority in (Authority.OFFICIAL, Authority.PRESS):
        assert concluded("どんぐり法が成立しました", "", official, authority=authority).revisions == ()
    raised = concluded("どんぐり法が成立しました", "", msgspec.structs.replace(ENACTED, authority=Authority.PRESS)).revisions
    assert [one.authority for _, one in raised] == [Authority.OFFICIAL]


def test_what_press_adds_enters_as_reported_and_official_word_makes_it_done() -> None:
    press = concluded("種子基金、2026年7月3日に4件を採択した", authority=Authority.PRESS)
    added = press.revisions[0][1]
    assert (added.modality, added.authority, added.id) == (Modality.REPORTED, Authority.PRESS, "seed-fund.selected.2026-07-03")
    official = concluded("種子基金は2026年7月3日に4件を採択した", "", added)
    assert official.conclusion.findings[0].rule == "advances.official"
    assert official.revisions[0][1].modality is Modality.OCCURRED


def test_one_item_is_held_against_what_its_own_earlier_claims_left() -> None:
    first = event("guide.1-1", "oak-guide", "published", on("2025-03-28"), facts=(version("1.1"),))
    text = "樫ガイドライン（第1.3版）を2026年6月5日に公表した。樫ガイドライン（第1.3版）は2026年6月5日に公開した。"
    made = concluded(None, text, first)
    assert [one.verdict for one in made.conclusion.findings] == [Verdict.SUPERSEDES, Verdict.CONFIRMS]


def test_history_is_background_and_so_is_an_item_seen_long_after() -> None:
    old = concluded("種子基金は2023年7月3日に4件を採択した")
    assert old.conclusion.findings[0].background
    late = concluded("種子基金は2026年7月3日に4件を採択した", background=True)
    assert late.conclusion.findings[0].background
    assert not concluded("種子基金は2026年7月3日に4件を採択した").conclusion.findings[0].background


def test_the_same_claim_always_proposes_the_same_id() -> None:
    first = concluded("種子基金は2026年7月3日に4件を採択した").revisions[0][1].id
    again = concluded("種子基金は2026年7月3日に4件を採択した").revisions[0][1].id
    taken = (
        concluded("種子基金は2026年7月3日に9件を採択した", "", msgspec.structs.replace(event(first, "oak-guide", "published")))
        .revisions[0][1]
        .id
    )
    assert first == again == "seed-fund.selected.2026-07-03"
    assert taken == "seed-fund.selected.2026-07-03-2"


def test_the_same_news_from_another_page_has_the_same_signature_and_a_new_date_has_not() -> None:
    a = concluded("種子基金は2026年7月3日に4件を採択した").conclusion.findings[0]
    b = concluded("4件を採択しました", "種子基金は2026年7月3日に4件を採択した。").conclusion.findings[0]
    c = concluded("種子基金は2026年7月4日に4件を採択した").conclusion.findings[0]
    assert finding_signature(a) == finding_signature(b)
    assert finding_signature(a) != finding_signature(c)


def test_quotes_are_verbatim_at_their_place() -> None:
    text = "お知らせ。ドングリ省は、どんぐり法が2025年5月28日に成立したと発表した。"
    made = concluded(None, text, ENACTED)
    found = made.conclusion.findings[0]
    assert text[found.start : found.end] == found.quote


def test_without_a_clock_the_question_is_asked_on_the_later_of_publication_and_seed() -> None:
    early, late = date(2025, 1, 1), date(2026, 4, 30)
    assert reference_day(early, late, None) == late
    assert reference_day(late, early, None) == late
    assert reference_day(early, late, date(2024, 1, 1)) == date(2024, 1, 1)
    assert reference_day(None, None, None) == date.min


def test_a_passage_without_any_name_is_not_read() -> None:
    assert read_passage(Passage(text="春の花が咲きました", title="お知らせ"), LEXICON) is None


def test_a_finding_that_makes_an_event_of_its_own_still_names_the_one_that_it_was_held_against() -> None:
    guide = event("guide.v1", "oak-guide", "published", on("2025-03-28"), facts=(version("1.1"),))
    made = concluded("樫ガイドライン（第1.2版）を2026年7月30日に公表しました", "", guide)
    (found,) = made.conclusion.findings
    ((_, its_own),) = made.revisions
    assert (found.verdict, found.event, found.against) == (Verdict.SUPERSEDES, its_own.id, "guide.v1")
    (confirmed,) = concluded("どんぐり法が2025年5月28日に成立", "", ENACTED).conclusion.findings
    assert confirmed.event == confirmed.against == "act.enacted"


def test_sums_of_no_statement_are_mentioned_and_change_nothing() -> None:
    text = "種子基金は2026年7月3日に30億円を投じ4件を採択した。世界の市場は2000億ドル（約31兆円）という。市場は2000億ドルである。"
    made = concluded("種子基金、4件を採択", text)
    (found,) = made.conclusion.findings
    assert [fact.value for fact in found.facts if fact.name == "amount"] == ["3000000000"]
    mentioned = [(fact.name, fact.value, fact.unit) for fact in made.conclusion.mentioned]
    assert mentioned == [("mentioned", "200000000000", "USD"), ("mentioned", "31000000000000", "JPY")]
    ((_, its_own),) = made.revisions
    assert {fact.name for fact in its_own.facts} == {"amount", "count"}


def test_a_page_of_nothing_but_sums_is_told_by_its_first() -> None:
    table = "。".join(f"{number}億円の話" for number in range(2, 400))
    made = concluded("種子基金は2026年7月3日に4件を採択した", table)
    assert [fact.value for fact in made.conclusion.mentioned] == [f"{number}00000000" for number in range(2, 14)]


def test_an_item_that_states_nothing_mentions_nothing() -> None:
    assert concluded("どんぐり法をめぐる議論", "市場は2000億ドルという。").conclusion.mentioned == ()


def test_what_bears_out_a_known_event_is_of_its_type() -> None:
    plan = event("guide.1-1", "oak-guide", "cabinet-decision", on("2025-12-23"))
    kinds = dict(PACK.event_types)
    kinds["published"] = msgspec.structs.replace(kinds["published"], told_as=("cabinet-decision", "selected"))
    pack = msgspec.structs.replace(PACK, event_types=kinds)
    told = {
        kind: conclude(
            Passage(text="樫ガイドラインは2025年12月23日に公表された。", authority=Authority.OFFICIAL),
            msgspec.structs.replace(known(msgspec.structs.replace(plan, type=kind)), pack=pack),
            Lexicon(pack),
        ).conclusion.findings[0]
        for kind in ("cabinet-decision", "selected")
    }
    assert {kind: (one.verdict, one.event, one.type) for kind, one in told.items()} == {
        "cabinet-decision": (Verdict.CONFIRMS, "guide.1-1", "cabinet-decision"),
        "selected": (Verdict.CONFIRMS, "guide.1-1", "published"),
    }


def test_a_step_on_the_way_to_a_known_stage_of_the_same_day_is_of_that_stage() -> None:
    (on_the_way,) = concluded("どんぐり法案は2025年5月28日に提出された", "", ENACTED).conclusion.findings
    (beyond,) = concluded("どんぐり法は2025年5月28日に公布された", "", ENACTED).conclusion.findings
    assert [(one.rule, one.event, one.type) for one in (on_the_way, beyond)] == [
        ("confirms.same-day-stage", "act.enacted", "enacted"),
        ("confirms.same-day-stage", "act.enacted", "promulgated"),
    ]


def test_what_has_happened_is_not_put_behind_what_is_to_come_for_want_of_a_date() -> None:
    text = "木の葉コインは発行開始された。木の葉コインは2026年11月に海外でも発行開始される予定だ。"
    first, second = concluded(None, text, published="2026-08-01").conclusion.findings
    assert (first.modality, second.modality) == (Modality.OCCURRED, Modality.SCHEDULED)


@pytest.mark.parametrize(("day", "modality"), [("2027-03-01", Modality.SCHEDULED), ("2026-03-01", Modality.OCCURRED)])
def test_a_page_without_a_day_of_its_own_plans_what_is_still_to_come(day: str, modality: Modality) -> None:
    passage = Passage(title=f"木の葉コイン、{day}に発行開始", text="", authority=Authority.OFFICIAL)
    (found,) = conclude(passage, known(), LEXICON).conclusion.findings
    assert (found.type, found.modality, found.when) == ("launched", modality, on(day))
