"""Index pages of a fiscal year's budget: the stages in their headings, with their days, and the papers below them."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.budgets.ministry import DRAFT, ENACTED, GUIDELINE, REQUESTS, Stage, index_page
from tracker.kinds.budget import BUDGET
from tracker.model.document import Block
from tracker.model.look import Capture

URL = "https://www.example.go.jp/budget/fy2026/index.html"


def read(*stages: Stage, year: str = "令和８年度予算", **options: str) -> tuple[Block, ...]:
    document = BUDGET.extract(Capture(body=index_page(stages, year=year).encode(), url=URL), options)
    assert document.problem is None, document.problem_detail
    return document.blocks


def sentences(*stages: Stage, year: str = "令和８年度予算") -> list[str]:
    return [block.text.split("\n")[0] for block in read(*stages, year=year) if block.link is None and isinstance(block.published, datetime)]


def test_each_stage_says_in_a_sentence_what_happened_when() -> None:
    assert sentences(GUIDELINE, REQUESTS, DRAFT, ENACTED) == [
        "令和8年度予算の概算要求基準が2025年8月8日に閣議了解された。",
        "令和8年度予算の概算要求が2025年9月3日に提出された。",
        "令和8年度予算政府案が2025年12月26日に閣議決定された。",
        "令和8年度予算が2026年4月7日に成立した。",
    ]


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("政府案（令和７年12月26日）", "2025年12月26日に令和8年度予算案がまとまった。"),
        ("国会提出（令和８年２月20日）", "令和8年度予算案が2026年2月20日に国会に提出された。"),
        ("衆議院可決（令和８年３月13日）", "令和8年度予算案が2026年3月13日に衆議院で可決された。"),
        ("参議院本会議で可決（令和８年４月７日）", "令和8年度予算案が2026年4月7日に参議院で可決された。"),
        ("令和８年度補正予算の成立（令和８年６月５日）", "令和8年度補正予算が2026年6月5日に成立した。"),
        ("令和７年度補正予算（第１号）の成立（令和７年12月16日）", "令和7年度補正予算が2025年12月16日に成立した。"),
        ("2026年度予算の成立（2026年4月7日）", "令和8年度予算が2026年4月7日に成立した。"),
    ],
)
def test_stages_by_what_headings_call_them(heading: str, sentence: str) -> None:
    assert sentences(Stage(heading)) == [sentence]


@pytest.mark.parametrize(
    "heading",
    [
        "各省各庁の概算要求",
        "投資枠の予算編成についての考え方（令和８年９月４日）",
        "概算要求書の公開ページへのリンク先一覧（令和８年９月４日）",
        "予算執行調査（令和８年６月30日）",
        "沿革（令和８年６月30日）",
    ],
)
def test_a_heading_without_a_day_or_without_a_stage_states_nothing(heading: str) -> None:
    assert sentences(Stage(heading)) == []


def test_a_page_that_names_no_fiscal_year_states_no_stage() -> None:
    assert sentences(Stage("各省各庁の概算要求（令和７年９月３日）"), year="予算") == []


def test_papers_stand_under_their_stage_with_their_address_and_day() -> None:
    papers = [block for block in read(REQUESTS, DRAFT) if block.link]
    assert [(block.title, block.text, block.link) for block in papers[:2]] == [
        (
            "令和８年度一般会計概算要求・要望額等",
            "各省各庁の概算要求（令和７年９月３日）",
            "https://www.example.go.jp/budget/fy2026/sy250903.pdf",
        ),
        (
            "令和８年度予算フレーム",
            "令和８年度予算政府案（令和７年12月26日閣議決定）",
            "https://www.example.go.jp/budget/fy2026/seifuan01.pdf",
        ),
    ]
    assert papers[0].published is not None
    assert papers[0].published.date().isoformat() == "2025-09-03"


def test_a_new_stage_changes_no_key_of_those_before() -> None:
    before, after = read(GUIDELINE, REQUESTS), read(GUIDELINE, REQUESTS, DRAFT)
    assert [block.key for block in before] == [block.key for block in after][: len(before)]


def test_a_page_behind_it_is_read_whole() -> None:
    page = index_page([REQUESTS]).encode()
    linked = BUDGET.extract_linked(Capture(body=page, url=URL), {})
    assert "各省各庁の概算要求（令和７年９月３日）" in {block.text for block in linked.blocks}


def test_papers_of_the_page_can_be_opened() -> None:
    document = BUDGET.extract(Capture(body=index_page([REQUESTS]).encode(), url=URL), {"attachments": "pdf"})
    assert [link.url for link in document.links] == ["https://www.example.go.jp/budget/fy2026/sy250903.pdf"]
