"""`tracker sources check` against loopback copies of how offices publish: every oddity is told by its word, and nothing is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.budgets.ministry import BUNDLE, GUIDELINE, ROWS
from tests.budgets.ministry import serve as serve_budget
from tests.kinds.mails import SENDER, URL, message
from tests.laws.egov import LAW_ID, revision
from tests.laws.egov import serve as serve_law
from tests.origin import Origin, in_turn, page, reply
from tests.stories.field import NOW, Folder, Ran
from tests.stories.offices import html, serve_all

ROBOTS = b"User-agent: *\nCrawl-delay: 1\nDisallow: /closed\n"

QUIRKS = [
    ("ministry-sjis", "not-utf-8", "cp932"),
    ("ministry-sjis", "same-time", "05:00"),
    ("ministry-sjis", "text-repeats-title", "repeats the title"),
    ("ministry-sjis", "slower-than-window", "looked at every 1w"),
    ("ministry-sjis", "window-shorter", "sources.yaml says 2w"),
    ("premier", "format-not-named", "RSS 2.0"),
    ("premier", "positional-guid", "item_0"),
    ("premier", "no-weekday", "weekday"),
    ("premier", "numbered-path", "/105/"),
    ("frozen", "stale", "2026-04-09"),
    ("treasury", "redirect-links", "/insideLink/0.html"),
    ("treasury", "no-guid", "no id"),
    ("treasury", "mostly-noise", "0 of 100"),
    ("treasury", "ttl", "60 minutes"),
    ("digital", "guid-not-link", "0f8e1c2a-0"),
    ("digital", "link-twice", "/news/0"),
    ("digital", "told-again", "（更新）"),
    ("finance", "zone-name", "'JST'"),
    ("finance", "title-prefix", "その他"),
    ("finance", "no-guid", "no id"),
    ("finance", "era-in-path", "/news/r7/"),
    ("health", "channel-date-frozen", "2024-09-30"),
    ("health", "markup-in-title", "br"),
    ("transport", "http-links", "not https"),
    ("transport", "not-utf-8", "cp932"),
    ("cabinet", "cdata-titles", "CDATA"),
    ("cabinet", "day-in-title", "【6月1日開催】"),
    ("cabinet", "links-elsewhere", "institute.example"),
    ("cabinet", "mixed-line-ends", "CRLF"),
    ("comments", "few-items", "6 entries"),
    ("comments", "key-value-text", "key：value"),
    ("comments-consultation", "few-items", "6 entries"),
    ("comments-consultation", "key-value-text", "key：value"),
    ("comments-consultation", "midnight-deadline", "the day before"),
    ("undated", "no-dates", "no dates"),
    ("relative", "relative-links", "news/0.html"),
    ("to-come", "future-date", "2026-06-19"),
    ("no-date-at-all", "unread-date", "このごろ"),
    ("empty-list", "nothing-read", "no entries"),
    ("justice", "dates-in-comments", "平成38年6月1日"),
    ("justice", "era-past-its-end", "平成38年"),
    ("budget", "tab-in-link", "/fy2027/request.html"),
    ("budget", "year-in-address", "the next one has another"),
    ("budget-budget", "tab-in-link", "/fy2027/request.html"),
    ("budget-budget", "day-in-heading", "概算要求（令和８年９月４日）"),
    ("budget-budget", "year-in-address", "the next one has another"),
    ("bundle", "byte-order-mark", "DL202612001a.csv"),
    ("bundle", "unit-in-header", "千円"),
    ("bundle", "year-in-header", "令和8年度予定額(千円)"),
    ("bundle", "year-in-address", "the next one has another"),
    ("justice-index", "dates-in-comments", "平成38年6月1日"),
    ("justice-index", "era-past-its-end", "平成38年"),
    ("releases-index", "day-before-link", "before the link"),
    ("meetings-index", "numbered-pages", "1kai/1kai.html"),
    ("board-index", "random-address", "0f8e1c2a"),
    ("comments-consultation", "few-items", "6 entries"),
    ("comments-consultation", "key-value-text", "key：value"),
    ("plan", "mixed-widths", "令和８年６月1日"),
    ("plan", "era-dates", "令和８年"),
    ("plan", "relative-links", "plan_20260601.pdf"),
    ("plan", "pdf-links", "attachments: pdf"),
    ("product", "stamp-of-update", "最終更新日"),
    ("questions", "kanji-dates", "令和七年三月二十五日"),
    ("questions", "not-utf-8", "cp932"),
    ("releases", "day-before-link", "before the link"),
    ("meetings", "numbered-pages", "1kai/1kai.html"),
    ("justice-index", "dates-in-comments", "平成38年6月1日"),
    ("justice-index", "era-past-its-end", "平成38年"),
    ("hub-index", "dates-in-comments", "平成38年6月1日"),
    ("releases-index", "day-before-link", "before the link"),
    ("meetings-index", "numbered-pages", "1kai/1kai.html"),
    ("meetings-index", "relative-links", "1kai/1kai.html"),
    ("board-index", "random-address", "0f8e1c2a"),
    ("institute", "day-in-address", "/output/260601"),
    ("institute", "no-dates", "no days"),
    ("board", "random-address", "0f8e1c2a"),
    ("board", "paged", "only the first"),
    ("session", "year-in-address", "the next one has another"),
    ("era-year", "year-in-address", "the next one has another"),
    ("mislabelled", "encoding-disagrees", "the header says utf-8"),
    ("restless", "unsteady", "1件です"),
    ("stamped", "rotating", "in parts that are not read"),
    ("stamped", "no-validators", "takes the whole"),
    ("forgetful", "validators-ignored", "sends the whole again"),
    ("cached", "cached-longer", "86400 s"),
    ("challenge", "wall", "answers 202 and sends nothing"),
    ("forbidden", "wall", "answers 403"),
    ("gone", "not-found", "answers 404"),
    ("moved", "moved", "/strict.html into sources.yaml"),
    ("elsewhere", "redirected", "/strict.html, for now"),
    ("answers", "verified", "may go"),
    ("english", "other-language", "sources.yaml says en"),
    ("closed", "robots", "does not allow it"),
    ("slow", "crawl-delay", "1 s"),
]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, dict[str, dict[str, Any]], Path]:
    """All offices tried once: what the command did, its rows by id, and the folder."""
    with Origin() as origin, Origin() as strict:
        strict.route("/robots.txt", reply(200, ROBOTS))
        strict.route("/slow", page("<html><body><main><p>森林局のお知らせです。</p></main></body></html>".encode()))
        folder = Folder(tmp_path_factory.mktemp("offices"))
        folder.sources |= serve_all(origin)
        serve_budget(origin, (GUIDELINE,), ROWS)
        folder.sources["bundle"] = {"url": origin.url(BUNDLE), "kind": "budget"}
        folder.sources |= {name: {"url": strict.url(f"/{name}"), "kind": "page"} for name in ("closed", "slow")}
        ran = folder.set_up().run("sources", "check", "--json", now=NOW)
        assert {path: strict.paths().count(path) for path in ("/slow", "/closed")} == {"/slow": 2, "/closed": 0}
    assert ran.code == 0, ran.err
    return ran, {row["id"]: row for row in ran.json["sources"]}, folder.path


@pytest.mark.parametrize(("office", "word", "says"), QUIRKS, ids=lambda value: value if isinstance(value, str) and value.isascii() else "")
def test_every_oddity_is_told_by_its_word(checked: tuple[Ran, dict[str, dict[str, Any]], Path], office: str, word: str, says: str) -> None:
    told = {quirk["word"]: quirk["told"] for quirk in checked[1][office]["quirks"]}
    assert says in told.get(word, ""), told


@pytest.mark.parametrize(
    ("office", "outcome", "robots"),
    [
        ("challenge", "blocked", "no rules"),
        ("gone", "error-page", "no rules"),
        ("premier", "first", "no rules"),
        ("closed", "blocked", "refuses"),
        ("slow", "first", "allows"),
    ],
)
def test_what_came_of_a_look_is_a_word_of_poll(
    checked: tuple[Ran, dict[str, dict[str, Any]], Path], office: str, outcome: str, robots: str
) -> None:
    row = checked[1][office]
    assert (row["outcome"], row["robots"]) == (outcome, robots)


def test_what_was_read_is_shown_with_how_far_it_reaches_back(checked: tuple[Ran, dict[str, dict[str, Any]], Path]) -> None:
    row = checked[1]["premier"]
    assert (row["blocks"], row["newest"][:10], len(row["samples"])) == (25, "2026-06-10", 3)
    assert row["samples"][0].startswith("どんぐり法の施行について")
    assert row["window"] == "P12D", "25 items, half a day between two"
    assert checked[1]["pinned"]["window"] == "P10D", "what is kept on top for good says nothing of how far it reaches back"


def test_two_looks_are_held_against_each_other(checked: tuple[Ran, dict[str, dict[str, Any]], Path]) -> None:
    rows = checked[1]
    assert (rows["strict"]["agrees"], rows["strict"]["not_modified"], rows["strict"]["etag"]) == (True, True, '"v1"')
    assert (rows["stamped"]["agrees"], rows["stamped"]["not_modified"]) == (True, False)
    assert (rows["restless"]["agrees"], bool(rows["restless"]["differs"])) == (False, True)
    assert (rows["gone"]["agrees"], rows["gone"]["not_modified"]) == (None, None)


def test_what_is_sound_has_no_quirk_but_what_was_asked_for(checked: tuple[Ran, dict[str, dict[str, Any]], Path]) -> None:
    assert checked[1]["strict"]["quirks"] == []


def test_nothing_is_recorded(checked: tuple[Ran, dict[str, dict[str, Any]], Path]) -> None:
    assert sorted(path.name for path in checked[2].rglob("*") if path.is_file()) == ["sources.yaml", "timeline.yaml"]


def test_a_person_reads_a_table_with_the_quirks_below_each_row(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = Folder(tmp_path)
        entries = serve_all(origin)
        folder.sources = {"premier": {**entries["premier"], "note": "the guid is a place"}, "gone": entries["gone"]}
        ran = folder.set_up().run("sources", "check", "premier", now=NOW)
    lines = ran.out.splitlines()
    assert (ran.code, lines[0].split()[:4]) == (0, ["source", "kind", "outcome", "blocks"])
    assert lines[1].split()[:4] == ["premier", "feed", "first", "25"]
    assert any("! positional-guid: its ids are places in the list (item_0)" in line for line in lines)
    assert any("note: the guid is a place" in line for line in lines)
    assert "gone" not in ran.out


def test_where_nothing_can_be_read_the_command_fails_and_an_unknown_name_is_refused(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = Folder(tmp_path).set_up(gone=origin.url("/gone"))
        assert folder.run("sources", "check", now=NOW).code == 1
        ran = folder.run("sources", "check", "nobody")
        assert (ran.code, "no source is called nobody" in ran.err) == (2, True)
        ran = folder.run("sources", "--json", "check", "gone")
    assert (ran.code, "tracker sources check --…" in ran.err, ran.out) == (2, True, "")


def checked_alone(folder: Folder) -> dict[str, Any]:
    ran = folder.set_up().run("sources", "check", "--json", now=NOW)
    assert ran.code == 0, ran.err
    (row,) = ran.json["sources"]
    assert isinstance(row, dict)
    return row


def test_a_law_is_asked_for_as_a_poll_would_and_the_second_time_for_less(tmp_path: Path) -> None:
    with Origin() as origin:
        serve_law(origin, revision())
        folder = Folder(tmp_path)
        folder.sources["law"] = {"url": origin.url("/api/2"), "kind": "law", "laws": LAW_ID}
        row = checked_alone(folder)
        asked = [path.partition("?")[0].split("/")[3] for path in origin.paths() if path.startswith("/api/")]
    assert asked == ["law_revisions", "law_data", "law_revisions"]
    assert (row["outcome"], row["blocks"], row["agrees"], row["quirks"]) == ("first", 6, True, [])


def test_a_mailbox_is_looked_at_once(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "1.eml").write_bytes(message())
    folder = Folder(tmp_path)
    folder.sources["magazine"] = {"kind": "mail", "url": URL, "path": "news", "from": SENDER}
    row = checked_alone(folder)
    assert (row["outcome"], row["blocks"], row["agrees"], row["robots"]) == ("first", 1, None, None)


def test_a_second_look_that_comes_to_nothing_is_told(tmp_path: Path) -> None:
    with Origin() as origin:
        origin.route("/news", in_turn(page(html("<p>お知らせです。</p>")), reply(403)))
        row = checked_alone(_page_source(tmp_path, origin.url("/news")))
    assert [quirk["told"] for quirk in row["quirks"] if quirk["word"] == "second-failed"] == [
        "a second look came to nothing: the server answered 403: it does not let us look"
    ]
    assert (row["outcome"], row["agrees"]) == ("first", None)


def test_bytes_that_no_encoding_reads_are_told(tmp_path: Path) -> None:
    with Origin() as origin:
        origin.route("/news", page(html("<p>お知らせです。</p>").replace("順に".encode(), "順に".encode() + b"\xff\xfe\x80\xfe")))
        row = checked_alone(_page_source(tmp_path, origin.url("/news")))
    assert "damaged" in [quirk["word"] for quirk in row["quirks"]]


def _page_source(path: Path, url: str) -> Folder:
    folder = Folder(path)
    folder.sources["news"] = {"url": url, "kind": "page"}
    return folder
