"""Templates of one's own take the place of the shipped ones, and one that fails costs no digest."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from tests.origin import Origin
from tests.stories.field import NOW, STORY, Folder, after, serve

SHELF = """\
version: 1
channels: {shelf: {kind: files, path: out}}
subscriptions: [{id: shelf, channel: shelf, series: run}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    with Origin() as origin:
        origin.route("/feed", serve(STORY))
        made = Folder(tmp_path).set_up(office=origin.url("/feed"))
        made.poll()
    (tmp_path / "mine").mkdir()
    return made


def test_they_write_files_and_letters_and_leave_the_other_formats_alone(folder: Folder) -> None:
    mine = folder.path / "mine"
    (mine / "head.j2").write_text("Forest Office weekly", encoding="utf-8")
    (mine / "digest.md.j2").write_text('{% include "head.j2" %}: {{ view.brief[0].title.en }} <{{ view.digest.id }}>', encoding="utf-8")
    (mine / "digest.txt.j2").write_text("Dear reader of {{ view.digest.id }}\n", encoding="utf-8")
    (mine / "digest.css").write_text("body{color:teal}\n", encoding="utf-8")
    (folder.path / "subscriptions.yaml").write_text(SHELF, encoding="utf-8")
    ran = folder.run("digest", "--format", "md,html,json", "--send", "--templates", "mine", now=NOW)
    assert ran.code == 0, ran.err
    written, page, plain = (path.read_text(encoding="utf-8") for path in ran.paths)
    assert written == "Forest Office weekly: Acorn Act: In force, 1 June 2026 <run-2026-06-10T0900>\n"
    assert "body{color:teal}" in page
    assert b64encode(sha256(b"body{color:teal}").digest()).decode() in page, "and the page's policy lets it in"
    assert '"series": "run"' in plain
    assert (folder.path / "out" / "run-2026-06-10T0900-shelf.txt").read_text(encoding="utf-8") == "Dear reader of run-2026-06-10T0900\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("one\n{% if view %}\nnever ended", 3, "Unexpected end of template"),
        ("one\ntwo\n{{ view.nothing.at_all }}", 3, "no attribute 'nothing'"),
        ("one\n{{ 1 / 0 }}", 2, "division by zero"),
        ('{% include "missing.j2" %}', 1, "missing.j2"),
        ("{{ view.words.when(3) }}", 1, "known"),
    ],
)
def test_a_fault_names_file_and_line_and_the_digest_is_written_as_shipped(folder: Folder, text: str, line: int, said: str) -> None:
    shipped = folder.run("digest", "--format", "md", now=NOW).paths[0]
    expected = shipped.read_text(encoding="utf-8")
    shipped.unlink()
    (folder.path / "mine" / "digest.md.j2").write_text(text, encoding="utf-8")
    ran = folder.run("digest", "--format", "md", now=NOW, TRACKER_TEMPLATES="mine")
    assert ran.code == 1
    assert f"mine/digest.md.j2:{line}: " in ran.err
    assert said in ran.err
    assert "written with the shipped template instead" in ran.err
    assert ran.paths[0].read_text(encoding="utf-8") == expected
    assert folder.run("digest", now=after(hours=1)).code == 0, "nothing was told twice or lost"


def test_a_letter_goes_out_as_shipped_where_its_template_fails(folder: Folder) -> None:
    (folder.path / "mine" / "digest.txt.j2").write_text("{{ nothing }}", encoding="utf-8")
    (folder.path / "subscriptions.yaml").write_text(SHELF, encoding="utf-8")
    ran = folder.run("digest", "--format", "md", "--send", "--templates", "mine", now=NOW)
    assert (ran.code, "mine/digest.txt.j2:1: 'nothing' is undefined" in ran.err) == (1, True), ran.err
    assert "Acorn Act" in (folder.path / "out" / "run-2026-06-10T0900-shelf.txt").read_text(encoding="utf-8")
    assert folder.run("send", now=after(hours=1)).code == 0


@pytest.mark.parametrize(("name", "said"), [("digets.md.j2", "did you mean 'digest.md.j2'?"), ("notes.txt", "there are alert.html.j2")])
def test_a_folder_without_a_name_that_is_known_is_refused(folder: Folder, name: str, said: str) -> None:
    (folder.path / "mine" / name).write_text("x", encoding="utf-8")
    ran = folder.run("digest", "--templates", "mine", now=NOW)
    assert (ran.code, said in ran.err) == (2, True), ran.err
    gone = folder.run("digest", "--templates", "theirs", now=NOW)
    assert (gone.code, "theirs: TRACKER_TEMPLATES: cannot be read" in gone.err) == (2, True), gone.err


def test_a_file_that_takes_the_place_of_nothing_is_told_once_with_the_names_that_there_are(folder: Folder) -> None:
    mine = folder.path / "mine"
    (mine / "digest.md.j2").write_text('{% include "head.j2" %}', encoding="utf-8")
    (mine / "head.j2").write_text("{{ view.digest.id }}", encoding="utf-8")
    (mine / "digest.txt.jinja").write_text("Dear reader", encoding="utf-8")
    (mine / "weekly.md.j2").write_text("{{ view.digest.id }}", encoding="utf-8")
    (mine / "README.md").write_text("ours", encoding="utf-8")
    (folder.path / "subscriptions.yaml").write_text(SHELF.replace("series: run", "series: daily"), encoding="utf-8")
    ran = folder.run("digest", "--due", "--send", now=NOW, TRACKER_TEMPLATES="mine")
    assert (ran.code, len(ran.paths)) == (0, 4), "of two series"
    odd, other = [line for line in ran.err.splitlines() if line.startswith("warning: ")]
    assert odd.startswith(
        "warning: mine/digest.txt.jinja: TRACKER_TEMPLATES: is not used: no template has this name; did you mean 'digest.txt.j2'?"
    )
    assert other.startswith("warning: mine/weekly.md.j2: ")
    assert "there are alert.html.j2, alert.txt.j2, digest.css" in other
    assert "mine/weekly.md.j2" not in folder.run("digest", "--due", "--send", now=after(hours=1), TRACKER_TEMPLATES="mine").err
