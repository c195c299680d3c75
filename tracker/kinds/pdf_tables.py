"""Ruled tables: which signs stand in which cell, and the rows that they make."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tracker.kinds.pdf_glyphs import Rule, Sign
from tracker.kinds.pdf_runs import Run, is_wide, runs_of

_TOUCH = 3.0
"""Points: so near do two ruled lines meet."""
_MOST_RULES = 4_000
_MOST_BESIDE = 200


class Table(NamedTuple):
    """A grid of ruled lines: where its columns and rows part (points), the lines across between rows, and those down."""

    xs: list[float]
    ys: list[float]
    across: list[Rule]
    down: list[Rule]

    def holds(self, sign: Sign) -> bool:
        """Whether a sign stands inside."""
        x, y = (sign.x0 + sign.x1) / 2, (sign.y0 + sign.y1) / 2
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def cell(self, sign: Sign) -> tuple[int, int]:
        """The row and column of a sign. In cells that span several it is the first of them."""
        x, y = (sign.x0 + sign.x1) / 2, (sign.y0 + sign.y1) / 2
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        while row > 0 and not any(abs(rule.y0 - self.ys[row]) <= _TOUCH and rule.x0 <= x <= rule.x1 for rule in self.across):
            row -= 1
        while column > 0 and not self._parted(self.xs[column], y):
            column -= 1
        return row, column

    def columns(self, row: int) -> list[int]:
        """The columns in which a cell of that row begins."""
        y = (self.ys[row] + self.ys[row + 1]) / 2
        return [0, *(at for at in range(1, len(self.xs) - 1) if self._parted(self.xs[at], y))]

    def _parted(self, x: float, y: float) -> bool:
        return any(abs(rule.x0 - x) <= _TOUCH and rule.y0 <= y <= rule.y1 for rule in self.down)


def tables_of(rules: Sequence[Rule]) -> list[Table]:
    """The grids that ruled lines make, each of two cells at least. A frame around a text is none."""
    found = [_table(group) for group in _groups(sorted(set(rules))[:_MOST_RULES])]
    return [table for table in found if table is not None]


def rows_of(table: Table, signs: Sequence[Sign]) -> list[Run]:
    """The rows of a table as runs, `a | b | c`; what stands in several lines of a cell is one."""
    cells: dict[int, dict[int, list[Sign]]] = defaultdict(lambda: defaultdict(list))
    for sign in signs:
        row, column = table.cell(sign)
        cells[row][column].append(sign)
    rows = []
    for row in sorted(cells):
        held = {column: runs_of(inside) for column, inside in cells[row].items()}
        runs = [run for inside in held.values() for run in inside]
        if runs:
            text = " | ".join(_in_cell(held.get(column, [])) for column in table.columns(row))
            bold = all(run.bold for run in runs)
            rows.append(Run(text, table.xs[0], table.ys[row], table.xs[-1], table.ys[row + 1], runs[0].size, bold))
    return rows


def _in_cell(runs: Sequence[Run]) -> str:
    text = ""
    for run in sorted(runs, key=lambda run: (round(run.middle / max(run.size, 1.0) * 1.5), run.x0)):
        latin = bool(text) and not is_wide(text[-1]) and not is_wide(run.text[0])
        text += f" {run.text}" if latin else run.text
    return text


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Ruled lines that touch each other, directly or through others. `rules` are sorted from left to right."""
    parents = list(range(len(rules)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    open_ones: list[int] = []
    for at, rule in enumerate(rules):
        open_ones = [other for other in open_ones if rules[other].x1 >= rule.x0 - _TOUCH][-_MOST_BESIDE:]
        for other in open_ones:
            if rules[other].y0 - _TOUCH <= rule.y1 and rule.y0 - _TOUCH <= rules[other].y1:
                parents[root(at)] = root(other)
        open_ones.append(at)
    groups: dict[int, list[Rule]] = defaultdict(list)
    for at, rule in enumerate(rules):
        groups[root(at)].append(rule)
    return list(groups.values())


def _table(rules: Sequence[Rule]) -> Table | None:
    across = [rule for rule in rules if rule.across]
    down = [rule for rule in rules if not rule.across]
    ys = _places(across, lambda rule: rule.y0)
    xs = _places(down, lambda rule: rule.x0)
    if len(ys) < 2 or not down:
        return None
    # Tables of offices are often open at the sides: the lines across tell where they end.
    left, right = min(rule.x0 for rule in across), max(rule.x1 for rule in across)
    xs = [*([left] if left < xs[0] - _TOUCH else []), *xs, *([right] if right > xs[-1] + _TOUCH else [])]
    if len(xs) < 2 or (len(xs) - 1) * (len(ys) - 1) < 2:
        return None
    return Table(xs, ys, across, down)


def _places(rules: Sequence[Rule], place: Callable[[Rule], float]) -> list[float]:
    """Where some lines lie, from the least to the greatest, those that lie together once."""
    found: list[float] = []
    for at in sorted(place(rule) for rule in rules):
        if not found or at - found[-1] > _TOUCH:
            found.append(at)
    return found
