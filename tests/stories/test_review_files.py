"""Review by people without a shell: what waits goes out as a table and comes back with decisions, each row for itself."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.stories.field import Folder, Item, Ran, after
from tests.stories.test_review import waiting
from tests.stories.test_voices import DONE, FOUND, PLANNED, event, papers, say
from tracker.render.sheet import COLUMNS

Rows = list[dict[str, str]]


def export(folder: Folder, name: str) -> Rows:
    ran = folder.run("review", "--export", name)
    assert ran.code == 0, ran.err
    assert ran.paths == [folder.path / name]
    return READ[Path(name).suffix](folder.path / name)


def read_csv(path: Path) -> Rows:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def read_xlsx(path: Path) -> Rows:
    head, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, head), ["" if cell is None else str(cell) for cell in row], strict=True)) for row in rows]


def write_csv(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="cp932", errors="replace", newline="") as stream:  # as Excel in Japan saves it
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def write_xlsx(path: Path, rows: Rows) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row[column] for column in COLUMNS])
    book.save(path)


READ: dict[str, Callable[[Path], Rows]] = {".csv": read_csv, ".xlsx": read_xlsx}
WRITE: dict[str, Callable[[Path, Rows], None]] = {".csv": write_csv, ".xlsx": write_xlsx}


def take(folder: Folder, name: str, *, code: int, hours: float = 5) -> tuple[dict[str, Any], Ran]:
    ran = folder.run("review", "--import", name, "--json", now=after(hours=hours))
    assert ran.code == code, ran.err
    return ran.json, ran


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_filled_in_table_decides_row_by_row_and_never_twice(tmp_path: Path, suffix: str) -> None:
    with papers(tmp_path, "press", "press", "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        say(origin, folder, "s1", FOUND, 2)
        rows = export(folder, f"out{suffix}")
        assert tuple(rows[0]) == COLUMNS
        assert (rows[0]["quote"], "s0 (press)" in rows[0]["sources"]) == (DONE.title, True)
        assert rows[0]["proposed change"] == f"{PLANNED}: status scheduled → happened"
        rows[0] |= {"decision": "accept", "reason": "官報で確認した", "reviewer": "佐藤"}
        rows[1] |= {"decision": "Reject", "reason": "", "reviewer": "佐藤"}
        WRITE[suffix](tmp_path / f"in{suffix}", rows)
        taken, ran = take(folder, f"in{suffix}", code=1)
        assert [(one["row"], one["id"]) for one in taken["decided"]] == [(2, rows[0]["id"])]
        assert [(one["row"], "the reason is missing" in one["why"]) for one in taken["refused"]] == [(3, True)]
        assert f"in{suffix}: row 3: " in ran.err
        assert (event(folder, PLANNED).modality, len(waiting(folder))) == ("occurred", 1)
        assert folder.run("review", "log", "--json").json[0]["by"] == "佐藤"
        again, ran = take(folder, f"in{suffix}", code=1, hours=6)
        assert (again["decided"], "was decided already" in ran.err) == ([], True)


def test_a_row_whose_finding_has_changed_since_is_refused(tmp_path: Path) -> None:
    with papers(tmp_path, "press", "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        rows = export(folder, "out.csv")
        say(origin, folder, "s1", Item("どんぐり法は2026年6月3日に施行されたと関係者が語った", link="/z"), 2)
        rows[0] |= {"decision": "accept", "reason": "x", "reviewer": "y"}
        write_csv(tmp_path / "in.csv", rows)
        taken, _ = take(folder, "in.csv", code=1)
        assert "has changed since it was looked at" in taken["refused"][0]["why"]
        assert event(folder, PLANNED).modality == "scheduled"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"decision": "believe"}, "is no decision"),
        ({"decision": "undo"}, "is no decision"),
        ({"decision": "accept please"}, "takes nothing behind it"),
        ({"decision": "merge"}, "name the event"),
        ({"decision": "merge no.such"}, "no event 'no.such'"),
        ({"decision": "edit"}, "say what is to be different"),
        ({"decision": "edit when=soon"}, "is no date"),
        ({"decision": "edit colour=red"}, "is not understood"),
        ({"reviewer": ""}, "who decides is missing"),
        ({"revision": ""}, "the revision is missing"),
        ({"revision": "r0"}, "has changed since"),
        ({"id": "=f1"}, "an item is called f"),
    ],
)
def test_each_fault_of_a_row_is_told_and_decides_nothing(tmp_path: Path, change: dict[str, str], said: str) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        (row,) = export(folder, "out.csv")
        write_csv(tmp_path / "in.csv", [row | {"decision": "accept", "reason": "x", "reviewer": "y"} | change])
        taken, _ = take(folder, "in.csv", code=1)
        assert (taken["decided"], said in taken["refused"][0]["why"]) == ([], True), taken
        assert len(waiting(folder)) == 1


def test_an_edit_and_a_merge_can_be_written_in_one_cell(tmp_path: Path) -> None:
    with papers(tmp_path, "press", "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        say(origin, folder, "s1", FOUND, 2)
        rows = export(folder, "out.csv")
        rows[0] |= {"decision": "edit when=2026-07-01 modality=scheduled", "reason": "x", "reviewer": "y"}
        rows[1] |= {"decision": "merge fund.established", "reason": "x", "reviewer": "y"}
        write_csv(tmp_path / "in.csv", rows)
        assert len(take(folder, "in.csv", code=0)[0]["decided"]) == 2
        assert str(event(folder, PLANNED).when.earliest) == "2026-07-01"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
def test_no_cell_is_a_formula(tmp_path: Path, suffix: str, start: str) -> None:
    item = Item(f"{start}HYPERLINK(どんぐり法は2026年6月1日に施行されました)", link="/x")
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", item, 1)
        (row,) = export(folder, f"out{suffix}")
        assert all(cell[:1] not in "=+-@＝" for cell in row.values() if cell)
        if suffix == ".xlsx":
            cells = [cell for line in load_workbook(tmp_path / "out.xlsx").worksheets[0].iter_rows() for cell in line]
            assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (60 * 1024 * 1024))
    return out.getvalue()


def laughs() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>')
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("in.xlsx", b"no zip", "is no office file"),
        ("in.xlsx", bomb(), "unpacks to more than 50 MB"),
        ("in.xlsx", laughs(), "declares entities"),
        ("in.csv", b"", "its first row has no id"),
        ("in.csv", b"a,b\n1,2\n", "its first row has no id"),
        ("in.csv", b"id,decision,reason,reviewer,revision\n" + b"f1,,,,\n" * 10_002, "has more than 10000 rows"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(tmp_path: Path, name: str, body: bytes, said: str) -> None:
    with papers(tmp_path, "press") as (_, folder):
        (tmp_path / name).write_bytes(body)
        ran = folder.run("review", "--import", name, now=after(hours=2))
    assert (ran.code, said in ran.err) == (2, True), ran.err


def test_a_file_is_never_overwritten_and_its_name_says_its_format(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (_, folder):
        (tmp_path / "there.csv").write_text("mine", encoding="utf-8")
        said = [folder.run("review", "--export", name).err for name in ("there.csv", "table.ods", "no/such/table.csv")]
        both = folder.run("review", "--export", "a.csv", "--import", "there.csv")
    assert [word in err for word, err in zip(("is not overwritten", "a name that ends in", "cannot be written"), said, strict=True)] == [
        True
    ] * 3
    assert (both.code, (tmp_path / "there.csv").read_text(encoding="utf-8")) == (2, "mine")
