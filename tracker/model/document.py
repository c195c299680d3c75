"""What an extractor reads out of a capture, and what differs between two such documents."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Cell(msgspec.Struct, frozen=True):
    """One cell of a row of a table. `column` is the header above it; `unit` the one that holds for its bare figure (百万円), or None."""

    column: str
    text: str
    unit: str | None = None


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One entry, paragraph, article, row or page. `key` is stable from one capture to the next.

    `published` keeps the zone that was written; `published_text` is set instead where the date could not be read.
    `unordered` marks an item of a list whose order says nothing. `cells` are those of a row, cells that span several rows or columns in
    each of them; empty for anything else and for headers.
    """

    key: str
    text: str
    title: str | None = None
    link: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    published_text: str | None = None
    unordered: bool = False
    cells: tuple[Cell, ...] = ()


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Where a document leads on: an absolute address, the words of the link, and the day that stands beside it."""

    url: str
    title: str | None = None
    published: datetime | None = None


class LeftOut(msgspec.Struct, frozen=True):
    """Words of a capture that are no part of what it says, and why: `boilerplate`, `time`, `counter`, `token`."""

    why: str
    text: str


class Rotating(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a source's links that is drawn anew at every look: on which host, below which path, and with what values it was seen.

    `part` is `?name` of a parameter (on any path), or `/n` of the step that many steps down the path.
    """

    host: str
    path: str
    part: str
    values: tuple[str, ...]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An ordered list of keyed blocks. `windowed` means that a block's absence says nothing (a feed shows its newest).

    `wants_blocks`: without any it is no good capture of what had some before, as a feed never runs out of its newest.
    `problem` is one of `blocked`, `error-page`, `empty`, `shrunk`, or None for a good capture.
    `lang` is as declared by the document itself; `extractor` names who read it (`kind/version`).
    `statute` marks articles, which are compared down to their paragraphs and items.
    `links` are the pages that its source wants opened, in the order of the document; `left_out` is what was seen and not read.
    """

    title: str | None = None
    lang: str | None = None
    blocks: tuple[Block, ...] = ()
    problem: str | None = None
    problem_detail: str | None = None
    windowed: bool = False
    wants_blocks: bool = False
    extractor: str = ""
    links: tuple[Link, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    statute: bool = False


class ChangeKind(StrEnum):
    """What happened to a block."""

    ADDED = "added"
    REMOVED = "removed"
    REVISED = "revised"
    MOVED = "moved"


class CellChange(msgspec.Struct, frozen=True):
    """A cell of a row that differs. `row` is what the row is called, `column` the header above; None on a side where it is not there."""

    row: str
    column: str
    old: str | None
    new: str | None
    unit: str | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One difference between two documents. `old` and `new` are the whole text of the block before and after.

    `block` is the block as it stands now (before, where it was removed); `reverted` says that this state was seen before.
    `cells` are the cells in which a revised row of a table differs.
    """

    change: ChangeKind
    key: str
    old: str | None = None
    new: str | None = None
    old_key: str | None = None
    block: Block | None = None
    reverted: bool = False
    cells: tuple[CellChange, ...] = ()


class Ignored(msgspec.Struct, frozen=True):
    """A difference that no person would call one, and why."""

    why: str
    old: str | None
    new: str | None


class Comparison(msgspec.Struct, frozen=True):
    """All that differs between two documents, or why they cannot be compared."""

    changes: tuple[Change, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    problem: str | None = None

    @property
    def changed(self) -> bool:
        """Whether a person would call the second document a changed one."""
        return bool(self.changes) and self.problem is None
