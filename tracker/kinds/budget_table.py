"""A table of a budget: which column holds the amounts of which year in which unit, and which name a row."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from tracker.errors import ExtractError
from tracker.kinds.budget_year import fiscal_year_in
from tracker.text.markup import without_controls

_LOOKED_FOR_HEADER = 10
_MOST_COLUMNS = 60
_MOST_NAME = 200

_UNIT = re.compile(r"[(\[〔【]\s*(?:単位\s*[:は]?\s*)?(千円|百万円|億円|円)\s*[)\]〕】]|単位\s*[:は]?\s*(千円|百万円|億円|円)")
_BEFORE = re.compile(r"前年度|前回")
_NO_AMOUNT_OF_ITS_OWN = re.compile(r"比較|増減|増[△▲(]|差引|伸び?率|構成比|修正減少|追加")
_MONEY = re.compile(r"額|予算|要求|予定|決算|歳[入出]")
_CODE = re.compile(r"コード|番号|区分|\bno\b|\bid\b|code|備考|摘要|通し", re.IGNORECASE)
_ACCOUNT = re.compile(r"会計|勘定|所管|組織|主管|府省")
_INCOME = re.compile(r"歳入|主管|^款|^部")
_SUPPLEMENT = re.compile("補正(?!後)")
_NUMBER = re.compile(r"(?P<sign>[▲△-])?\s*(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.0+)?")
NO_AMOUNT = "事項要求"
"""What stands where money is asked for without saying how much: no amount, and not nought."""
_NOTHING = re.compile(r"[-‐–—―ー─*….\s]*")
"""What stands in a cell that holds no amount, besides nothing at all."""
_JOINS = "+と及び・、() "
"""What stands between an amount and 事項要求 in one cell."""
WORTH = {"円": 1, "千円": 10**3, "百万円": 10**6, "億円": 10**8}


class Column(NamedTuple):
    """A column of amounts: its place, its header as written, and the unit that the header names."""

    place: int
    header: str
    unit: str


class Layout(NamedTuple):
    """How a table is laid out. `year` is the fiscal year by the year in which it begins.

    `accounts` and `items` are the places of the columns that name a row. `income`: these are receipts; `supplementary`: the header says so.
    """

    year: int
    now: Column
    before: Column | None
    accounts: tuple[int, ...]
    items: tuple[int, ...]
    headers: tuple[str, ...]
    income: bool
    supplementary: bool


class Entry(NamedTuple):
    """A row: the names of its account and of its item, from the widest to the narrowest, and its amounts in the units of their columns.

    None is no amount: an empty cell, what `requested_without` says was asked for without one (alone, or beside the amount), or what stands
    in `unread` and `before_unread`, which is written there and is no amount that can be read.
    """

    account: tuple[str, ...]
    item: tuple[str, ...]
    now: int | None
    before: int | None
    requested_without: bool = False
    unread: str = ""
    before_unread: str = ""


class Table(NamedTuple):
    """A table that was read, and what was not read of it."""

    layout: Layout
    entries: tuple[Entry, ...]
    left_out: int


def read_table(text: str, name: str) -> Table:
    """A CSV table of amounts. `name` is what its file is called.

    Raises:
        ExtractError: no header that names a fiscal year and amounts, or one that says not in which unit they are.
    """
    lines = _lines(text, name)
    layout = None
    for _, cells in zip(range(_LOOKED_FOR_HEADER), lines, strict=False):
        layout = _layout(cells, name)
        if layout is not None:
            break
    if layout is None:
        raise ExtractError(f"{name}: none of the first rows is a header that names amounts of a fiscal year, such as 令和8年度要求額(千円)")
    entries: list[Entry] = []
    left_out = 0
    for cells in lines:
        entry = _entry(cells, layout)
        if entry is None:
            left_out += any(cell.strip() for cell in cells)
        else:
            entries.append(entry)
    return Table(layout, tuple(entries), left_out)


def _lines(text: str, name: str) -> Iterator[list[str]]:
    try:
        # Strictly: a lost quotation mark would make one name of many rows, and their amounts would be missing in the sums.
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            yield [cell.replace("\x00", "") for cell in row[:_MOST_COLUMNS]]
    except csv.Error as error:
        raise ExtractError(f"{name}: it cannot be read as CSV, is a quotation mark missing? ({error})") from error


def _layout(cells: Sequence[str], name: str) -> Layout | None:
    headers = tuple("".join(unicodedata.normalize("NFKC", without_controls(cell)).split()) for cell in cells)
    years = {place: year for place, header in enumerate(headers) if (year := fiscal_year_in(header)) and _is_amount(header)}
    if not years:
        return None
    year = max(years.values())
    # A supplementary budget names what was enacted before it and what it comes to beside its own amount, all of one year.
    own = [place for place, found in years.items() if found == year]
    now = next((place for place in own if _SUPPLEMENT.search(headers[place])), own[0])
    named = (place for place, found in years.items() if found == year - 1)
    told = (place for place, header in enumerate(headers) if _BEFORE.search(header) and _MONEY.search(header))
    before = next((place for place in (*told, *named) if not _NO_AMOUNT_OF_ITS_OWN.search(headers[place])), None)
    first = now if before is None else min(now, before)
    amounts = {place for place, header in enumerate(headers) if place in years or _UNIT.search(header)}
    names = [place for place in range(first) if headers[place] and place not in amounts and not _CODE.search(headers[place])]
    accounts = tuple(place for place in names if _ACCOUNT.search(headers[place]))
    return Layout(
        year=year,
        now=_column(now, headers, name),
        before=_column(before, headers, name) if before is not None else None,
        accounts=accounts,
        items=tuple(place for place in names if place not in accounts),
        headers=headers,
        income=any(_INCOME.search(header) for header in headers) and not any("歳出" in header for header in headers),
        supplementary=bool(_SUPPLEMENT.search(headers[now])),
    )


def _is_amount(header: str) -> bool:
    return bool(_MONEY.search(header) or _UNIT.search(header)) and not _BEFORE.search(header) and not _NO_AMOUNT_OF_ITS_OWN.search(header)


def _column(place: int, headers: Sequence[str], name: str) -> Column:
    unit = _UNIT.search(headers[place])
    if unit is None:
        raise ExtractError(f"{name}: the column {headers[place]!r} names no unit (千円, 百万円), and none is guessed")
    return Column(place, headers[place], unit[1] or unit[2])


def _entry(cells: Sequence[str], layout: Layout) -> Entry | None:
    account = tuple(name for place in layout.accounts if (name := _name(cells, place)))
    item = tuple(name for place in layout.items if (name := _name(cells, place)))
    if not account and not item:
        return None
    written = _cell(cells, layout.now.place)
    without = NO_AMOUNT in written
    now, unread = _read(written.replace(NO_AMOUNT, "").strip(_JOINS) if without else written)
    before, before_unread = _read(_cell(cells, layout.before.place)) if layout.before else (None, "")
    if any(cell.strip() for cell in cells[len(layout.headers) :]):
        # A cell too many: nobody knows any more which column the amounts stand in.
        now, before, unread, before_unread = None, None, unread or written or "…", ""
    if now is None and before is None and not (without or unread):
        return None
    return Entry(account, item, now, before, without, unread, before_unread)


def _read(written: str) -> tuple[int | None, str]:
    """The amount of a cell, and what stands in it where that is none and not nothing either."""
    amount = _amount(written)
    return amount, "" if amount is not None or _NOTHING.fullmatch(written) else written


def _name(cells: Sequence[str], place: int) -> str:
    return " ".join(without_controls(cells[place]).split())[:_MOST_NAME] if place < len(cells) else ""


def _cell(cells: Sequence[str], place: int) -> str:
    if place >= len(cells):
        return ""
    return without_controls(unicodedata.normalize("NFKC", cells[place][:_MOST_NAME])).replace("−", "-").strip()


def _amount(written: str) -> int | None:
    found = _NUMBER.fullmatch(written)
    if found is None:
        return None
    number = int(Decimal(found["digits"].replace(",", "")))
    return -number if found["sign"] else number
