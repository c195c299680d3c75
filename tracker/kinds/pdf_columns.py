"""The reading order of a page: its columns and what spans them, as lines from first to last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from tracker.kinds.pdf_runs import Run, is_wide, without_spacing

_LEAST_LINES = 3
_LEAST_GUTTER = 0.8
"""Sizes: what is narrower parts words and no columns."""
_LEAST_COLUMN = 8
"""Sizes: a column of text is wider."""
_FULL = 0.6
_OFTEN = 0.3
"""The part of its lines that end at the edge of a column."""
_MOST_COLUMNS_DEEP = 2
_MOST_CANDIDATES = 400
_MOST_USUAL = 3
_STANDS_OUT = 3.0
"""Points."""
_CELL_GAP = 2.0
"""Sizes: what stands further apart on one line are two cells."""


class Line(NamedTuple):
    """One line as it is read. `right` is the edge of the column that it stands in; `row` says that it is one of a table."""

    run: Run
    right: float
    row: bool = False


def in_order(runs: Sequence[Run], rows: Sequence[Sequence[Run]] = (), usual: Sequence[float] = ()) -> list[Line]:
    """The lines of a page in reading order.

    `rows` are those of its ruled tables, each of which stays together; `usual` says where columns part on other pages of the paper.
    """
    upright = [run for run in runs if run.vertical]
    if _is_upright(runs):
        # A page of vertical writing, turned by a quarter: its columns are lines from the first to the last.
        level = [run for run in runs if not run.vertical]
        return [*_Order({}, ()).of([_turned(run) for run in upright]), *_Order({}, ()).of(level)]
    tables = {_around(table): table for table in rows if table}
    flowing = [run for run in runs if not run.vertical] + [_joined(group) for group in _beside(upright)]
    return _Order(tables, usual).of([*_merged(flowing), *tables])


def gutters_of(pages: Sequence[Sequence[Run]]) -> list[float]:
    """Where columns part on most of the pages that have some."""
    found: Counter[int] = Counter()
    for runs in pages:
        gutter = None if _is_upright(runs) else _gutter(_merged([run for run in runs if not run.vertical]))
        if gutter is not None:
            found[round(gutter)] += 1
    return [float(at) for at, _ in found.most_common(_MOST_USUAL)]


def _is_upright(runs: Sequence[Run]) -> bool:
    return sum(len(run.text) for run in runs if run.vertical) * 2 > sum(len(run.text) for run in runs)


class _Order(NamedTuple):
    """How one page is put in order: its tables, each by the box around it, and where columns part on other pages."""

    tables: dict[Run, Sequence[Run]]
    usual: Sequence[float]

    def of(self, runs: Sequence[Run], depth: int = 0) -> list[Line]:
        if not runs:
            return []
        gutter = self._parting(runs) if depth < _MOST_COLUMNS_DEEP else None
        if gutter is None:
            right = _right_edge(runs)
            return [line for level in _levels(runs) for line in _lines(level, self.tables, right)]
        found: list[Line] = []
        for band in _bands(runs, gutter):
            sides = _sides(band, gutter)
            if all(sides) and any(_is_text(side) for side in sides):
                for side in sides:
                    found += self.of(side, depth + 1)
            else:
                found += self.of(band, _MOST_COLUMNS_DEEP)
        return found

    def _parting(self, runs: Sequence[Run]) -> float | None:
        flowing = [run for run in runs if run not in self.tables]
        return _gutter(flowing) or next((at for at in self.usual if _parts(flowing, at)), None)


def _parts(runs: Sequence[Run], at: float) -> bool:
    """Whether text stands on one side of a place, and something on the other."""
    return any(all(sides) and any(_is_text(side) for side in sides) for sides in (_sides(band, at) for band in _bands(runs, at)))


def _sides(band: Sequence[Run], at: float) -> tuple[list[Run], list[Run]]:
    return [run for run in band if run.x1 <= at], [run for run in band if run.x0 >= at]


def _gutter(runs: Sequence[Run]) -> float | None:
    """Where, from left to right, the page parts in two columns of text; None where it does not."""
    if len(runs) < 2 * _LEAST_LINES:
        return None
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    size = sorted(run.size for run in runs)[len(runs) // 2]
    starts = sorted({round(run.x0, 1) for run in runs if left + 0.15 * (right - left) < run.x0 < left + 0.85 * (right - left)})
    best, found = 0, None
    for start in starts[:_MOST_CANDIDATES]:
        at = start - 0.2
        score = sum(_columns_in(band, at, size) for band in _bands(runs, at))
        if score > best:
            best, found = score, at
    return found


def _columns_in(band: Sequence[Run], at: float, size: float) -> int:
    """How much text stands in the smaller of two columns of a band; 0 where there are none."""
    left, right = _sides(band, at)
    if min(len(left), len(right)) < _LEAST_LINES or not _is_text(left) or not _is_text(right):
        return 0
    if min(run.x0 for run in right) - max(run.x1 for run in left) < _LEAST_GUTTER * size:
        return 0
    return min(sum(len(run.text) for run in side) for side in (left, right))


def _is_text(side: Sequence[Run]) -> bool:
    """Whether the lines are as long as their column is wide, or most begin and end where others do: text does so and cells do not."""
    left, right = min(run.x0 for run in side), max(run.x1 for run in side)
    widths = sorted(run.x1 - run.x0 for run in side)
    size = sorted(run.size for run in side)[len(side) // 2]
    median = widths[len(widths) // 2]
    if not size or median < _LEAST_COLUMN * size:
        return False
    edges = Counter((round(run.x0 / size / 2), round(run.x1 / size / 2)) for run in side)
    alike = sum(count for count in edges.values() if count >= _LEAST_LINES)
    return median >= _FULL * (right - left) or 2 * alike >= len(side)


def _bands(runs: Sequence[Run], at: float) -> Iterator[list[Run]]:
    """The page from top to bottom, parted where what lies across `at` begins or ends."""
    ordered = sorted(runs, key=lambda run: (run.middle, run.x0))
    for _, band in groupby(ordered, key=lambda run: run.x0 < at < run.x1):
        yield list(band)


def _merged(runs: Sequence[Run]) -> list[Run]:
    """Runs that the file holds in pieces, put together where they continue each other on one line."""
    merged: list[Run] = []
    for level in _levels(runs):
        held = level[0]
        for run in level[1:]:
            if held.vertical or run.vertical or run.x0 - held.x1 > _LEAST_GUTTER * max(held.size, run.size):
                merged.append(held)
                held = run
            else:
                held = _with(held, run)
        merged.append(held)
    return merged


def _with(held: Run, run: Run) -> Run:
    apart = run.x0 - held.x1 >= 0.15 * held.size and not (is_wide(held.text[-1]) or is_wide(run.text[0]))
    text = without_spacing(f"{held.text}{' ' if apart else ''}{run.text}")
    box = (min(held.x0, run.x0), min(held.y0, run.y0), max(held.x1, run.x1), max(held.y1, run.y1))
    return Run(text, *box, max(held.size, run.size), bold=held.bold and run.bold)


def _levels(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that stand on one line, each from left to right, the highest line first. What is much higher than a line stands alone."""
    levels: list[list[Run]] = []
    middle = size = 0.0
    for run in sorted(runs, key=lambda run: (run.y0 + run.size / 2, run.x0)):
        here = run.y0 + run.size / 2
        tall = run.vertical or run.y1 - run.y0 > 2 * run.size
        if levels and not tall and size and here - middle <= 0.45 * min(size, run.size):
            levels[-1].append(run)
        else:
            levels.append([run])
            middle, size = here, 0.0 if tall else run.size
    return [sorted(level, key=lambda run: run.x0) for level in levels]


def _right_edge(runs: Sequence[Run]) -> float:
    """Where full lines end: where most do, or where the longest does if that is nowhere in particular."""
    ends: Counter[int] = Counter(round(run.x1 / run.size) for run in runs if run.size and not run.vertical)
    longest = max(run.x1 for run in runs)
    if not ends:
        return longest
    most = max(ends, key=lambda end: ends[end] + ends[end + 1])
    near = [run.x1 for run in runs if run.size and round(run.x1 / run.size) in (most, most + 1)]
    return max(near) if len(near) >= max(_LEAST_LINES, _OFTEN * len(runs)) else longest


def _lines(level: Sequence[Run], tables: dict[Run, Sequence[Run]], right: float) -> Iterator[Line]:
    flowing = [run for run in level if run not in tables]
    for run in level:
        for row in tables.get(run, ()):
            yield Line(row, right, row=True)
    if not flowing:
        return
    apart = any(b.x0 - a.x1 >= _CELL_GAP * a.size for a, b in pairwise(flowing))
    text = flowing[0].text
    for before, run in pairwise(flowing):
        gap = run.x0 - before.x1 >= _CELL_GAP * before.size
        text += f"{' | ' if gap and len(flowing) > 1 else ' '}{run.text}"
    first, last = flowing[0], flowing[-1]
    whole = Run(
        text if apart else without_spacing(text),
        first.x0,
        min(run.y0 for run in flowing),
        last.x1,
        max(run.y1 for run in flowing),
        first.size,
        bold=all(run.bold for run in flowing),
    )
    yield Line(whole, right, row=apart)


def _around(table: Sequence[Run]) -> Run:
    """The box around a table. The ends of its lines stand out of its column a little, which is no reason to take it for one across."""
    left, right = min(run.x0 for run in table), max(run.x1 for run in table)
    inset = min(_STANDS_OUT, (right - left) / 4)
    return Run("", left + inset, min(run.y0 for run in table), right - inset, max(run.y1 for run in table), size=table[0].size)


def _turned(run: Run) -> Run:
    """A vertical run as if it were level: down becomes right, and left becomes down."""
    return Run(run.text, run.y0, -run.x1, run.y1, -run.x0, run.size, run.bold)


def _beside(upright: Sequence[Run]) -> list[list[Run]]:
    """Vertical runs that stand beside each other, from right to left."""
    groups: list[list[Run]] = []
    for run in sorted(upright, key=lambda run: (-run.x1, run.y0)):
        last = groups[-1][-1] if groups else None
        if last is not None and last.x0 - run.x1 < 2 * run.size and min(last.y1, run.y1) > max(last.y0, run.y0):
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _joined(group: Sequence[Run]) -> Run:
    box = (min(run.x0 for run in group), min(run.y0 for run in group), max(run.x1 for run in group), max(run.y1 for run in group))
    return Run("".join(run.text for run in group), *box, group[0].size, bold=group[0].bold, vertical=True)
