"""The feed shows about six: where all that was known has left it, the list behind it is gone through until something known comes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.consultations.egov import FEED, LIST, Site, cases
from tests.fetch.field import take
from tests.origin import Origin, Reply, page, reply
from tests.watched import source
from tracker.fetch import Plan
from tracker.kinds.consultation import CONSULTATION
from tracker.model.document import Document
from tracker.model.look import Capture, Response


@pytest.fixture
def site() -> Iterator[Site]:
    with Origin() as origin:
        yield Site(origin, cases(40))


def look(site: Site, last: bytes | None = None, feed: str = FEED) -> Response:
    asked = source("consultations", site.origin.url(feed), "consultation")
    return take([Plan(key="a", look=CONSULTATION.look_again(asked, last))])["a"]


def read(body: bytes) -> Document:
    return CONSULTATION.extract(Capture(body=body, url="https://public-comment.example.go.jp/"), {})


def numbers(body: bytes) -> list[int]:
    return [int(block.key) - 600_000_000 for block in read(body).blocks]


def test_a_look_is_one_request_as_long_as_something_known_is_there(site: Site) -> None:
    first = look(site)
    assert (first.body, numbers(first.body)) == (site.feed(), [40, 39, 38, 37, 36, 35])
    site.cases = cases(45)
    assert numbers(look(site, first.body).body) == [45, 44, 43, 42, 41, 40]
    assert site.posted == []


def test_a_window_that_was_missed_is_filled_from_the_list(site: Site) -> None:
    first = look(site)
    site.cases = cases(70)
    then = look(site, first.body)
    assert site.posted == [{"CLASSNAME": "PCMMSTLIST", "Page": "1"}, {"CLASSNAME": "PCMMSTLIST", "Page": "2"}]
    assert numbers(then.body) == [*range(70, 39, -1)], "up to the first that was known, and nothing older"
    assert read(then.body).blocks[-1] == read(first.body).blocks[0], "what was known stays as it was known"
    assert read(then.body).problem_detail is None
    site.cases = cases(72)
    site.posted.clear()
    assert numbers(look(site, then.body).body) == [72, 71, 70, 69, 68, 67]
    assert site.posted == []


def test_after_ten_pages_it_is_left_and_said(site: Site) -> None:
    first = look(site)
    site.cases = cases(400)
    then = look(site, first.body)
    assert len(site.posted) == 10
    assert len(read(then.body).blocks) == 200
    assert "first 10 pages" in (read(then.body).problem_detail or "")
    assert 40 not in numbers(then.body)


@pytest.mark.parametrize(
    ("route", "why"),
    [
        (reply(500, b'{"message": "error"}'), "(500)"),
        (reply(404, b"gone"), "(404)"),
        (page(b"<html><body>maintenance</body></html>"), "(200)"),
        (page(b""), "(200)"),
    ],
)
def test_a_list_that_cannot_be_had_costs_not_the_feed(site: Site, route: object, why: str) -> None:
    first = look(site)
    site.cases = cases(70)
    site.origin.route(LIST, route)  # type: ignore[arg-type]
    then = look(site, first.body)
    assert numbers(then.body) == [70, 69, 68, 67, 66, 65]
    assert why in (read(then.body).problem_detail or "")


def test_a_list_that_always_gives_the_same_page_ends(site: Site) -> None:
    first = look(site)
    site.cases = cases(70)
    body = site.page(1)
    site.origin.route(LIST, lambda asked: Reply(body=body))
    assert "page 2 of the list brought nothing further" in (read(look(site, first.body).body).problem_detail or "")


def test_of_results_there_is_no_list(site: Site) -> None:
    site.origin.route("/rss/pcm_result.xml", lambda _: Reply(body=site.feed()))
    first = look(site, feed="/rss/pcm_result.xml")
    site.cases = cases(70)
    assert look(site, first.body, "/rss/pcm_result.xml").body == site.feed()
    assert site.posted == []


@pytest.mark.parametrize("last", [b"", b"<html></html>", b'{"feed":', b'{"feed":{"url":"u","body":"AAAA"}}'])
def test_a_capture_before_that_is_none_is_as_if_there_were_none(site: Site, last: bytes) -> None:
    assert look(site, last).body == site.feed()
    assert site.posted == []


@pytest.mark.parametrize("status", [304, 403, 500])
def test_a_feed_that_cannot_be_had_is_the_outcome(site: Site, status: int) -> None:
    first = look(site)
    site.origin.route(FEED, reply(status, b""))
    came = look(site, first.body)
    assert came.status == (None if status == 304 else status)
    assert site.posted == []
