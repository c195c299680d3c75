"""Sources that fail in every way they can: said so, held against nobody else, and over when they are over."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import Any

import pytest

from tests.origin import Origin, Reply, Route, page, redirect, reply
from tests.stories.field import ADDS, CONFIRMS, NOW, Folder, Item, after, coverage, feed, office, serve, told

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


@pytest.mark.parametrize("name", FAILING)
def test_a_failing_source_is_told_as_it_fails_and_hides_nobody(tmp_path: Path, name: str) -> None:
    route, outcome, word = FAILING[name]
    with office(tmp_path, CONFIRMS, etag='"1"') as (good, folder), Origin() as bad:
        bad.route("/feed", serve([ADDS], etag='"a"'))
        folder.set_up(bad=bad.url("/feed"), office=good.url("/feed"))
        folder.poll()
        before = told(folder.digest(NOW))

        bad.route("/feed", route)
        ran = folder.run("poll", "--json", now=after(hours=2))
        rows = {row["id"]: row for row in ran.json["sources"]}
        again = _same_rows(folder, after(hours=2.5))
        digest = folder.digest(after(hours=3))

        bad.route("/feed", serve([ADDS], etag='"a"'))
        recovered = folder.poll(after(days=2))["bad"]
        after_all = folder.digest(after(days=2))
    assert ran.code == 0
    assert (rows["bad"]["outcome"], rows["bad"]["changes"], rows["bad"]["findings"]) == (outcome, 0, 0)
    assert word in rows["bad"]["why"]
    assert f"bad: {outcome}: " in ran.err
    assert rows["office"]["outcome"] == "unchanged"
    assert again["bad"]["outcome"] == outcome, "the same failure again has not been seen either"
    row = coverage(digest, "bad")
    assert (row["looked"], row["failed"], word in row["why"]) == (2, 2, True)
    assert row["blind_since"] == after(hours=2)
    assert len(before) == 2
    assert told(digest) == [], "a failure is no news of the world"
    assert (recovered["outcome"], recovered["changes"]) == ("unchanged", 0)
    assert coverage(after_all, "bad")["blind_since"] is None
    assert told(after_all) == []


def _same_rows(folder: Folder, moment: str) -> dict[str, dict[str, Any]]:
    return folder.poll(moment, "--all")


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
    assert rows["office"]["outcome"] == "first"
    assert rows["slow"]["outcome"] == "failed"
    assert list(rows) == ["office", "slow"], "who answers first is told first"
    assert "never seen" in lines


def test_one_entry_that_cannot_be_read_hides_no_other(tmp_path: Path) -> None:
    hostile = Item("どんぐり法" + "(" * 5000 + "成立" + ")" * 5000, text="どんぐり法が" + "「" * 20000, link="/hostile")
    with office(tmp_path, hostile, CONFIRMS) as (_, folder):
        assert folder.poll()["office"]["outcome"] == "first"
        assert "act.enacted" in [row[2] for row in told(folder.digest(NOW))]
