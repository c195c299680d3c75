"""Spans of months and thirds, and days by which something is to be done, as they are written without a year."""

from __future__ import annotations

from datetime import date

import pytest

from tests.read.field import claims, days

PUBLISHED = date(2026, 7, 10)

SPANS = [
    ("公募は3月から5月まで実施された。", "2026-03-01", "2026-05-31", "range"),
    ("公募は10月から翌年3月まで実施する。", "2026-10-01", "2027-03-31", "range"),
    ("公募は10月から来年3月まで実施する。", "2026-10-01", "2027-03-31", "range"),
    ("提供は10月から始まる。", "2026-10-01", None, "month"),
    ("意見募集は12月上旬から下旬にかけて行う。", "2026-12-01", "2026-12-31", "range"),
    ("調査は3月上旬〜中旬に行った。", "2026-03-01", "2026-03-20", "range"),
    ("It runs from October 2026 to March 2027.", "2026-10-01", "2027-03-31", "range"),
    ("It runs from March to May.", "2026-03-01", "2026-05-31", "range"),
    ("It runs between March and May.", "2026-03-01", "2026-05-31", "range"),
    ("It will start by year-end.", None, "2026-12-31", "day"),
    ("It will start by fiscal year-end.", None, "2027-03-31", "day"),
    ("It will start by year-end 2027.", None, "2027-12-31", "day"),
    ("It will start by end-March 2027.", None, "2027-03-31", "day"),
    ("It will start within the year.", None, "2026-12-31", "year"),
    ("It will start before the end of fiscal 2026.", None, "2027-03-31", "day"),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "precision"), SPANS)
def test_spans_and_last_days_are_read(text: str, earliest: str | None, latest: str | None, precision: str) -> None:
    assert [found[1:] for found in days(text, PUBLISHED)] == [(earliest, latest, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "工事は3か月かかる。",
        "工事を3月かけて行う。",
        "It may march to May and back.",
        "A year-end party was held.",
        "Within the yearly plan.",
    ],
)
def test_what_only_looks_like_a_span_is_none(text: str) -> None:
    assert days(text, PUBLISHED) == []


def test_a_month_that_something_is_moved_to_ends_no_span() -> None:
    assert [found[1] for found in days("It was moved from March to May.", PUBLISHED)] == ["2026-03-01", "2026-05-01"]


def test_an_event_has_the_span_of_its_months() -> None:
    assert claims("KAMOMEの運航を10月から開始する。", PUBLISHED) == [("ferry", "launched", "scheduled", "2026-10-01")]
