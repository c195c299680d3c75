"""Lines put together to paragraphs: where a line is full and the next one begins at the margin, the sentence goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tracker.kinds.pdf_columns import Line
from tracker.kinds.pdf_runs import Run, is_wide

_INDENT, _SHORT = 0.7, 1.6
"""Sizes: an indented line begins a paragraph, one that ends so far from the edge ends it."""
_LATIN = 0.6
"""Sizes: how wide a Latin letter is at most, mostly."""
_LEADING = 1.35
"""Times the usual distance of lines: what is further apart is another paragraph."""
_OTHER_SIZE = 0.08
_NO_PARTICLE = r"(?![のにはをがとでへ、及又並])"
_MARK = re.compile(
    "|".join(
        (
            r"[・○●◎◯□■◆◇▶►※➢✓•‣–—➤①-⑳]",
            rf"第[0-9０-９一二三四五六七八九十百]{{1,6}}[章節条部編款目]{_NO_PARTICLE}",
            rf"[(（][0-9０-９一二三四五六七八九十ア-ンa-zｱ-ﾝ]{{1,3}}[)）]{_NO_PARTICLE}",
            r"[0-9０-９]{1,2}(?:[.．](?![0-9０-９])|[)）])",
            r"[0-9０-９]{1,2}(?:[.．-][0-9０-９]{1,2}){1,3}[.．\s\u3000]",
            r"[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩI]{1,4}[.．\s\u3000]",
            r"[ア-ン][.．\s\u3000]",
            r"(?:別[紙添表]|図表?|表)[\s\u3000]?(?:[0-9０-９]|$)",
        )
    )
)
"""How a line begins that begins a paragraph whatever stands before it. 「第三条の」 goes on with a sentence, and so does 「表する」."""
_ENDS = ("。", "．", "!", "?", "！", "？")
_LEADERS = re.compile(r"(?:[.．…‥・]\s?){3,400}\s{0,4}[-–(（]?[0-9０-９]{1,4}[-–)）]?$")


class Paragraph(NamedTuple):
    """One paragraph, or one row of a table, with the size and weight of its first line and the page (from 1) that it begins on.

    `full` says that its last line reaches the edge of its column, `contents` that it is a line of a table of contents.
    """

    text: str
    size: float
    bold: bool
    page: int
    row: bool = False
    contents: bool = False
    lines: int = 1
    full: bool = False


def paragraphs_of(lines: Sequence[Line], page: int) -> list[Paragraph]:
    """The paragraphs of the lines of one page."""
    usual = _usual_distance(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line, usual):
            groups[-1].append(line)
        else:
            groups.append([line])
    found: list[Paragraph] = []
    for before, group in zip([[], *groups], groups, strict=False):
        fresh = _paragraph(group, page)
        if before and group[0].run.middle < before[-1].run.middle and goes_on(found[-1], fresh):
            found[-1] = carried_on(found[-1], fresh)
        else:
            found.append(fresh)
    return found


def joined(text: str, more: str) -> str:
    """Two lines as one: Latin words are parted, those of Japanese are not, and a soft hyphen gives way."""
    if text.endswith("\xad"):
        return text[:-1] + more
    return f"{text} {more}" if text and more and not is_wide(text[-1]) and not is_wide(more[0]) else text + more


def carried_on(before: Paragraph, after: Paragraph) -> Paragraph:
    """Two halves of a paragraph that a page or a column parts."""
    return before._replace(text=joined(before.text, after.text), lines=before.lines + after.lines, full=after.full)


def goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a paragraph that ends a page or a column goes on at the head of the next one."""
    if before.row or after.row or before.contents or after.contents or not before.full:
        return False
    if before.text.endswith(_ENDS) or _MARK.match(after.text):
        return False
    return abs(before.size - after.size) <= _OTHER_SIZE * before.size and before.bold == after.bold


def _paragraph(group: Sequence[Line], page: int) -> Paragraph:
    first = group[0]
    text = ""
    for line in group:
        text = joined(text, line.run.text)
    listed = _LEADERS.sub("", text)
    contents = listed != text
    text = (listed if contents else text).replace("\xad", "-").strip()
    full = _is_full(group[-1])
    return Paragraph(text, first.run.size, first.run.bold, page, first.row, contents, len(group), full)


def _is_full(line: Line) -> bool:
    return line.right - line.run.x1 <= _SHORT * line.run.size


def _goes_on(group: Sequence[Line], line: Line, usual: float) -> bool:
    """Whether a line goes on with the paragraph of the lines before it."""
    before = group[-1]
    if before.row or line.row:
        return False
    a, b = before.run, line.run
    distance = b.middle - a.middle
    if a.vertical or b.vertical or distance <= 0 or (usual and distance > _LEADING * max(usual, a.size)):
        return False
    if abs(a.size - b.size) > _OTHER_SIZE * a.size or a.bold != b.bold:
        return False
    if _LEADERS.search(a.text) or _MARK.match(b.text) or not (_is_full(before) or _has_no_room(before, b)):
        return False
    return _keeps_margin(group, b)


def _has_no_room(before: Line, run: Run) -> bool:
    """Whether a line of Latin letters ended because the next word was too long for it."""
    if is_wide(before.run.text[-1]) or is_wide(run.text[0]):
        return False
    return before.right - before.run.x1 <= (len(run.text.partition(" ")[0]) + 1) * _LATIN * run.size


def _keeps_margin(group: Sequence[Line], run: Run) -> bool:
    """The second line may begin further left than the first, or further right below a mark; all others begin where it does."""
    aside = run.x0 - group[-1].run.x0
    if len(group) > 1:
        return abs(aside) < _INDENT * run.size
    return aside < _INDENT * run.size or bool(_MARK.match(group[0].run.text))


def _usual_distance(lines: Sequence[Line]) -> float:
    distances = sorted(after.run.middle - before.run.middle for before, after in pairwise(lines) if after.run.middle > before.run.middle)
    return distances[len(distances) // 3] if distances else 0.0
