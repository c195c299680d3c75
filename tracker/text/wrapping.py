"""Lines that a program broke at a width: a Japanese sentence goes on in the next line without a blank, in the middle of a word as well."""

from __future__ import annotations

import re
from array import array

from tracker.text.normal import Normal

_LEAST = 16
"""Characters of a line that was broken for its width."""
_FULL = 2
"""So many characters shorter than the widest of its paragraph may a full line be: no line begins with a full stop or a small letter."""

_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)+")
_GOES_ON = re.compile(r"[、はがをにでとのてし(「]\n|\n[ぁ-ん、。)」]")
_LETTER = r"[0-9a-zぁ-んァ-ヶー々一-鿿%、()「」]"
_WITHIN = re.compile(rf"{_LETTER}\n{_LETTER}|[0-9]\n[.,・][0-9]|[.,・]\n[0-9]")
_BEGINS = re.compile(r"(?:[0-9]{1,2}|[a-z])[.)](?![0-9])|[(][0-9一二三四五六七八九十]{1,2}[)]|第[0-9一二三四五六七八九十百]+[条章節項]")


def unwrapped(normal: Normal) -> Normal:
    """The text without the line breaks that stand inside sentences for their width alone; offsets still lead to the text as given.

    A paragraph is taken for wrapped where its lines are equally long and it comes to a full stop: headings, lists and short lines stay.
    """
    if "\n" not in normal.text or "。" not in normal.text:
        return normal
    breaks = [place for found in _PARAGRAPH.finditer(normal.text) for place in _breaks(normal.text, found.start(), found.end())]
    if not breaks:
        return normal
    out = set(breaks)
    kept = [place for place in range(len(normal.text)) if place not in out]
    starts, ends = array("l", map(normal.start, kept)), array("l", (normal.end(place + 1) for place in kept))
    return Normal(normal.given, "".join(normal.text[place] for place in kept), starts, ends)


def _breaks(text: str, start: int, end: int) -> list[int]:
    """The places of the line breaks of one paragraph that are no ends."""
    last_stop = text.rfind("。", start, end)
    lines: list[tuple[int, int]] = []
    begin = start
    while begin < end:
        stop = text.find("\n", begin, end)
        stop = end if stop < 0 else stop
        lines.append((begin, stop))
        begin = stop + 1
    widest = max(stop - begin for begin, stop in lines)
    full = [stop - begin >= max(_LEAST, widest - _FULL) for begin, stop in lines]
    wrapped = sum(full) > 1
    return [
        stop
        for (begin, stop), is_full in zip(lines[:-1], full, strict=False)
        if is_full
        and stop < last_stop
        and (wrapped or "。" in text[begin : stop - 1] or _GOES_ON.match(text, stop - 1) or _GOES_ON.match(text, stop))
        and _WITHIN.match(text, stop - 1)
        and not _BEGINS.match(text, stop + 1)
    ]
