"""Lines put together to what a reader takes for one thing: a heading, a paragraph, a list item, a row, an entry of a definition list.

A list item, a row or an entry is one piece, unless it holds a list, a table or sections of its own (menus and layouts are built of
them): then each of its parts is. So is a box that holds one link, the day beside it and little else.
"""

from __future__ import annotations

from collections.abc import Sequence

from tracker.pages.dates import Stamp, YearNamed, lone_day
from tracker.pages.lines import HEADINGS, Line, Page, Run, joined

_UNITS = frozenset({"li", "dt", "dd", "tr"})
_BOXES = frozenset({"div", "section", "article", "p", "blockquote", "figure"})
_MOST_CHARS = 3_000
_MOST_LINES = 15
_BOX_CHARS = 300
"""So much may stand beside the link and the day in a box. What says more is a text with a link in it."""
MOST_OF_A_DAY = 60
"""So many characters may a line have that says nothing but a day."""
_LABEL_CHARS = 40


class Piece:
    """Lines that belong together. `tag` says what they are: h1 to h6, p, li, dt, dd, tr, or div for a box."""

    __slots__ = ("element", "lines", "tag")

    def __init__(self, tag: str, element: int, lines: list[Line]) -> None:
        self.tag = tag
        self.element = element
        self.lines = lines

    def links(self, page: Page) -> list[str]:
        """The addresses that it links to, each once, in order."""
        places = [run.link for line in self.lines for run in line.runs if run.link >= 0]
        return list(dict.fromkeys([page.links[place] for place in places])) if places else []


def pieces(page: Page) -> list[Piece]:
    """All lines of the page in pieces, in order."""
    owners = _owners(page)
    found: list[Piece] = []
    for line in page.lines:
        owner = owners[line.element] if line.element >= 0 else -1
        last = found[-1] if found else None
        tag = page.tags[owner] if owner >= 0 else "p"
        element = owner if owner >= 0 else line.element
        goes_on = last is not None and last.element == element and last.tag == (tag if tag not in _BOXES else "div" if owner >= 0 else "p")
        if last is not None and goes_on and (owner >= 0 or not line.apart):
            last.lines.append(line)
        else:
            found.append(Piece("p" if owner < 0 else "div" if tag in _BOXES else tag, element, [line]))
    return [part for piece in found for part in _split(piece)]


def line_day(runs: Sequence[Run], year: YearNamed | None = None) -> tuple[Stamp, tuple[Run, ...]] | None:
    """The day that stands alone in a line or in one of its text nodes, and the runs that it was written in."""
    for run in runs:
        if run.stamp is not None:
            return run.stamp, (run,)
    if len(runs) == 1 and runs[0].link < 0:  # what most paragraphs are
        stamp = lone_day(joined(runs), year) if len(runs[0].text) <= MOST_OF_A_DAY else None
        return (stamp, (runs[0],)) if stamp else None
    outside = [run for run in runs if run.link < 0]
    if 0 < sum(len(run.text) for run in outside) <= MOST_OF_A_DAY and (stamp := lone_day(joined(outside), year)):
        return stamp, tuple(outside)
    for run in runs:
        if 3 < len(run.text) <= MOST_OF_A_DAY and (stamp := lone_day(run.text, year)):
            return stamp, (run,)
    return None


def _split(piece: Piece) -> list[Piece]:
    """A paragraph that is really a list, of links in lines of their own, as its items.

    A day in a line of its own goes with the next item; a short line between them, such as `２．資料`, stands for itself.
    """
    if piece.tag != "p" or len(piece.lines) < 2:
        return [piece]
    linked = [any(run.link >= 0 for run in line.runs) for line in piece.lines]
    if sum(linked) < 2 or sum(linked) * 2 < len(linked) or not all(map(_may_be_listed, linked, piece.lines)):
        return [piece]
    parts: list[Piece] = []
    waiting: list[Line] = []
    for has, line in zip(linked, piece.lines, strict=True):
        waiting.append(line)
        if has:
            parts.append(Piece("li", piece.element, waiting))
        elif not line_day(line.runs):
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
    day = line_day(line.runs)
    beside = sum(len(run.text.strip()) for run in line.runs if run.link < 0 and not (day and run in day[1]))
    return beside <= sum(len(run.text.strip()) for run in line.runs if run.link >= 0)


class _Measure:
    """What an element holds, its descendants counted in."""

    __slots__ = ("beside", "chars", "days", "headings", "lines", "linked_headings", "links", "units")

    def __init__(self) -> None:
        self.chars = self.beside = self.lines = self.days = self.headings = self.linked_headings = self.units = 0
        self.links: tuple[str, ...] = ()

    def links_to(self, link: str) -> None:
        """Remember where it leads. Two places are as good as many: so the whole takes time by the number of elements."""
        if len(self.links) < 2 and link not in self.links:
            self.links = (*self.links, link)

    def add(self, other: _Measure) -> None:
        self.chars += other.chars
        self.beside += other.beside
        self.lines += other.lines
        self.days += other.days
        self.headings += other.headings
        self.linked_headings += other.linked_headings
        self.units += other.units
        for link in other.links:
            self.links_to(link)


def _measures(page: Page) -> list[_Measure]:
    measures = [_Measure() for _ in page.tags]
    for line in page.lines:
        if line.element < 0:
            continue
        measure = measures[line.element]
        measure.lines += 1
        chars = linked = 0
        for run in line.runs:
            chars += len(run.text)
            if run.link >= 0:
                linked += len(run.text)
                measure.links_to(page.links[run.link])
        measure.chars += chars
        day = line_day(line.runs)
        measure.days += day is not None
        measure.beside += chars - linked - (sum(len(run.text) for run in day[1] if run.link < 0) if day else 0)
        if page.tags[line.element] in HEADINGS:
            measure.headings += 1
            measure.linked_headings += linked > 0
    for element in range(len(page.tags) - 1, -1, -1):
        parent = page.parents[element]
        if parent >= 0:
            measures[parent].add(measures[element])
            measures[parent].units += page.tags[element] in _UNITS
    return measures


def _owners(page: Page) -> list[int]:
    """For each element the outermost one that is a piece as a whole and holds it; -1 where none does."""
    measures = _measures(page)
    owners: list[int] = []
    for element, tag in enumerate(page.tags):
        parent = page.parents[element]
        if parent >= 0 and owners[parent] >= 0:
            owners.append(owners[parent])
        elif tag in HEADINGS or (tag in _UNITS and _is_one(measures[element])) or (tag in _BOXES and _is_box(measures[element])):
            owners.append(element)
        else:
            owners.append(-1)
    return owners


def _is_one(measure: _Measure) -> bool:
    return measure.units == 0 and measure.headings <= 1 and measure.lines <= _MOST_LINES and measure.chars <= _MOST_CHARS


def _is_box(measure: _Measure) -> bool:
    """One link, one day, and little else."""
    return (
        len(measure.links) == 1
        and measure.days == 1
        and measure.lines > 1
        and measure.beside <= _BOX_CHARS
        and measure.headings == measure.linked_headings <= 1
        and _is_one(measure)
    )
