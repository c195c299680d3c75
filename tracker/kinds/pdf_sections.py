"""Paragraphs of a paper put under their headings: one block for each section, or for each page of a paper without headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import reduce
from typing import NamedTuple

from tracker.kinds.pdf_paragraphs import Paragraph, joined
from tracker.model.document import Block
from tracker.text.markup import cut, without_controls
from tracker.text.normal import compatible

MOST_BLOCKS = 5_000
MOST_TEXT = 100_000
"""Characters of one block."""
_MOST_HEADING, _MOST_KEY = 80, 60
_LARGER = 1.1
_DEEPEST = 6

_N = r"[0-9一二三四五六七八九十百]{1,4}"
_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第{_N}[部編]\s*")),
    ("chapter", re.compile(rf"第{_N}章\s*")),
    ("section", re.compile(rf"第{_N}節\s*")),
    ("roman", re.compile(r"(?:I{1,3}|IV|VI{0,3}|IX|X)[.\s]\s*")),
    ("nth", re.compile(rf"第{_N}(?=[\s、])\s*(?![のはをにがでと])")),
    ("dotted-3", re.compile(r"[0-9]{1,2}(?:[.-][0-9]{1,2}){2,3}[.]?\s*(?![0-9年月日%])")),
    ("dotted-2", re.compile(r"[0-9]{1,2}[.-][0-9]{1,2}[.]?\s*(?![0-9年月日%兆億万円倍])")),
    ("number", re.compile(r"[0-9]{1,2}(?:[.、)]\s*|\s+)(?![0-9年月日%兆億万円のはをにがでと])")),
    ("brackets", re.compile(r"\([0-9]{1,2}\)\s*")),
    ("circle", re.compile(r"[\u2460-\u2473]\s*")),
)
"""How headings are numbered, from the outermost to the innermost; held against the text after NFKC (but for ①)."""


class _Heading(NamedTuple):
    """A heading: how it is numbered (empty where not), its words without the number, and its size in points."""

    numbered: str
    words: str
    size: float


def sections_of(paragraphs: Sequence[Paragraph], link: Callable[[int], str | None]) -> list[Block]:
    """The blocks of a paper. `link` leads to a page, by its number from 1."""
    usual = _usual_size(paragraphs)
    headings = [_heading(paragraph, usual) for paragraph in paragraphs]
    _drop_items(paragraphs, headings)
    gathered = _Gathered(link)
    if not any(headings):
        return gathered.by_page(paragraphs)
    open_ones: list[tuple[_Heading, Paragraph]] = []
    for paragraph, heading in zip(paragraphs, headings, strict=True):
        if heading is None:
            gathered.add(paragraph)
            continue
        while open_ones and not _is_within(heading, open_ones[-1][0]):
            open_ones.pop()
        open_ones = [*open_ones, (heading, paragraph)][-_DEEPEST:]
        gathered.begin([one.words for one, _ in open_ones], paragraph)
    return gathered.blocks()


class _Gathered:
    """Blocks as they fill. Their keys are of words alone: a section that gets another number or page keeps its own."""

    def __init__(self, link: Callable[[int], str | None]) -> None:
        self._link = link
        self._keys: Counter[str] = Counter()
        self._blocks: list[Block] = []
        self._path: list[str] = ["前文"]
        self._title: str | None = None
        self._page = 1
        self._lines: list[str] = []

    def begin(self, path: Sequence[str], heading: Paragraph) -> None:
        self._close()
        self._path, self._title, self._page = [_key(words) for words in path], heading.text, heading.page

    def add(self, paragraph: Paragraph) -> None:
        if not self._lines and self._title is None:
            self._page = paragraph.page
        self._lines.append(paragraph.text)

    def blocks(self) -> list[Block]:
        self._close()
        return self._blocks[:MOST_BLOCKS]

    def by_page(self, paragraphs: Sequence[Paragraph]) -> list[Block]:
        for paragraph in paragraphs:
            if paragraph.page != self._page or not self._lines:
                self._close()
                self._path, self._page = [f"p.{paragraph.page}"], paragraph.page
            self.add(paragraph)
        return self.blocks()

    def _close(self) -> None:
        lines, title = self._lines, self._title
        self._lines, self._title = [], None
        if not lines and title is None:
            return
        key = "/".join(self._path)
        self._keys[key] += 1
        name = key if self._keys[key] == 1 else f"{key}#{self._keys[key]}"
        text = cut(without_controls("\n".join(lines)), MOST_TEXT)
        self._blocks.append(Block(key=name, title=title and without_controls(title), text=text, link=self._link(self._page)))


def _key(words: str) -> str:
    plain = reduce(joined, without_controls(compatible(words)).split(), "")
    return cut(plain.replace("/", "／").replace("#", "＃"), _MOST_KEY) or "…"


def _usual_size(paragraphs: Sequence[Paragraph]) -> float:
    """The size of running text: that in which most is written."""
    sizes: Counter[float] = Counter()
    for paragraph in paragraphs:
        sizes[round(paragraph.size * 2) / 2] += len(paragraph.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _heading(paragraph: Paragraph, usual: float) -> _Heading | None:
    text = paragraph.text
    if (
        paragraph.row
        or paragraph.contents
        or not text
        or len(text) > _MOST_HEADING
        or paragraph.lines > 2
        or text.endswith(("。", "、", ","))
    ):
        return None
    plain = compatible(text) if text[0] not in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" else text
    larger = paragraph.size >= _LARGER * usual
    for name, pattern in _NUMBERS:
        found = pattern.match(plain)
        if found and found.end() < len(plain):
            return _Heading(name, plain[found.end() :], paragraph.size) if larger or paragraph.bold or len(plain) <= 40 else None
    if (larger or (paragraph.bold and len(plain) <= 40)) and any(char.isalpha() for char in plain):
        return _Heading("", plain, paragraph.size)
    return None


def _drop_items(paragraphs: Sequence[Paragraph], headings: list[_Heading | None]) -> None:
    """Numbered lines of the size of the text that follow each other with nothing between are items of a list, no headings."""
    usual = _usual_size(paragraphs)
    items = set()
    for at in range(len(headings)):
        heading = headings[at]
        if heading is None or not heading.numbered or paragraphs[at].bold or heading.size >= _LARGER * usual:
            continue
        for other in (at - 1, at + 1):
            beside = headings[other] if 0 <= other < len(headings) else None
            if beside is not None and beside.numbered == heading.numbered:
                items.add(at)
    for at in items:
        headings[at] = None


def _is_within(heading: _Heading, outer: _Heading) -> bool:
    """Whether a heading stands below another one: by its number where both have one, else by its size."""
    if heading.numbered and outer.numbered:
        order = [name for name, _ in _NUMBERS]
        return order.index(heading.numbered) > order.index(outer.numbered)
    return heading.size < outer.size * 0.97
