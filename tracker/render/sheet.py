"""Items for review as a table that people fill in without a shell: out as CSV or xlsx, and in again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO

import msgspec

from tracker.digest.plain import clip, one_line
from tracker.errors import UsageError
from tracker.render.cells import harmless
from tracker.text.decode import decode
from tracker.text.office import OfficeError, parts_of

COLUMNS = ("id", "what", "quote", "sources", "proposed change", "decision", "reason", "reviewer", "revision")
"""The first row. Whoever decides fills in decision, reason and reviewer."""
SUFFIXES = (".csv", ".xlsx")
_LONGEST_CELL = 32_000
_MOST_ROWS = 10_000
_WIDTHS = (8, 50, 60, 60, 60, 24, 40, 20, 16)


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One filled-in row: `number` counts from 1 as a spreadsheet does, the head being row 1."""

    number: int
    id: str
    decision: str
    reason: str
    reviewer: str
    revision: str


def write_sheet(rows: Iterable[tuple[str, ...]], suffix: str) -> bytes:
    """A table of these rows under COLUMNS. CSV begins with a byte order mark, without which Excel takes UTF-8 for something else."""
    cells = [COLUMNS, *(tuple(harmless(cell, _LONGEST_CELL) for cell in row) for row in rows)]
    if suffix == ".xlsx":
        return _write_xlsx(cells)
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(cells)
    return out.getvalue().encode("utf-8-sig")


def read_sheet(body: bytes, name: str) -> tuple[SheetRow, ...]:
    """The rows of a table that say anything under `id`. Raises `UsageError` where it is no such table."""
    try:
        lines = list(_read_xlsx(body) if name.lower().endswith(".xlsx") else _read_csv(body))
    except (OfficeError, csv.Error) as error:
        raise UsageError(f"{name}: {error}") from error
    if len(lines) > _MOST_ROWS:
        raise UsageError(f"{name}: has more than {_MOST_ROWS} rows")
    head = [cell.strip().casefold() for cell in lines[0]] if lines else []
    missing = [column for column in ("id", "decision", "reason", "reviewer", "revision") if column not in head]
    if missing:
        raise UsageError(f"{name}: its first row has no {', '.join(missing)}; take a file that `tracker review --export` wrote")
    places = {column: head.index(column) for column in ("id", "decision", "reason", "reviewer", "revision")}
    found = []
    for number, line in enumerate(lines[1:], start=2):
        cells = {column: _cell(line, place) for column, place in places.items()}
        if cells["id"]:
            found.append(SheetRow(number=number, **cells))
    return tuple(found)


def _cell(line: list[str], place: int) -> str:
    text = line[place] if place < len(line) else ""
    return one_line(text.removeprefix("'"), _LONGEST_CELL)


def _read_csv(body: bytes) -> Iterator[list[str]]:
    text = decode(body, None).text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    for number, line in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter)):
        yield line
        if number > _MOST_ROWS:
            return


def _write_xlsx(cells: list[tuple[str, ...]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - costs a fifth of a second, and only this format needs it
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - as above

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "review"
    for number, row in enumerate(cells, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = text
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for letter, width in zip("ABCDEFGHI", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _read_xlsx(body: bytes) -> Iterator[list[str]]:
    parts_of(body)
    from openpyxl import load_workbook  # noqa: PLC0415 - as above

    try:
        book = load_workbook(BytesIO(body), read_only=True, data_only=True)
        try:
            for number, row in enumerate(book.worksheets[0].iter_rows(max_col=50, values_only=True)):
                yield ["" if value is None else clip(str(value), _LONGEST_CELL) for value in row]
                if number > _MOST_ROWS:
                    return
        finally:
            book.close()
    except OfficeError:
        raise
    except Exception as error:
        raise OfficeError(f"is no workbook that can be read ({type(error).__name__}: {error}); save it anew as xlsx or CSV") from error
