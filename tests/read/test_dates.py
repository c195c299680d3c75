"""Dates, family by family. Examples are our own."""

from __future__ import annotations

from datetime import date

import pytest

from tests.read.field import days, mentions
from tracker.model.reading import MentionKind

PUBLISHED = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和8年4月17日に開く", "2026-04-17"),
        ("令和八年十一月二十三日", "2026-11-23"),
        ("令和八年一一月二三日", "2026-11-23"),
        ("二〇二六年四月三日", "2026-04-03"),
        ("令 和 元 年 7 月 1 日", "2019-07-01"),
        ("令和元7月1日", "2019-07-01"),
        ("平成40年2月3日", "2028-02-03"),
        ("昭和64年1月7日", "1989-01-07"),
        ("㋿８年４月１７日", "2026-04-17"),
        ("令和8年(2026年)4月17日", "2026-04-17"),
        ("2026（令和8）年４月17日", "2026-04-17"),
        ("令和８(2026)年4月17日", "2026-04-17"),
        ("2026 年 4 月\n17 日", "2026-04-17"),
        ("R8.4.17", "2026-04-17"),
        ("令和８.４.17", "2026-04-17"),
        ("2026.04.17", "2026-04-17"),
        ("2026/4/17 00:00締切", "2026-04-17"),
        ("April 17, 2026", "2026-04-17"),
        ("17 April 2026", "2026-04-17"),
        ("Fri, 17 Apr 2026 09:00:00 JST", "2026-04-17"),
        ("the 17th of April, 2026", "2026-04-17"),
        ("2026-04-17", "2026-04-17"),
        ("17/4/2026", "2026-04-17"),
        ("April 17, Reiwa 8", "2026-04-17"),
        ("17 April Reiwa 8", "2026-04-17"),
    ],
)
def test_a_day_is_read_in_every_spelling(text: str, day: str) -> None:
    assert [(earliest, latest, precision) for _, earliest, latest, precision in days(text)] == [(day, day, "day")]


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("令和8年4月上旬", "2026-04-01", "2026-04-10", "third"),
        ("2026年2月下旬頃", "2026-02-21", "2026-02-28", "third"),
        ("2026年4月上中旬", "2026-04-01", "2026-04-20", "range"),
        ("mid-April 2026", "2026-04-11", "2026-04-20", "third"),
        ("2026年2月末", "2026-02-28", "2026-02-28", "day"),
        ("令和8年度末", "2027-03-31", "2027-03-31", "day"),
        ("the end of fiscal 2026", "2027-03-31", "2027-03-31", "day"),
        ("2026年上半期", "2026-01-01", "2026-06-30", "half"),
        ("令和8年度下半期", "2026-10-01", "2027-03-31", "fiscal-half"),
        ("2026年第2四半期", "2026-04-01", "2026-06-30", "quarter"),
        ("2026年度第4四半期", "2027-01-01", "2027-03-31", "fiscal-quarter"),
        ("令和8年7－9月期", "2026-07-01", "2026-09-30", "quarter"),
        ("2026年7～9月", "2026-07-01", "2026-09-30", "range"),
        ("Q3 2026", "2026-07-01", "2026-09-30", "quarter"),
        ("the fourth quarter of fiscal 2026", "2027-01-01", "2027-03-31", "fiscal-quarter"),
        ("the first half of 2026", "2026-01-01", "2026-06-30", "half"),
        ("2026年冬", "2026-12-01", "2027-02-28", "season"),
        ("summer 2026", "2026-06-01", "2026-08-31", "season"),
        ("R8年度", "2026-04-01", "2027-03-31", "fiscal-year"),
        ("FY 2026-27", "2026-04-01", "2027-03-31", "fiscal-year"),
        ("2026~2028年度", "2026-04-01", "2029-03-31", "range"),
        ("in 2026", "2026-01-01", "2026-12-31", "year"),
        ("平成31年", "2019-01-01", "2019-12-31", "year"),
        ("令和7年11月～令和8年2月", "2025-11-01", "2026-02-28", "range"),
        ("令和8年4月1日(水)から5月8日(金)まで", "2026-04-01", "2026-05-08", "range"),
        ("2025年12月16日〜1月19日", "2025-12-16", "2026-01-19", "range"),
        ("2026年4月3日から9日まで", "2026-04-03", "2026-04-09", "range"),
        ("April 1 through May 15, 2026", "2026-04-01", "2026-05-15", "range"),
        ("May 4–6, 2026", "2026-05-04", "2026-05-06", "range"),
        ("2026年10月25~11月5日", "2026-10-25", "2026-11-05", "range"),
        ("between January 20 (Tue.) and February 19 (Thu.), 2026", "2026-01-20", "2026-02-19", "range"),
        ("from 20 April (Mon) to 8 May (Fri), 2026", "2026-04-20", "2026-05-08", "range"),
    ],
)
def test_periods_and_ranges(text: str, earliest: str, latest: str, precision: str) -> None:
    assert [found[1:] for found in days(text)] == [(earliest, latest, precision)]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026年8月までに", None, "2026-08-31"),
        ("令和8年8月3日以前", None, "2026-08-03"),
        ("2026年8月以降", "2026-08-01", None),
        ("2026年8月3日から施行する", "2026-08-03", None),
        ("by August 2026", None, "2026-08-31"),
        ("since August 2026", "2026-08-01", None),
        ("by the end of 2026", None, "2026-12-31"),
        ("2026年8月3日 午前9時から午前11時まで", "2026-08-03", "2026-08-03"),
    ],
)
def test_an_open_side_is_none(text: str, earliest: str | None, latest: str | None) -> None:
    assert [found[1:3] for found in days(text)] == [(earliest, latest)]


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("本日", "2026-03-10", "2026-03-10"),
        ("きょうの会議", "2026-03-10", "2026-03-10"),
        ("今月末", "2026-03-31", "2026-03-31"),
        ("月末の締切", "2026-03-31", "2026-03-31"),
        ("来月2日", "2026-04-02", "2026-04-02"),
        ("昨年11月", "2025-11-01", "2025-11-30"),
        ("来年夏", "2027-06-01", "2027-08-31"),
        ("昨秋", "2025-09-01", "2025-11-30"),
        ("年内に", None, "2026-12-31"),
        ("年度内に", None, "2026-03-31"),
        ("今年度", "2025-04-01", "2026-03-31"),
        ("来年度", "2026-04-01", "2027-03-31"),
        ("8日の会見", "2026-03-08", "2026-03-08"),
        ("25日の会見", "2026-02-25", "2026-02-25"),
        ("12月5日の会見", "2025-12-05", "2025-12-05"),
        ("5月の会議", "2026-05-01", "2026-05-31"),
        ("next month", "2026-04-01", "2026-04-30"),
        ("in May last year", "2025-05-01", "2025-05-31"),
        ("early June of this year", "2026-06-01", "2026-06-10"),
        ("on June 4 last year", "2025-06-04", "2025-06-04"),
        ("last December", "2025-12-01", "2025-12-31"),
        ("last February", "2026-02-01", "2026-02-28"),
        ("next January", "2027-01-01", "2027-01-31"),
        ("by the end of the fiscal year", None, "2026-03-31"),
        ("by the end of the year", None, "2026-12-31"),
        ("at the end of next month", "2026-04-30", "2026-04-30"),
        ("announced on the 8th that", "2026-03-08", "2026-03-08"),
        ("delayed from April to May", "2026-04-01", "2026-04-30"),
        ("postponed to July", "2026-07-01", "2026-07-31"),
    ],
)
def test_publication_completes_what_is_missing(text: str, earliest: str | None, latest: str | None) -> None:
    assert days(text, PUBLISHED)[0][1:3] == (earliest, latest)
    assert days(text) == []


def test_later_dates_lean_on_earlier_ones() -> None:
    text = "2025年4月24日に通過し、5月28日に成立、同日公布、同年9月に施行、翌年2月に改めた。"
    assert [found[1] for found in days(text)] == ["2025-04-24", "2025-05-28", "2025-05-28", "2025-09-01", "2026-02-01"]


def test_in_english_a_month_leans_on_the_year_before_it() -> None:
    text = "It passed in May 2025, took effect that December and was amended on June 4 of the following year."
    assert [found[1] for found in days(text)] == ["2025-05-01", "2025-12-01", "2026-06-04"]


def test_in_english_the_year_may_stand_after_the_second_date() -> None:
    assert [found[1] for found in days("It met on May 28 and June 4, 2025.")] == ["2025-05-28", "2025-06-04"]


def test_where_nobody_says_when_it_was_published_a_day_written_in_full_places_what_stands_before_it() -> None:
    assert [found[1] for found in days("公募は10月下旬から。これに先立ち2023年9月22日に説明会を開いた。")] == ["2023-10-21", "2023-09-22"]
    assert [found[1] for found in days("公募は1月下旬から。これに先立ち2023年12月22日に説明会を開いた。")] == ["2024-01-21", "2023-12-22"]
    assert [found[1] for found in days("公募は10月下旬から。これに先立ち2023年に説明会を開いた。")] == ["2023-01-01"]


def test_a_fiscal_year_lends_no_year_to_a_day() -> None:
    assert [found[1] for found in days("2026年度予算は4月7日に決まった。", date(2027, 4, 9))] == ["2026-04-01", "2027-04-07"]


def test_what_is_moved_from_one_day_to_another_is_no_range() -> None:
    assert [found[1] for found in days("2026年7月3日から7月10日に延期された")] == ["2026-07-03", "2026-07-10"]
    assert [found[1] for found in days("締切を2026年7月3日から7月10日に延長した")] == ["2026-07-03", "2026-07-10"]
    assert [found[1] for found in days("The deadline was extended from 3 July to 10 July 2026")] == ["2026-07-03", "2026-07-10"]


@pytest.mark.parametrize(
    "text",
    [
        "令和7年法律第53号",
        "平成二十五年政令第十九号",
        "Act No. 12 of 2025",
        "令和六年能登半島地震",
        "平成30年7月豪雨",
        "潮位戦略2025",
        "第219回国会",
        "三月を超えない範囲",
        "公布の日から起算して3月を超えない",
        "1年6月以内",
        "5年間",
        "24時間",
        "5営業日",
        "10年国債",
        "2026年2月30日",
        "2025年2月29日",
        "2018年6年15日",
        "03/04/2026",
        "https://example.org/2026/03/31/a.html",
        "/news/r6/20250117/",
        "20260331_2026.pdf",
        "yosan-R8.3.31.html",
        "/menu-R8.3.31/a",
        "03-5253-5111",
        "〒100-2026",
        "第2期",
        "1/2以内",
        "may march on for a second",
        "this may be so, and that may be all",
        "the crowd went on to march",
        "on the 4th floor",
    ],
)
def test_what_only_looks_like_a_date_is_left_out(text: str) -> None:
    assert days(text, PUBLISHED) == []


def test_a_weekday_that_contradicts_its_date_is_doubted() -> None:
    good, bad = mentions("2026年4月17日(金)と2026年4月18日(金)", MentionKind.DATE)
    assert good.doubt is None
    assert bad.doubt == "weekday contradicts the date"
