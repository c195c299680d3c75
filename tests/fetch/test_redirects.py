from __future__ import annotations

import pytest

from tests.fetch.field import Memory, policy, take, take_one
from tests.fetch.field import plan as planned
from tests.origin import Origin, Reply, page, redirect, reply


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_kept_in_order(origin: Origin, status: int) -> None:
    origin.route("/a", redirect("b?x=1#part", status))
    origin.route("/b", redirect(origin.url("/c"), status))
    origin.route("/c", page(b"here"))
    answer = take_one(origin.url("/a"))
    assert (answer.status, answer.body, answer.url) == (200, b"here", origin.url("/c"))
    assert answer.redirects == (origin.url("/a"), origin.url("/b?x=1"))
    assert {asked.method for asked in origin.asked} == {"GET"}


@pytest.mark.parametrize(("statuses", "for_good"), [((301, 308), True), ((301, 302), False), ((307, 301), False), ((), False)])
def test_an_address_has_moved_where_every_redirect_on_the_way_is_one_for_good(
    origin: Origin, statuses: tuple[int, ...], for_good: bool
) -> None:
    for step, status in enumerate(statuses):
        origin.route(f"/{step}", redirect(f"/{step + 1}", status))
    origin.route(f"/{len(statuses)}", reply(200, b"here", Cache_Control="max-age=60"))
    answer = take_one(origin.url("/0"))
    assert (answer.moved, answer.cache_control) == (origin.url(f"/{len(statuses)}") if for_good else None, "max-age=60")


def test_a_circle_is_named(origin: Origin) -> None:
    origin.route("/a", redirect("/b"))
    origin.route("/b", redirect("/a"))
    answer = take_one(origin.url("/a"))
    assert (answer.error_code, answer.transient) == ("redirect-loop", False)
    assert answer.redirects == (origin.url("/a"),)
    assert origin.paths() == ["/robots.txt", "/a", "/b"]
    assert "/b" in (answer.error or "")
    assert "/a" in (answer.error or "")


def test_ten_redirects_are_followed_and_no_more(origin: Origin) -> None:
    for step in range(12):
        origin.route(f"/{step}", redirect(f"/{step + 1}"))
    origin.route("/12", page(b"here"))
    assert take_one(origin.url("/2")).body == b"here"
    answer = take_one(origin.url("/1"))
    assert (answer.error_code, len(answer.redirects)) == ("too-many-redirects", 10)


@pytest.mark.parametrize("to", ["", "ftp://example.org/", "file:///etc/passwd", "https://", "http://a b/", "javascript:alert(1)"])
def test_a_redirect_to_what_cannot_be_asked_is_an_error(origin: Origin, to: str) -> None:
    origin.route("/a", lambda _: Reply(status=302, headers={"Location": to} if to else {}))
    answer = take_one(origin.url("/a"))
    assert (answer.status, answer.error_code, answer.url) == (None, "bad-redirect", origin.url("/a"))


def test_each_hop_is_checked_for_private_addresses(origin: Origin) -> None:
    for name, to in {
        "v4": "http://10.0.0.1/",
        "metadata": "http://169.254.169.254/latest",
        "name": f"http://localhost:{origin.port}/secret",
    }.items():
        origin.route(f"/{name}", redirect(to))
        answer = take_one(origin.url(f"/{name}"))
        assert (answer.error_code, answer.url, answer.redirects) == ("not-allowed", to, (origin.url(f"/{name}"),))
    assert "/secret" not in origin.paths()


def test_each_hop_is_checked_against_the_robots_of_its_own_origin(origin: Origin) -> None:
    with Origin() as other:
        other.route("/robots.txt", reply(200, b"User-agent: *\nDisallow: /closed"))
        other.route("/closed", page(b"secret"))
        origin.route("/a", redirect(other.url("/closed")))
        answer = take_one(origin.url("/a"))
        assert (answer.error_code, answer.redirects) == ("robots", (origin.url("/a"),))
        assert other.paths() == ["/robots.txt"]


def test_a_location_in_raw_utf_8_is_asked_percent_encoded(origin: Origin) -> None:
    origin.route("/a", lambda _: Reply(raw="HTTP/1.1 302 Found\r\nLocation: /報告 1?q=%2F\r\nContent-Length: 0\r\n\r\n".encode()))
    origin.route("*", page(b"here"))
    answer = take_one(origin.url("/a"), memory=Memory({f"http://{origin.place}": ""}))
    assert answer.body == b"here"
    assert origin.paths()[-1] == "/%E5%A0%B1%E5%91%8A%201?q=%2F"


def test_the_time_of_a_request_is_for_all_its_redirects_together(origin: Origin) -> None:
    for step in range(8):
        origin.route(f"/{step}", lambda asked, step=step: Reply(status=302, headers={"Location": f"/{step + 1}"}, delay=0.1))  # type: ignore[misc]
    memory = Memory({f"http://{origin.place}": ""})
    answer = take([planned(origin.url("/0"), timeout=0.35)], policy(offline_after=99), memory)[origin.url("/0")]
    assert answer.error_code == "timeout"
    assert 2 <= len(answer.redirects) <= 3
