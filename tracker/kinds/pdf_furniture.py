"""What stands on every page and belongs to none: page numbers, running heads and feet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from tracker.kinds.pdf_runs import Run
from tracker.text.normal import compatible

_MARGIN = 0.12
"""The part of a page, above and below, in which they stand."""
_OUTERMOST = 3
_MOST_NUMBERS = 3
_SAME_HEIGHT = 8.0
_LEAST_PAGES, _LEAST_PART = 3, 0.3
_NUMBER = re.compile(
    r"[-–—‐―−・.()\s]{0,4}(?:p(?:age)?\.?\s?)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s?/\s?\d{1,4})?(?:頁|ページ)?[-–—‐―−・.()\s]{0,4}"
)
_DIGITS = re.compile(r"\d{1,4}")
_SAYS_SOMETHING = re.compile(r"\(?(?:別[紙添表]|様式|資料|参考|第|図|表|単位)")
"""What stands at the head of many pages and still belongs to what is below it."""


def without_furniture(pages: Sequence[Sequence[Run]], heights: Sequence[float]) -> list[list[Run]]:
    """The runs of each page less those that only say where one is. `heights` of the pages are in points."""
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    edges = [_edges(runs, height) for runs, height in zip(pages, heights, strict=True)]
    for number, edge in enumerate(edges):
        for run in edge:
            for pattern in _patterns(run, number):
                seen[pattern].append((number, run.middle))
    least = min(max(_LEAST_PAGES, int(len(pages) * _LEAST_PART)), max(len(pages), 2))
    kept = []
    for number, (runs, edge) in enumerate(zip(pages, edges, strict=True)):
        gone = {run for run in edge if _is_number(run, heights[number]) or _recurs(run, number, seen, least)}
        kept.append([run for run in runs if run not in gone])
    return kept


def _edges(runs: Sequence[Run], height: float) -> list[Run]:
    """The outermost runs in the margins of a page."""
    ordered = sorted(runs, key=lambda run: run.middle)
    above = [run for run in ordered[: _OUTERMOST * 2] if run.middle < _MARGIN * height]
    below = [run for run in ordered[-_OUTERMOST * 2 :] if run.middle > (1 - _MARGIN) * height]
    return [*above[:_OUTERMOST], *below[-_OUTERMOST:]]


def _patterns(run: Run, page: int) -> list[str]:
    """What a run says, as it is and with each number that may be the page's by how far it is from it."""
    text = "".join(compatible(run.text[:200]).split())
    if _SAYS_SOMETHING.match(text):
        return []
    counted = [f"{text[: found.start()]}#{int(found.group()) - page}{text[found.end() :]}" for found in _DIGITS.finditer(text)]
    return [text, *counted[:_MOST_NUMBERS]]


def _is_number(run: Run, height: float) -> bool:
    """A page number at the foot. At the head only what recurs is one."""
    return run.middle > (1 - _MARGIN) * height and bool(_NUMBER.fullmatch(compatible(run.text[:40]).lower()))


def _recurs(run: Run, page: int, seen: Mapping[str, Sequence[tuple[int, float]]], least: int) -> bool:
    return any(
        len({number for number, middle in seen[pattern] if abs(middle - run.middle) <= _SAME_HEIGHT}) >= least
        for pattern in _patterns(run, page)
    )
