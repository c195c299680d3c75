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


def listing(origin: Origin, *names: str) -> None:
    rows = "".join(
        f'<li><span>2026年6月{number}日</span> <a href="/{name}">森林白書の本文その{number}（PDF：90KB）</a></li>'
        for number, name in enumerate(names, start=1)
    )
    body = f'<html lang="ja"><head><title>白書</title></head><body><main><h1>白書の一覧</h1><p>森林局の白書を掲載しています。</p><ul>{rows}</ul></main></body></html>'
    origin.route("/list", page(body.encode(), etag=f'"{len(names)}"'))


def test_the_papers_of_a_page_are_opened_once_and_told_with_their_own_address(tmp_path: Path) -> None:
    with Origin() as origin:
        origin.route("/1.pdf", page(paper("12億円", forces="森を歩く。"), content_type="application/pdf"))
        origin.route("/2.pdf", page(paper("12億円"), content_type="application/octet-stream"))
        origin.route("/3.pdf", page("<p>お探しのページは見つかりません。</p>".encode()))
        listing(origin, "1.pdf")
        folder = Folder(tmp_path)
        folder.sources["papers"] = {"url": origin.url("/list"), "kind": "page", "attachments": "pdf"}
        folder.set_up()
        assert folder.poll()["papers"]["findings"] == 0
        listing(origin, "1.pdf", "2.pdf", "3.pdf")
        row = folder.poll(after(hours=2))["papers"]
        assert (row["findings"], "/3.pdf: the body is no PDF" in row["why"]) == (1, True)
        (source,) = entries(folder.digest(after(hours=2)), "decided")[0]["sources"]
        assert (source["url"], source["title"]) == (origin.url("/2.pdf"), "森林白書の本文その2")
        folder.poll(after(hours=4))
        assert [path for path in origin.paths() if path in ("/1.pdf", "/2.pdf")] == ["/1.pdf", "/2.pdf"]


def test_no_more_papers_than_the_cap_are_opened_in_one_pass(tmp_path: Path) -> None:
    with Origin() as origin:
        names = [f"{number}.pdf" for number in range(1, 13)]
        for name in names:
            origin.route(f"/{name}", page(b"%PDF-1.7 broken", content_type="application/pdf"))
        listing(origin, *names)
        folder = Folder(tmp_path)
        folder.sources["papers"] = {"url": origin.url("/list"), "kind": "page", "attachments": "pdf"}
        folder.set_up().poll()
        assert sorted(int(path[1:-4]) for path in origin.paths() if path.endswith(".pdf")) == list(range(3, 13)), "the ten newest"
