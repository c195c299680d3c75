"""Evidence pages in a real browser: nothing is loaded, nothing runs, Japanese is drawn, and nobody scrolls sideways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from tests.browser.window import Seen, japanese_fonts, look, program, window
from tests.origin import Origin, page
from tests.stories.field import ADDS, NOW, Folder, Item, serve

WIDTHS = (320, 1200)
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LEAST_LETTERS = 13.0
"""CSS pixels: below that nobody reads Japanese."""

STATED = "どんぐり法が2026年2月10日に成立"


def markup(place: str) -> str:
    """What somebody who means harm writes into a headline. `place` is where it would call to."""
    return (
        f'<script>window.owned=1;alert("evil")</script><script src="{place}/evil.js"></script>'
        f'<img src="{place}/evil.png" onerror="window.owned=2;alert(1)"><svg onload="window.owned=3;alert(2)"></svg>'
        f'<iframe src="{place}/evil.html"></iframe><link rel="stylesheet" href="{place}/evil.css">'
        f'<style>@import url("{place}/evil2.css");body{{background:url("{place}/evil.gif")}}</style>'
        f'<a href="javascript:alert(3)" ping="{place}/evil4">x</a>'
    )


def hostile(place: str) -> list[Item]:
    """Items whose markup is markup, or text that reads as such, turned round, without a blank to break at, or with an evil link."""
    written = markup(place) + f'<meta http-equiv="refresh" content="0;url={place}/evil3">'
    return [
        Item(f"{STATED} {written}", text=f"{STATED} {written}", link="javascript:alert(4)"),
        Item(f"種子基金、第3回公募で12件を採択 {escape(written)}", text=f"\u202e前後\u2066 {escape(written)} \u200f", link="/3"),
        Item("種子基金、第4回公募で24件を採択 " + "w" * 900, text="種子基金、第4回公募で24件を採択。" + "長" * 900, link="/" + "l" * 500),
        Item("種子基金、第5回公募で36件を採択 שלום עולם مرحبا", text="Seed Fund selected 36 projects. שלום", link=f"{place}/evil?<x>"),
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Origin]:
    """A folder whose digest tells what a hostile feed and a hostile page said, and the origin, which is there no more."""
    program()
    with Origin() as origin:
        place = origin.url("")
        origin.route("/feed", serve([*hostile(place), ADDS]))
        words = f"<h1>種子基金{markup(place)}</h1><p>{STATED}しました。{markup(place)}</p><p>種子基金、第6回公募で48件を採択しました。</p>"
        origin.route("/page", page(f"<html lang=ja><title>種子基金のお知らせ</title><main>{words * 3}</main></html>".encode()))
        made = Folder(tmp_path_factory.mktemp("evidence")).set_up(office=origin.url("/feed"))
        made.sources["hall"] = {"url": origin.url("/page"), "kind": "page"}
        made.write_sources()
        rows = made.poll()
        assert {name: row["outcome"] for name, row in rows.items()} == {"office": "first", "hall": "first"}
        assert made.run("digest", now=NOW).code == 0
        return made, origin


@pytest.fixture(scope="module")
def wire() -> Iterator[Origin]:
    """The only way from the browser to anywhere: it hears what is asked for."""
    with Origin() as origin:
        yield origin


@pytest.fixture(scope="module")
def pages(folder: tuple[Folder, Origin], wire: Origin) -> dict[str, Seen]:
    """Each evidence page that the digest links to, as it was seen."""
    digest = next((folder[0].path / "digests").glob("*.md")).read_text(encoding="utf-8")
    linked = sorted(set(re.findall(r"\(<?((?:[\w-]+/)evidence/[\w.-]+\.html)>?\)", digest)))
    files = [folder[0].path / "digests" / link for link in linked]
    with window(wire.url("").rstrip("/")) as browser:
        return {file.name: look(browser, file, *WIDTHS) for file in files}


def test_the_window_sees_what_a_page_loads_runs_and_says(wire: Origin, tmp_path: Path) -> None:
    """The control: without it, silence would prove nothing."""
    control = tmp_path / "control.html"
    place = f"http://{wire.place}/evil-control"
    control.write_text(
        f'<body style="font-size:9px"><p>a</p><img src="{place}"><script>window.owned=1;alert("said")</script><pre>{"w" * 999}',
        encoding="utf-8",
    )
    with window(wire.url("").rstrip("/")) as browser:
        seen = look(browser, control, 320)
    assert (seen.requests, seen.dialogs, seen.ran) == ({control.as_uri(), place}, ["said"], 1)
    assert seen.widest[320] > 320
    assert seen.least == 9.0
    assert [sum(fonts.values()) for text, fonts in seen.drawn if text == "a"] == [1]
    assert any("/evil-control" in path for path in wire.paths())


def test_every_item_has_its_page(pages: dict[str, Seen]) -> None:
    assert len(pages) >= 5
    for words in (STATED, "第3回公募", "第4回公募", "第5回公募", "第6回公募"):
        assert any(words in seen.text for seen in pages.values()), words


def test_nothing_is_asked_for_run_or_said(pages: dict[str, Seen], wire: Origin, folder: tuple[Folder, Origin]) -> None:
    for name, seen in pages.items():
        assert [address.rpartition("/")[2] for address in seen.requests] == [name]
        assert (seen.dialogs, seen.ran) == ([], None)
    # What the browser asks of its maker leads nowhere and is not the page's.
    assert [path for path in wire.paths() if "evil" in path and "control" not in path] == []
    assert sorted(set(folder[1].paths())) == ["/feed", "/page", "/robots.txt"]


def test_markup_that_was_text_is_shown_as_text(pages: dict[str, Seen]) -> None:
    (shown,) = (seen.text for seen in pages.values() if "<script>" in seen.text)
    assert 'onerror="window.owned=2;alert(1)"' in shown


def test_no_mark_turns_the_text_round(pages: dict[str, Seen]) -> None:
    assert any("前後" in seen.text for seen in pages.values())
    assert [name for name, seen in pages.items() if set("\u202e\u2066\u200f") & set(seen.text)] == []


def test_japanese_is_drawn_with_a_font_that_has_it(pages: dict[str, Seen]) -> None:
    able = japanese_fonts()
    for name, seen in pages.items():
        runs = [(text, fonts) for text, fonts in seen.drawn if JAPANESE.search(text)]
        assert len(runs) >= 3, f"{name}: title, quote and source"
        for text, fonts in runs:
            drawn = sum(count for family, count in fonts.items() if family in able)
            assert drawn >= len(JAPANESE.findall(text)), f"{name}: {text}: {fonts}"
            assert not {family for family in fonts if re.search(r"CJK (?!JP)", family)}, (
                f"{name}: {text}: letter shapes of another language"
            )


def test_it_is_read_without_scrolling_sideways(pages: dict[str, Seen]) -> None:
    assert {name: seen.widest for name, seen in pages.items()} == {name: {width: width for width in WIDTHS} for name in pages}
    assert min(seen.least for seen in pages.values()) >= LEAST_LETTERS
