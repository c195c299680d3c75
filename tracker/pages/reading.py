"""One piece of a page as what it says: its title, where that leads, its day, and the text beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from tracker.pages.dates import Stamp, YearNamed, leading_day
from tracker.pages.lines import CELLS, HEADINGS, Line, Page, Run, joined
from tracker.pages.pieces import Piece
from tracker.pages.words import is_generic, without_notes

_BULLETS = " 　・･•●○■□◆◇▶►▸→⇒>＞※*-–—|｜:："
_MOST_BESIDE = 600
"""So many characters may stand beside the link of a list item that begins with it."""
_NUMBER = re.compile(r"[(（]?[0-9０-９]{1,2}[)）.．、]{1,2}")
"""The number of an item in its list: it is another one as soon as something is put in before it."""
_AFTER_DAY = 30


class Reading(msgspec.Struct, frozen=True, gc=False):
    """What a piece says; `path` are the steps of the headings above it, `address` is the link as written.

    `title` is None where the piece is no link with something beside it, and `text` leaves the title and the day of an item out.
    `is_day`: it says nothing but a day.
    """

    piece: Piece
    path: tuple[str, ...]
    text: str
    title: str | None = None
    address: str | None = None
    stamp: Stamp | None = None
    is_day: bool = False


def read_piece(piece: Piece, page: Page, year: YearNamed | None, path: tuple[str, ...], *, due: frozenset[int] = frozenset()) -> Reading:
    """Read one piece. `year` is the one that its headings name; days in the cells `due` are of something else, and left in its text."""
    if len(piece.lines) == 1 and piece.lines[0].is_plain:
        return Reading(piece, path, without_notes(piece.lines[0].text))
    dated = [line for line in piece.lines if _cell(page, line.element, piece.element) not in due] if due else piece.lines
    stamp, used = _stamp(dated, year)
    links = piece.links(page)
    whole = _text(piece, page, piece.lines)
    if not links:
        return Reading(piece, path, whole, stamp=stamp, is_day=stamp is not None and not _left(piece.lines, used))
    address, title = _chosen(piece, page, links, used)
    rest, leading = _beside(piece, page, address, title, used, [] if stamp else dated)
    if not title or is_generic(title) or not _is_item(piece, page, address, title, rest, used):
        return Reading(piece, path, whole, address=address if len(links) == 1 and piece.tag != "p" else None, stamp=stamp)
    hidden = next((line.hidden for line in piece.lines if line.hidden), None)
    return Reading(piece, path, rest, title, address, stamp or leading or hidden)


def cells_of(piece: Piece, page: Page) -> list[int]:
    """The cells of a row that have words in them, as elements in their order."""
    return list(dict.fromkeys(_cell(page, line.element, piece.element) for line in piece.lines))


def _stamp(lines: Sequence[Line], year: YearNamed | None) -> tuple[Stamp | None, tuple[Run, ...]]:
    for line in lines:
        if found := line.day(year):
            return found
    return None, ()


def _left(lines: Sequence[Line], used: Sequence[Run]) -> str:
    return "".join(joined(_without(line.runs, used)) for line in lines)


def _without(runs: Sequence[Run], used: Sequence[Run]) -> list[Run]:
    return [run for run in runs if not any(run is one for one in used)] if used else list(runs)


def _chosen(piece: Piece, page: Page, links: Sequence[str], used: Sequence[Run]) -> tuple[str, str]:
    """The link that the piece is about, the one with the most text, and its title: the heading in it or its longest line."""
    best = (links[0], "", -1)
    for address in links[:20]:
        said: dict[int, str] = {}
        for line in piece.lines:
            words = joined(_of(line, page, address, used))
            said[line.element] = f"{said[line.element]} {words}".strip() if line.element in said else words
        headings = [words for element, words in said.items() if page.tags[element] in HEADINGS]
        title = without_notes(max(headings or said.values(), key=len))
        size = sum(map(len, said.values()))
        if size > best[2]:
            best = (address, title.strip(_BULLETS), size)
    return best[0], best[1]


def _of(line: Line, page: Page, address: str, used: Sequence[Run]) -> list[Run]:
    return [run for run in _without(line.runs, used) if run.link >= 0 and page.links[run.link] == address]


def _beside(piece: Piece, page: Page, address: str, title: str, used: Sequence[Run], look: Sequence[Line]) -> tuple[str, Stamp | None]:
    """What stands beside the title; and the day that the text outside links begins with, in the lines to `look` at."""
    lines: list[Line] = []
    leading: Stamp | None = None
    for line in piece.lines:
        runs = _without(line.runs, used)
        linked = without_notes(joined(_of(line, page, address, used))).strip(_BULLETS)
        if linked and linked in title:
            runs = [run for run in runs if run.link < 0 or page.links[run.link] != address]
        if leading is None and any(line is one for one in look):
            for place, run in enumerate(runs):
                found = leading_day(run.text) if run.link < 0 else None
                if found and len(found[1]) <= _AFTER_DAY:
                    leading = found[0]
                    runs[place] = Run(found[1])
                    break
        if runs:
            lines.append(Line(line.element, runs, line.apart))
    rest = _text(piece, page, lines).strip(_BULLETS)
    return "" if _NUMBER.fullmatch(rest) else rest, leading


def _is_item(piece: Piece, page: Page, address: str, title: str, rest: str, used: Sequence[Run]) -> bool:
    """A link with something beside it, not a sentence with a link in it."""
    if len(rest) <= len(title):
        return True
    if piece.tag == "p" or len(rest) > _MOST_BESIDE:
        return False
    if used or piece.tag in ("tr", "div"):
        return len(rest) <= 3 * max(len(title), 40)
    first = next((run for line in piece.lines for run in _without(line.runs, used) if run.text.strip(_BULLETS + "\n\t")), None)
    return first is not None and first.link >= 0 and page.links[first.link] == address


def _text(piece: Piece, page: Page, lines: Sequence[Line]) -> str:
    """The words of some lines: a line each, or in a row the cells with a bar between them."""
    if piece.tag != "tr":
        return "\n".join(text for line in lines if (text := without_notes(line.text)))
    cells: dict[int, list[str]] = {}
    for line in lines:
        if text := without_notes(line.text):
            cells.setdefault(_cell(page, line.element, piece.element), []).append(text)
    return " | ".join(" ".join(texts) for texts in cells.values())


def _cell(page: Page, element: int, row: int) -> int:
    while element > row and page.tags[element] not in CELLS:
        element = page.parents[element]
    return element
