"""A page that suddenly says next to nothing: an outcome of the look, the last good version stays, and it is believed where it stays so."""

from __future__ import annotations

from pathlib import Path

from tests.origin import Origin, page
from tests.stories.field import ADDS, CONFIRMS, NOW, OTHER, Folder, Item, after, office, serve

SENTENCE = "事業者は、利用者の権利を損なわないよう、必要な措置を講ずるよう努めなければならない。"


def body(paragraphs: int, more: str = "") -> bytes:
    text = "".join(f"<h2>第{number}節</h2><p>{number} {SENTENCE}</p>" for number in range(paragraphs))
    return f"<html lang=ja><head><title>手引</title></head><body><main>{text}{more}</main></body></html>".encode()


def test_a_shrunk_page_is_no_change_until_it_has_stayed_so(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = Folder(tmp_path).set_up()
        folder.sources["guide"] = {"url": origin.url("/guide"), "kind": "page"}
        folder.write_sources()

        def outcome(served: bytes, day: int) -> str:
            origin.route("/guide", page(served))
            return str(folder.poll(after(NOW, days=day))["guide"]["outcome"])

        assert outcome(body(40), 0) == "first"
        assert outcome(body(1), 1) == "shrunk"
        assert outcome(body(40, "<p>追記した。</p>"), 2) == "changed", "compared with the last good version"
        assert [outcome(body(1), day) for day in (3, 4, 5)] == ["shrunk", "shrunk", "changed"]


def test_an_emptied_feed_is_no_look_at_its_news_and_nothing_comes_of_what_returns(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, OTHER) as (origin, folder):

        def look(day: int, *items: Item, etag: str | None = None) -> tuple[str, int]:
            origin.route("/feed", serve(items, etag=etag, noise=str(min(day, 3))))
            row = folder.poll(after(NOW, days=day))["office"]
            return str(row["outcome"]), int(row["changes"])

        folder.poll(NOW)
        folder.digest(NOW)
        assert [look(day, etag='"none"') for day in (1, 2, 3, 4, 5, 6)] == [("empty", 0)] * 6, "however long, and with the same bytes"
        told = folder.run("digest", "--format", "md", now=after(NOW, days=6)).paths[0].read_text(encoding="utf-8")
        assert "roven quiet" not in told.replace("ot proven quiet", "")
        assert look(7, CONFIRMS, OTHER) == ("unchanged", 0)
        assert look(8, CONFIRMS, OTHER, ADDS) == ("changed", 1)


def test_a_feed_that_never_had_entries_may_be_without(tmp_path: Path) -> None:
    with office(tmp_path) as (_, folder):
        outcomes = [str(folder.poll(after(NOW, days=day))["office"]["outcome"]) for day in (0, 1)]
    assert outcomes == ["first", "unchanged"]
