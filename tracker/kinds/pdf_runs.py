"""Signs of a page put together to runs: what stands side by side on one line, or one below the other in vertical writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from tracker.kinds.pdf_glyphs import Sign
from tracker.text.normal import compatible

_SAME_RUN, _SAME_RUN_SPACED = 1.2, 3.0
"""So many sizes apart may two signs of a run stand, without and with white space written between them."""
_WORD_GAP, _WIDE_GAP = 0.15, 0.6
"""So many sizes part two words of Latin letters, and any two signs."""
_PITCH = 2.2
_DIGITS = 4

_WIDE = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uffe6\U00020000-\U0003ffff]")
_LETTER = re.compile("[\u2e80-\u2fdf々〆\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Wide signs that are letters of Japanese, without digits and punctuation."""
_RADICAL = re.compile("[\u2e80-\u2fdf]")
_BLANKS = re.compile("([ \u3000]+)")


class Run(NamedTuple):
    """Words that belong together on one line, in their box. `size` is in points; `vertical` runs go down."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False
    vertical: bool = False

    @property
    def middle(self) -> float:
        """Half its height, which tells its line."""
        return (self.y0 + self.y1) / 2


@cache
def is_wide(char: str) -> bool:
    """Whether a sign is as wide as it is high, as those of Japanese are: no white space parts words of them."""
    return bool(_WIDE.match(char))


def runs_of(signs: Iterable[Sign]) -> list[Run]:
    """The runs of some signs, in the order of the file."""
    runs: list[Run] = []
    held: list[Sign] = []
    down = False
    for sign in signs:
        last = held[-1] if held else None
        if last is None:
            held = [sign]
        elif _again(last, sign):
            continue
        elif _beside(last, sign):
            if down:
                # Two lines that begin below each other looked like vertical writing for the length of one sign.
                runs.append(_run(held[:-1], down=len(held) > 2))
                held, down = held[-1:], False
            held.append(sign)
        elif (down or len(held) == 1) and _below(last, sign):
            held.append(sign)
            down = True
        else:
            runs.append(_run(held, down=down))
            held, down = [sign], False
    if held:
        runs.append(_run(held, down=down))
    return [run for run in runs if run.text]


def _again(last: Sign, sign: Sign) -> bool:
    """The same sign printed over itself to look bold. A narrow one that follows itself (`ll`) stands beside it, however near."""
    if last.char != sign.char:
        return False
    near = 0.2 * last.size
    return abs(last.x0 - sign.x0) <= min(near, (last.x1 - last.x0) / 2) and abs(last.y0 - sign.y0) < near


def _beside(last: Sign, sign: Sign) -> bool:
    size, gap = sign.size, sign.x0 - last.x1
    if last.y0 != sign.y0 or last.size != size:
        overlap = min(last.y1, sign.y1) - max(last.y0, sign.y0)
        if overlap < 0.5 * min(last.size, size):
            return False
        size = max(last.size, size)
    return -0.5 * size <= gap <= (_SAME_RUN_SPACED if sign.blank else _SAME_RUN) * size


def _below(last: Sign, sign: Sign) -> bool:
    size = max(last.size, sign.size)
    if not (is_wide(last.char) and is_wide(sign.char)) or abs(last.size - sign.size) > 0.1 * size:
        return False
    aside = abs((last.x0 + last.x1) - (sign.x0 + sign.x1)) / 2
    return aside < 0.3 * size and 0.5 * size <= sign.y0 - last.y0 <= _PITCH * size


def _run(signs: Sequence[Sign], *, down: bool) -> Run:
    size = sorted(sign.size for sign in signs)[len(signs) // 2]
    x0, x1 = min(sign.x0 for sign in signs), max(sign.x1 for sign in signs)
    y0, y1 = min(sign.y0 for sign in signs), max(sign.y1 for sign in signs)
    text = "".join(("\u3000" if sign.blank else "") + sign.char for sign in signs) if down else _text(signs, size)
    bold = 2 * sum(sign.bold for sign in signs) > len(signs)
    return Run(without_spacing(_plain(text)), x0, y0, x1, y1, size, bold, vertical=down)


def _text(signs: Sequence[Sign], size: float) -> str:
    pieces = [signs[0].char]
    for before, sign in pairwise(signs):
        gap = sign.x0 - before.x1
        if sign.blank:
            pieces.append("\u3000" if "\u3000" in sign.blank else " ")
        elif gap >= _WORD_GAP * size and (gap >= _WIDE_GAP * size or not (is_wide(before.char) or is_wide(sign.char))):
            pieces.append(" ")
        pieces.append(sign.char)
    return "".join(pieces)


def _plain(text: str) -> str:
    """Radicals that fonts put in the place of the characters that they look like are those characters."""
    return _RADICAL.sub(lambda radical: compatible(radical.group()), text)


def without_spacing(text: str) -> str:
    """The text with its letter-spaced words closed up: 「令 和 ８ 年 度」 is 「令和８年度」. Linear in its length."""
    text = text.strip(" \u3000")
    if " " not in text and "\u3000" not in text:
        return text
    pieces = _BLANKS.split(text)
    words, blanks = pieces[::2], pieces[1::2]
    closed: list[str] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _may_be_spaced(words[end]):
            end += 1
        letters = sum(1 for word in words[at:end] if _LETTER.match(word))
        whole = end - at == len(words) >= 2 and letters == len(words)
        if letters >= 3 or whole or (letters == 2 and end - at >= 3):
            closed.append("".join(words[at:end]))
            if end < len(words):
                closed.append(blanks[end - 1])
        else:
            end = max(end, at + 1)
            closed += [part for place in range(at, end) for part in (words[place], *blanks[place : place + 1])]
        at = end
    return "".join(closed)


def _may_be_spaced(word: str) -> bool:
    return (len(word) == 1 and is_wide(word)) or (len(word) <= _DIGITS and word.isdecimal())
