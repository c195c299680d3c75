"""The tables of the two houses: what a table is called, its rows by the names of their columns, and names with values side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.text.links import absolute
from tracker.text.markup import text_lines

_NAMING = frozenset({"h1", "h2", "h3", "h4", "h5", "caption"})
MOST_ROWS = 5_000
_MOST_CELLS = 30
_MOST_TEXT = 2_000
_BROKEN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
"""What parts the lines of a cell (`<br>`) and the elements within it is no space where Japanese goes on."""


class Cell(NamedTuple):
    """One cell: its words on one line, the absolute address of its first link, whether it is a header, and how far it reaches."""

    text: str
    link: str | None
    header: bool
    across: int = 1
    down: int = 1


class Table(NamedTuple):
    """One table. `name` is its caption, or the heading above it."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def grid(self) -> Iterator[list[Cell]]:
        """The rows with a cell for each column: one that reaches over several rows or columns stands in each of them."""
        reaching: dict[int, tuple[Cell, int]] = {}
        for row in self.rows:
            whole: list[Cell] = []
            cells = [cell for cell in row for _ in range(cell.across)][:_MOST_CELLS]
            while cells or len(whole) in reaching:
                cell, left = reaching.pop(len(whole), (None, 0))
                if cell is None:
                    cell = cells.pop(0)
                    left = cell.down
                if left > 1:
                    reaching[len(whole)] = (cell, left - 1)
                whole.append(cell)
            yield whole[:_MOST_CELLS]


def read_tables(markup: str, url: str) -> tuple[Table, ...]:
    """The tables of a page in its order; those inside another are read as tables of their own. At most `MOST_ROWS` rows in all."""
    tree = LexborHTMLParser(markup)
    if tree.body is None:
        return ()
    heading, found, left = "", [], MOST_ROWS
    for node in tree.body.traverse(include_text=False):
        if node.tag in _NAMING and node.tag != "caption":
            heading = _words(node)
        elif node.tag == "table" and left > 0:
            caption = node.css_first("caption")
            rows = tuple(_rows(node, url, left))
            left -= len(rows)
            found.append(Table((_words(caption) if caption is not None else "") or heading, rows))
    return tuple(found)


def page_title(markup: str) -> str | None:
    """The title of a page."""
    node = LexborHTMLParser(markup).css_first("title")
    return _words(node) or None if node is not None else None


def _rows(table: LexborNode, url: str, most: int) -> Iterator[tuple[Cell, ...]]:
    count = 0
    for group in table.iter():
        for row in [group] if group.tag == "tr" else group.iter() if group.tag in ("thead", "tbody", "tfoot") else ():
            if row.tag != "tr":
                continue
            cells = tuple(_cell(cell, url) for cell in row.iter() if cell.tag in ("td", "th"))[:_MOST_CELLS]
            if cells:
                yield cells
                count += 1
            if count >= most:
                return


def _cell(node: LexborNode, url: str) -> Cell:
    anchor = node.css_first("a[href]")
    link = absolute(anchor.attributes.get("href") or "", url) if anchor is not None else None
    return Cell(_BROKEN.sub("", _words(node)), link, node.tag == "th", _span(node, "colspan"), _span(node, "rowspan"))


def _span(node: LexborNode, name: str) -> int:
    given = node.attributes.get(name) or ""
    return min(max(int(given[:4]), 1), _MOST_CELLS) if given[:4].isdecimal() else 1


def _words(node: LexborNode) -> str:
    return text_lines(node.text(deep=True, separator=" ") or "").replace("\n", " ")[:_MOST_TEXT]
