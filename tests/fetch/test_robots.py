from __future__ import annotations

import time
from itertools import pairwise

import pytest

from tests.fetch.field import Memory, plan, policy, take, take_one
from tests.origin import Origin, Reply, encoded, in_turn, page, redirect, reply

RULES = b"\xef\xbb\xbfUser-agent: *\nDisallow: /closed\nAllow: /closed/but\n\nUser-agent: testing-tracker\nDisallow: /ours\n"


def serve(origin: Origin, text: bytes) -> None:
    origin.route("/robots.txt", reply(200, text, Content_Type="text/plain"))
    origin.route("*", page(b"here"))


def test_the_group_that_names_us_goes_before_the_one_for_all(origin: Origin) -> None:
    serve(origin, RULES)
    told = take([plan(origin.url("/ours/1")), plan(origin.url("/closed/1"))])
    assert [answer.error_code for answer in told.values()] == ["robots", None]
    assert "/ours/1" not in origin.paths()
    stranger = take(
        [plan(origin.url("/ours/1")), plan(origin.url("/closed/1")), plan(origin.url("/closed/but"))], policy(user_agent="other/1")
    )
    assert [answer.error_code for answer in stranger.values()] == [None, "robots", None]


def test_a_refusal_is_no_passing_thing_and_says_where_it_stands(origin: Origin) -> None:
    serve(origin, b"User-agent: *\nDisallow: /a?b=*c$\n")
    answer = take_one(origin.url("/a?b=xc"))
    assert (answer.status, answer.error_code, answer.transient) == (None, "robots", False)
    assert "/a?b=xc" in (answer.error or "")
    assert take_one(origin.url("/a?b=xcd")).status == 200
    assert origin.paths().count("/a?b=xc") == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_where_there_is_no_robots_txt_all_is_allowed(origin: Origin, status: int) -> None:
    origin.route("/robots.txt", reply(status, b"User-agent: *\nDisallow: /"))
    origin.route("/", page(b"here"))
    memory = Memory()
    assert take_one(origin.url(), memory=memory).body == b"here"
    assert memory.texts == {f"http://{origin.place}": ""}
    assert not memory.failed


@pytest.mark.parametrize("status", [500, 503])
def test_where_robots_txt_cannot_be_served_nothing_is_asked(origin: Origin, status: int) -> None:
    origin.route("/robots.txt", reply(status))
    origin.route("/", page(b"here"))
    memory = Memory()
    assert take_one(origin.url(), memory=memory).error_code == "robots"
    assert origin.paths() == ["/robots.txt"]
    assert memory.failed == {f"http://{origin.place}"}
    assert take_one(origin.url(), memory=memory).error_code == "robots"


def test_it_is_asked_once_for_an_origin_and_remembered(origin: Origin) -> None:
    serve(origin, RULES)
    memory = Memory()
    plans = [origin.url(f"/{number}") for number in range(5)]
    take([plan(url) for url in plans], memory=memory)
    take([plan(url) for url in plans], memory=memory)
    assert origin.paths().count("/robots.txt") == 1
    assert memory.recalled == [f"http://{origin.place}"] * 2
    assert memory.texts[f"http://{origin.place}"] == RULES.decode("utf-8-sig")


def test_what_is_remembered_counts(origin: Origin) -> None:
    origin.route("/", page(b"here"))
    memory = Memory({f"http://{origin.place}": "User-agent: *\nDisallow: /"})
    assert take_one(origin.url(), memory=memory).error_code == "robots"
    assert origin.asked == []


def test_a_host_that_cannot_be_reached_is_told_as_that_and_not_as_robots() -> None:
    with Origin() as gone:
        url = gone.url()
    memory = Memory()
    answer = take_one(url, memory=memory)
    assert (answer.error_code, answer.transient) == ("refused", True)
    assert memory.texts == {}


def test_a_robots_txt_that_never_comes_is_waited_for_once_in_a_round(origin: Origin) -> None:
    origin.route("/robots.txt", lambda _: Reply(delay=0.4))
    told = take([plan(origin.url(f"/{number}"), timeout=0.1) for number in range(4)])
    assert {answer.error_code for answer in told.values()} == {"timeout"}
    assert origin.paths() == ["/robots.txt"] * 2


def test_it_is_read_through_redirects_and_compression(origin: Origin) -> None:
    origin.route("/robots.txt", redirect("/text/robots"))
    origin.route("/text/robots", encoded(b"User-agent: *\nDisallow: /", "gzip"))
    assert take_one(origin.url()).error_code == "robots"


def test_a_redirect_of_robots_txt_to_a_private_address_is_not_followed(origin: Origin) -> None:
    with Origin() as inside:
        origin.route("/robots.txt", redirect(inside.url("/robots.txt")))
        assert take_one(origin.url(), policy(allowed_private=frozenset({origin.place}))).error_code == "not-allowed"
        assert inside.asked == []


@pytest.mark.parametrize("to", ["/robots.txt", "mailto:someone@example.org"])
def test_redirects_that_lead_nowhere_mean_that_there_is_none(origin: Origin, to: str) -> None:
    origin.route("/robots.txt", redirect(to))
    origin.route("/", page(b"here"))
    assert take_one(origin.url()).body == b"here"


def test_a_page_in_its_place_forbids_nothing(origin: Origin) -> None:
    serve(origin, b"<!doctype html><title>Not found</title><p>User-agent: unknown page</p>")
    assert take_one(origin.url("/x")).body == b"here"


def test_of_a_huge_one_the_beginning_counts(origin: Origin) -> None:
    serve(origin, b"User-agent: *\nDisallow: /closed\n" + b"Disallow: /" + b"x" * 2_000_000)
    told = take([plan(origin.url("/closed")), plan(origin.url("/open"))])
    assert [answer.error_code for answer in told.values()] == ["robots", None]


def test_the_delay_that_it_asks_for_is_kept_between_pages(origin: Origin) -> None:
    serve(origin, b"User-agent: *\nCrawl-delay: 0.3\n")
    take([plan(origin.url(f"/{number}")) for number in range(3)])
    times = [asked.at for asked in origin.asked if asked.path != "/robots.txt"]
    assert all(0.28 <= later - earlier < 1.5 for earlier, later in pairwise(times))


def test_a_delay_beyond_reason_is_cut(origin: Origin) -> None:
    serve(origin, b"User-agent: *\nCrawl-delay: 86400\n")
    began = time.monotonic()
    take([plan(origin.url("/1")), plan(origin.url("/2"))], policy(longest_crawl_delay=0.2))
    assert 0.2 <= time.monotonic() - began < 3


@pytest.mark.parametrize("wish", [600.0, None])
def test_a_host_that_limits_even_robots_txt_is_left_alone(origin: Origin, wish: float | None) -> None:
    origin.route("/robots.txt", reply(429) if wish is None else reply(429, Retry_After=f"{wish:.0f}"))
    told = take([plan(origin.url("/1")), plan(origin.url("/2"))])
    assert [(answer.error_code, answer.retry_after) for answer in told.values()] == [("rate-limited", wish)] * 2
    assert origin.paths() == ["/robots.txt"]


def test_one_that_was_lost_on_the_way_is_asked_for_again_at_the_end(origin: Origin) -> None:
    origin.route("/robots.txt", in_turn(lambda _: Reply(reset=True), reply(200, b"User-agent: *\nDisallow: /closed")))
    origin.route("*", page(b"here"))
    told = take([plan(origin.url("/closed")), plan(origin.url("/open"))])
    assert [answer.error_code for answer in told.values()] == ["robots", None]
    assert origin.paths().count("/robots.txt") == 2
