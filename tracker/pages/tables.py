"""Rows of tables as cells under their columns: headers of several rows, cells that span rows and columns, and the unit that holds.

Layouts are built of tables too. What is no table of figures or words under headers comes out as it stood: cells without column names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracker.model.document import Cell
from tracker.pages.days import nearest
from tracker.pages.lines import CELLS, HEADINGS, Page
from tracker.pages.words import without_notes

_MOST_COLUMNS = 60
_MOST_ROWS = 1_000
_MOST_NAMES = 3
_LOOKED_BACK = 3
"""So many lines before a table may say what its figures are in."""
_FIGURE = re.compile(r"[▲△▼+-]?\s*[\d,.]*\d[\d,.]*")
_VALUE = re.compile(r"[^\W\d_]{0,2}[▲△▼+-]?\s*\d[\d,./]*\s*[^\W\d_]{0,4}[%]?")
_LETTER = re.compile(r"[^\W\d_]")
_UNIT = re.compile(
    r"\(\s*(?:単位\s*[:は]?\s*)?([兆億万千百十]{0,2}(?:円|ドル|人|件|社|台|名|者|校|棟|ha|t|kg|kW|MW|GW)|%|[a-z]+ (?:yen|dollars))\s*\)",
    re.IGNORECASE,
)
_UNIT_TOLD = re.compile(
    r"単位\s*[:は]?\s*([^\s():、,]{1,8})|\b(?:in|unit:)\s+((?:thousand|million|billion|trillion)s?(?: of)? (?:yen|dollars))", re.IGNORECASE
)
_OTHER_COLUMN = re.compile(
    r"(?:.*/ )?(?:番号|no\.?|項番|順位|回数?|頁|ページ|年度?)|.*(?:[件人者社]数|比率?|割合|[伸増減]+率).*", re.IGNORECASE
)


class Row(NamedTuple):
    """A row of a table. `name` are the cells that it is known by, `cells` is empty for a header."""

    name: tuple[str, ...]
    cells: tuple[Cell, ...]


class _Placed(NamedTuple):
    """A cell in a column of the grid. `spans`: it holds for several rows; `heads`: it is written as a header."""

    text: str
    spans: bool
    heads: bool


_Grid = list[list[_Placed]]


def rows_of(page: Page) -> dict[int, Row]:
    """The rows of all tables that hold words, by their elements."""
    if "tr" not in page.tags:
        return {}
    tables = nearest(page, frozenset({"table"}))
    cells = nearest(page, CELLS)
    said, first_lines = _said(page, cells, tables)
    by_table: dict[int, dict[int, list[int]]] = defaultdict(dict)
    rows = nearest(page, frozenset({"tr"}))
    for element, tag in enumerate(page.tags):
        if tag == "tr":
            by_table[tables[element]][element] = []
        elif tag in CELLS and (row := rows[element]) in by_table[tables[element]]:
            by_table[tables[element]][row].append(element)
    found: dict[int, Row] = {}
    for table, own in by_table.items():
        if table < 0 or table not in first_lines:
            continue
        grid = _grid(page, own, said)
        found.update(zip(own, _rows(grid, _heads(page, own, grid), _unit_before(page, first_lines[table])), strict=True))
    return found


def _said(page: Page, cells: Sequence[int], tables: Sequence[int]) -> tuple[dict[int, str], dict[int, int]]:
    """The words of each cell, and the first line of each table, by its place in the page."""
    said: dict[int, str] = {}
    first: dict[int, int] = {}
    for place, line in enumerate(page.lines):
        if tables[line.element] >= 0:
            first.setdefault(tables[line.element], place)
        cell = cells[line.element]
        if cell >= 0 and (text := without_notes(line.text)):
            said[cell] = f"{said[cell]} {text}" if cell in said else text
    return said, first


def _grid(page: Page, rows: Mapping[int, Sequence[int]], said: Mapping[int, str]) -> _Grid:
    """The cells of each row in their columns, those that span several in each of them."""
    grid: _Grid = []
    waiting: dict[int, tuple[int, _Placed]] = {}
    for cells in rows.values():
        row: dict[int, _Placed] = {}
        for column, (left, placed) in list(waiting.items()):
            row[column] = placed
            if left > 1:
                waiting[column] = (left - 1, placed)
            else:
                del waiting[column]
        column = 0
        for cell in cells:
            while column in row:
                column += 1
            down, across = page.spans.get(cell, (1, 1))
            placed = _Placed(said.get(cell, ""), down > 1, page.tags[cell] == "th")
            for taken in range(column, min(column + across, _MOST_COLUMNS)):
                row[taken] = placed
                if down > 1:
                    waiting[taken] = (min(down, _MOST_ROWS) - 1, placed)
            column += across
            if column >= _MOST_COLUMNS:
                break
        grid.append([row.get(place, _Placed("", spans=False, heads=False)) for place in range(max(row, default=-1) + 1)])
    return grid


def _heads(page: Page, rows: Iterable[int], grid: _Grid) -> int:
    """How many rows are headers: those that are marked so or, where none is, a first row without figures above one with some."""
    count = 0
    for element, row in zip(rows, grid, strict=True):
        written = [cell for cell in row if cell.text]
        marked = all(cell.heads for cell in written) and len(written) > 1
        if not marked and page.tags[page.parents[element]] != "thead":
            break
        count += 1
    if count or len(grid) < 2:
        return count if count < len(grid) else 0
    if any(cell.heads for cell in grid[0]) and not all(cell.heads for cell in grid[0]):
        return 0  # its first cell is called a header: that of the row
    plain = len({cell.text for cell in grid[0] if cell.text}) > 1 and not any(_is_value(cell.text) for cell in grid[0])
    return int(plain and any(_is_value(cell.text) for row in grid[1:3] for cell in row))


def _rows(grid: _Grid, heads: int, unit: str | None) -> Iterator[Row]:
    width = max(map(len, grid), default=0)
    columns = [
        " / ".join(dict.fromkeys(row[place].text for row in grid[:heads] if place < len(row) and row[place].text)) for place in range(width)
    ]
    units = [_unit_of(column) or (None if _OTHER_COLUMN.fullmatch(_plain(column)) else unit) for column in columns]
    names = _names(grid[heads:])
    for row in grid[:heads]:
        yield Row(tuple(cell.text for cell in row if cell.text)[:1], ())
    for row, name in zip(grid[heads:], names, strict=True):
        cells = (
            Cell(columns[place], one.text, units[place] if _FIGURE.fullmatch(_plain(one.text)) else None) for place, one in enumerate(row)
        )
        yield Row(name, tuple(cells) if len(row) > 1 else ())


def _names(rows: _Grid) -> list[tuple[str, ...]]:
    """What each row is known by: the cells that it shares with its neighbours and its first words; of rows that begin alike, further words.

    Figures name no row: they are what changes.
    """
    words = [list(dict.fromkeys(cell.text for cell in row if _LETTER.search(cell.text))) for row in rows]
    shared = [len({cell.text for cell in row if cell.spans and _LETTER.search(cell.text)}) for row in rows]
    names = [tuple(own[: count + 1]) for own, count in zip(words, shared, strict=True)]
    for _ in range(_MOST_NAMES):
        count = Counter(names)
        longer = []
        for name, own in zip(names, words, strict=True):
            following = own[len(name)] if count[name] > 1 and len(name) < len(own) else ""
            longer.append((*name, following) if following and not _is_value(following) else name)
        if longer == names:
            break
        names = longer
    return names


def _unit_before(page: Page, first: int) -> str | None:
    """The unit that is told right before a table, in its caption or in the heading that it stands under."""
    for line in reversed(page.lines[max(0, first - _LOOKED_BACK) : first + 2]):
        text = _plain(line.text)
        told = _UNIT_TOLD.search(text) if len(text) <= 200 else None
        if told:
            return told[1] or told[2]
        if page.tags[line.element] in {*HEADINGS, "caption"} and (unit := _unit_of(text)):
            return unit
    return None


def _unit_of(text: str) -> str | None:
    found = _UNIT.search(_plain(text))
    return found[1] if found else None


def _is_value(text: str) -> bool:
    return _VALUE.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    """Half-width, so that one expression reads both widths. Long texts name no unit and are no figure."""
    return unicodedata.normalize("NFKC", text[:200]).strip().replace("−", "-")
