"""Tables with lines across alone: their columns are where nothing stands, from the first line to the last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tracker.kinds.pdf_glyphs import Rule, Sign
from tracker.kinds.pdf_tables import Table

_TOUCH = 3.0
"""Points: lines that begin and end so near to each other are of one table."""
_LEAST_LINES = 3
_LEAST_GAP = 0.6
"""Sizes: what parts two columns."""
_TALLEST_ROW = 12.0
"""Sizes: what is higher between two lines is text under a rule, and no row of a table."""
_MOST_RULES = 4_000
_OPENING, _CLOSING = "（「『【〔［｛〈《", "、。，．）」』】〕］｝〉》"


def lined_tables(rules: Sequence[Rule], signs: Sequence[Sign], known: Sequence[Table]) -> list[Table]:
    """The tables that lines across make of what stands between them, each of two columns and two rows at least.

    `known` are the ruled tables of the page, whose lines are theirs.
    """
    if len(rules) < _LEAST_LINES or not signs:
        return []
    free = [rule for rule in sorted(set(rules))[:_MOST_RULES] if rule.across and not any(_is_of(rule, table) for table in known)]
    made = (_table(group, held) for lines in _alike(free) for group, held in _stacked(lines, signs))
    return [table for table in made if table is not None]


def _is_of(rule: Rule, table: Table) -> bool:
    x, y = (rule.x0 + rule.x1) / 2, (rule.y0 + rule.y1) / 2
    return table.xs[0] - _TOUCH <= x <= table.xs[-1] + _TOUCH and table.ys[0] - _TOUCH <= y <= table.ys[-1] + _TOUCH


def _alike(rules: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Lines that begin and end below each other. One that is drawn cell by cell is put together first."""
    whole: dict[int, list[Rule]] = defaultdict(list)
    for rule in sorted(rules, key=lambda rule: (round(rule.y0), rule.x0)):
        level = whole[round(rule.y0)]
        if level and rule.x0 - level[-1].x1 <= _TOUCH:
            level[-1] = Rule(level[-1].x0, level[-1].y0, max(rule.x1, level[-1].x1), level[-1].y1)
        else:
            level.append(rule)
    groups: list[list[Rule]] = []
    for rule in (rule for _, level in sorted(whole.items()) for rule in level):
        own = next((group for group in groups if abs(group[0].x0 - rule.x0) <= _TOUCH and abs(group[0].x1 - rule.x1) <= _TOUCH), None)
        if own is None:
            groups.append([rule])
        elif rule.y0 - own[-1].y0 > _TOUCH:
            own.append(rule)
    yield from (group for group in groups if len(group) >= _LEAST_LINES)


def _stacked(lines: Sequence[Rule], signs: Sequence[Sign]) -> Iterator[tuple[list[Rule], list[Sign]]]:
    """Lines between which the same stretches stay empty, with what stands between them. Running text leaves none, and ends a table."""
    usual = sorted(sign.size for sign in signs)[len(signs) // 2]
    held: list[Rule] = []
    inside: list[Sign] = []
    for upper, lower in pairwise(lines):
        band = _between(signs, upper, lower)
        goes_on = lower.y0 - upper.y0 <= _TALLEST_ROW * usual and bool(_gaps(band if not held else [*inside, *band]))
        if held and not goes_on:
            yield held, inside
            held, inside = [], []
            goes_on = lower.y0 - upper.y0 <= _TALLEST_ROW * usual and bool(_gaps(band))
        if goes_on:
            held = [*(held or [upper]), lower]
            inside += band
    if held:
        yield held, inside


def _between(signs: Sequence[Sign], upper: Rule, lower: Rule) -> list[Sign]:
    return [sign for sign in signs if upper.y0 <= (sign.y0 + sign.y1) / 2 <= lower.y0 and upper.x0 <= (sign.x0 + sign.x1) / 2 <= upper.x1]


def _table(lines: Sequence[Rule], inside: Sequence[Sign]) -> Table | None:
    if len(lines) < _LEAST_LINES:
        return None
    left, right, ys = lines[0].x0, lines[0].x1, [line.y0 for line in lines]
    xs = [left, *_gaps(inside), right]
    table = Table(xs, ys, list(lines), [Rule(x, ys[0], x, ys[-1]) for x in xs])
    cells: dict[int, set[int]] = defaultdict(set)
    for sign in inside:
        row, column = table.cell(sign)
        cells[row].add(column)
    return table if sum(len(held) > 1 for held in cells.values()) * 2 >= len(lines) - 1 else None


def _gaps(signs: Sequence[Sign]) -> list[float]:
    """The middles of the stretches, from left to right, in which no sign stands."""
    found: list[float] = []
    reach: float | None = None
    for left, right, size in sorted(map(_ink, signs)):
        if reach is not None and left - reach >= _LEAST_GAP * size:
            found.append((reach + left) / 2)
        reach = right if reach is None else max(reach, right)
    return found


def _ink(sign: Sign) -> tuple[float, float, float]:
    """From where to where a sign is seen, and its size: half of the box of a full-width mark is empty, and may stand out of its column."""
    middle = (sign.x0 + sign.x1) / 2
    return (middle if sign.char in _OPENING else sign.x0, middle if sign.char in _CLOSING else sign.x1, sign.size)
