"""Lines put together to what a reader takes for one thing: a heading, a paragraph, a list item, a row, an entry of a definition list.

A list item, a row or an entry is one piece, unless it holds a list, a table or sections of its own (menus and layouts are built of
them): then each of its parts is. So is a box that holds one link, the day beside it and little else.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tracker.pages.lines import HEADINGS, Line, Page

_UNITS = frozenset({"li", "dt", "dd", "tr"})
_BOXES = frozenset({"div", "section", "article", "p", "blockquote", "figure"})
_WHOLE = _UNITS | _BOXES
_MOST_CHARS = 3_000
_MOST_LINES = 15
_BOX_CHARS = 300
"""So much may stand beside the link and the day in a box. What says more is a text with a link in it."""
_LABEL_CHARS = 40


class Piece(msgspec.Struct, gc=False, eq=False):
    """Lines that belong together. `tag` says what they are: h1 to h6, p, li, dt, dd, tr, or div for a box."""

    tag: str
    element: int
    lines: list[Line]

    def links(self, page: Page) -> list[str]:
        """The addresses that it links to, each once, in order."""
        places = [run.link for line in self.lines for run in line.runs if run.link >= 0]
        return list(dict.fromkeys([page.links[place] for place in places])) if places else []


def pieces(page: Page) -> list[Piece]:
    """All lines of the page in pieces, in order."""
    owners = _owners(page)
    found: list[Piece] = []
    last: Piece | None = None
    for line in page.lines:
        owner = owners[line.element]
        if owner < 0:
            tag, element = "p", line.element
        else:
            tag, element = "div" if page.tags[owner] in _BOXES else page.tags[owner], owner
        if last is not None and last.element == element and last.tag == tag and (owner >= 0 or not line.apart):
            last.lines.append(line)
        else:
            last = Piece(tag, element, [line])
            found.append(last)
    return [part for piece in found for part in (_split(piece) if piece.tag == "p" and len(piece.lines) > 1 else (piece,))]


def _split(piece: Piece) -> list[Piece]:
    """A paragraph that is really a list, of links in lines of their own, as its items.

    A day in a line of its own goes with the next item; a short line between them, such as `２．資料`, stands for itself.
    """
    linked = [any(run.link >= 0 for run in line.runs) for line in piece.lines]
    if sum(linked) < 2 or sum(linked) * 2 < len(linked) or not all(map(_may_be_listed, linked, piece.lines)):
        return [piece]
    parts: list[Piece] = []
    waiting: list[Line] = []
    for has, line in zip(linked, piece.lines, strict=True):
        waiting.append(line)
        if has:
            parts.append(Piece("li", piece.element, waiting))
        elif not line.day():
            parts.append(Piece("p", piece.element, waiting))
        else:
            continue
        waiting = []
    return [*parts, Piece("p", piece.element, waiting)] if waiting else parts


def _may_be_listed(linked: bool, line: Line) -> bool:
    if linked:
        return _is_mostly_link(line)
    return len(line.text) <= _LABEL_CHARS and not line.text.endswith(("。", "."))


def _is_mostly_link(line: Line) -> bool:
    day = line.day()
    beside = sum(len(run.text.strip()) for run in line.runs if run.link < 0 and not (day and run in day.runs))
    return beside <= sum(len(run.text.strip()) for run in line.runs if run.link >= 0)


def _owners(page: Page) -> list[int]:
    """For each element the outermost one that is a piece as a whole and holds it; -1 where none does."""
    holders = _with_units(page)
    owners: list[int] = []
    for element, tag in enumerate(page.tags):
        parent = page.parents[element]
        if parent >= 0 and owners[parent] >= 0:
            owners.append(owners[parent])
        elif tag in HEADINGS or (tag in _WHOLE and element not in holders and _is_whole(page, element, tag)):
            owners.append(element)
        else:
            owners.append(-1)
    return owners


def _with_units(page: Page) -> set[int]:
    """The elements that hold items, rows or entries."""
    found: set[int] = set()
    for element, tag in enumerate(page.tags):
        if tag in _UNITS:
            parent = page.parents[element]
            while parent >= 0 and parent not in found:
                found.add(parent)
                parent = page.parents[parent]
    return found


def _is_whole(page: Page, element: int, tag: str) -> bool:
    """Whether an item without items of its own, or a box, is one piece."""
    begin, end = page.begins[element], page.ends[element]
    if end - begin > _MOST_LINES or (tag in _BOXES and end - begin < 2):
        return False
    lines = page.lines[begin:end]
    return _is_one(page, lines) if tag in _UNITS else _is_box(page, lines)


def _is_one(page: Page, lines: Sequence[Line]) -> bool:
    return (
        sum([len(run.text) for line in lines for run in line.runs]) <= _MOST_CHARS
        and sum([page.tags[line.element] in HEADINGS for line in lines]) <= 1
    )


def _is_box(page: Page, lines: Sequence[Line]) -> bool:
    """One link, one day, and little else."""
    if len({page.links[run.link] for line in lines for run in line.runs if run.link >= 0}) != 1:
        return False
    headings = [line for line in lines if page.tags[line.element] in HEADINGS]
    if not _is_one(page, lines) or not all(_linked_chars(line) for line in headings):
        return False
    days = [day for line in lines if (day := line.day())]
    if len(days) != 1:
        return False
    beside = [len(run.text) for line in lines for run in line.runs if run.link < 0]
    return sum(beside) - sum([len(run.text) for run in days[0].runs if run.link < 0]) <= _BOX_CHARS


def _linked_chars(line: Line) -> int:
    return sum([len(run.text) for run in line.runs if run.link >= 0])
