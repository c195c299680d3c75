"""The lists of bills of both houses: a row for each bill, with its session, number, title and status and the page of its course."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from tracker.kinds.diet_tables import Cell, Table
from tracker.kinds.diet_words import kind_of_bills

_COLUMNS = {
    "session": re.compile(r"^(?:議案)?提出回次$|^回次$"),
    "number": re.compile(r"^(?:議案|提出)?番号$"),
    "title": re.compile(r"^(?:議案)?件名$|^議案名$"),
    "status": re.compile(r"審議状況|^状況$|^備考$"),
    "course": re.compile(r"^経過(?:情報)?$"),
}
_DIGITS = re.compile(r"\d{1,4}")
_MOST_TITLE = 500


class Bill(NamedTuple):
    """One bill. `number` is empty where it has none (accounts); `course` is the address of the page that tells its course."""

    session: str
    kind: str
    number: str
    title: str
    status: str
    course: str | None

    @property
    def key(self) -> str:
        """session-kind-number; of what has no number a mark of its title."""
        number = self.number or blake2b(self.title.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        return f"{self.session or '?'}-{self.kind}-{number}"


def bills_in(tables: Sequence[Table]) -> tuple[Bill, ...]:
    """The bills of all tables that list some, each once."""
    found: dict[str, Bill] = {}
    for table in tables:
        rows = list(table.grid)
        for place, row in enumerate(rows):
            columns = _columns(row)
            if columns:
                for cells in rows[place + 1 :]:
                    bill = _bill(cells, columns, kind_of_bills(table.name))
                    if bill is not None:
                        found.setdefault(bill.key, bill)
                break
    return tuple(found.values())


def _columns(row: Sequence[Cell]) -> Mapping[str, int] | None:
    """Where the columns stand of which a row is the header; None where it is none."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = "".join(cell.text.split())
        for column, pattern in _COLUMNS.items():
            if column not in found and pattern.search(name):
                found[column] = place
    return found if {"session", "title"} <= found.keys() else None


def _bill(cells: Sequence[Cell], columns: Mapping[str, int], kind: str) -> Bill | None:
    def cell(name: str) -> Cell | None:
        place = columns.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    title = cell("title")
    if title is None or title.header or not title.text:
        return None
    course, status = cell("course") or title, cell("status")
    return Bill(
        session=_digits(cell("session")),
        kind=kind,
        number=_digits(cell("number")),
        title=title.text[:_MOST_TITLE],
        status=status.text[:100] if status else "",
        course=course.link,
    )


def _digits(cell: Cell | None) -> str:
    found = _DIGITS.search(unicodedata.normalize("NFKC", cell.text)) if cell else None
    return str(int(found[0])) if found else ""
