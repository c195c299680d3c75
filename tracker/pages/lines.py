"""A tree of HTML as lines: what stands between two breaks, with its links and days, and the elements that hold it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec
from selectolax.lexbor import LexborNode

from tracker.model.document import LeftOut
from tracker.pages.dates import Stamp, YearNamed, attribute_day, commented_day, lone_day

_KNOWN_TAGS = {
    "block": "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form"
    " frameset h1 h2 h3 h4 h5 h6 header hgroup html legend li main menu nav ol optgroup option p pre search section summary"
    " table tbody td tfoot th thead tr ul",
    "dropped": "script style template noscript noframes object embed svg math audio video canvas select datalist title rt"
    " rp head input map",
}
_BLOCKS = frozenset(_KNOWN_TAGS["block"].split())
_DROPPED = frozenset(_KNOWN_TAGS["dropped"].split())
"""What a reader does not see as text; the readings over kanji too."""
_MOST_LEFT_OUT = 80
_LEFT_OUT_CHARS = 160
_LONGEST_BADGE = 20
_BADGE = re.compile(r"[\s\W_]*(?:NEW|ＮＥＷ|(?:New|new)\s*[!！])[\s\W_]*")
MOST_OF_A_DAY = 60
"""So many characters may a line have that says nothing but a day."""
CELLS = frozenset({"td", "th"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")

Skips = Callable[[str, LexborNode], bool]
"""Whether an element of this tag name is left out with all that is in it."""


class Run(msgspec.Struct, frozen=True, gc=False):
    """Text of one text node. `link` is the place of its link in `Page.links`, or -1; `stamp` the day that a `time` element names."""

    text: str
    link: int = -1
    stamp: Stamp | None = None


class LineDay(NamedTuple):
    """The day that stands alone in a line, and the runs that it was written in."""

    stamp: Stamp
    runs: tuple[Run, ...]


class Line(msgspec.Struct, gc=False, eq=False):
    """What stands between two breaks. `apart`: an empty line comes before it; `hidden` is a day in a comment directly before it.

    Its runs stay as they are from the first time that it is asked for its words or its day.
    """

    element: int
    runs: list[Run]
    apart: bool
    hidden: Stamp | None = None
    _text: str | None = None
    _day: LineDay | Literal[False] | None = False

    @property
    def text(self) -> str:
        """Its words, white space collapsed."""
        if self._text is None:
            self._text = joined(self.runs)
        return self._text

    @property
    def is_plain(self) -> bool:
        """Whether it is one text, without a link and too long to be a day: most paragraphs are."""
        if len(self.runs) != 1:
            return False
        run = self.runs[0]
        return run.link < 0 and run.stamp is None and len(run.text) > MOST_OF_A_DAY

    def day(self, year: YearNamed | None = None) -> LineDay | None:
        """The day that stands alone in it or in one of its text nodes. Asked several times of most lines, without a year of headings."""
        if year is not None:
            return _day_in(self.runs, year)
        if self._day is False:
            self._day = None if self.is_plain else _day_in(self.runs, None)
        return self._day


def _day_in(runs: Sequence[Run], year: YearNamed | None) -> LineDay | None:
    for run in runs:
        if run.stamp is not None:
            return LineDay(run.stamp, (run,))
    if len(runs) == 1 and runs[0].link < 0:
        stamp = lone_day(joined(runs), year) if len(runs[0].text) <= MOST_OF_A_DAY else None
        return LineDay(stamp, (runs[0],)) if stamp else None
    outside = [run for run in runs if run.link < 0]
    if 0 < sum([len(run.text) for run in outside]) <= MOST_OF_A_DAY and (stamp := lone_day(joined(outside), year)):
        return LineDay(stamp, tuple(outside))
    for run in runs:
        if 3 < len(run.text) <= MOST_OF_A_DAY and (stamp := lone_day(run.text, year)):
            return LineDay(stamp, (run,))
    return None


class Page:
    """Lines in order. Elements are numbered as they open: `tags[n]`, and `parents[n]` (-1: none). `links` are addresses as written.

    What stands in an element are `lines[begins[n]:ends[n]]`.

    `left_out` are words that are seen and not read, and why.
    `spans` gives for each cell of a table that spans several how many rows and columns it spans.
    """

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.begins: list[int] = []
        self.ends: list[int] = []
        self.links: list[str] = []
        self.left_out: list[LeftOut] = []
        self.spans: dict[int, tuple[int, int]] = {}

    @property
    def is_full(self) -> bool:
        """Whether nothing more is remembered of what is not read."""
        return len(self.left_out) >= _MOST_LEFT_OUT

    def leave_out(self, why: str, text: str) -> None:
        """Remember words that are not read, as many as are needed to see that they are others."""
        if not self.is_full and (words := " ".join(text[: 4 * _LEFT_OUT_CHARS].split())):
            self.left_out.append(LeftOut(why, words[:_LEFT_OUT_CHARS]))


def joined(runs: Sequence[Run]) -> str:
    """The words of some runs, white space collapsed."""
    text = runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])
    if not text.isprintable():
        return " ".join(_UNWANTED.sub("", text).split())
    # Blanks are then all the white space that there is, and Japanese has none.
    if " " not in text:
        return text
    return " ".join(text.split()) if "  " in text else text.strip()


def _span(written: str | None) -> int:
    """How many rows or columns; what is no number is one, as for a browser."""
    digits = (written or "").strip()
    return max(1, int(digits)) if digits.isascii() and digits.isdigit() and len(digits) <= 4 else 1


def read_lines(roots: Iterable[LexborNode], skips: Skips) -> Page:
    """All lines below some elements, in their order. Takes time by the number of nodes, whatever their nesting."""
    walk = _Walk(skips)
    for root in roots:
        walk.over(root)
    return walk.page


class _Walk:
    def __init__(self, skips: Skips) -> None:
        self.page = Page()
        self._skips = skips
        self._element = -1
        self._link = -1
        self._stamp: Stamp | None = None
        self._runs: list[Run] = []
        self._frames: list[tuple[bool, int, Stamp | None]] = []
        self._breaks = 0
        self._hidden: Stamp | None = None

    def over(self, root: LexborNode) -> None:
        """Go through all below one element without recursion. A link or a word in a line stands for itself where it is selected."""
        is_apart = (root.tag or "") not in _BLOCKS
        if is_apart:
            self._open_block(root.tag or "", root)
        ancestors: list[LexborNode] = []
        node = root
        while True:
            child = self._enter(node)
            if child is not None:
                ancestors.append(node)
                node = child
                continue
            following = node.next if ancestors else None
            while following is None and ancestors:
                node = ancestors.pop()
                self._leave()
                following = node.next if ancestors else None
            if following is None:
                break
            node = following
        self._flush()
        if is_apart:
            self._leave_block()

    def _enter(self, node: LexborNode) -> LexborNode | None:
        """The first node in this one, where what is in it is to be gone through; a frame is then open."""
        tag = node.tag or ""
        if tag == "-text":
            self._say(node)
            return None
        if not node.is_element_node:
            if node.is_comment_node:
                self._note(node)
            return None
        if tag in _DROPPED:
            return None
        if self._skips(tag, node):
            self._note_skipped(node)
            return None
        child = node.first_child
        if child is None:
            self._void(tag, node)
        elif tag in _BLOCKS:
            self._open_block(tag, node)
            if child.tag == "-text" and child.next is None:  # so most paragraphs, headings and cells are: no frame is needed
                self._say(child)
                self._leave_block()
                return None
            self._frames.append((True, self._link, self._stamp))
        else:
            self._open_inline(tag, node)
        return child

    def _say(self, node: LexborNode) -> None:
        text = node.text_content
        # White space that begins a line is no part of it; in a link or a `time` it stands for what those say.
        if text and (not text.isspace() or self._runs or self._link >= 0 or self._stamp is not None):
            self._runs.append(Run(text, self._link, self._stamp))

    def _note_skipped(self, node: LexborNode) -> None:
        if not self.page.is_full:  # what is not kept is not even asked for
            self.page.leave_out("boilerplate", node.text(deep=True, separator=" ") or "")

    def _open_inline(self, tag: str, node: LexborNode) -> None:
        self._frames.append((False, self._link, self._stamp))
        if tag == "a":
            self._open_link(node)
        elif tag == "time":
            self._stamp = attribute_day(node.attributes.get("datetime") or "")

    def _open_block(self, tag: str, node: LexborNode) -> None:
        if self._runs:
            self._flush()
        page = self.page
        page.parents.append(self._element)
        self._element = len(page.tags)
        page.tags.append(tag)
        page.begins.append(len(page.lines))
        page.ends.append(-1)
        if tag in CELLS:
            self._note_spans(node)

    def _leave_block(self) -> None:
        if self._runs:
            self._flush()
        self.page.ends[self._element] = len(self.page.lines)
        self._element = self.page.parents[self._element]

    def _leave(self) -> None:
        is_block, self._link, self._stamp = self._frames.pop()
        if is_block:
            self._leave_block()

    def _open_link(self, node: LexborNode) -> None:
        href = node.attributes.get("href")
        if href is not None and href.strip():
            self.page.links.append(href.strip())
            self._link = len(self.page.links) - 1

    def _void(self, tag: str, node: LexborNode) -> None:
        """An element with nothing in it: a break, a picture in a link, a day for machines alone."""
        if tag == "img":
            alt = node.attributes.get("alt") if self._link >= 0 else None
            if alt and not any(run.link == self._link and not run.text.isspace() for run in self._runs):
                self._runs.append(Run(f" {alt} ", self._link))
        elif tag == "time":
            if stamp := attribute_day(node.attributes.get("datetime") or ""):
                self._runs.append(Run(" ", self._link, stamp))
        elif tag == "iframe":
            self._flush()
            named = " ".join((node.attributes.get("title") or "").split())[:_LEFT_OUT_CHARS]
            self._runs.append(Run(f"{named} {node.attributes.get('src') or ''}".strip()))
            self._flush()
        elif tag in ("br", "hr"):
            self._flush()
            self._breaks += 1
        elif tag in CELLS:
            # A cell with nothing in it keeps its place: those after it stand under other headers.
            self._open_block(tag, node)
            self._leave_block()
        elif tag in _BLOCKS:
            self._flush()

    def _note_spans(self, cell: LexborNode) -> None:
        attributes = cell.attributes
        if "rowspan" in attributes or "colspan" in attributes:
            self.page.spans[self._element] = (_span(attributes.get("rowspan")), _span(attributes.get("colspan")))

    def _note(self, node: LexborNode) -> None:
        comment = node.comment_content
        if comment and (stamp := commented_day(comment)):
            self._hidden = stamp

    def _flush(self) -> None:
        """End the line."""
        runs = self._runs
        if not runs:
            return
        self._runs = []
        if len(runs) > 1 or len(runs[0].text) <= _LONGEST_BADGE:
            runs = self._without_badges(runs)
        for run in runs:
            if run.stamp or not run.text.isspace():
                break
        else:
            return
        self.page.lines.append(Line(self._element, runs, self._breaks > 1, self._hidden))
        self._breaks = 0
        self._hidden = None

    def _without_badges(self, runs: list[Run]) -> list[Run]:
        """A line without the marks by which sites show for some days that something is new; they may be all that a line says."""
        badges = [run for run in runs if len(run.text) <= _LONGEST_BADGE and _BADGE.fullmatch(run.text)]
        for badge in badges:
            self.page.leave_out("boilerplate", badge.text)
        return [run for run in runs if run not in badges] if badges else runs
