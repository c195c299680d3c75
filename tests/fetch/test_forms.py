"""A form is posted, and what a server makes of that is followed as a browser follows it."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from tests.fetch.field import Memory, numbers, policy, take
from tests.origin import Origin, page, redirect
from tracker.fetch import Plan
from tracker.model.look import Request
from tracker.ports import Look

FORM = (("CLASSNAME", "LIST"), ("Page", "2"), ("words", "樫 & 苗木"))


def posting(url: str, gap: float = 0.0, times: int = 1) -> Look:
    response = yield Request(url=url, form=FORM, gap=gap, timeout=5)
    for _ in range(times - 1):
        response = yield Request(url=url, form=FORM, gap=gap, timeout=5)
    return response


def test_a_form_is_posted_as_it_was_given(origin: Origin) -> None:
    origin.route("/list", page(b"here"))
    assert take([Plan(key="a", look=posting(origin.url("/list")))])["a"].body == b"here"
    asked = origin.asked[-1]
    assert (asked.method, asked.headers["content-type"]) == ("POST", "application/x-www-form-urlencoded")
    assert asked.body == b"CLASSNAME=LIST&Page=2&words=%E6%A8%AB+%26+%E8%8B%97%E6%9C%A8"
    assert origin.asked[0].path == "/robots.txt"


@pytest.mark.parametrize(("status", "method"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
def test_a_redirect_is_a_get_unless_the_same_is_asked_for_again(origin: Origin, status: int, method: str) -> None:
    origin.route("/list", redirect("/there", status))
    origin.route("/there", page(b"here"))
    take([Plan(key="a", look=posting(origin.url("/list")))])
    assert [asked.method for asked in origin.asked[1:]] == ["POST", method]
    assert bool(origin.asked[-1].body) is (method == "POST")


def test_a_form_is_handed_on_to_no_other_server(origin: Origin) -> None:
    with Origin() as other:
        origin.route("/list", redirect(other.url("/there"), 307))
        other.route("/there", page(b"here"))
        take([Plan(key="a", look=posting(origin.url("/list")))])
        assert (other.asked[-1].method, other.asked[-1].body) == ("GET", b"")


def test_a_wider_gap_is_kept_where_a_kind_asks_for_one(origin: Origin) -> None:
    origin.route("*", page(b"here"))
    rules = policy(allowed_private=frozenset(), proxies={"http": f"http://{origin.place}"}, public_gap=0.0)
    memory = Memory({"http://www.example.org:80": ""})
    began = time.monotonic()
    take(
        [Plan(key="a", look=posting("http://www.example.org/list", gap=0.2, times=3))],
        rules,
        memory,
        lookup=numbers({"www.example.org": "1.1.1.1"}),
    )
    times = [asked.at for asked in origin.asked if asked.path == "/list"]
    assert len(times) == 3
    assert all(later - earlier >= 0.18 for earlier, later in pairwise(times))
    assert time.monotonic() - began < 3
