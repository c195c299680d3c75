"""`tracker sources add`: from an address to an entry that is polled, with the comments of the file kept and nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.budgets.ministry import GUIDELINE, REQUESTS, ROWS, bundle, index_page, table
from tests.consultations.egov import Site, cases
from tests.kinds.meetings import MEETINGS, meeting_list
from tests.origin import Origin, page, redirect, reply
from tests.stories.field import NOW, Folder, Ran
from tests.stories.offices import feed_page, html, listed, rss, rss_item, title
from tracker.watch.proposing import authority_of, proposed_id, rhythm

ENTRY = """\
# The watch list.
version: 1
sources:
  - id: office   # the first
    name: {ja: 森林局, en: Forest Office}
    kind: feed
    url: https://office.example/news.rdf
    authority: official
    lang: ja
    tracks: [law, guide, fund]
"""
FEED = rss(rss_item(n) for n in range(20))
NAMING = b'<link rel="alternate" type="application/rss+xml" title="News" href="/feed/all.xml"><a href="/other.rdf">RSS</a>'


@contextmanager
def forest(path: Path) -> Iterator[tuple[Origin, Folder]]:
    with Origin() as origin:
        folder = Folder(path).set_up()
        (path / "sources.yaml").write_text(ENTRY, encoding="utf-8")
        yield origin, folder


def add(folder: Folder, *arguments: str, stdin: bytes = b"") -> Ran:
    return folder.run("sources", "add", *arguments, now=NOW, stdin=stdin)


def file_of(folder: Folder) -> str:
    return (folder.path / "sources.yaml").read_text(encoding="utf-8")


def test_a_page_that_names_a_feed_is_watched_by_it(tmp_path: Path) -> None:
    with forest(tmp_path) as (origin, folder):
        origin.route("/news/", page(html("<p>お知らせです。</p>").replace(b"</head>", NAMING + b"</head>")))
        origin.route("/feed/all.xml", feed_page(FEED))
        ran = add(folder, origin.url("/news/"), "--id", "forest-news", "--yes")
        assert ran.code == 0, ran.err
        assert file_of(folder) == ENTRY + "".join(f"  {line}\n" for line in ran.out.splitlines())
        assert folder.run("poll", "forest-news", "--json", now=NOW).json["sources"][0]["outcome"] == "first"
    assert ran.out.splitlines() == [
        "- id: forest-news",
        "  name: {ja: 森林局, en: 森林局}",
        "  kind: feed",
        "  # Proposed from one look: authority and terms of reuse were not looked up.",
        f"  url: {origin.url('/feed/all.xml')}",
        "  authority: press",
        "  lang: ja",
        "  every: 2d",
        "  window: 9d",
        "  tracks: [guide, law, fund]",
    ]
    assert "would be read: 20 blocks, the newest of 2026-06-10" in ran.err
    assert f"feed {origin.url('/other.rdf')}: the server answered 404" in ran.err


def test_a_page_without_a_feed_is_watched_itself_by_a_selector_and_as_a_list(tmp_path: Path) -> None:
    items = listed(f'2026年6月{n}日 <a href="/p/{n}.html">{title(n)}</a>' for n in range(1, 9))
    menu = "<nav><a href='/a'>案内</a><a href='/b'>組織</a></nav>"
    with forest(tmp_path) as (origin, folder):
        origin.route("/list.html", page(html(menu + items)))
        ran = add(folder, origin.url("/list.html"), "--json", "--dry-run")
    found = ran.json
    assert (found["kind"], found["options"], found["lang"]) == ("page", {"select": "main", "list": "newest"}, "ja")
    assert found["selectors"][0]["select"] == "main"
    assert set(found["tracks"]) == {"law", "guide", "fund"}
    assert file_of(folder) == ENTRY


def test_a_feed_is_taken_as_it_is_and_the_address_to_which_it_moved(tmp_path: Path) -> None:
    with forest(tmp_path) as (origin, folder):
        origin.route("/old.xml", redirect("/new.xml", 301))
        origin.route("/new.xml", feed_page(FEED))
        found = add(folder, origin.url("/old.xml"), "--json", "--dry-run").json
    assert (found["kind"], found["url"], found["id"]) == ("feed", origin.url("/new.xml"), "127-0-0-1-new")


@pytest.mark.parametrize(
    ("stdin", "code", "is_written"),
    [(b"y\n", 0, True), (b"\n", 0, False), (b"no\n", 0, False), (b"", 2, False)],
    ids=["yes", "enter", "no", "nobody"],
)
def test_it_is_asked_for_before_it_is_written(tmp_path: Path, stdin: bytes, code: int, is_written: bool) -> None:
    with forest(tmp_path) as (origin, folder):
        origin.route("/feed.xml", feed_page(FEED))
        ran = add(folder, origin.url("/feed.xml"), stdin=stdin)
    assert (ran.code, file_of(folder) != ENTRY) == (code, is_written), ran.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("https://OFFICE.example:443/news.rdf",), "watches this address already, as office"),
        (("https://other.example/", "--id", "office"), "has a source office already"),
    ],
)
def test_nothing_is_watched_twice(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    with forest(tmp_path) as (_, folder):
        ran = add(folder, *arguments, "--yes")
    assert (ran.code, says in ran.err, file_of(folder)) == (2, True, ENTRY), ran.err


def test_the_feed_of_a_page_may_be_watched_already(tmp_path: Path) -> None:
    with forest(tmp_path) as (origin, folder):
        origin.route("/news/", page(html("<p>お知らせです。</p>").replace(b"</head>", NAMING + b"</head>")))
        origin.route("/feed/all.xml", feed_page(FEED))
        assert add(folder, origin.url("/news/"), "--yes").code == 0
        before = file_of(folder)
        ran = add(folder, origin.url("/news/"), "--yes")
    assert (ran.code, "watches this address already" in ran.err, file_of(folder)) == (2, True, before)


def test_what_names_nothing_that_is_followed_needs_a_track(tmp_path: Path) -> None:
    with forest(tmp_path) as (origin, folder):
        origin.route("/menu.xml", feed_page(rss(rss_item(n, told=f"食堂の献立（{n}）") for n in range(12))))
        ran = add(folder, origin.url("/menu.xml"), "--yes")
        assert (ran.code, "--track" in ran.err, file_of(folder)) == (2, True, ENTRY)
        ran = add(folder, origin.url("/menu.xml"), "--yes", "--track", "lunch")
        assert (ran.code, "the timeline has law, guide, fund" in ran.err) == (2, True)
        ran = add(folder, origin.url("/menu.xml"), "--yes", "--track", "law")
    assert (ran.code, "tracks: [law]" in file_of(folder)) == (0, True)


@pytest.mark.parametrize("name", ["Not An Id", "a--b", "x" * 70])
def test_an_id_that_is_none_is_refused_and_nothing_written(tmp_path: Path, name: str) -> None:
    with forest(tmp_path) as (origin, folder):
        origin.route("/feed.xml", feed_page(FEED))
        ran = add(folder, origin.url("/feed.xml"), "--id", name, "--yes")
    assert (ran.code, "an id of a-z" in ran.err, file_of(folder)) == (2, True, ENTRY), ran.err


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (403, b"", "answered 403"),
        (200, b"", "empty"),
        (200, b"\x89PNG\r\n\x1a\n" + bytes(500), "picture"),
        (200, b'{"a": 1}', "neither a feed, nor a paper, nor a table of a budget, nor a page"),
        (200, b"%PDF-1.7 cut", "the PDF is broken"),
        (200, b"PK\x03\x04 cut", "was cut short"),
        (200, b"<html><title>404 Not Found</title><body><h1>404 Not Found</h1>", "error-page"),
    ],
)
def test_where_nothing_can_be_read_it_is_said(tmp_path: Path, status: int, body: bytes, says: str) -> None:
    with forest(tmp_path) as (origin, folder):
        origin.route("/x", reply(status, body))
        ran = add(folder, origin.url("/x"), "--yes")
    assert (ran.code, file_of(folder)) == (1, ENTRY)
    assert says in ran.err


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (bundle(table(ROWS)), "budget"),
        (table(ROWS), "budget"),
        (index_page([GUIDELINE, REQUESTS]).encode(), "budget"),
        (meeting_list(MEETINGS).encode(), "index"),
    ],
    ids=["bundle", "table", "stages", "meetings"],
)
def test_a_narrower_kind_is_proposed_where_it_reads_more(tmp_path: Path, body: bytes, kind: str) -> None:
    with forest(tmp_path) as (origin, folder):
        origin.route("/x", reply(200, body))
        ran = add(folder, origin.url("/x"), "--id", "narrow", "--track", "law", "--yes")
        assert (ran.code, f"  kind: {kind}" in ran.out.splitlines()) == (0, True), ran.err + ran.out
        assert folder.run("poll", "narrow", "--json", now=NOW).json["sources"][0]["outcome"] == "first"


def test_a_feed_of_public_comments_is_proposed_as_one(tmp_path: Path) -> None:
    with forest(tmp_path) as (origin, folder):
        ran = add(folder, Site(origin, cases(6)).url, "--track", "law", "--dry-run")
    assert "  kind: consultation" in ran.out.splitlines(), ran.err


@pytest.mark.parametrize("address", ["not an address", "ftp://office.example/x", "file:///etc/passwd", "//office.example"])
def test_what_is_no_address_of_the_web_is_a_wrong_use(tmp_path: Path, address: str) -> None:
    with forest(tmp_path) as (_, folder):
        ran = add(folder, address, "--yes")
    assert (ran.code, "http:// or https:// was expected" in ran.err, file_of(folder)) == (2, True, ENTRY)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www8.cao.go.jp/cstp/ai/index.html", "cao-ai"),
        ("https://www.soumu.go.jp/news.rdf", "soumu-news"),
        ("https://www.digital.go.jp/", "digital"),
        ("https://journal.meti.go.jp/feed/", "meti"),
        ("https://例え.jp/ニュース/", "source"),
        ("http://[::1]:80/a", "1-a"),
        ("https://www.soumu.go.jp/taken", "soumu-taken-2"),
    ],
)
def test_an_id_is_made_of_host_and_path(url: str, name: str) -> None:
    assert proposed_id(url, {"soumu-taken"}) == name


@pytest.mark.parametrize(
    ("host", "authority"),
    [
        ("www.kanpo.go.jp", "gazette"),
        ("www.soumu.go.jp", "official"),
        ("www.city.example.lg.jp", "official"),
        ("www.ietf.org", "organisation"),
        ("www.u-tokyo.ac.jp", "organisation"),
        ("go.jp.example.com", "press"),
        ("www.example.co.jp", "press"),
    ],
)
def test_whose_word_it_is_is_told_from_the_host(host: str, authority: str) -> None:
    assert authority_of(f"https://{host}/") == authority


@pytest.mark.parametrize(("window", "hours"), [(None, 24), (0.2, 1), (1, 6), (2, 12), (5, 24), (13, 48), (400, 168)])
def test_a_window_holds_at_least_four_looks_but_never_more_than_one_an_hour(window: float | None, hours: int) -> None:
    assert rhythm(None if window is None else timedelta(days=window)) == timedelta(hours=hours)
