"""The pieces of a page as blocks: under their headings, with their days, and each with a key of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from tracker.model.document import Block
from tracker.pages.dates import TERMS, YearNamed, heading_day, says_of_its_heading, year_named
from tracker.pages.days import nearest, with_days
from tracker.pages.identity import Identity, heading_step, keys
from tracker.pages.lines import HEADINGS, Page
from tracker.pages.pieces import Piece, pieces
from tracker.pages.reading import Reading, cells_of, read_piece
from tracker.pages.tables import Row, rows_of
from tracker.pages.words import furniture, opens_aside, passing
from tracker.text.links import absolute

MOST_BLOCKS = 20_000
_MOST_TITLE = 1_000
_MOST_TEXT = 100_000
_LONGEST_LINK = 4_000
_NONE: frozenset[int] = frozenset()
_KINDS = {"tr": "row", "li": "li", "dd": "dl", "dt": "dl", "div": "li"}
_NOWHERE = "https://page.invalid/"
_TOLD = re.compile(r"公表|公開|掲載|更新|発表|発出|published|posted", re.IGNORECASE)


def blocks_of(page: Page, base: str, *, title: str | None, tidy: bool) -> tuple[Block, ...]:
    """All that the lines of a page say. `base` makes links absolute, `title` may name the year; `tidy` drops the frame of the site."""
    found = _tidied(pieces(page), page) if tidy else _lasting(pieces(page), page)
    readings = _entries(with_days(_readings(found, page, title), page), page)
    rows = rows_of(page)
    told = [rows.get(reading.piece.element) if reading.piece.tag == "tr" else None for reading in readings]
    known_by = keys([_identity(reading, base, row) for reading, row in zip(readings, told, strict=True)])
    return tuple([_block(reading, key, base, page, row) for reading, key, row in zip(readings, known_by, told, strict=True)])


def _lasting(found: Iterable[Piece], page: Page) -> Iterable[Piece]:
    """Without lines that say how long ago something was: they are another every day."""
    for piece in found:
        _leave_out(piece, page, passing)
        if piece.lines:
            yield piece


def _leave_out(piece: Piece, page: Page, why: Callable[[str], str | None]) -> None:
    """Take lines out of a piece and remember them."""
    for line in piece.lines:
        if why(line.text):
            break
    else:
        return  # so it is with nearly all pieces
    kept = []
    for line in piece.lines:
        if reason := why(line.text):
            page.leave_out(reason, line.text)
        else:
            kept.append(line)
    piece.lines = kept


def _tidied(found: Iterable[Piece], page: Page) -> Iterable[Piece]:
    """Without the lines that frame any page of a site, and without the sections that lead away from it."""
    aside = 0
    for piece in found:
        level = HEADINGS.get(piece.tag, 0)
        if level and (not aside or level <= aside):
            aside = level if opens_aside(" ".join(line.text for line in piece.lines)) else 0
        if aside:
            _leave_out(piece, page, lambda _: "boilerplate")
            continue
        _leave_out(piece, page, lambda text: passing(text) or furniture(text))
        if piece.lines:
            yield piece


def _readings(found: Iterable[Piece], page: Page, title: str | None) -> list[Reading]:
    """Each piece read, with the path and the year of its headings."""
    outline = _Outline(title)
    tables = _Tables(page)
    readings: list[Reading] = []
    for piece in found:
        level = HEADINGS.get(piece.tag, 0)
        above = outline.above(level) if level else outline.last
        due = tables.due_in(piece) if piece.tag == "tr" else _NONE
        reading = read_piece(piece, page, above.year, above.steps, due=due)
        if piece.tag == "tr":
            tables.learn(piece, reading)
        elif level:
            reading = _heading(reading, level, outline)
        if above.named and reading.title is None and piece.tag != "tr" and says_of_its_heading(reading.text):
            reading = replace(reading, text=f"{above.named} {reading.text}")
        readings.append(reading)
    return readings


def _heading(reading: Reading, level: int, outline: _Outline) -> Reading:
    """A heading with its own step in its path, and the day that it gives to what stands below it."""
    words = reading.title or reading.text
    stamp = heading_day(words) if reading.title is None and not reading.is_day else reading.stamp
    return replace(reading, path=outline.begin(level, words), stamp=stamp)


class _Heading(NamedTuple):
    """What a heading gives to what stands below it: the path of a key, the year, and the words that say what it is."""

    level: int
    steps: tuple[str, ...]
    year: YearNamed | None
    named: str | None


class _Outline:
    """The headings above what is read; the outermost is the title of the page, which may name the year."""

    def __init__(self, title: str | None) -> None:
        self._known: dict[tuple[str, ...], str] = {}
        self._path = [_Heading(0, (), year_named(title or ""), None)]

    @property
    def last(self) -> _Heading:
        """The innermost heading."""
        return self._path[-1]

    def above(self, level: int) -> _Heading:
        """The heading that one of this level stands below: those of its level and lower ones end."""
        while self._path[-1].level >= level:
            self._path.pop()
        return self._path[-1]

    def begin(self, level: int, words: str) -> tuple[str, ...]:
        """What follows stands below these words. Their path comes back. A day and a word or two name nothing."""
        above = self._path[-1]
        steps = (*above.steps, heading_step(words, above.steps, self._known))
        named = above.named if says_of_its_heading(words) else words
        self._path.append(_Heading(level, steps, year_named(words) or above.year, named))
        return steps


class _Tables:
    """What the columns of the tables are called, by the first row of each."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._tables = nearest(page, frozenset({"table"})) if "tr" in page.tags else []
        self._columns: dict[int, _Columns] = {}

    def due_in(self, row: Piece) -> frozenset[int]:
        """The cells of a row whose days are of deadlines and meetings."""
        columns = self._columns.get(self._tables[row.element])
        return columns.due_in(cells_of(row, self._page)) if columns else _NONE

    def learn(self, row: Piece, reading: Reading) -> None:
        """Take the words of the first row of a table for its columns."""
        table = self._tables[row.element]
        if table >= 0 and table not in self._columns:
            self._columns[table] = _Columns(reading.text.split(" | ") if reading.address is None else [])


class _Columns:
    """The first row of a table as what its columns are called."""

    def __init__(self, names: Sequence[str]) -> None:
        self._due = [_is_due(name) for name in names]
        self._all = _is_due(" ".join(names))

    def due_in(self, cells: Sequence[int]) -> frozenset[int]:
        """The cells of a row whose days are of deadlines and meetings; where its cells do not fit the names, all or none."""
        if len(cells) == len(self._due) > 1:
            return frozenset(cell for cell, due in zip(cells, self._due, strict=True) if due)
        return frozenset(cells if self._all else ())


def _is_due(name: str) -> bool:
    return bool(TERMS.search(name)) and not _TOLD.search(name)


def _entries(readings: list[Reading], page: Page) -> list[Reading]:
    """A term and its only description as one; with several each stands for itself."""
    return list(_put_together(readings, page)) if "dt" in page.tags else readings


def _put_together(readings: Sequence[Reading], page: Page) -> Iterable[Reading]:
    lists = nearest(page, frozenset({"dl"}))
    place = 0
    while place < len(readings):
        term = readings[place]
        place += 1
        if term.piece.tag != "dt":
            yield term
            continue
        own = lists[term.piece.element]
        ends = place
        while ends < len(readings) and ends < place + 2 and readings[ends].piece.tag != "dt" and lists[readings[ends].piece.element] == own:
            ends += 1
        if ends == place + 1 and readings[place].piece.tag == "dd":
            yield _joined(term, readings[place])
            place += 1
        else:
            yield term


def _joined(term: Reading, told: Reading) -> Reading:
    words = term.text if not term.title else "\n".join(part for part in (term.title, term.text) if part)
    text = "\n".join(part for part in (words, told.text) if part)
    return replace(told, text=text, address=told.address or term.address)


def _identity(reading: Reading, base: str, row: Row | None) -> Identity:
    tag = reading.piece.tag
    kind = "h" if tag in HEADINGS else _KINDS.get(tag, "p")
    address = None
    if reading.address and (reading.title or tag == "tr"):
        # Where the page itself has no address, its own links still have to come out alike.
        address = absolute(reading.address, base or _NOWHERE)
    words = f"{reading.title or ''}\n{reading.text}" if reading.title else reading.text
    return Identity(reading.path, kind, address[:_LONGEST_LINK] if address else None, words.strip(), row.name if row else ())


def _block(reading: Reading, key: str, base: str, page: Page, row: Row | None) -> Block:
    stamp = reading.stamp if reading.title else None
    day = stamp.day if stamp else None
    updated = stamp is not None and stamp.updated
    return Block(
        key=key,
        text=_cut(reading.text, _MOST_TEXT),
        title=_cut(reading.title, _MOST_TITLE) if reading.title else None,
        link=absolute(reading.address, base) if reading.address else None,
        published=None if updated else day,
        updated=day if updated else None,
        unordered=_is_unordered(reading.piece, page),
        cells=row.cells if row else (),
    )


def _is_unordered(piece: Piece, page: Page) -> bool:
    """Whether a piece is an item of a list with points, not one with numbers."""
    parent = page.parents[piece.element] if piece.tag == "li" else -1
    return parent >= 0 and page.tags[piece.element] == "li" and page.tags[parent] in ("ul", "menu")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
