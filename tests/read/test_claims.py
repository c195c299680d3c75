"""Claims: subject, event, modality, date and facts of whole statements. Examples are our own."""

from __future__ import annotations

from datetime import date

import pytest

from tests.read.field import LEXICON, claims, whole_claims
from tracker.model.reading import Modality
from tracker.read.reader import read

PUBLISHED = date(2026, 3, 10)
OCCURRED, SCHEDULED = "occurred", "scheduled"


@pytest.mark.parametrize(
    ("text", "modality", "day"),
    [
        ("潮位法は2026年2月3日に成立した。", "occurred", "2026-02-03"),
        ("潮位法は2026年2月3日に成立している。", "occurred", "2026-02-03"),
        ("潮位法は4月1日に成立する予定だ。", "scheduled", "2026-04-01"),
        ("潮位法は4月1日に成立する見通しだ。", "expected", "2026-04-01"),
        ("政府は潮位法の成立をめざす。", "expected", None),
        ("潮位法は2月3日に成立していない。", "denied", None),
        ("潮位法が3月中に成立すれば、堤防は要らない。", "conditional", "2026-03-01"),
        ("与党は潮位法の成立を断念した。", "cancelled", None),
        ("潮位法が成立したことが分かった。", "reported", None),
        ("The Tide Act was enacted on February 3, 2026.", "occurred", "2026-02-03"),
        ("The Tide Act is set to be enacted on April 1, 2026.", "expected", "2026-04-01"),
        ("The Tide Act is scheduled to be enacted on April 1, 2026.", "scheduled", "2026-04-01"),
        ("The Tide Act has not been enacted.", "denied", None),
        ("If enacted, the Tide Act would close the port.", "conditional", None),
        ("The Tide Act was reportedly enacted on February 3, 2026.", "reported", "2026-02-03"),
        ("The Tide Act was enacted in May 2025.", "occurred", "2025-05-01"),
    ],
)
def test_modality(text: str, modality: str, day: str | None) -> None:
    assert claims(text, PUBLISHED) == [("tide-law", "enacted", modality, day)]


@pytest.mark.parametrize(
    "text",
    [
        "潮位法の施行に向けた検討を続ける。",
        "潮位法の講義は契約の成立を扱う。",
        "潮位法の試験の施行は10月4日だ。",
        "隣国の潮位法は2026年2月3日に施行された。",
        "潮位法には罰則がない。",
        "知事は潮位法の成立を求めた。",
        "潮位法は新会社を設置した。",
    ],
)
def test_what_states_no_event(text: str) -> None:
    assert claims(text, PUBLISHED) == []


def test_two_events_of_one_day() -> None:
    text = "潮位法は令和8年2月3日に公布・施行された。"
    assert claims(text) == [("tide-law", "promulgated", OCCURRED, "2026-02-03"), ("tide-law", "in-force", OCCURRED, "2026-02-03")]


def test_each_event_takes_its_own_date() -> None:
    text = "潮位法は2025年12月5日に成立し、同月13日に公布された。施行は2026年4月1日の予定である。"
    assert claims(text, PUBLISHED) == [
        ("tide-law", "enacted", OCCURRED, "2025-12-05"),
        ("tide-law", "promulgated", OCCURRED, "2025-12-13"),
        ("tide-law", "in-force", SCHEDULED, "2026-04-01"),
    ]


def test_an_event_without_a_date_takes_none_from_publication() -> None:
    assert claims("潮位法が成立した。", PUBLISHED) == [("tide-law", "enacted", OCCURRED, None)]


def test_the_day_named_as_of_is_no_event_date() -> None:
    assert claims("3月1日の時点で潮位法は施行された。", PUBLISHED) == [("tide-law", "in-force", OCCURRED, None)]


def test_the_body_that_decides_is_not_what_is_decided() -> None:
    text = "潮位戦略本部は2026年2月3日、潮位基本計画を決定した。"
    assert claims(text) == [("tide-plan", "body-decision", OCCURRED, "2026-02-03")]
    english = "On February 3, 2026, the Tide Council adopted the Tide Plan."
    assert claims(english) == [("tide-plan", "body-decision", OCCURRED, "2026-02-03")]


def test_a_body_named_only_as_deciding_is_passed_over_for_what_was_spoken_of() -> None:
    assert claims("潮位基本計画の話である。2026年2月3日に潮位戦略本部で決定した。") == [
        ("tide-plan", "body-decision", OCCURRED, "2026-02-03")
    ]


def test_a_clause_around_a_describing_one_keeps_its_own_date() -> None:
    text = "政府は2026年2月3日、2025年12月に設置した潮位戦略本部の潮位基本計画を閣議決定した。"
    assert claims(text) == [
        ("tide-council", "established", OCCURRED, "2025-12-01"),
        ("tide-plan", "cabinet-decision", OCCURRED, "2026-02-03"),
    ]


def test_grounds_are_no_subject() -> None:
    assert claims("潮位戦略本部は、潮位法を根拠に2026年2月3日に設置された。") == [("tide-council", "established", OCCURRED, "2026-02-03")]


def test_the_law_that_an_event_rests_on_is_not_its_subject() -> None:
    assert claims("潮位法に基づき、潮位戦略本部が2026年2月3日に設置された。") == [("tide-council", "established", OCCURRED, "2026-02-03")]


def test_a_relative_clause_keeps_its_own_date() -> None:
    text = "2025年12月に成立した潮位法に基づき、潮位戦略本部が2026年2月3日に設置された。"
    assert claims(text) == [("tide-law", "enacted", OCCURRED, "2025-12-01"), ("tide-council", "established", OCCURRED, "2026-02-03")]


@pytest.mark.parametrize(
    "text",
    [
        "潮位基本計画は、潮位法に根拠を持つ。同計画は2026年2月3日に閣議決定された。",
        "潮位基本計画の話である。2026年2月3日に閣議決定された。",
        "The Tide Plan rests on data. The plan was approved by the cabinet on February 3, 2026.",
        "The Tide Plan rests on data. It was approved by the cabinet on February 3, 2026.",
    ],
)
def test_what_stands_for_a_name(text: str) -> None:
    assert claims(text) == [("tide-plan", "cabinet-decision", OCCURRED, "2026-02-03")]


def test_a_meeting_put_off_is_two_claims() -> None:
    text = "潮位戦略本部の第5回会合は、7月3日から7月10日に延期された。"
    assert claims(text, date(2026, 7, 1)) == [
        ("tide-council", "meeting-held", "postponed", "2026-07-03"),
        ("tide-council", "meeting-held", "scheduled", "2026-07-10"),
    ]
    assert all(fact.value == "5" for claim in whole_claims(text, date(2026, 7, 1)) for fact in claim.facts)


@pytest.mark.parametrize(
    "text",
    [
        "潮位法の施行は2026年9月1日に延期される予定だ。",
        "潮位法の施行は2026年9月1日まで延期された。",
        "潮位法の施行は、9月1日に先送りされる見通しだ。",
        "The Tide Act was to come into force soon, but that it comes into force has been postponed until September 1, 2026.",
    ],
)
def test_what_is_put_off_to_a_day_is_planned_for_that_day(text: str) -> None:
    (claim,) = whole_claims(text, date(2026, 5, 20))
    assert (claim.modality.value, claim.when.exact) == ("scheduled", date(2026, 9, 1))


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("潮位戦略本部の設置について", ("tide-council", "established", OCCURRED, None)),
        ("潮位法　施行 －新しい港へ－", ("tide-law", "in-force", OCCURRED, None)),
        ("「潮位基本計画」を閣議決定しました", ("tide-plan", "cabinet-decision", OCCURRED, None)),
        ("NAMIBO（第４期）において16件の事業を採択しました", ("boats", "selected", OCCURRED, None)),
        ("KAMOMEの運航開始について", ("ferry", "launched", OCCURRED, None)),
        ("潮位基本計画（案）に関する意見募集の結果を公表しました", ("tide-plan", "consultation-result", OCCURRED, None)),
        ("潮位法（令和8年2月3日公布）の概要", ("tide-law", "promulgated", OCCURRED, "2026-02-03")),
        ("Tide Plan Published", ("tide-plan", "published", OCCURRED, None)),
    ],
)
def test_titles(text: str, claim: tuple[str, str, str, str | None]) -> None:
    assert claims(text, PUBLISHED, kind="title") == [claim]


def test_facts_belong_to_the_clause_that_names_them() -> None:
    (third, fourth) = whole_claims("NAMIBOの第3期では24件、第4期では16件が採択された。")
    assert [(fact.name, fact.value) for fact in third.facts] == [("ordinal", "3"), ("count", "24")]
    assert [(fact.name, fact.value) for fact in fourth.facts] == [("ordinal", "4"), ("count", "16")]


def test_a_sum_in_the_next_sentence_belongs_to_the_event_before_it() -> None:
    (claim,) = whole_claims("潮位基本計画が閣議決定された。総額は3兆45億円である。")
    (fact,) = claim.facts
    assert (fact.name, fact.value, fact.unit, fact.written) == ("amount", "3004500000000", "JPY", "3兆45億円")


def test_two_mentions_of_one_event_are_one_claim() -> None:
    (claim,) = whole_claims("潮位法が成立した。2026年2月3日に潮位法は成立した。")
    assert claim.when.exact == date(2026, 2, 3)


def test_the_quote_is_verbatim() -> None:
    text = "前文。ﾅﾐﾎﾞ以前の話。潮位法は㋿８年２月３日に成立した。後文。"
    (claim,) = whole_claims(text)
    assert claim.quote == "潮位法は㋿８年２月３日に成立した。"
    assert text[claim.start : claim.end] == claim.quote
    assert claim.modality is Modality.OCCURRED


def test_the_same_text_reads_the_same_twice() -> None:
    text = "潮位法は2026年2月3日に成立し、4月1日に施行される。"
    assert read(text, LEXICON, published=PUBLISHED) == read(text, LEXICON, published=PUBLISHED)
