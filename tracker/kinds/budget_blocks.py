"""The rows of a budget as blocks: each account with its whole amount as a sentence, and below it its items.

An account is what money is told of: its amount is that of its narrowest items together, which are parts of one whole. An item is a row
with its cells; it says so in a sentence only where the source asks for it, since the amount of a part is not that of the account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tracker.kinds.budget_table import NO_AMOUNT, WORTH, Column, Entry, Table
from tracker.kinds.budget_year import in_era
from tracker.model.document import Block, Cell

REQUESTED, DRAFTED, ENACTED = "requested", "drafted", "enacted"
STAGES = (REQUESTED, DRAFTED, ENACTED)
_BUT_FOR = "（金額を示さないものを除く）"
_UNKNOWN = "不明"
_TOTALS = ("計", "合計", "総計", "小計")


class Telling(NamedTuple):
    """How amounts are told: at which stage, decided when, and of which items as well: those whose names hold one of `words`."""

    stage: str = DRAFTED
    day: date | None = None
    words: tuple[str, ...] = ()


class _Sums(NamedTuple):
    """Amounts; None is none that is known. `without`: something is asked for without one. The others are what is written and not read."""

    now: int | None
    before: int | None
    without: bool
    unread: str = ""
    before_unread: str = ""


def most_of_an_account(table: Table) -> int:
    """What the largest account of a table comes to this year, in yen."""
    return max((_whole(entries).now or 0 for entries in _by_account(table).values()), default=0) * WORTH[table.layout.now.unit]


def table_blocks(table: Table, telling: Telling) -> Iterator[Block]:
    """The accounts of a table in their order, each before its items, keyed by their names."""
    layout = table.layout
    side = "歳入" if layout.income else "歳出"
    seen: Counter[str] = Counter()
    for account, entries in _by_account(table).items():
        named = _named(account, table)
        whole = _whole(entries)
        yield _block(table, _key(seen, side, account), f"{_spaced(account, table)}（{side}）", whole, _told(table, named, whole, telling))
        for entry in entries:
            if entry.item:
                sums = _Sums(entry.now, entry.before, entry.requested_without, entry.unread, entry.before_unread)
                asked = any(word in entry.item[-1] for word in telling.words) and "繰入" not in entry.item[-1]
                told = _told(table, entry.item[-1], sums, telling, of_all="") if asked else ""
                yield _block(table, _key(seen, side, (*account, *entry.item)), " ".join(entry.item), sums, told)


def _by_account(table: Table) -> dict[tuple[str, ...], list[Entry]]:
    found: dict[tuple[str, ...], list[Entry]] = {}
    for entry in table.entries:
        found.setdefault(entry.account, []).append(entry)
    return found


def _block(table: Table, key: str, title: str, sums: _Sums, told: str) -> Block:
    layout = table.layout
    columns = [(layout.now, sums.now, NO_AMOUNT if sums.without else sums.unread)]
    columns += [(layout.before, sums.before, sums.before_unread)] if layout.before else []
    cells = tuple(_cell(column, amount, instead) for column, amount, instead in columns)
    row = " | ".join((title, *(_shown(cell) for cell in cells)))
    return Block(key=key, title=title, text=told or row, cells=(Cell("", title), *cells))


def _cell(column: Column, amount: int | None, instead: str) -> Cell:
    if amount is None:
        return Cell(column.header, instead)
    return Cell(column.header, f"{amount:,}", column.unit)


def _shown(cell: Cell) -> str:
    return f"{cell.column} {cell.text}{cell.unit or ''}".strip()


def _told(table: Table, named: str, sums: _Sums, telling: Telling, of_all: str = "総計") -> str:
    """The amount as a sentence that can be read like any other, and that of the year before. Receipts are nobody's money yet.

    `of_all` says that it is the sum of an account with its transfers; what a part of one comes to is not.
    """
    layout = table.layout
    if layout.income or not named or sums.unread or (sums.now is None and not sums.without):
        return ""
    year = f"{in_era(layout.year)}{'補正' if layout.supplementary else ''}"
    amount = f"{of_all}{sums.now:,}{layout.now.unit}" if sums.now is not None else ""
    lines = [f"{_sentence(year, named, amount, telling)}{_BUT_FOR if amount and sums.without else ''}。"]
    if layout.before and sums.before is not None and not sums.before_unread:
        lines.append(f"前年度の額は{sums.before:,}{layout.before.unit}である。")
    return "\n".join(lines)


def _sentence(year: str, named: str, amount: str, telling: Telling) -> str:
    if not amount:
        return f"{named}の{year}要求額は、{NO_AMOUNT}（金額なし）である"
    if telling.stage == REQUESTED:
        return f"{named}の{year}要求額は、{amount}となった"
    if telling.stage == ENACTED:
        day = f"{telling.day.year}年{telling.day.month}月{telling.day.day}日に" if telling.day else ""
        return f"{named}の{year}の歳出（{amount}）が{day}成立した"
    return f"{year}の歳出予算案では、{named}に{amount}を計上した"


def _whole(entries: Sequence[Entry]) -> _Sums:
    """The amounts of the narrowest items together: a row that others are parts of, and one that is a sum, is not counted again.

    Where the amount of one of them cannot be read there is no sum, since that of the others would be too small.
    """
    parts = list(_narrowest(entries))
    unread = _UNKNOWN if any(entry.unread for entry in parts) else ""
    before_unread = _UNKNOWN if any(entry.before_unread for entry in parts) else ""
    without = any(entry.requested_without for entry in parts)
    now = None if unread else _sum(entry.now for entry in parts)
    before = None if before_unread else _sum(entry.before for entry in parts)
    return _Sums(now, before, without, unread, before_unread)


def _narrowest(entries: Sequence[Entry]) -> Iterator[Entry]:
    wider = {entry.item[:depth] for entry in entries for depth in range(len(entry.item))}
    for entry in entries:
        is_whole = len(entries) > 1 and (entry.item in wider or (bool(entry.item) and entry.item[-1] in _TOTALS))
        if not is_whole:
            yield entry


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def _named(account: Sequence[str], table: Table) -> str:
    """An account as it is spoken of: エネルギー対策特別会計の…勘定, 一般会計の財務省所管."""
    return "の".join(_parts(account, table))


def _spaced(account: Sequence[str], table: Table) -> str:
    return " ".join(_parts(account, table)) or "全体"


def _parts(account: Sequence[str], table: Table) -> list[str]:
    headers = [table.layout.headers[place] for place in table.layout.accounts]
    is_special = any("特別会計" in header or "勘定" in header for header in headers)
    parts = [] if is_special or not account else ["一般会計"]
    for header, name in zip(headers, account, strict=False):
        word = next((word for word in ("特別会計", "勘定", "所管") if word in header), "")
        parts.append(name if name.endswith(word) else f"{name}{word}")
    return parts


def _key(seen: Counter[str], side: str, names: Sequence[str]) -> str:
    key = "/".join((side, *(name.replace("/", "／") for name in names)))
    seen[key] += 1
    return key if seen[key] == 1 else f"{key}#{seen[key]}"
