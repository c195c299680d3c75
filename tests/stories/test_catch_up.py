"""What sources tell of their own past: archives of a feed and lists with a page for each year, before and among polls."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.consultations.egov import Case, Site
from tests.grants.jgrants import BASE, serve, subsidy
from tests.origin import Origin, page
from tests.stories.field import ADDS, ADVANCES, FIELD, NOW, REFINES, SUPERSEDES, Folder, Item, after, coverage, feed, told

CONTRADICTS = Item("種子基金は2026年3月9日に設立されました", day="2026-05-12", link="/established")
LIVE_BEFORE = "2026-06-05T09:00:00+09:00"
TOLD = [
    ("confirmed", "refines", "act.promulgated"),
    ("contradicts", "contradicts", "fund.established"),
    ("decided", "advances", "act.in-force"),
    ("decided", "supersedes", "oak-guide.v1-2.published.2026-06-05"),
    ("new", "adds", "seed-fund.3.selected.2026-06-08"),
]
OPENINGS = """\
  call-opened: {label: {ja: 公募開始, en: Call opened}, signals: {ja: ['公募が[^。]{0,20}開始'], en: [call opened]}, recurs: true}
  consultation-opened: {label: {ja: 意見募集, en: Consultation opened}, signals: {ja: ['意見募集が[^。]{0,20}始ま'], en: [opened]}, recurs: true}
"""
LISTS = ("list", "board", "window")
"""A list of releases, a page, and a list that shows the newest alone."""


@pytest.fixture
def origin() -> Iterator[Origin]:
    """A feed with archives, and lists whose items of each year have a page of their own."""
    with Origin() as made:
        made.route("/feed", _archived([ADDS, SUPERSEDES], "/feed-5"))
        made.route("/feed-5", _archived([CONTRADICTS], "/feed-4"))
        made.route("/feed-4", _archived([Item("食堂の献立を更新しました", day="2026-04-02", link="/menu")], None))
        old = [
            Item(f"第{number}回どんぐり見学会を開催します", day=f"2025-{number:02}-03", link=f"/2025/{number}") for number in range(1, 13)
        ]
        for name in LISTS:
            made.route(f"/{name}", page(_listing(ADVANCES, REFINES)))
            made.route(f"/{name}-2025.html", page(_listing(*reversed(old)), last_modified="Wed, 31 Dec 2025 03:00:00 GMT"))
            years = _listing(ADVANCES, REFINES, Item("食堂の献立を改めました", day="2026-04-09", link="/menu-2"))
            made.route(f"/{name}-2026.html", page(years, last_modified="Tue, 09 Jun 2026 03:00:00 GMT"))
        yield made


def _archived(items: list[Item], older: str | None) -> Any:
    back = f"<atom:link rel='prev-archive' href='{older}' xmlns:atom='http://www.w3.org/2005/Atom'/>" if older else ""
    return page(feed(items).replace(b"<channel>", f"<channel>{back}".encode()), content_type="application/rss+xml")


def _listing(*items: Item) -> bytes:
    rows = "".join(f"<li><time>{item.day}</time> <a href='{item.link}'>{item.title}</a></li>" for item in items)
    head = "<h1>報道発表</h1><p>森林局が発表した資料の一覧である。新しいものから順に示す。</p>"
    return f"<html lang=ja><head><title>報道発表</title></head><body><main>{head}<ul>{rows}</ul></main></body></html>".encode()


def watching(path: Path, origin: Origin) -> Folder:
    folder = Folder(path)
    folder.sources["office"] = {"url": origin.url("/feed")}
    for name in LISTS:
        kind = "page" if name == "board" else "index"
        more = {"list": "newest"} if name == "window" else {}
        pages = {"pages": origin.url(f"/{name}-{{year}}.html")}
        folder.sources[name] = {"url": origin.url(f"/{name}"), "kind": kind, "select": "main", "backfill": pages, **more}
    return folder.set_up()


def kinds_of_changes(folder: Folder) -> set[str]:
    with sqlite3.connect(folder.path / "db" / "tracker.sqlite3") as connection:
        found = {str(row[0]) for row in connection.execute("SELECT kind FROM change WHERE replaced IS NULL")}
    connection.close()
    return found


def gaps(folder: Folder) -> list[tuple[str, str]]:
    with sqlite3.connect(folder.path / "db" / "tracker.sqlite3") as connection:
        found = connection.execute("SELECT source, at FROM look WHERE possible_gap ORDER BY at").fetchall()
    connection.close()
    return found


def test_who_catches_up_is_told_at_first_what_came_since_the_seed_was_known(tmp_path: Path, origin: Origin) -> None:
    folder = watching(tmp_path, origin)
    own = (folder.path / "sources.yaml").read_bytes()
    ran = folder.run("init", ".", "--catch-up", now=NOW)
    assert ran.code == 0, ran.err
    assert ((folder.path / "sources.yaml").read_bytes(), "sources.yaml: exists already and is kept" in ran.err) == (own, True)
    assert "own: 5 captures brought in, 0 were here already, 0 lost" in ran.err
    assert not [path for path in origin.paths() if "2025" in path], "the seed knows what came before it"
    digest = folder.digest(after(NOW, hours=1))
    assert told(digest) == TOLD
    assert (coverage(digest, "office")["looked"], coverage(digest, "office")["possible_gap"]) == (0, False), "nobody of ours has looked"
    folder.poll(after(NOW, hours=2))
    assert told(folder.digest(after(NOW, hours=3))) == [], "what is seen again is no news"
    again = folder.run("init", ".", "--catch-up", now=after(NOW, hours=4))
    assert "own: 0 captures brought in, 5 were here already, 0 lost" in again.err


def test_pages_of_years_take_nothing_from_each_other_nor_from_the_page_of_today(tmp_path: Path, origin: Origin) -> None:
    folder = watching(tmp_path, origin)
    folder.poll(LIVE_BEFORE)
    ran = folder.run("backfill", "--from", "own", "--since", "2025-03-01", now=NOW)
    assert ran.code == 0, ran.err
    assert (kinds_of_changes(folder), gaps(folder)) == ({"added"}, [])
    assert told(folder.digest(after(NOW, hours=1))) == TOLD
    for name in LISTS:
        origin.route(f"/{name}", page(_listing(SUPERSEDES, ADVANCES, REFINES)))
    rows = folder.poll(after(NOW, hours=2))
    assert {name: rows[name]["changes"] for name in LISTS} == dict.fromkeys(LISTS, 1), "what an older page has is not gone"
    assert (kinds_of_changes(folder), gaps(folder)) == ({"added"}, [])
    assert told(folder.digest(after(NOW, hours=3))) == []


def test_a_page_of_a_year_that_has_changed_is_held_against_itself(tmp_path: Path, origin: Origin) -> None:
    folder = watching(tmp_path, origin)
    assert folder.run("backfill", "--from", "own", now=NOW).code == 0
    later = _listing(SUPERSEDES, ADVANCES, REFINES)
    for name in LISTS:
        origin.route(f"/{name}-2026.html", page(later, last_modified="Wed, 10 Jun 2026 03:00:00 GMT"))
    assert folder.run("backfill", "--from", "own", now=after(NOW, hours=5)).code == 0
    with sqlite3.connect(folder.path / "db" / "tracker.sqlite3") as connection:
        wanted = "SELECT source, kind, title FROM change WHERE archive LIKE '%20260610030000' AND replaced IS NULL ORDER BY source, kind"
        found = [(source, kind) for source, kind, title in connection.execute(wanted)]
    connection.close()
    assert found == [("board", "added"), ("board", "removed"), ("list", "added"), ("list", "removed"), ("window", "added")]


def test_consultations_and_calls_of_the_past_are_told_once(tmp_path: Path, origin: Origin) -> None:
    days = [f"2026/06/{day:02}" for day in (8, 7, 5, 4, 3, 2, 1)] + ["2026/04/02"] * 30
    cases = [Case(f"6000001{99 - number}", f"「苗床の告示{number}」に関する意見募集について", day) for number, day in enumerate(days)]
    cases[4] = Case("600000777", "「樫指針（案）」に関する意見募集について", "2026/06/03")
    site = Site(origin, cases)
    serve(origin, [subsidy(acceptance_start_datetime="2026-06-01T15:00:00Z")])
    folder = Folder(tmp_path)
    folder.sources["e-gov"] = {"url": site.url, "kind": "consultation"}
    folder.sources["calls"] = {"url": origin.url(f"{BASE}/subsidies"), "kind": "grants", "keywords": "種子"}
    folder.set_up()
    pack = FIELD.replace("ladders:\n", f"{OPENINGS}ladders:\n")
    (folder.path / "db" / "timeline.yaml").write_text(pack, encoding="utf-8")
    ran = folder.run("backfill", "--since", "2026-06-01", now=NOW)
    assert ran.code == 0, ran.err
    assert "own: 8 captures brought in, 0 were here already, 0 lost" in ran.err, "seven days of consultations, and a call that opened"
    assert told(folder.digest(after(NOW, hours=1))) == [
        ("new", "adds", "oak-guide.consultation-opened.2026-06-03"),
        ("new", "adds", "seed-fund.4.call-opened.2026-06-02"),
    ]
    assert {row["outcome"] for row in folder.poll(after(NOW, hours=2)).values()} == {"changed", "unchanged"}
    assert told(folder.digest(after(NOW, hours=3))) == [], "what is seen again is no news"
    again = folder.run("backfill", "--since", "2026-06-01", now=after(NOW, hours=4))
    assert "own: 0 captures brought in, 8 were here already, 0 lost" in again.err
