"""A page that suddenly says next to nothing: an outcome of the look, the last good version stays, and it is believed where it stays so."""

from __future__ import annotations

from pathlib import Path

from tests.origin import Origin, page
from tests.stories.field import NOW, Folder, after

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
