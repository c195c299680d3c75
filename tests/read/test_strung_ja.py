"""Events that Japanese strings together: on one noun behind them, on one verb behind them, from one day to another."""

from __future__ import annotations

from datetime import date

import pytest

from tests.read.field import claims, whole_claims
from tests.read.field import days as written

PUBLISHED = date(2026, 7, 13)


def test_what_leads_over_to_the_description_of_a_thing_describes_it_too() -> None:
    assert claims("昨年5月に成立し、9月に施行された潮位法の見直しが始まった。", PUBLISHED) == [
        ("tide-law", "enacted", "occurred", "2025-05-01"),
        ("tide-law", "in-force", "occurred", "2025-09-01"),
    ]


def test_what_has_a_topic_of_its_own_describes_nothing_behind_it() -> None:
    told = claims("隣県の条例が5月に成立し、9月に施行された潮位法の見直しが始まった。", PUBLISHED)
    assert ("tide-law", "enacted") not in {(subject, event) for subject, event, _, _ in told}


def test_one_verb_is_told_of_each_version_with_its_day() -> None:
    text = "潮位基本計画は、令和7年3月に第1.1版、令和8年3月に第1.2版が公表された。"
    assert [(one.when.earliest, [fact.value for fact in one.facts]) for one in whole_claims(text, PUBLISHED)] == [
        (date(2025, 3, 1), ["1.1"]),
        (date(2026, 3, 1), ["1.2"]),
    ]


@pytest.mark.parametrize(
    "text", ["潮位基本計画の閣議決定は14日から21日に延期された。", "潮位基本計画の閣議決定は当初予定の14日から21日に延期された。"]
)
def test_days_without_a_month_between_which_something_is_put_off_lie_ahead(text: str) -> None:
    assert claims(text, PUBLISHED) == [
        ("tide-plan", "cabinet-decision", "postponed", "2026-07-14"),
        ("tide-plan", "cabinet-decision", "scheduled", "2026-07-21"),
    ]


def test_days_that_have_gone_by_where_the_new_one_has_not() -> None:
    assert claims("潮位基本計画の閣議決定は10日から21日に延期された。", PUBLISHED) == [
        ("tide-plan", "cabinet-decision", "postponed", "2026-07-10"),
        ("tide-plan", "cabinet-decision", "scheduled", "2026-07-21"),
    ]


def test_the_draft_of_an_order_under_a_law_is_consulted_on_for_the_law() -> None:
    assert ("tide-law", "consultation-opened") in {
        (subject, event) for subject, event, _, _ in claims("港湾局は7月1日、潮位法に基づく省令の案について意見募集を始めた。", PUBLISHED)
    }


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("昨年5月に成立し、9月に施行された。", date(2026, 7, 13), ["2025-05-01", "2025-09-01"]),
        ("来年3月に公募を始め、9月に採択する。", date(2026, 7, 13), ["2027-03-01", "2027-09-01"]),
        ("昨年12月に公募を始め、3月に採択した。", date(2026, 5, 13), ["2025-12-01", "2026-03-01"]),
        ("It passed in May last year and took effect in September.", date(2026, 7, 13), ["2025-05-01", "2025-09-01"]),
        (
            "昨年5月に成立した。" + "潮の高さは変わらず、港の人々は船を出して網を引いている。" * 2 + "9月に見直す。",
            PUBLISHED,
            ["2025-05-01", "2026-09-01"],
        ),
    ],
)
def test_a_later_month_right_behind_one_of_last_or_next_year_is_of_that_year(text: str, published: date, days: list[str]) -> None:
    assert [earliest for _, earliest, _, _ in written(text, published)] == days
