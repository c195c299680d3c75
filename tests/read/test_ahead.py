"""What lies ahead and what has been: told by the tense of what is quoted, by nouns, by dates, by the sentence before or after."""

from __future__ import annotations

from datetime import date

import pytest

from tests.read.field import claims, whole_claims

PUBLISHED = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "modality", "day"),
    [
        ("港湾局はKAMOMEの運航を4月1日に開始すると発表した。", "scheduled", "2026-04-01"),
        ("港湾局は9日、KAMOMEの運航を開始すると発表した。", "scheduled", None),
        ("港湾局は9日、KAMOMEの運航を4月に開始すると明らかにした。", "scheduled", "2026-04-01"),
        ("局長は3月9日、KAMOMEの運航を開始する考えを示した。", "expected", None),
        ("局はKAMOMEの運航を3月9日に開始し、島の港を整備する方針を確かめた。", "occurred", "2026-03-09"),
        ("局はKAMOMEの運航を5月9日に開始し、島の港を整備する方針を確かめた。", "expected", "2026-05-09"),
        ("KAMOMEの運航を3月9日に開始したと発表した。", "occurred", "2026-03-09"),
        ("The KAMOME launch window is April 2026.", "expected", "2026-04-01"),
        ("The KAMOME launch that is planned for April 2026 draws near.", "expected", "2026-04-01"),
        ("KAMOME was launched in March 2026.", "occurred", "2026-03-01"),
    ],
)
def test_what_is_said_to_come_is_not_past_because_the_saying_is(text: str, modality: str, day: str | None) -> None:
    assert claims(text, PUBLISHED) == [("ferry", "launched", modality, day)]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("政府、潮位基本計画を今春に閣議決定", [("tide-plan", "cabinet-decision", "scheduled", "2026-03-01")]),
        ("政府、潮位基本計画を今春に閣議決定した", [("tide-plan", "cabinet-decision", "occurred", "2026-03-01")]),
        ("政府、潮位基本計画を昨秋に閣議決定", [("tide-plan", "cabinet-decision", "occurred", "2025-09-01")]),
        ("政府、潮位基本計画を閣議決定", [("tide-plan", "cabinet-decision", "occurred", None)]),
        ("KAMOMEの運航開始（予告）", [("ferry", "launched", "scheduled", None)]),
        ("KAMOMEの運航開始日の変更について", []),
        ("KAMOMEの運航開始時期の一部変更について", []),
        ("潮位戦略本部（第3回）議事次第", [("tide-council", "meeting-held", "occurred", None)]),
    ],
)
def test_a_headline_that_ends_with_a_noun(title: str, told: list[tuple[str, str, str, str | None]]) -> None:
    assert claims(title, PUBLISHED, kind="title") == told


def test_what_a_plan_that_became_known_says_is_planned() -> None:
    told = "政府は潮位基本計画を4月に閣議決定する。"
    assert [claim[2] for claim in claims(told, PUBLISHED)] == ["scheduled"]
    assert [claim[2] for claim in claims(f"堤防づくりの全体像がわかった。{told}", PUBLISHED)] == ["expected"]
    assert [claim[2] for claim in claims("全体像がわかった。潮位基本計画は4月に閣議決定される予定だ。", PUBLISHED)] == ["scheduled"]


def test_the_first_line_of_a_text_without_a_title_is_read_as_a_headline() -> None:
    headline = "Cabinet takes up budget, Tide Act takes effect"
    assert [claim[1] for claim in claims(f"{headline}\n\nThe port stays open.", PUBLISHED)] == ["in-force"]
    assert claims(f"{headline}. The port stays open.", PUBLISHED) == []
    assert claims(f"The port stays open.\n\n{headline}", PUBLISHED) == []


@pytest.mark.parametrize(
    "text",
    [
        "新しい運航が2026年4月に行われることになり、運航を4月1日に開始する。狙いは、KAMOMEで島をつなぐことだ。",
        "島への運航を4月1日に開始する。KAMOMEを全島の足にするものだ。",
    ],
)
def test_a_sentence_that_explains_names_what_the_one_before_it_told(text: str) -> None:
    assert ("ferry", "launched", "scheduled", "2026-04-01") in claims(text, PUBLISHED)


def test_a_sentence_that_only_follows_names_nothing_for_the_one_before_it() -> None:
    assert claims("島への運航を4月1日に開始する。KAMOMEとWAVECは別の話題だ。", PUBLISHED) == []


def test_how_long_it_lasts_dates_what_was_told_before() -> None:
    text = "港湾局は2026年度にKAMOMEの運航を開始する。運航の期間は2026年5月1日から2027年2月28日までと、荒れる季節をほぼ避けたものになる見込みという。"
    (claim,) = whole_claims(text, PUBLISHED)
    assert (claim.when.earliest, claim.when.latest) == (date(2026, 5, 1), date(2027, 2, 28))


def test_a_term_of_another_year_dates_nothing() -> None:
    text = "港湾局は2026年度にKAMOMEの運航を開始する。期間は2031年5月1日から2031年9月30日まで。"
    (claim,) = whole_claims(text, PUBLISHED)
    assert claim.when.earliest == date(2026, 4, 1)


def test_what_a_firm_is_valued_at_is_no_money_that_it_got() -> None:
    (claim,) = whole_claims("WAVEC was launched with $30 million in hand at a $2.5 billion valuation.", PUBLISHED)
    assert [(fact.name, fact.value) for fact in claim.facts] == [("amount", "30000000"), ("valuation", "2500000000")]
