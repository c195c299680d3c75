"""The past that feeds, minutes and yearly pages tell themselves, over a real connection."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.archives.field import SINCE, UNTIL, captures, own, source, with_past
from tests.diet.kokkai import Meeting, Minutes
from tests.fetch.field import NOW, Memory, policy
from tests.origin import Origin, page, redirect, reply
from tracker import plugins
from tracker.archives.own import Own
from tracker.fetch.one_by_one import OneByOne
from tracker.kinds.diet import DIET
from tracker.kinds.feed import FEED
from tracker.model.look import Capture, Request, Response
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Source
from tracker.pages.past import look_back_at_pages
from tracker.ports import LookBack


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as made:
        yield made


def atom(*days: str, back: str = "") -> bytes:
    entries = "".join(
        f"<entry><id>tag:{day}</id><title>どんぐり {day}</title><link rel='next' href='/trap'/><updated>{day}T09:00:00+09:00</updated></entry>"
        for day in days
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>森</title>{back}{entries}</feed>".encode()


def titles(one: PastCapture) -> list[str | None]:
    return [block.title for block in FEED.extract(Capture(body=one.body, url=one.listed.url), {}).blocks]


def test_archives_of_a_feed_are_had_oldest_first_at_the_day_of_their_newest_entry(origin: Origin) -> None:
    origin.route(
        "/feed", page(atom("2025-09-03", "2025-09-01", back="<link rel='prev-archive' href='/2025-08'/><link rel='next' href='/2'/>"))
    )
    origin.route("/2025-08", page(atom("2025-08-20", "2025-08-02", back='<link href="/2025-07?a=1&amp;b=2" rel="prev-archive" />')))
    origin.route("/2025-07", page(atom("2025-07-09", "2025-07-03", back="<link rel='prev-archive' href='/2024-12'/>")))
    origin.route("/2024-12", page(atom("2024-12-20", back="<link rel='prev-archive' href='/2024-11'/>")))
    with own() as past:
        found = captures(past, source(url=origin.url("/feed"), kind="feed"))
    assert [f"{one.listed.at:%Y-%m-%d %H:%M}" for one in found] == ["2025-07-09 00:00", "2025-08-20 00:00", "2025-09-03 00:00"]
    assert titles(found[0]) == ["どんぐり 2025-07-09", "どんぐり 2025-07-03"]
    assert found[0].listed.reference == origin.url("/2025-07?a=1&b=2")
    assert {one.listed.url for one in found} == {origin.url("/feed")}
    # What lies before is asked for once, to see that it does.
    assert origin.paths() == ["/robots.txt", "/feed", "/2025-08", "/2025-07?a=1&b=2", "/2024-12"]


def test_pages_of_a_feed_and_of_a_json_feed_are_gone_back(origin: Origin) -> None:
    rss = (
        "<rss xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>森</title><item><title>どんぐり</title>"
        "<link>https://acorns.example/1</link><pubDate>Mon, 01 Sep 2025 00:00:00 GMT</pubDate></item>"
        "<atom:link rel='next' href='/json'/></channel></rss>"
    )
    older = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "森",
        "items": [{"id": "1", "title": "苗木", "date_published": "2025-05-01T00:00:00Z"}],
        "next_url": origin.url("/feed"),
    }
    origin.route("/feed", page(rss.encode()))
    origin.route("/json", page(msgspec.json.encode(older), content_type="application/feed+json"))
    with own() as past:
        found = captures(past, source(url=origin.url("/feed"), kind="feed"))
    assert [(one.listed.at.month, titles(one)) for one in found] == [(5, ["苗木"]), (9, ["どんぐり"])]
    assert len(origin.asked) == 3


def test_a_feed_without_days_is_seen_now_and_one_elsewhere_is_not_gone_to(origin: Origin) -> None:
    body = "<rss><channel><title>森</title><link rel='next' href='https://elsewhere.example/'/><item><title>どんぐり</title></item></channel></rss>"
    origin.route("/feed", page(body.encode()))
    with own() as past:
        [one] = captures(past, source(url=origin.url("/feed"), kind="feed"))
    assert one.listed.at == UNTIL


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"\xff" * 100, b'{"items": 5}'])
def test_what_is_no_feed_ends_the_way_back(origin: Origin, body: bytes) -> None:
    origin.route("/feed", page(atom("2025-09-03", back="<link rel='prev-archive' href='/older'/>")))
    origin.route("/older", page(body))
    with own() as past:
        assert len(captures(past, source(url=origin.url("/feed"), kind="feed"))) == 1


def test_minutes_are_had_month_by_month(origin: Origin) -> None:
    said = "○森君　樫の苗木について伺います。苗木法は昨年成立しました。"
    meetings = [Meeting(day, [("森", said)], number=number) for number, day in enumerate(["2025-03-05", "2025-03-31", "2025-05-01"], 1)]
    meetings += [Meeting("2025-06-03", [("森", said)] * 130, number=9)]
    minutes = Minutes(origin, meetings)
    given = source("diet", minutes.url, kind="diet", any="苗木法")
    with own() as past:
        found = captures(past, given)
    assert [f"{one.listed.at:%Y-%m-%dT%H}" for one in found] == ["2025-03-31T15", "2025-05-31T15", "2025-06-30T15"]
    read = [DIET.extract(Capture(body=one.body, url=one.listed.url), given.options) for one in found]
    assert [len(document.blocks) for document in read] == [2, 1, 130]
    spans = [(query["from"], query["until"]) for _, query in minutes.asked]
    assert spans[:3] == [("2025-01-01", "2025-01-31"), ("2025-02-01", "2025-02-28"), ("2025-03-01", "2025-03-31")]
    assert spans.count(("2025-06-01", "2025-06-30")) == 2
    assert spans[-1] == ("2026-01-01", "2026-01-01")


def test_a_month_that_is_not_answered_is_told_and_the_next_is_had(origin: Origin) -> None:
    minutes = Minutes(origin, [Meeting("2025-05-01", [("森", "苗木法は成立しました。")])])
    first = (
        "/api/speech?any=%E8%8B%97%E6%9C%A8%E6%B3%95&from=2025-04-01&until=2025-04-30&startRecord=1&maximumRecords=100&recordPacking=json"
    )
    origin.route(first, reply(500, b"busy"))
    with own() as past:
        found = list(past.listed([source("diet", minutes.url, kind="diet", any="苗木法")], datetime(2025, 4, 1, tzinfo=UTC), UNTIL))
    assert [type(one) for one in found] == [Lost, Listed]


def test_a_server_that_cannot_be_reached_is_not_asked_for_every_month() -> None:
    with own() as past:
        found = list(past.listed([source("diet", "http://127.0.0.1:1/api/speech", kind="diet", any="苗木法")], SINCE, UNTIL))
    assert [type(one) for one in found] == [Lost, Lost]
    assert all(isinstance(one, Lost) and one.passing for one in found)


def test_yearly_pages_are_seen_since_they_were_last_changed(origin: Origin) -> None:
    origin.route("/2024.html", page(b"<ul><li>2024</li></ul>", last_modified="Tue, 31 Dec 2024 03:00:00 GMT"))
    origin.route("/2025.html", page(b"<ul><li>2025</li></ul>", last_modified="Fri, 05 Dec 2025 03:00:00 GMT"))
    origin.route("/now.html", page(b"<ul><li>now</li></ul>"))
    given = with_past(source(kind="index"), pages=[origin.url("/{year}.html"), origin.url("/now.html")])
    with own() as past:
        found = captures(past, given, datetime(2023, 2, 1, tzinfo=UTC), UNTIL)
    assert [(one.listed.url.rpartition("/")[2], f"{one.listed.at:%Y-%m-%d}") for one in found] == [
        ("2024.html", "2024-12-31"),
        ("2025.html", "2025-12-05"),
        ("now.html", "2026-01-01"),
    ]
    assert origin.paths()[1:] == ["/2023.html", "/2024.html", "/2025.html", "/2026.html", "/now.html"]


def test_numbered_pages_end_with_the_first_that_is_not_there(origin: Origin) -> None:
    for number in (1, 2, 3, 5):
        origin.route(f"/{number}kai/", page(b"<p>%d</p>" % number))
    with own() as past:
        found = captures(past, with_past(source(), pages=[origin.url("/{n}kai/")]))
    assert [one.body for one in found] == [b"<p>1</p>", b"<p>2</p>", b"<p>3</p>"]
    assert origin.paths()[1:] == ["/1kai/", "/2kai/", "/3kai/", "/4kai/"]


def test_what_fails_between_pages_is_told_and_a_redirect_is_followed(origin: Origin) -> None:
    origin.route("/1", redirect("/first"))
    origin.route("/first", page(b"<p>1</p>"))
    origin.route("/2", reply(403, b"no"))
    origin.route("/3", page(b"<p>3</p>"))
    with own() as past:
        found = list(past.listed([with_past(source(), pages=[origin.url("/{n}")])], SINCE, UNTIL))
    assert [one.reference for one in found] == [origin.url("/first"), origin.url("/2"), origin.url("/3")]
    assert isinstance(found[1], Lost)
    assert found[1].why == "the server answered 403"


def test_robots_txt_is_obeyed_as_in_a_poll(origin: Origin) -> None:
    origin.route("/robots.txt", page(b"User-agent: *\nDisallow: /old/", content_type="text/plain"))
    with own() as past:
        [lost] = past.listed([with_past(source(), pages=[origin.url("/old/")])], SINCE, UNTIL)
    assert isinstance(lost, Lost)
    assert "robots.txt" in lost.why
    assert origin.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("pattern", "asked"),
    [
        ("{year}", ["2025", "2026"]),
        ("{fiscal_year}", ["2024", "2025", "2026", "2027"]),
        ("{era_year}", ["7", "8"]),
        ("{year}/{month}", ["2025/202502", "2025/202503"]),
        ("{date}", ["20250227", "20250228", "20250301"]),
        ("{session}", ["216", "217", "218", "219", "220", "221", "222"]),
    ],
)
def test_what_counts_on(pattern: str, asked: list[str]) -> None:
    last = {"{year}/{month}": datetime(2025, 3, 2, tzinfo=UTC), "{date}": datetime(2025, 3, 1, tzinfo=UTC)}
    look = look_back_at_pages(
        with_past(source(), pages=[f"https://acorns.example/{pattern}"]),
        datetime(2025, 2, 27, tzinfo=UTC),
        last.get(pattern, datetime(2026, 4, 2, tzinfo=UTC)),
        "text/html",
    )
    assert [step.url.removeprefix("https://acorns.example/") for step in all_of(look)] == asked


def all_of(look: LookBack) -> list[Request]:
    """What a look back asks for where nothing is there."""
    found: list[Request] = []
    answer: Response | None = None
    while True:
        try:
            step = look.send(answer)
        except StopIteration:
            return found
        assert isinstance(step, Request)
        found.append(step)
        answer = Response(url=step.url, status=404)


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_every_month_is_asked_for_once_and_they_join(first: date, days: int) -> None:
    since = datetime(first.year, first.month, first.day, tzinfo=UTC)
    until = datetime.fromordinal(first.toordinal() + days).replace(tzinfo=UTC)
    asked = all_of(DIET.look_back(source("diet", "https://kokkai.example/api", kind="diet", any="x"), since, until))
    spans = [(one.url.partition("from=")[2][:10], one.url.partition("until=")[2][:10]) for one in asked]
    assert (spans[0][0], spans[-1][1]) == (f"{since:%Y-%m-%d}", f"{until:%Y-%m-%d}")
    assert all(date.fromisoformat(soon).toordinal() + 1 == date.fromisoformat(late).toordinal() for (_, soon), (late, _) in pairwise(spans))


class _Odd:
    """A kind that looks back as a plug-in might."""

    version, windowed, options = 1, False, frozenset[str]()

    def __init__(self, look: Any) -> None:
        self.look_back = look

    def look(self, source: Source) -> Any: ...
    def extract(self, capture: Capture, options: Any) -> Any: ...


def endless(source: Source, since: datetime, until: datetime) -> LookBack:
    number = 0
    while True:
        number += 1
        yield Request(url=f"{source.url}?{number}")


def raising(source: Source, since: datetime, until: datetime) -> LookBack:
    yield Request(url=source.url)
    raise ZeroDivisionError


def other(source: Source, since: datetime, until: datetime) -> Any:
    yield "no request"


@pytest.mark.parametrize(("look", "told"), [(raising, "failed while looking back: ZeroDivisionError"), (other, "cannot be asked")])
def test_a_kind_that_goes_wrong_harms_nobody_else(origin: Origin, look: Any, told: str) -> None:
    origin.route("/1", page(b"<p>1</p>"))
    good = with_past(source("good"), pages=[origin.url("/1")])

    with OneByOne(policy(), Memory(), now=NOW) as asks:
        lost, found = Own(asks, lambda name: _Odd(look) if name == "odd" else plugins.kind(name)).listed(
            [source("odd", origin.url("/"), kind="odd"), good], SINCE, UNTIL
        )
    assert isinstance(lost, Lost)
    assert told in lost.why
    assert isinstance(found, Listed)


def test_a_look_back_without_end_has_one(origin: Origin) -> None:
    with OneByOne(policy(), Memory(), now=NOW) as asks:
        [lost] = Own(asks, lambda _: _Odd(endless), most=20).listed([source(url=origin.url("/"))], SINCE, UNTIL)
    assert isinstance(lost, Lost)
    assert "more than 20 requests" in lost.why
    assert len(origin.asked) == 21


def test_a_kind_that_does_not_look_back_has_no_past() -> None:
    with own() as past:
        assert list(past.listed([source(kind="pdf")], SINCE, UNTIL)) == []
