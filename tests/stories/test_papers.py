"""A paper in PDF is watched like a page: its first sight is read, and of a new edition that is told which changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kinds.papers import Writer, has_fonts
from tests.origin import Origin, page
from tests.stories.field import NOW, Folder, after, entries, told

pytestmark = pytest.mark.skipif(not has_fonts(), reason="the papers are set in Noto CJK: apt-get install fontconfig fonts-noto-cjk")


def paper(money: str, *, forces: str = "どんぐり法は2026年6月1日に施行された。") -> bytes:
    """A report whose budget is so much."""
    writer = Writer(1, page='numbering: "- 1 -"')
    writer.raw("#align(center)[#text(size: 1.6em)[森 林 白 書]]\n")
    writer.heading("第１章　制度")
    writer.raw(f"{forces}\n")
    writer.heading("第２章　どんぐり法の予算")
    writer.raw(f"#table(columns: 2, [苗木の購入], [{money}], [林道], [7億円])\n")
    return writer.paper().body


def test_a_paper_is_read_at_first_sight_and_a_new_edition_tells_what_changed(tmp_path: Path) -> None:
    with Origin() as origin:
        origin.route("/white.pdf", page(paper("12億円"), etag='"1"', content_type="application/pdf"))
        folder = Folder(tmp_path)
        folder.sources["white"] = {"url": origin.url("/white.pdf"), "kind": "pdf"}
        folder.set_up()
        row = folder.poll()["white"]
        assert (row["outcome"], row["findings"]) == ("first", 1)
        digest = folder.digest(NOW)
        assert told(digest) == [("decided", "advances", "act.in-force")]
        (source,) = entries(digest, "decided")[0]["sources"]
        assert (source["url"], source["title"]) == (f"{origin.url('/white.pdf')}#page=1", "第１章　制度")
        origin.route("/white.pdf", page(paper("21億円"), etag='"2"', content_type="application/pdf"))
        row = folder.poll(after(hours=2))["white"]
        assert (row["outcome"], row["changes"]) == ("changed", 1)
        (entry,) = entries(folder.digest(after(hours=3)), "changed")
        assert "苗木の購入 | 21億円" in str(entry)


def test_the_pure_steps_read_papers(tmp_path: Path) -> None:
    folder = Folder(tmp_path).set_up()
    (tmp_path / "old.pdf").write_bytes(paper("12億円"))
    (tmp_path / "new.pdf").write_bytes(paper("21億円"))
    found = folder.run("extract", "old.pdf", "--kind", "pdf", "--url", "https://forest.example/white.pdf", "--json").json
    assert [block["key"] for block in found["blocks"]] == ["森林白書", "森林白書/制度", "森林白書/どんぐり法の予算"]
    compared = folder.run("diff", "old.pdf", "new.pdf", "--kind", "pdf", "--json").json
    assert [(change["change"], change["key"]) for change in compared["changes"]] == [("revised", "森林白書/どんぐり法の予算")]
