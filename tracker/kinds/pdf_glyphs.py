"""What stands on a page of a PDF, as its library tells it: signs with their boxes, ruled lines, and whether there are pictures.

The only module that touches the library. It is run in a confined process (`tracker.confined`).
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import pi
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

MOST_SIGNS = 200_000
"""Signs of one page that are read."""
_MOST_OBJECTS = 50_000
_MOST_SEGMENTS = 2_000
_DEEPEST = 3
_BOLD = 600
_ASKED = 40
_AS_HEAVY = 8
"""So many signs that follow each other are taken to be as heavy as the first."""
_THIN = 3.0
"""Points: what is filled and thinner is a ruled line."""
_FAR = 1e6
"""Points: what stands further off, or nowhere (not a number), is on no page."""
_HYPHENS = "\x02\ufffe\xad"
"""How the library marks a hyphen that only parts a word at the end of a line."""


class Sign(NamedTuple):
    """One character in its box, in points from the upper left corner of the page.

    `size` is the height of the box, `blank` the white space written before it.
    """

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False
    blank: str = ""


class Rule(NamedTuple):
    """A ruled line, drawn across or down: its box, of which one side is thin."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def across(self) -> bool:
        """Whether it runs from left to right."""
        return self.x1 - self.x0 >= self.y1 - self.y0


class Page(NamedTuple):
    """What stands on one page: its height in points, signs in the order of the file, ruled lines, and whether it has pictures.

    `cut` says that it has more signs than are read.
    """

    height: float
    signs: list[Sign]
    rules: list[Rule]
    pictures: bool
    cut: bool


class _Frame(NamedTuple):
    """What is seen of a page (left, bottom, right, top) and how it is to be turned (quarters, clockwise) to be read."""

    seen: tuple[float, float, float, float]
    turned: int

    @property
    def height(self) -> float:
        left, bottom, right, top = self.seen
        return right - left if self.turned % 2 else top - bottom

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        west, south, east, north = self.seen
        if not self.turned:
            return left - west, north - top, right - west, north - bottom
        if self.turned == 1:
            return bottom - south, left - west, top - south, right - west
        if self.turned == 2:
            return east - right, bottom - south, east - left, top - south
        return north - top, east - right, north - bottom, east - left


def read_page(document: pypdfium2.PdfDocument, number: int) -> Page:
    """One page, by its number from 0. A page that the library cannot load is empty."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return Page(0, [], [], pictures=False, cut=False)
    held = None
    try:
        # The handle itself: what wraps it is asked for it anew with each of four calls for each sign.
        held = page.get_textpage()
        frame = _Frame(page.get_bbox(), _turned(held.raw))
        rules, pictures = _drawn(page, frame)
        signs, cut = _signs(held.raw, frame)
        return Page(frame.height, signs, rules, pictures, cut)
    except pypdfium2.PdfiumError:
        return Page(0, [], [], pictures=False, cut=False)
    finally:
        if held is not None:
            held.close()
        page.close()


def _signs(text: Any, frame: _Frame) -> tuple[list[Sign], bool]:  # noqa: ANN401 - a handle of the library
    count = pdfium.FPDFText_CountChars(text)
    box = pdfium.FS_RECTF()
    signs: list[Sign] = []
    blank, bold, known, high = "", False, 0, 0
    for at in range(min(count, MOST_SIGNS)):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        char = _char(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high and 0xDC00 <= code < 0xE000 else code)
        high = 0
        if char.isspace():
            known = 0
            # The library makes white space up from gaps, which are measured here against the size of the signs.
            if not pdfium.FPDFText_IsGenerated(text, at):
                blank += char
        elif char and pdfium.FPDFText_GetLooseCharBox(text, at, box):
            if not known:
                bold, known = pdfium.FPDFText_GetFontWeight(text, at) >= _BOLD, _AS_HEAVY
            known -= 1
            x0, y0, x1, y1 = frame.box(box.left, box.bottom, box.right, box.top)
            if not (-_FAR < x0 < _FAR and -_FAR < y0 < _FAR and -_FAR < x1 < _FAR and -_FAR < y1 < _FAR):
                continue
            signs.append(Sign(char, x0, y0, x1, y1, y1 - y0, bold, blank[:8]))
            blank = ""
    return signs, count > MOST_SIGNS


def _turned(text: Any) -> int:  # noqa: ANN401 - a handle of the library
    """By how many quarters, clockwise, a page has to be turned so that most of its text is upright, whatever the file says of it."""
    count = min(pdfium.FPDFText_CountChars(text), MOST_SIGNS)
    quarters = Counter(-round(pdfium.FPDFText_GetCharAngle(text, at) / (pi / 2)) % 4 for at in range(0, count, max(count // _ASKED, 1)))
    return quarters.most_common(1)[0][0] if quarters else 0


@cache
def _char(code: int) -> str:
    """The character of a code; empty where it is none that anybody sees."""
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    char = chr(code)
    return "\xad" if char in _HYPHENS else char if char.isprintable() or char.isspace() else ""


def _drawn(page: pypdfium2.PdfPage, frame: _Frame) -> tuple[list[Rule], bool]:
    rules: list[Rule] = []
    pictures = False
    for kind, drawn, matrices in _objects(page):
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            pictures = True
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules += _rules(drawn, matrices, frame)
    return rules, pictures


_Matrix = tuple[float, float, float, float, float, float]


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[int, Any, tuple[_Matrix, ...]]]:
    """The objects of a page and of the forms on it but for text, each with the matrices that place it, its own first."""
    left = _MOST_OBJECTS
    outermost = min(pdfium.FPDFPage_CountObjects(page), left)
    waiting: list[tuple[Any, tuple[_Matrix, ...]]] = [(pdfium.FPDFPage_GetObject(page, at), ()) for at in reversed(range(outermost))]
    while waiting and left:
        left -= 1
        found, outer = waiting.pop()
        kind = pdfium.FPDFPageObj_GetType(found)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        matrices = (_matrix(found), *outer)
        yield kind, found, matrices
        if kind == pdfium.FPDF_PAGEOBJ_FORM and len(outer) < _DEEPEST:
            inner = min(pdfium.FPDFFormObj_CountObjects(found), left)
            waiting += [(pdfium.FPDFFormObj_GetObject(found, at), matrices) for at in reversed(range(inner))]


def _matrix(found: Any) -> _Matrix:  # noqa: ANN401 - a handle of the library
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(found, matrix):
        return (1, 0, 0, 1, 0, 0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _rules(path: Any, matrices: tuple[_Matrix, ...], frame: _Frame) -> list[Rule]:  # noqa: ANN401 - a handle of the library
    """The straight lines of a path that run across or down: drawn ones, and filled boxes that are thin."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    points = _points(path, matrices)
    if not stroke.value:
        xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
        if not fill.value or not points or min(max(xs) - min(xs), max(ys) - min(ys)) > _THIN:
            return []
        return [Rule(*frame.box(min(xs), min(ys), max(xs), max(ys)))]
    found = []
    for (ax, ay, _), (bx, by, drawn) in pairwise(points):
        if drawn and min(abs(ax - bx), abs(ay - by)) <= 1.0:
            found.append(Rule(*frame.box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))))
    return found


def _points(path: Any, matrices: tuple[_Matrix, ...]) -> list[tuple[float, float, bool]]:  # noqa: ANN401 - a handle of the library
    """The corners of a path on its page, each with whether a line is drawn to it."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float, bool]] = []
    start = (0.0, 0.0)
    for at in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        place = (x.value, y.value)
        for a, b, c, d, e, f in matrices:
            place = (a * place[0] + c * place[1] + e, b * place[0] + d * place[1] + f)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = place
        points.append((*place, kind == pdfium.FPDF_SEGMENT_LINETO))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append((*start, True))
    return points
