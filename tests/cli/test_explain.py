"""`explain`: how an item came to its verdict, for people and for programs; what it looks at is kept nowhere."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.origin import Route, page, reply
from tests.stories.field import ADVANCES, NOW, Folder, after, office

PAGE = (
    '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>どんぐり法の施行</title></head><body><main><h1>どんぐり法の施行</h1>'
    "<p>どんぐり法は2026年6月1日に施行されました。窓口は森林局の一階にあります。</p></main></body></html>"
)
AHEAD = "樫指針が成立した場合は、種子基金を公表する。どんぐり法は2026年6月1日に施行されました。"


def asked(folder: Folder, *arguments: str, code: int = 0) -> str:
    ran = folder.run("explain", *arguments, now=after(hours=2))
    assert (ran.code, ran.err if code == 0 else "") == (code, ""), ran.err
    return ran.out or ran.err


def test_a_text_is_explained_with_candidates_rule_and_what_would_change(tmp_path: Path) -> None:
    with office(tmp_path) as (_, folder):
        (tmp_path / "text.txt").write_text(ADVANCES.title, encoding="utf-8")
        ran = folder.run("explain", "text.txt", "--authority", "official", "--json", now=NOW)
        plain = asked(folder, "text.txt", "--authority", "official")
        in_japanese = asked(folder, "text.txt", "--authority", "official", "--lang", "ja")
    (finding,) = ran.json["findings"]
    assert {"verdict", "tracks", "findings", "rule", "review", "item", "read", "dropped"} <= ran.json.keys()
    assert (finding["rule"], finding["candidates"][0]["event"]) == ("advances.occurred", "act.in-force")
    assert finding["candidates"][0]["score"] == finding["score"]
    assert [(one["event"], one["field"], one["new"]["en"]) for one in finding["change"]] == [("act.in-force", "modality", "happened")]
    assert ran.json["live"] is False
    for words in ("update  law", "advances.occurred", "act.in-force: status scheduled → happened", "against  act.in-force", ADVANCES.title):
        assert words in plain
    assert "確度 予定 → 実施" in in_japanese


def test_it_says_what_an_item_goes_on_from_and_why_nothing_would_change(tmp_path: Path) -> None:
    with office(tmp_path) as (_, folder):
        for text, held, change in (
            (
                "樫指針（第1.2版）を2026年6月5日に公表しました",
                "guide.v1-1 (before it)",
                "an aggregator only repeats; --authority says whose word",
            ),
            ("種子基金は2026年3月9日に設立されました", "fund.established", "both stand until a person decides"),
        ):
            (tmp_path / "text.txt").write_text(text, encoding="utf-8")
            plain = asked(folder, "text.txt")
            assert f"against  {held}" in plain
            assert change in plain


def test_what_was_read_and_not_taken_is_named_with_its_rule(tmp_path: Path) -> None:
    with office(tmp_path) as (_, folder):
        (tmp_path / "text.txt").write_text("どんぐり法が2027年4月1日に施行される見込みはない。", encoding="utf-8")
        found = folder.run("explain", "text.txt", "--json").json
        unknown = asked(folder, "-")
    assert all(one["rule"] and one["why"] for one in (*found["dropped"], *found["findings"]))
    assert found["findings"] or found["dropped"]
    assert "rule   names-no-subject" in unknown


def test_an_address_is_looked_at_and_held_against_the_live_timeline_and_nothing_is_kept(tmp_path: Path) -> None:
    with office(tmp_path, ADVANCES) as (origin, folder):
        origin.route("/act", page(PAGE.encode()))
        address = origin.url("/act")
        before = folder.run("explain", address, "--json", now=NOW).json
        assert not (tmp_path / "db" / "tracker.sqlite3").exists()
        folder.poll()
        seen = folder.run("explain", address, "--json", now=after(hours=2)).json
        later = {row["source"]: row["looked"] for row in folder.digest(after(hours=3))["coverage"]}
    assert (before["verdict"], before["live"], before["item"]["title"]) == ("update", False, "どんぐり法の施行")
    assert before["item"]["authority"] == "official", "as the source of that host"
    assert (seen["verdict"], seen["live"]) == ("known", True)
    assert later == {"office": 1}, "no look was recorded"
    assert "/robots.txt" in origin.paths(), "it is asked as any source is"


@pytest.mark.parametrize(
    ("route", "said"),
    [
        (reply(404), "the server answered 404"),
        (page(b"<html><body></body></html>"), "empty"),
    ],
)
def test_what_cannot_be_had_is_said_in_a_line(tmp_path: Path, route: Route, said: str) -> None:
    with office(tmp_path) as (origin, folder):
        origin.route("/act", route)
        err = asked(folder, origin.url("/act"), code=1)
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_private_address_is_not_asked(tmp_path: Path) -> None:
    with office(tmp_path) as (origin, folder):
        ran = folder.run("explain", origin.url("/act"), TRACKER_ALLOW_PRIVATE_HOSTS="")
    assert (ran.code, "private address" in ran.err) == (1, True), ran.err
    assert origin.paths() == []


def test_a_saved_page_is_read_as_a_page(tmp_path: Path) -> None:
    with office(tmp_path) as (_, folder):
        (tmp_path / "saved.html").write_text(PAGE, encoding="utf-8")
        found = folder.run("explain", "saved.html", "--url", "https://office.example/act", "--json").json
    assert (found["verdict"], found["item"]["title"], found["item"]["url"]) == ("update", "どんぐり法の施行", "https://office.example/act")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there is no terminal here")
@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colours_are_for_terminals_and_only_where_they_are_wanted(tmp_path: Path, environ: dict[str, str], coloured: bool) -> None:
    with office(tmp_path) as (_, folder):
        (tmp_path / "text.txt").write_text(ADVANCES.title, encoding="utf-8")
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "tracker", "explain", "text.txt"]
        settings = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"} | environ
        done = subprocess.run(command, cwd=folder.path, stdout=theirs, stderr=subprocess.PIPE, env=settings, check=True)
        shown = os.read(ours, 65536).decode("utf-8", "replace")
        os.close(ours)
        os.close(theirs)
    assert done.stderr == b""
    assert ("\x1b[" in shown, "update" in shown) == (coloured, True)


def test_escapes_of_a_hostile_text_reach_no_terminal(tmp_path: Path) -> None:
    with office(tmp_path) as (_, folder):
        (tmp_path / "text.txt").write_text("どんぐり法\x1b[2Jは2026年6月1日に\u202e施行されました", encoding="utf-8")
        shown = asked(folder, "text.txt", "--title", "\x1b]0;x\x07どんぐり法")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
