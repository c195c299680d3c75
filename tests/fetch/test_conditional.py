from __future__ import annotations

import pytest

from tests.fetch.field import AGENT, plan, policy, take, take_one
from tests.origin import Asked, Origin, Reply, page, redirect, reply
from tracker.fetch import Plan
from tracker.model.look import Request, Response, Validators
from tracker.ports import Look

MODIFIED = "Mon, 03 Aug 2026 01:02:03 +0000"  # no server should write it so, and it still goes back as it came


def test_validators_go_back_exactly_as_they_came_and_a_304_keeps_them(origin: Origin) -> None:
    origin.route("/", page(b"news", etag='W/"a b-gzip"', last_modified=MODIFIED))
    first = take_one(origin.url())
    assert (first.status, first.body) == (200, b"news")
    assert first.validators == Validators(etag='W/"a b-gzip"', last_modified=MODIFIED)
    again = take_one(origin.url(), validators=first.validators)
    assert (again.status, again.body, again.validators) == (304, b"", first.validators)
    assert origin.asked[-1].headers["if-none-match"] == 'W/"a b-gzip"'
    assert origin.asked[-1].headers["if-modified-since"] == MODIFIED


def test_nothing_is_made_up_where_the_server_gave_no_validators(origin: Origin) -> None:
    origin.route("/", page(b"news"))
    take_one(origin.url(), validators=take_one(origin.url()).validators)
    for asked in origin.asked:
        assert not {"if-none-match", "if-modified-since", "cookie", "referer"} & set(asked.headers)


def test_a_304_with_a_newer_date_renews_that_alone(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(status=304, headers={"Last-Modified": "later"}))
    answer = take_one(origin.url(), validators=Validators(etag='"1"', last_modified="earlier"))
    assert answer.validators == Validators(etag='"1"', last_modified="later")


def test_a_304_to_a_question_without_validators_is_an_error(origin: Origin) -> None:
    origin.route("/", reply(304))
    answer = take_one(origin.url())
    assert (answer.status, answer.error_code, answer.transient) == (None, "protocol", False)


def test_every_request_says_who_asks_and_takes_the_same_encodings(origin: Origin) -> None:
    origin.route("/", page(b"news", etag='"1"'))
    take_one(origin.url(), validators=Validators(etag='"0"'))
    assert len(origin.asked) == 2  # robots.txt too
    for asked in origin.asked:
        assert asked.headers["user-agent"] == AGENT
        assert asked.headers["accept-encoding"] == "gzip, br, zstd"


def test_the_accept_header_is_the_kinds_own(origin: Origin) -> None:
    def look() -> Look:
        response = yield Request(url=origin.url("/feed"), accept="application/atom+xml")
        return response

    take([Plan(key="x", look=look())])
    assert origin.asked[-1].headers["accept"] == "application/atom+xml"


def test_validators_of_the_plan_go_with_the_first_request_alone(origin: Origin) -> None:
    origin.route("/index", page(b"index", etag='"i"'))
    origin.route("/item", page(b"item", etag='"i"'))

    def look() -> Look:
        index = yield Request(url=origin.url("/index"))
        item = yield Request(url=origin.url("/item"))
        assert (index.status, item.status) == (304, 200)
        return index

    told = take([Plan(key="x", look=look(), validators=Validators(etag='"i"'))])
    assert told["x"].status == 304


def test_validators_that_a_kind_gives_itself_go_before_those_of_the_plan(origin: Origin) -> None:
    origin.route("/", page(b"news", etag='"own"'))

    def look() -> Look:
        response = yield Request(url=origin.url(), validators=Validators(etag='"own"'))
        return response

    assert take([Plan(key="x", look=look(), validators=Validators(etag='"plan"'))])["x"].status == 304


def test_validators_stay_within_an_origin_on_a_redirect(origin: Origin) -> None:
    origin.route("/old", redirect("/new"))
    origin.route("/new", page(b"news", etag='"1"'))
    assert take_one(origin.url("/old"), validators=Validators(etag='"1"')).status == 304
    with Origin() as other:
        other.route("/old", redirect(origin.url("/new")))
        assert take_one(other.url("/old"), validators=Validators(etag='"1"')).status == 200
    assert "if-none-match" not in origin.asked[-1].headers


@pytest.mark.parametrize("etag", ['"\u0007"', '"' + "x" * 5000 + '"'])
def test_a_validator_that_cannot_go_back_as_it_came_is_not_kept(origin: Origin, etag: str) -> None:
    origin.route("/", lambda _: Reply(body=b"news", headers={"ETag": etag}))
    assert take_one(origin.url()).validators.etag is None


def test_a_validator_in_bytes_of_no_encoding_is_not_kept(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(raw=b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe"\r\nContent-Type: text/\xe9\r\nContent-Length: 2\r\n\r\nok'))
    answer = take_one(origin.url())
    assert (answer.body, answer.validators.etag, answer.content_type) == (b"ok", None, None)


def test_the_response_carries_what_a_reader_of_the_body_needs(origin: Origin) -> None:
    def route(asked: Asked) -> Reply:
        return Reply(body="政策".encode("shift_jis"), headers={"Content-Type": "text/html;\tcharset=Shift_JIS"})

    origin.route("/a", route)
    answer = take_one(origin.url("/a?b=%E3%81%82&c=~"))
    assert answer == Response(
        url=origin.url("/a?b=%E3%81%82&c=~"),
        status=200,
        body="政策".encode("shift_jis"),
        content_type="text/html; charset=Shift_JIS",
        duration=answer.duration,
    )
    assert origin.asked[-1].path == "/a?b=%E3%81%82&c=~"


def test_every_answer_is_a_response_with_its_status_and_body(origin: Origin) -> None:
    for status in (204, 403, 404, 410):
        origin.route(f"/{status}", reply(status, b"" if status == 204 else b"no"))
    told = take([plan(origin.url(f"/{status}")) for status in (204, 403, 404, 410)], policy())
    assert [(answer.status, answer.body, answer.transient) for answer in told.values()] == [
        (204, b"", False),
        (403, b"no", False),
        (404, b"no", False),
        (410, b"no", False),
    ]
    assert len(origin.asked) == 5  # none is asked twice
