"""Text in columns of a terminal, where a Japanese character takes two cells and a combining one none."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_GAP = "  "
_BREAKS = (".", "-", "〜")
_NEVER_FIRST = "、。，．）」』】〕〉》・！？"
"""What no line of Japanese begins with."""


def cells(text: str) -> int:
    """How many cells of a terminal a text takes. Ambiguous characters count as one."""
    return sum(_cells_of(character) for character in text)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at line ends and blanks, inside a word that is too long after a dot or hyphen."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            candidate = f"{line} {word}" if line else word
            if cells(candidate) <= width:
                line = candidate
                continue
            if line:
                lines.append(line)
            *full, line = _cut(word, width)
            lines.extend(full)
        lines.append(line)
    return lines


def columns(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> str:
    """Rows as lines of aligned columns; a cell that is too long goes on below itself. No line ends with blanks."""
    written: list[str] = []
    for row in rows:
        wrapped = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(len(cell) for cell in wrapped)):
            parts = (_padded(cell[number] if number < len(cell) else "", width) for cell, width in zip(wrapped, widths, strict=True))
            written.append(_GAP.join(parts).rstrip())
    return "".join(f"{line}\n" for line in written)


def _cells_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _cut(word: str, width: int) -> list[str]:
    """A word in pieces that fit: after its last dot, hyphen or wave dash that fits, or anywhere where there is none.

    No piece begins with what closes a bracket or a sentence: the character before it goes down with it.
    """
    pieces = [""]
    for character in word:
        if pieces[-1] and cells(pieces[-1]) + _cells_of(character) > width:
            whole = pieces[-1]
            at = max(whole.rfind(mark) for mark in _BREAKS) + 1
            if not at and character in _NEVER_FIRST:
                at = len(whole.rstrip(_NEVER_FIRST)) - 1
            pieces[-1:] = [whole[:at], whole[at:]] if 0 < at < len(whole) else [whole, ""]
        pieces[-1] += character
    return pieces


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - cells(text))
