"""`tracker diff` for people and programs: captures, whole documents, and documents of one subject in the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.origin import Origin, page
from tests.stories.field import Folder

OLD = "<p>一件あたりの上限は300万円とする。</p><p>森林局は申請を令和8年6月1日まで受け付けるものとする。</p>"
NEW = "<p>森林局は申請を令和8年7月1日まで受け付けるものとする。</p><p>一件あたりの上限は500万円とする。</p>"


def body(inner: str, title: str = "樫指針") -> bytes:
    return f"<html lang=ja><head><title>{title}</title></head><body><main><h1>{title}</h1>{inner}</main></body></html>".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    (tmp_path / "old.html").write_bytes(body(OLD))
    (tmp_path / "new.html").write_bytes(body(NEW))
    return Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Folder]:
    """A folder in which two versions of one guideline were read, from two sources."""
    with Origin() as origin:
        folder = Folder(tmp_path).set_up()
        for name, version, day, inner in (("draft", "1.2", "2026年5月5日", OLD), ("final", "1.3", "2026年6月5日", NEW)):
            said = f"<p>樫指針（第{version}版）を{day}に公表しました。</p>"
            origin.route(f"/{name}", page(body(said + inner, f"樫指針 第{version}版")))
            folder.sources[name] = {"url": origin.url(f"/{name}"), "kind": "page"}
        folder.write_sources()
        folder.poll()
        yield folder


def test_without_json_a_person_reads_what_changed(folder: Folder) -> None:
    ran = folder.run("diff", "old.html", "new.html", "--kind", "page")
    assert (ran.code, ran.err) == (0, "")
    assert "上限は[-300-]{+500+}万円" in ran.out
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("fmt", "said"), [("text", "[-300-]{+500+}"), ("markdown", "~~300~~ **500**"), ("html", "<del>300</del><ins>500</ins>")]
)
@pytest.mark.parametrize("whole", [True, False])
def test_each_format_marks_the_words(folder: Folder, fmt: str, said: str, whole: bool) -> None:
    ran = folder.run("diff", "old.html", "new.html", "--kind", "page", "--format", fmt, *(["--redline"] if whole else []))
    assert (ran.code, said in ran.out) == (0, True)


def test_a_redline_is_json_too(folder: Folder) -> None:
    found = folder.run("diff", "old.html", "new.html", "--kind", "page", "--redline", "--json").json
    assert {"changed", "counts", "passages", "figures", "problem"} <= found.keys()
    assert found["counts"] == {"kept": 1, "moved": 0, "reworded": 2, "new": 0, "dropped": 0}
    assert {(one["kind"], one["old"], one["new"]) for one in found["figures"]} == {
        ("money", "300万円", "500万円"),
        ("date", "令和8年6月1日", "令和8年7月1日"),
    }


def test_a_capture_that_is_none_is_said(folder: Folder) -> None:
    (folder.path / "empty.html").write_bytes(b"")
    ran = folder.run("diff", "old.html", "empty.html", "--kind", "page")
    assert (ran.code, ran.out.startswith("cannot be compared: NEW is no good capture: empty")) == (0, True)


def test_the_last_two_documents_of_a_subject_are_held_against_each_other(known: Folder) -> None:
    ran = known.run("diff", "--subject", "oak-guide")
    assert (ran.code, ran.err) == (0, "")
    assert "--- v1.2 published 2026-05-05 · 樫指針 第1.2版 · draft · http://127.0.0.1" in ran.out
    assert "+++ v1.3 published 2026-06-05 · 樫指針 第1.3版 · final · http://127.0.0.1" in ran.out
    assert "money: [-300万円-] → {+500万円+}" in ran.out
    turned = known.run("diff", "--subject", "oak-guide", "--from", "1.3", "--to", "1.2", "--json").json
    assert (turned["old"]["source"], turned["new"]["source"], turned["counts"]["reworded"] > 0) == ("final", "draft", True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--subject", "beech"), "no subject is called beech; known are acorn-act"),
        (("--subject", "seed-fund"), "seed-fund: no document that speaks of it is in the database"),
        (("--subject", "oak-guide", "--to", "7"), "oak-guide: no document is '7'; there are #"),
        (("--subject", "oak-guide", "old.html"), "leave OLD, NEW and --batch out"),
        (("--from", "1.2"), "--from and --to need --subject"),
        (("--format", "poem"), "--format poem: one of text, markdown, html was expected"),
        (("--format", "html", "--json"), "give one of them"),
        ((), "OLD is missing"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(known: Folder, arguments: tuple[str, ...], said: str) -> None:
    ran = known.run("diff", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
