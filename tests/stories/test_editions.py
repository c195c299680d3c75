"""One digest in every format and language, through the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.origin import Origin
from tests.stories.field import NOW, STORY, Folder, after, serve

FORMATS = "md,html,json,csv,atom,jsonfeed,ics"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    with Origin() as origin:
        origin.route("/feed", serve(STORY))
        made = Folder(tmp_path).set_up(office=origin.url("/feed"))
        made.poll()
    return made


def test_every_format_of_one_digest_is_written_and_again_byte_for_byte(folder: Folder) -> None:
    first = folder.run("digest", "--format", FORMATS, now=NOW).paths
    names = [path.name.removeprefix(first[0].stem) for path in first]
    assert names == [".md", ".html", ".json", ".csv", ".atom", ".feed.json", ".ics"]
    written = {path: path.read_bytes() for path in first}
    for path in first:
        path.unlink()
    assert folder.run("digest", "--format", FORMATS, now=NOW).paths == first
    assert {path: path.read_bytes() for path in first} == written


def test_another_language_stands_in_the_name_and_on_the_page(folder: Folder) -> None:
    english = folder.run("digest", "--format", "html", now=NOW).paths[0]
    japanese, plain = folder.run("digest", "--format", "html,json", "--lang", "ja", now=NOW).paths
    assert (japanese.name, plain.name) == (f"{english.stem}.ja.html", f"{english.stem}.json")
    both = folder.run("digest", "--format", "md", "--lang", "both", now=NOW).paths[0]
    assert '<html lang="ja">' in japanese.read_text(encoding="utf-8")
    assert "決定・施行" in japanese.read_text(encoding="utf-8")
    assert "## Decided or in force · 決定・施行" in both.read_text(encoding="utf-8")
    titles = [entry["title"] for section in json.loads(plain.read_text(encoding="utf-8"))["sections"] for entry in section["entries"]]
    assert all(title["ja"] and title["en"] for title in titles)


@pytest.mark.parametrize("lang", ["de", "", "EN"])
def test_an_unknown_language_is_named_with_those_that_are_known(folder: Folder, lang: str) -> None:
    ran = folder.run("digest", "--lang", lang, now=after(days=1))
    assert ran.code == 2
    assert "known languages are en, ja, both" in ran.err
