"""The index page of the next fiscal year is found by itself and read beside the one that is watched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.budgets.ministry import ENACTED, GUIDELINE, INDEX, REQUESTS, Stage, index_page
from tests.fetch.field import take
from tests.origin import Origin, page, reply
from tests.watched import source
from tracker.errors import ExtractError
from tracker.fetch import Plan
from tracker.kinds.budget import BUDGET
from tracker.model.document import Document
from tracker.model.look import Capture, Response

NEXT, AFTER = "/budget/fy2027/index.html", "/budget/fy2028/index.html"
NEXT_GUIDELINE = Stage("概算要求基準閣議了解（令和８年７月30日）")


@pytest.fixture
def ministry() -> Iterator[Origin]:
    with Origin() as origin:
        origin.route(INDEX, page(index_page([GUIDELINE, REQUESTS, ENACTED]).encode()))
        yield origin


def look(origin: Origin, last: bytes | None = None) -> Response:
    asked_for = source("budget", origin.url(INDEX), "budget", years=origin.url("/budget/fy{year}/index.html"))
    return take([Plan(key="a", look=BUDGET.look_again(asked_for, last))])["a"]


def read(response: Response) -> Document:
    return BUDGET.extract(Capture(body=response.body, url=response.url, content_type=response.content_type), {})


def asked(origin: Origin) -> list[str]:
    found = [path for path in origin.paths() if path != "/robots.txt"]
    origin.asked.clear()
    return found


def told(document: Document) -> list[str]:
    return [block.text.split("\n")[0] for block in document.blocks if block.link is None and block.published]


def test_the_page_of_the_next_fiscal_year_is_found_as_soon_as_it_is_there(ministry: Origin) -> None:
    first = look(ministry)
    assert asked(ministry) == [INDEX, NEXT]
    alone = BUDGET.extract(Capture(body=index_page([GUIDELINE, REQUESTS, ENACTED]).encode(), url=ministry.url(INDEX)), {})
    assert read(first).blocks == alone.blocks, "what was read of one page is read of it still"
    ministry.route(NEXT, page(index_page([NEXT_GUIDELINE], year="令和９年度予算").encode()))
    second = look(ministry, first.body)
    assert asked(ministry) == [INDEX, NEXT]
    assert [line for line in told(read(second)) if line not in told(read(first))] == [
        "令和9年度予算の概算要求基準が2026年7月30日に閣議了解された。"
    ]
    assert read(second).windowed, "what leaves the newest years was not taken back"
    third = look(ministry, second.body)
    assert (asked(ministry), read(third).blocks) == ([INDEX, NEXT, AFTER], read(second).blocks)


def test_a_page_of_a_year_that_cannot_be_had_costs_nothing_else_and_is_told(ministry: Origin) -> None:
    ministry.route(NEXT, reply(500, b"error"))
    document = read(look(ministry))
    assert len(told(document)) == 3
    assert (document.problem_detail or "").endswith("/budget/fy2027/index.html: the server answered 500")


@pytest.mark.parametrize(
    "instead", [reply(404, b"gone"), reply(403, b"no"), page(b"<html><head><title>403 Forbidden</title></head></html>")]
)
def test_a_page_of_the_source_that_is_none_is_the_outcome(ministry: Origin, instead: Any) -> None:
    ministry.route(INDEX, instead)
    came = look(ministry)
    assert asked(ministry) == [INDEX]
    assert came.content_type != "application/json"


@pytest.mark.parametrize("body", [b'{"years":', b'{"years":[{"url":1}]}', b'{"years":' + b"[" * 100_000])
def test_a_broken_capture_is_an_error_page(body: bytes) -> None:
    with pytest.raises(ExtractError, match="cannot be read"):
        BUDGET.extract(Capture(body=body, url="https://www.example.go.jp/"), {})


def test_a_capture_of_no_page_is_empty() -> None:
    assert BUDGET.extract(Capture(body=b'{"years":[]}', url="https://www.example.go.jp/"), {}).problem == "empty"


def test_an_address_without_a_year_is_refused() -> None:
    assert "was expected" in BUDGET.faults({"years": "https://www.example.go.jp/budget/index.html"})["years"]
    assert "years" not in BUDGET.faults({"years": "https://www.example.go.jp/budget/{ERA}.html"})
