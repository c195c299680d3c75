"""A memo that was right in its spring, read in its autumn: what is stale, contradicted, right, an opinion or beyond judging is marked."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.house.rules import ROOT
from tests.origin import Origin
from tests.stories.field import ADVANCES, NOW, Folder, Item, after, office, serve

NEWS = (
    Item("AI事業者ガイドライン（第1.2版）を2026年3月31日に公表しました", day="2026-05-02", link="/guide"),
    Item("第2期となる人工知能基本計画を2026年7月14日に閣議決定しました", day="2026-07-14", link="/plan"),
    Item("GENIAC第4期の16件を2026年6月4日に採択しました", day="2026-06-04", link="/geniac"),
    Item("JPYSCの発行を2026年6月24日に開始しました", day="2026-06-24", link="/jpysc"),
    Item("改正資金決済法は2026年6月1日に施行されました", day="2026-06-01", link="/payment"),
)
"""What an office told after the memo was written."""

MEMO = """\
# Where Japan stands on AI

The AI Promotion Act was enacted by the Diet on 28 May 2025. It came fully into force on 1 September 2025.

Its AI Guidelines for Business are at version 1.1, published in March 2025; version 1.2 is still a draft.

Ministers settled the AI Basic Plan: it was approved by the Cabinet on December 23, 2025.

GENIAC has been through three rounds so far.

In December 2025 the government announced a further ¥1 trillion over five years for AI and semiconductors, which comes on top of the ¥1.23 trillion of METI for AI and semiconductors in fiscal 2026.

The AI Strategy Headquarters was established on 15 October 2025.

SBI plans to launch JPYSC in the second quarter of 2026. JPYC was launched in October 2025.

The amended Payment Services Act takes effect by June 2026.

Nothing in the AI Promotion Act imposes penalties on companies. We think this is arguably the wiser course.

Lunch was served at noon.
"""
EXPECTED = {
    "was enacted by the Diet": ("supported", "confirms.same", "act.enacted"),
    "version 1.2 is still a draft": ("stale", "stale.since", "guidelines.v1-1.published"),
    "approved by the Cabinet": ("stale", "stale.since", "basic-plan.first.cabinet-decision"),
    "through three rounds": ("stale", "stale.more-since", "geniac.rounds"),
    "on top of": ("contradicted", "pots.overlap", None),
    "on 15 October 2025": ("contradicted", "contradicts.date", "hq.established"),
    "plans to launch JPYSC": ("stale", "stale.happened", "jpysc.launched"),
    "JPYC was launched": ("supported", "confirms.same", "jpyc.launched"),
    "takes effect by June": ("stale", "stale.happened", "stablecoin.psa-amendment.in-force"),
    "imposes penalties": ("unjudged", "memo.absence", "act.no-penalties"),
    "We think": ("opinion", "memo.opinion", None),
    "Lunch": ("unjudged", "memo.no-subject", None),
}


@pytest.fixture(scope="module")
def autumn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """A folder with the shipped pack whose timeline has heard the news of the summer."""
    path = tmp_path_factory.mktemp("autumn")
    with Origin() as origin:
        origin.route("/feed", serve(NEWS))
        folder = Folder(path).set_up(office=origin.url("/feed"))
        (path / "db" / "timeline.yaml").write_bytes((ROOT / "db" / "timeline.yaml").read_bytes())
        folder.sources["office"]["tracks"] = ["act"]
        folder.write_sources()
        folder.poll("2026-08-01T09:00:00+09:00")
        yield folder


def audited(folder: Folder, name: str, body: bytes, *arguments: str) -> dict[str, dict[str, Any]]:
    """Each expected sentence, by the words that it is found by."""
    (folder.path / name).write_bytes(body)
    ran = folder.run("audit", name, "--json", *arguments, now="2026-09-30T09:00:00+09:00")
    assert (ran.code, ran.err) == (0, "")
    return {words: one for words in EXPECTED for one in ran.json["sentences"] if words in one["text"]}


def verdicts(found: dict[str, dict[str, Any]]) -> dict[str, tuple[str, str, str | None]]:
    first = {words: one["notes"][0] for words, one in found.items()}
    return {words: (note["verdict"], note["rule"], EXPECTED[words][2] and note["event"]) for words, note in first.items()}


def test_each_sentence_has_its_verdict_rule_and_evidence(autumn: Folder) -> None:
    found = audited(autumn, "memo.md", MEMO.encode())
    assert verdicts(found) == EXPECTED
    since = found["version 1.2 is still a draft"]["notes"][0]["came"]
    assert (since["when"]["earliest"], since["sources"][0]["source"]) == ("2026-03-31", "office")
    assert since["sources"][0]["quote"] == NEWS[0].title
    assert found["was enacted by the Diet"]["notes"][0]["timeline"]["row"] == "S01"
    assert all(MEMO[one["start"] : one["end"]] for one in found.values())


def test_as_of_the_spring_the_same_memo_was_up_to_date(autumn: Folder) -> None:
    found = audited(autumn, "spring.md", MEMO.encode(), "--as-of", "2026-05-01")
    expected = {words: one["verdict"] for words, one in found.items()}
    assert (
        expected["version 1.2 is still a draft"] == expected["approved by the Cabinet"] == expected["through three rounds"] == "supported"
    )
    assert expected["plans to launch JPYSC"] == "supported"
    assert expected["on 15 October 2025"] == "contradicted"


def test_what_the_memo_tells_itself_makes_it_not_stale(autumn: Folder) -> None:
    more = MEMO + "\nThe second AI Basic Plan was approved by the Cabinet on 14 July 2026.\n"
    found = audited(autumn, "more.md", more.encode())
    assert found["approved by the Cabinet"]["verdict"] == "supported"


def docx(text: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n") if line)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{lines}</w:body></w:document>')
    return out.getvalue()


def pdf(text: str) -> bytes:
    """One page of short lines, laid out as a word processor wraps them."""
    shown, height = [], 780
    for paragraph in text.split("\n\n"):
        words, line = paragraph.strip().split(" "), ""
        for word in [*words, ""]:
            if len(line) + len(word) > 80 or not word:
                escaped = line.replace("(", r"\(").replace(")", r"\)")
                shown.append(f"BT /F1 9 Tf 40 {height} Td ({escaped}) Tj ET")
                line, height = "", height - 14
            line = f"{line} {word}".strip()
    stream = "\n".join(shown).encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)


def page(text: str) -> bytes:
    lines = "".join(f"<p>{line}</p>" for line in text.split("\n") if line and not line.startswith("#"))
    return f'<!DOCTYPE html><html lang="en"><body><main><h1>Where Japan stands</h1>{lines}</main></body></html>'.encode()


@pytest.mark.parametrize(
    ("name", "body"), [("memo.txt", MEMO.encode("utf-16")), ("memo.docx", docx(MEMO)), ("memo.html", page(MEMO)), ("memo.pdf", pdf(MEMO))]
)
def test_a_memo_is_read_out_of_whatever_it_was_written_in(autumn: Folder, name: str, body: bytes) -> None:
    assert verdicts(audited(autumn, name, body)) == EXPECTED


def test_it_is_written_back_with_its_margin(autumn: Folder) -> None:
    (autumn.path / "memo.md").write_text(MEMO, encoding="utf-8")
    plain = autumn.run("audit", "memo.md", "--as-of", "2026-09-30")
    japanese = autumn.run("audit", "memo.md", "--as-of", "2026-09-30", "--lang", "ja")
    assert plain.code == japanese.code == 0
    for words in (
        *EXPECTED,
        "2 contradicted · 5 stale",
        "⟦not a statement of fact⟧",
        "## Sentences that were not judged",
        "[stale.since]",
    ):
        assert words in plain.out
    assert plain.out.index("version 1.2 is still a draft. ⟦") < plain.out.index("Since then: AI Guidelines for Business")
    assert "事実の記述ではない" in japanese.out
    assert "その後：" in japanese.out


def test_a_day_that_was_moved_is_backed_by_who_moved_it(tmp_path: Path) -> None:
    early = Item("樫指針（第1.3版）は2026年9月に公表する予定です", link="/early")
    late = Item("樫指針（第1.3版）は2026年11月に公表する予定です", day="2026-06-11", link="/late")
    with Origin() as origin:
        folder = Folder(tmp_path).set_up(office=origin.url("/feed"))
        for served, moment in (((early,), NOW), ((early, late), after(NOW, days=1))):
            origin.route("/feed", serve(served))
            folder.poll(moment)
        (tmp_path / "memo.txt").write_text("樫指針（第1.3版）は2026年9月に公表される予定である。", encoding="utf-8")
        said = {}
        for asked in ((), ("--as-of", "2026-06-10")):
            ran = folder.run("audit", "memo.txt", "--json", *asked, now=after(NOW, days=2))
            (note,) = ran.json["sentences"][0]["notes"]
            said[ran.json["sentences"][0]["verdict"]] = [one["quote"] for one in note["timeline"]["sources"]]
    assert said == {"contradicted": [late.title], "supported": [early.title]}


class _Texts(HTMLParser):
    """The texts of a page and the elements that it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


def test_a_hostile_memo_is_text_in_the_page(autumn: Folder) -> None:
    (autumn.path / "bad.md").write_text(MEMO + "\n<script>alert(1)</script> <img src=x onerror=y>.\n", encoding="utf-8")
    ran = autumn.run("audit", "bad.md", "--format", "html", "--as-of", "2026-09-30")
    read = _Texts()
    read.feed(ran.out)
    assert ran.code == 0
    assert not {"script", "img"} & read.tags
    assert any("<script>alert(1)</script>" in text for text in read.texts)
    assert {"contradicted", "stale"} <= {word for text in read.texts for word in text.split()}


def test_without_a_database_it_is_held_against_the_seed(tmp_path: Path) -> None:
    with office(tmp_path, ADVANCES) as (_, folder):
        (tmp_path / "memo.txt").write_text("どんぐり法は2026年2月10日に成立した。種子基金は2026年3月9日に設立された。", encoding="utf-8")
        seed = folder.run("audit", "-", "--json", stdin=(tmp_path / "memo.txt").read_bytes(), now=NOW).json
        assert not (tmp_path / "db" / "tracker.sqlite3").exists()
        folder.poll()
        live = folder.run("audit", "memo.txt", "--json", now=NOW).json
    assert [one["verdict"] for one in seed["sentences"]] == [one["verdict"] for one in live["sentences"]] == ["supported", "contradicted"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (60 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("memo.docx", b"no zip", "is no office file"),
        ("memo.docx", bomb(), "unpacks to more than 50 MB"),
        ("memo.docx", docx("x").replace(b"word/document.xml", b"word/dokument.xml"), "no text document"),
        ("memo.pdf", b"%PDF-1.4 nothing", "is no PDF"),
        ("memo.pdf", pdf(""), "holds no text"),
        ("memo.html", b"", "is no page"),
        ("memo.odt", b"x", "a file that ends in"),
        ("memo.txt", b" \n", "holds no text"),
    ],
)
def test_what_is_no_memo_is_refused_in_a_line(tmp_path: Path, name: str, body: bytes, said: str) -> None:
    with office(tmp_path) as (_, folder):
        (tmp_path / name).write_bytes(body)
        ran = folder.run("audit", name)
    assert (ran.code, said in ran.err, len(ran.err.splitlines())) == (2, True, 1), ran.err


@pytest.mark.parametrize("arguments", [("--format", "pdf"), ("--lang", "fr"), ("--as-of", "once"), ("--published", "once")])
def test_wrong_options_are_refused_in_a_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with office(tmp_path) as (_, folder):
        (tmp_path / "memo.txt").write_text("x.", encoding="utf-8")
        ran = folder.run("audit", "memo.txt", *arguments)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1), ran.err


@pytest.mark.soak
def test_a_long_memo_takes_no_longer_than_its_length(tmp_path: Path) -> None:
    with office(tmp_path) as (_, folder):
        (tmp_path / "long.txt").write_text("どんぐり法は2026年2月10日に成立した。 on top of " * 4_000, encoding="utf-8")
        found = json.loads(folder.run("audit", "long.txt", "--json", now=NOW).out)
    assert found["counts"]["supported"] > 3_000
