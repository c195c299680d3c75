"""Calls for subsidies: asked for by keyword, told with their days in Japan, and what is wrong with an answer told as such."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.fetch.field import NOW, Memory, policy
from tests.grants.jgrants import BASE, LARGE, SMALL, asked, serve, subsidy
from tests.origin import Origin, page, reply
from tests.watched import source as watched
from tracker.errors import ExtractError, FetchError
from tracker.fetch import Plan
from tracker.fetch.sweep import sweep
from tracker.kinds.grants import GRANTS
from tracker.model.document import Block, Document
from tracker.model.look import Capture, Response
from tracker.model.source import Source

OPENED = "「種子基金 第4回公募」（補助上限額50,000,000円）の公募が2026年6月1日に開始された。"


def source(url: str, *keywords: str) -> Source:
    return watched("calls", url, "grants", keywords=keywords or ("種子",))


def look(wanted: Source, last: bytes | None = None) -> Response:
    found: list[Response] = []
    plans = [Plan(key="calls", look=GRANTS.look_again(wanted, last))]
    sweep(plans, policy(public_gap=0.0), Memory(), lambda _, response: found.append(response), now=NOW)
    return found[0]


def read(body: bytes, url: str = "https://api.example.go.jp/exp/v1/public/subsidies", **options: Any) -> Document:
    return GRANTS.extract(Capture(body=body, url=url), options)


def problem(body: bytes) -> str | None:
    try:
        return read(body).problem
    except ExtractError as error:
        return error.problem


def answer(*calls: Any) -> bytes:
    return json.dumps({"metadata": {}, "result": list(calls)}, ensure_ascii=False).encode()


def block(**changed: Any) -> Block:
    (found,) = read(answer(subsidy(**changed))).blocks
    return found


def test_a_call_is_told_with_its_days_in_japan_and_its_limit() -> None:
    found = block()
    assert (found.key, found.title) == (SMALL, "種子基金 第4回公募")
    assert found.text.split("\n") == [OPENED, "「種子基金 第4回公募」の公募は2026年7月10日17時に締め切られる予定である。", "対象地域：全国"]
    assert found.published is not None
    assert found.published.isoformat() == "2026-06-01T00:00:00+09:00"
    assert found.link == f"https://www.example.go.jp/subsidy/{SMALL}"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-07-10T15:00:00Z", "2026年7月10日24時に"),
        ("2026-07-10T14:59:00.000Z", "2026年7月10日23時59分に"),
        ("2026-12-31T15:00Z", "2026年12月31日24時に"),
    ],
)
def test_midnight_ends_the_day_before(written: str, told: str) -> None:
    assert told in block(acceptance_end_datetime=written).text


@pytest.mark.parametrize("limit", [None, 0, "", "なし", float("1e30")])
def test_a_limit_that_is_none_is_not_told(limit: object) -> None:
    assert "補助上限額" not in block(subsidy_max_limit=limit).text


def test_days_that_cannot_be_read_are_left_out_and_kept_as_written() -> None:
    found = block(acceptance_start_datetime="soon", acceptance_end_datetime=None)
    assert found.text.split("\n")[0] == "「種子基金 第4回公募」（補助上限額50,000,000円）"
    assert (found.published, found.published_text) == (None, "soon")


def test_the_first_look_asks_for_open_and_closed_ones_and_the_next_for_open_ones_alone() -> None:
    with Origin() as origin:
        closed = subsidy(id=LARGE, title="種子基金 第3回公募", acceptance_end_datetime="2026-03-31T08:00:00Z")
        serve(origin, [subsidy()], [closed])
        calls = source(origin.url(f"{BASE}/subsidies"))
        first = look(calls)
        assert asked(origin) == ["種子 1", "種子 0"]
        document = read(first.body)
        assert [one.key for one in document.blocks] == [SMALL, LARGE]
        assert "「種子基金 第3回公募」の公募は2026年3月31日17時に締め切られた。" in document.blocks[1].text
        origin.asked.clear()
        again = look(calls, first.body)
        assert (asked(origin), again.body == first.body) == (["種子 1"], True)


def test_a_call_that_is_no_longer_open_is_asked_about_once() -> None:
    with Origin() as origin:
        serve(origin, [subsidy()])
        calls = source(origin.url(BASE))
        first = look(calls)
        serve(origin, [], [subsidy(acceptance_end_datetime="2026-06-20T08:00:00Z")])
        origin.asked.clear()
        second = look(calls, first.body)
        assert asked(origin) == ["種子 1", SMALL]
        assert "の公募は2026年6月20日17時に締め切られた。" in read(second.body).blocks[0].text
        assert len(second.body) < 2_000, "the papers of a call are not kept"
        origin.asked.clear()
        assert look(calls, second.body).body == second.body
        assert asked(origin) == ["種子 1"]


def test_a_call_that_the_api_has_forgotten_stays_as_it_was_told_and_one_that_it_cannot_tell_of_is_asked_again() -> None:
    with Origin() as origin:
        serve(origin, [subsidy()])
        calls = source(origin.url(BASE))
        first = look(calls)
        serve(origin, [])
        origin.route(f"{BASE}/subsidies/id/{SMALL}", reply(500, b'{"message":"busy"}'))
        busy = look(calls, first.body)
        assert busy.body == first.body
        origin.route(f"{BASE}/subsidies/id/{SMALL}", reply(404, b'{"message":"none"}'))
        assert "に締め切られた。" in read(look(calls, busy.body).body).blocks[0].text


def test_keywords_are_asked_for_one_after_the_other_and_a_call_of_two_is_one() -> None:
    with Origin() as origin:
        serve(origin, [subsidy()])
        response = look(source(origin.url(BASE), "種子", "基金"))
        assert asked(origin) == ["種子 1", "種子 0", "基金 1", "基金 0"]
        assert len(read(response.body).blocks) == 1
        assert origin.most_open == 1


def test_no_call_at_all_is_a_good_look() -> None:
    with Origin() as origin:
        serve(origin, [])
        response = look(source(origin.url(BASE)))
        document = read(response.body, keywords=("種子",))
        assert (document.problem, document.blocks, document.problem_detail) == (None, (), "there is no call for 種子")
        origin.asked.clear()
        look(source(origin.url(BASE)), response.body)
        assert asked(origin) == ["種子 1"]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"message":"internal error"}'),
        (200, b"<html><body>maintenance</body></html>"),
        (200, b'{"error":"none"}'),
        (200, b'{"result":[{"number":1}]}'),
        (200, b'{"result":"none"}'),
        (200, b"[" * 10_000),
    ],
)
def test_anything_but_an_answer_is_what_the_look_brings(status: int, body: bytes) -> None:
    with Origin() as origin:
        origin.route(f"{BASE}/subsidies", reply(status, body))
        response = look(source(origin.url(BASE)))
        assert (response.status, response.body) == (status, body)
        assert status == 500 or problem(body) == "error-page"


def test_a_call_that_carries_its_papers_is_kept_without_them() -> None:
    with Origin() as origin:
        body = answer({**subsidy(), "application_form": "x" * 1_000_000})
        origin.route(f"{BASE}/subsidies", page(body, content_type="application/json"))
        response = look(source(origin.url(BASE)))
        assert len(response.body) < 2_000
        assert OPENED in read(response.body).blocks[0].text


def test_one_row_that_is_none_hides_no_other() -> None:
    document = read(answer(subsidy(), {"id": 7}, subsidy(id=LARGE, title=" ")))
    assert (len(document.blocks), document.problem_detail) == (1, "2 of 3 calls could not be read")


def test_the_api_refuses_what_the_source_may_not_ask() -> None:
    with Origin() as origin:
        serve(origin, [subsidy()])
        with pytest.raises(FetchError, match="2 to 255 characters"):
            next(GRANTS.look(source(origin.url(BASE), "種")))
        origin.route("/", page(b""))
        assert asked(origin) == []


@pytest.mark.parametrize(
    ("options", "right"),
    [
        ({"keywords": "AI"}, True),
        ({"keywords": ("人工知能", "半導体")}, True),
        ({}, False),
        ({"keywords": "A"}, False),
        ({"keywords": ()}, False),
    ],
)
def test_keywords_are_needed(options: dict[str, Any], right: bool) -> None:
    assert (GRANTS.faults(options) == {}) is right


def test_no_more_keywords_than_a_look_may_ask() -> None:
    assert "second source" in GRANTS.faults({"keywords": tuple(f"語{number}番" for number in range(21))})["keywords"]


PLAIN = some.none() | some.text() | some.integers() | some.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=50)
@given(some.recursive(PLAIN, lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner), max_leaves=5))
def test_whatever_a_row_holds_nothing_but_an_outcome_follows(row: object) -> None:
    document = read(answer(subsidy(), row, subsidy(id=LARGE, acceptance_end_datetime=row if isinstance(row, str) else None)))
    assert len(document.blocks) >= 1
