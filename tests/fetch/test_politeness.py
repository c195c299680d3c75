from __future__ import annotations

import time
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from tests.fetch.field import NOW, Memory, numbers, plan, policy, take, take_one
from tests.origin import Asked, Origin, Reply, in_turn, page, reply
from tracker.fetch import FetchPolicy, Plan
from tracker.fetch.headers import retry_after
from tracker.model.look import Request
from tracker.ports import Look


def through(origin: Origin, **changes: object) -> FetchPolicy:
    """A policy that asks everything through the origin as its proxy, so that public names can be asked on loopback."""
    return policy(allowed_private=frozenset(), proxies={"http": f"http://{origin.place}"}, **changes)


PUBLIC = numbers({f"www{number}.example.org": "1.1.1.1" for number in range(9)})


def test_one_host_is_asked_one_thing_at_a_time(origin: Origin) -> None:
    origin.route("*", lambda _: Reply(body=b"here", delay=0.05))
    take([plan(origin.url(f"/{number}")) for number in range(6)])
    assert origin.most_open == 1
    assert len(origin.asked) == 7


def test_hosts_are_asked_side_by_side_up_to_the_limit(origin: Origin) -> None:
    hosts = {f"h{number}.example.org": "127.0.0.1" for number in range(8)}
    origin.route("*", lambda _: Reply(body=b"here", delay=0.2))
    urls = [origin.url(host=host) for host in hosts]
    memory = Memory({url.rstrip("/"): "" for url in urls})
    began = time.monotonic()
    take([plan(url) for url in urls], policy(allowed_private=frozenset(hosts), parallel=4), memory, lookup=numbers(hosts))
    assert origin.most_open == 4
    assert 0.4 <= time.monotonic() - began < 1.6  # one after the other takes 1.6


def test_a_public_host_is_given_a_gap_between_requests_and_others_none(origin: Origin) -> None:
    origin.route("*", page(b"here"))
    urls = [f"http://www{host}.example.org/{number}" for host in (1, 2) for number in range(3)]
    memory = Memory({"http://www1.example.org:80": "", "http://www2.example.org:80": ""})
    take([plan(url) for url in urls], through(origin, public_gap=0.2), memory, lookup=PUBLIC)
    for host in ("www1.example.org", "www2.example.org"):
        times = [asked.at for asked in origin.asked if asked.headers["host"] == host]
        assert len(times) == 3
        assert all(later - earlier >= 0.18 for earlier, later in pairwise(times))
    assert len({asked.headers["host"] for asked in origin.asked[:2]}) == 2, "neither host waits until the other has been asked for all"


def test_an_allowed_private_host_is_given_no_gap(origin: Origin) -> None:
    origin.route("*", page(b"here"))
    began = time.monotonic()
    take([plan(origin.url(f"/{number}")) for number in range(10)], policy(public_gap=5.0))
    assert time.monotonic() - began < 2


def test_connections_are_kept_between_requests(origin: Origin) -> None:
    origin.route("*", page(b"here"))
    take([plan(origin.url(f"/{number}")) for number in range(10)])
    assert len({asked.client for asked in origin.asked}) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wish_to_wait_is_obeyed_within_the_pass(origin: Origin, status: int) -> None:
    origin.route("/", in_turn(reply(status, Retry_After="1"), page(b"here")))
    heard: list[tuple[str, float]] = []
    answer = take([plan(origin.url())], on_wait=lambda host, seconds: heard.append((host, seconds)))[origin.url()]
    assert (answer.status, answer.body, answer.retry_after) == (200, b"here", None)
    first, second = (asked.at for asked in origin.asked if asked.path == "/")
    assert 1.0 <= second - first < 2.0
    assert heard == [("127.0.0.1", 1.0)]


def test_nobody_asks_a_host_that_wants_a_moment(origin: Origin) -> None:
    origin.route("/first", in_turn(reply(429, Retry_After="1"), page(b"here")))
    origin.route("/other", page(b"here"))
    told = take([plan(origin.url("/first")), plan(origin.url("/other"))])
    assert [answer.status for answer in told.values()] == [200, 200]
    first, *rest = (asked.at for asked in origin.asked if asked.path != "/robots.txt")
    assert all(at - first >= 1.0 for at in rest)


def test_a_long_wish_to_wait_ends_the_look_and_spares_the_host(origin: Origin) -> None:
    origin.route("/first", reply(429, b"slow down", Retry_After="3600"))
    origin.route("/other", page(b"here"))
    first, other = take([plan(origin.url("/first")), plan(origin.url("/other"))]).values()
    assert (first.status, first.retry_after, first.error) == (429, 3600.0, None)
    assert (other.error_code, other.retry_after, other.transient) == ("rate-limited", 3600.0, True)
    assert origin.paths() == ["/robots.txt", "/first"]


def test_a_wish_just_over_the_limit_is_not_waited_for(origin: Origin) -> None:
    origin.route("/", reply(503, Retry_After="2"))
    answer = take_one(origin.url("/"), policy(longest_wait=1.9))
    assert (answer.status, answer.retry_after) == (503, 2.0)
    assert origin.paths() == ["/robots.txt", "/"]


def test_a_second_wish_in_a_row_is_not_waited_for(origin: Origin) -> None:
    origin.route("*", reply(503, Retry_After="0"))
    answer = take_one(origin.url("/"), memory=Memory({f"http://{origin.place}": ""}))
    assert (answer.status, answer.retry_after) == (503, 0.0)
    assert origin.paths() == ["/", "/"]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_may_pass_is_tried_once_more_when_all_others_are_done(origin: Origin, status: int) -> None:
    origin.route("/shaky", in_turn(reply(status), page(b"here")))
    origin.route("/down", reply(status, b"no"))
    origin.route("/sound", lambda _: Reply(body=b"here", delay=0.1))
    with Origin() as other:
        other.route("/slow", lambda _: Reply(body=b"here", delay=0.3))
        urls = [origin.url("/shaky"), origin.url("/down"), origin.url("/sound"), other.url("/slow")]
        told = take([plan(url) for url in urls])
        assert [(answer.status, answer.transient) for answer in told.values()] == [(200, False), (status, True), (200, False), (200, False)]
        assert origin.paths() == ["/robots.txt", "/shaky", "/down", "/sound", "/shaky", "/down"]
        assert origin.asked[4].at > other.asked[-1].at + 0.25  # not before the slow one was done


def test_what_will_not_pass_is_asked_once(origin: Origin) -> None:
    for status in (400, 401, 403, 404, 410, 429, 501):
        origin.route(f"/{status}", reply(status))
    take([plan(origin.url(f"/{status}")) for status in (400, 401, 403, 404, 410, 429, 501)])
    assert len(origin.paths()) == len(set(origin.paths())) == 8


def test_a_look_has_one_second_try_in_all(origin: Origin) -> None:
    origin.route("*", reply(500))

    def look() -> Look:
        first = yield Request(url=origin.url("/1"))
        yield Request(url=origin.url("/2"))
        return first

    take([Plan(key="x", look=look()), plan(origin.url("/3"))], memory=Memory({f"http://{origin.place}": ""}))
    assert sorted(origin.paths()) == ["/1", "/1", "/2", "/3", "/3"]


def test_a_wish_to_wait_is_read_in_seconds_or_as_a_date() -> None:
    soon = format_datetime(NOW + timedelta(seconds=40), usegmt=True)
    assert retry_after({"Retry-After": "40"}, NOW) == 40
    assert retry_after({"Retry-After": " 0 "}, NOW) == 0
    assert retry_after({"Retry-After": soon}, NOW) == 40
    assert retry_after({"Retry-After": format_datetime(NOW - timedelta(days=1), usegmt=True)}, NOW) == 0


def test_a_date_is_held_against_the_servers_own_clock() -> None:
    elsewhere = NOW + timedelta(days=90)
    headers = {
        "Date": format_datetime(elsewhere, usegmt=True),
        "Retry-After": format_datetime(elsewhere + timedelta(seconds=30), usegmt=True),
    }
    assert retry_after(headers, NOW) == 30


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "Mon, 99 Foo", "Fri, 31 Dec 99999 23:59:59 GMT", "٣"])
def test_a_wish_that_cannot_be_read_is_none(value: str) -> None:
    assert retry_after({"Retry-After": value}, NOW) is None


def test_no_wish_is_longer_than_a_month() -> None:
    assert retry_after({"Retry-After": "9" * 300}, NOW) == 31 * 86_400


def test_a_date_in_the_answer_is_obeyed(origin: Origin) -> None:
    def busy(_: Asked) -> Reply:
        return Reply(status=503, headers={"Retry-After": format_datetime(NOW + timedelta(seconds=3000), usegmt=True)})

    origin.route("/", busy)
    answer = take_one(origin.url())
    assert answer.status == 503
    assert 2990 < (answer.retry_after or 0) <= 3000
