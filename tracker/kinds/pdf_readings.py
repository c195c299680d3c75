"""Readings over kanji (furigana): small kana that say how what stands below them is read. They are no words of the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tracker.kinds.pdf_glyphs import Sign

_KANA = range(0x3041, 0x3100)
_SMALL = 0.65
"""Of the usual size: what is larger is text."""
_NEAR = 0.6
"""Sizes: so far above what it reads may a reading stand, or so far reach into its box."""


def without_readings(signs: list[Sign]) -> list[Sign]:
    """The signs of a page without small kana that stand right over larger kanji."""
    if not signs:
        return signs
    usual = sorted(sign.size for sign in signs)[len(signs) // 2]
    if usual <= 0 or not any(_may_read(sign, usual) for sign in signs):
        return signs
    below = _kanji(signs, usual)
    return [sign for sign in signs if not (_may_read(sign, usual) and _stands_over(sign, below, usual))]


def _may_read(sign: Sign, usual: float) -> bool:
    return ord(sign.char[0]) in _KANA and sign.size <= _SMALL * usual


def _kanji(signs: Sequence[Sign], usual: float) -> dict[tuple[int, int], list[Sign]]:
    """Kanji of the usual size and more by where they stand, in squares of that size."""
    found: dict[tuple[int, int], list[Sign]] = defaultdict(list)
    for sign in signs:
        if "\u3400" <= sign.char <= "\u9fff" and sign.size >= 0.8 * usual:
            found[int(sign.x0 // usual), int(sign.y0 // usual)].append(sign)
    return found


def _stands_over(sign: Sign, below: dict[tuple[int, int], list[Sign]], usual: float) -> bool:
    column, row = int(sign.x0 // usual), int(sign.y1 // usual)
    for x in range(column - 2, column + 3):
        for y in range(row - 1, row + 2):
            for kanji in below.get((x, y), ()):
                over = abs(kanji.y0 - sign.y1) <= _NEAR * kanji.size and sign.y0 < kanji.y0
                # A reading may be wider than what it reads: it stands out on both sides by half a sign.
                aside = kanji.x0 - 0.75 * kanji.size <= (sign.x0 + sign.x1) / 2 <= kanji.x1 + 0.75 * kanji.size
                if over and aside:
                    return True
    return False
