"""Text made comparable (width, case, compatibility forms), with the way back to the text as given."""

from __future__ import annotations

import re
import unicodedata
from array import array

EXTRA = {
    "〜": "~",
    "～": "~",
    "’": "'",
    "‘": "'",
    "⺠": "民",
    "⻁": "虎",
    "⻄": "西",
    "⻆": "角",
    "⻉": "貝",
    "⻋": "車",
    "⻑": "長",
    "⻘": "青",
    "⻝": "食",
    "⻣": "骨",
    "⻤": "鬼",
    "⻨": "麦",
    "⻩": "黄",
    "⻭": "歯",
    "⻯": "竜",
    "⻲": "亀",
}
"""What NFKC leaves apart though people write it for the same: dashes are left to the readers, who must tell minus from range."""

_HAS_EXTRA = re.compile("[" + "".join(EXTRA) + "]")

_JOINING = frozenset(
    [chr(c) for c in (0x09BE, 0x09D7, 0x0B3E, 0x0B56, 0x0B57, 0x0BBE, 0x0BD7, 0x0CC2, 0x0CD5, 0x0CD6, 0x0D3E, 0x0D57, 0x0DCF, 0x0DDF)]
    + [chr(c) for c in (0x102E, 0x1B35, 0x11127, 0x1133E, 0x11357, 0x114B0, 0x114BA, 0x114BD, 0x115AF, 0x11930)]
    + [chr(c) for c in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))]
)
"""Starters that may yet melt into the character before them, so that no chunk may begin with one."""

ONE_FOR_ONE = (
    r"\x00-\x7f\u2010\u2012-\u2016\u2018-\u2023\u2190-\u21ff\u2500-\u26ff\u3000-\u3029"
    r"\u3041-\u3096\u30a1-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e"
)
"""A class of characters that each fold to one and melt into none: nearly all that Japanese texts consist of."""

_ONE_FOR_ONE = re.compile(rf"[{ONE_FOR_ONE}]+(?=[{ONE_FOR_ONE}]|\Z)")
"""A run of them. Its last character is left apart where a mark may follow that melts into it."""


class Normal:
    """A text after NFKC and case folding. `text` is what patterns are held against.

    Offsets into `text` go back to code points of `given` by `start` and `end`.
    """

    __slots__ = ("_ends", "_starts", "given", "text")

    def __init__(self, given: str, text: str, starts: array[int] | None = None, ends: array[int] | None = None) -> None:
        self.given = given
        self.text = text
        self._starts = starts
        self._ends = ends

    def start(self, offset: int) -> int:
        """Where, in the text as given, the character at `offset` begins."""
        if self._starts is None:
            return offset
        return self._starts[offset] if offset < len(self._starts) else len(self.given)

    def end(self, offset: int) -> int:
        """Where, in the text as given, what lies before `offset` ends."""
        if self._ends is None:
            return offset
        return self._ends[offset - 1] if offset > 0 else 0

    def written(self, start: int, end: int) -> str:
        """The part of the text as given that lies behind `text[start:end]`."""
        return self.given[self.start(start) : self.end(end)]


def fold(text: str) -> str:
    """The text after NFKC and case folding, without the way back: for asking whether something is in it."""
    if text.isascii():
        return text.lower()
    return _settle(text)


def compatible(text: str) -> str:
    """The text after NFKC, its case left as it is."""
    return text if text.isascii() else _widths(text)


def normalise(text: str) -> Normal:
    """Fold a text and keep the map of offsets. Cheap where nothing, or only the case of letters, changes."""
    if text.isascii():
        return Normal(text, text.lower())
    if unicodedata.is_normalized("NFKC", text):
        folded = fold(text)
        if len(folded) == len(text):
            return Normal(text, folded)
    return _mapped(text)


def _widths(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return _HAS_EXTRA.sub(lambda found: EXTRA[found.group()], text)


def _settle(text: str) -> str:
    """Case folding can undo NFKC and the other way round: done until neither changes anything."""
    for _ in range(4):
        wide = _widths(text)
        folded = wide.casefold()
        if folded == wide or (unicodedata.is_normalized("NFKC", folded) and _HAS_EXTRA.search(folded) is None):
            return folded
        text = folded
    return text


def _mapped(text: str) -> Normal:
    """Fold chunk by chunk, where a chunk is a run of characters that stay apart, or one with the marks that melt into it (ｶﾞ)."""
    pieces: list[str] = []
    starts = array("l")
    ends = array("l")
    size = len(text)
    offsets = array("l", range(size + 1))
    known: dict[str, str] = {}
    begin = 0
    while begin < size:
        run = _ONE_FOR_ONE.match(text, begin)
        if run is not None:
            pieces.append(_settle(run.group()))
            starts.extend(offsets[begin : run.end()])
            ends.extend(offsets[begin + 1 : run.end() + 1])
            begin = run.end()
            continue
        stop = begin + 1
        while stop < size and _attaches(text[stop]):
            stop += 1
        chunk = text[begin:stop]
        piece = known.get(chunk)
        if piece is None:
            piece = known[chunk] = _settle(chunk)
        pieces.append(piece)
        starts.extend([begin] * len(piece))
        ends.extend([stop] * len(piece))
        begin = stop
    return Normal(text, "".join(pieces), starts, ends)


def _attaches(char: str) -> bool:
    if char < "\u0300":
        return False
    if unicodedata.combining(char):
        return True
    if char in _JOINING:
        return True
    if "\uff9e" <= char <= "\uffdc":
        first = unicodedata.normalize("NFKC", char)[0]
        return unicodedata.combining(first) != 0 or first in _JOINING
    return False
