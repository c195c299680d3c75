"""Sources that fail in every way they can: said so, held against nobody else, and over when they are over."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.origin import Origin, Reply, Route, page, redirect, reply
from tests.stories.field import ADDS, CONFIRMS, NOW, Folder, Item, Ran, after, coverage, feed, office, serve, told

ERROR_PAGE = "<html><head><title>メンテナンス中</title></head><body><h1>ただいまメンテナンス中です</h1></body></html>".encode()

FAILING: dict[str, tuple[Route, str, str]] = {
    "forbidden": (reply(403), "blocked", "403"),
    "unauthorised": (reply(401), "blocked", "401"),
    "too-many": (reply(429, Retry_After="7200"), "blocked", "429"),
    "gone": (reply(404), "error-page", "404"),
    "broken": (reply(500), "failed", "500"),
    "challenge": (reply(202), "blocked", "202"),
    "nothing": (reply(200), "empty", "empty body"),
    "blank": (reply(200, b" \n\n "), "empty", "empty body"),
    "error-page": (page(ERROR_PAGE), "error-page", "メンテナンス中"),
    "not-a-feed": (page(b'{"jsonrpc": "2.0"}'), "error-page", ""),
    "binary": (page(b"\x89PNG\r\n\x1a\n" + bytes(2000)), "error-page", "picture"),
    "reset": (lambda _: Reply(reset=True), "failed", "ended the connection"),
    "cut": (lambda _: Reply(body=feed([CONFIRMS]), cut_after=200), "failed", "ended the body early"),
    "nowhere": (redirect("http://10.0.0.1/feed"), "failed", "private"),
    "metadata": (redirect("http://169.254.169.254/latest/meta-data"), "failed", "private"),
    "file": (redirect("file:///etc/passwd"), "failed", "cannot be asked"),
    "loop": (redirect("/feed"), "failed", "redirects"),
}


@dataclass(frozen=True)
class History:
    """One good source and all the failing ones: seen by all, then failing twice, then well again."""

    first: dict[str, Any]
    ran: Ran
    again: dict[str, dict[str, Any]]
    blind: dict[str, Any]
    recovered: dict[str, dict[str, Any]]
    last: dict[str, Any]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    with ExitStack() as stack:
        origins = {name: stack.enter_context(Origin()) for name in ("good", *FAILING)}
        folder = Folder(tmp_path_factory.mktemp("failing")).set_up(**{name: origin.url("/feed") for name, origin in origins.items()})
        _all_well(origins)
        folder.poll()
        first = folder.digest(NOW)
        for name, (route, _, _) in FAILING.items():
            origins[name].route("/feed", route)
        ran = folder.run("poll", "--json", now=after(hours=2))
        again = folder.poll(after(hours=2.5), "--all")
        blind = folder.digest(after(hours=3))
        _all_well(origins)
        return History(first, ran, again, blind, folder.poll(after(days=2)), folder.digest(after(days=2)))


def _all_well(origins: dict[str, Origin]) -> None:
    origins["good"].route("/feed", serve([CONFIRMS], etag='"1"'))
    for number, name in enumerate(FAILING):
        item = Item(f"種子基金、第{number + 3}回公募で{number + 20}件を採択", link="/selected")
        origins[name].route("/feed", serve([item], etag='"a"'))


@pytest.mark.parametrize("name", FAILING)
def test_a_failing_source_is_told_as_it_fails(history: History, name: str) -> None:
    _, outcome, word = FAILING[name]
    row = next(row for row in history.ran.json["sources"] if row["id"] == name)
    assert (row["outcome"], row["changes"], row["findings"]) == (outcome, 0, 0)
    assert word in row["why"]
    assert f"{name}: {outcome}: " in history.ran.err


@pytest.mark.parametrize("name", FAILING)
def test_the_same_failure_again_has_not_been_seen_either(history: History, name: str) -> None:
    _, outcome, word = FAILING[name]
    row = coverage(history.blind, name)
    assert history.again[name]["outcome"] in (outcome, "blocked"), "a server that asked to be left alone is left alone"
    assert (row["looked"], row["failed"], row["blind_since"]) == (2, 2, after(hours=2))
    assert word in row["why"] or history.again[name]["outcome"] != outcome


@pytest.mark.parametrize("name", FAILING)
def test_after_a_failure_it_goes_on_from_the_last_good_version(history: History, name: str) -> None:
    assert (history.recovered[name]["outcome"], history.recovered[name]["changes"]) == ("unchanged", 0)
    assert coverage(history.last, name)["blind_since"] is None


def test_failures_are_no_news_and_the_good_source_stands_beside_them(history: History) -> None:
    rows = {row["id"]: row for row in history.ran.json["sources"]}
    assert len(told(history.first)) == len(FAILING) + 1
    assert (history.ran.code, rows["good"]["outcome"]) == (0, "unchanged")
    assert (coverage(history.blind, "good")["looked"], coverage(history.blind, "good")["failed"]) == (2, 0)
    assert (told(history.blind), told(history.last)) == ([], [])


def test_an_error_page_seen_at_first_is_no_first_version(tmp_path: Path) -> None:
    with office(tmp_path) as (origin, folder):
        origin.route("/feed", page(ERROR_PAGE, etag='"error"'))
        assert [folder.poll(after(hours=hours), "--all")["office"]["outcome"] for hours in (0, 1, 2)] == ["error-page"] * 3
        assert coverage(folder.digest(after(hours=2)), "office")["looked"] == 3
        origin.route("/feed", serve([CONFIRMS]))
        assert folder.poll(after(days=2))["office"]["outcome"] == "first"
        assert [row[2] for row in told(folder.digest(after(days=2)))] == ["act.enacted"]
    assert all("if-none-match" not in asked.headers for asked in origin.asked), "nobody asks whether an error page is still there"


def test_changes_made_behind_a_failure_are_found_after_it(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        folder.poll()
        folder.digest(NOW)
        origin.route("/feed", page(ERROR_PAGE))
        folder.poll(after(hours=2))
        origin.route("/feed", serve([ADDS, CONFIRMS]))
        back = folder.poll(after(days=2))["office"]
        assert [row[:2] for row in told(folder.digest(after(days=2)))] == [("new", "adds")]
    assert (back["outcome"], back["changes"]) == ("changed", 1)


def test_only_when_every_source_failed_the_command_ends_with_3(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder), Origin() as bad:
        folder.set_up(office=origin.url("/feed"), bad=bad.url("/feed"))
        assert folder.run("poll", "bad", now=NOW).code == 3
        assert folder.run("poll", "office", "bad", now=after(hours=2)).code == 0
        assert folder.run("poll", now=after(hours=2)).code == 0, "nothing was due, so nothing failed"
        failed = folder.run("run", "--once", now=after(hours=2.5))
    assert failed.code == 0, "a digest was written, whatever could be reached"
    assert len(failed.paths) == 2


def test_nobody_there_and_no_such_name(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        folder = Folder(tmp_path).set_up(
            refused=f"http://127.0.0.1:{taken.getsockname()[1]}/feed",
            private="http://10.1.2.3/feed",
            nameless="http://no-such-name.invalid/feed",
        )
        ran = folder.spawn("poll", "--json", now=NOW)
    rows = {row["id"]: (row["outcome"], row["why"]) for row in ran.json["sources"]}
    assert ran.code == 3
    assert rows["refused"][0] == rows["private"][0] == rows["nameless"][0] == "failed"
    assert "refused" in rows["refused"][1]
    assert "private" in rows["private"][1]
    assert "no-such-name.invalid" in rows["nameless"][1]
    assert "Traceback" not in ran.err


def test_robots_are_obeyed_and_the_feed_is_never_asked_for(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        origin.route("/robots.txt", reply(200, b"User-agent: *\nDisallow: /feed\n"))
        row = folder.poll()["office"]
        assert origin.paths() == ["/robots.txt"]
    assert (row["outcome"], row["why"]) == ("blocked", "robots.txt of 127.0.0.1 does not allow /feed")


def test_a_slow_source_holds_up_nobody(tmp_path: Path) -> None:
    """What the others say is read after three seconds of silence, though one has yet to answer."""

    def slow(_: object) -> Reply:
        time.sleep(5)
        return Reply(body=feed([ADDS]))

    with office(tmp_path, CONFIRMS) as (origin, folder), Origin() as bad:
        bad.route("/feed", slow)
        folder.set_up(slow=bad.url("/feed"), office=origin.url("/feed"))
        folder.sources["slow"]["timeout"] = "30s"
        folder.write_sources()
        rows = folder.poll()
    assert {name: row["outcome"] for name, row in rows.items()} == {"office": "first", "slow": "first"}
    assert list(rows) == ["office", "slow"], "who answers first is told first"


def test_a_source_that_never_answers_in_time_has_failed(tmp_path: Path) -> None:
    def slow(_: object) -> Reply:
        time.sleep(3)
        return Reply(body=feed([ADDS]))

    with office(tmp_path, CONFIRMS) as (origin, folder), Origin() as bad:
        bad.route("/feed", slow)
        folder.set_up(slow=bad.url("/feed"), office=origin.url("/feed"))
        folder.sources["slow"]["timeout"] = "1s"
        folder.write_sources()
        rows = folder.poll()
        lines = folder.run("sources").out
    assert {name: row["outcome"] for name, row in rows.items()} == {"office": "first", "slow": "failed"}
    assert "never seen" in lines


def test_one_entry_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    hostile = Item("どんぐり法" + "(" * 5000 + "成立" + ")" * 5000, text="どんぐり法が" + "「" * 20000, link="/hostile")
    with office(tmp_path, hostile, CONFIRMS) as (_, folder):
        assert folder.poll()["office"]["outcome"] == "first"
        assert "act.enacted" in [row[2] for row in told(folder.digest(NOW))]
