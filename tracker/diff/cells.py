"""Which cells of a row of a table differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracker.model.document import Block, Cell, CellChange
from tracker.text.canonical import canonical

_LETTER = re.compile(r"[^\W\d_]")


def changed_cells(old: Block, new: Block) -> tuple[CellChange, ...]:
    """The cells that differ, in the order of the new row; none where the two are no rows, or not of one table."""
    if not old.cells or not new.cells:
        return ()
    named = [cell.text for cell in new.cells if _LETTER.search(cell.text)]
    # A cell that spans rows is none of this row's own words: the first that is comes after it.
    own = next((name for name in named if name in new.text or name == new.title), "")
    row = " ".join(dict.fromkeys((*named[:1], own))).strip()
    pairs = _paired(old.cells, new.cells)
    changed = [(one, other) for one, other in pairs if canonical(one.text if one else "") != canonical(other.text if other else "")]
    if len(changed) == len(pairs):
        return ()
    return tuple(_change(row, one, other) for one, other in changed)


def _paired(old: Sequence[Cell], new: Sequence[Cell]) -> list[tuple[Cell | None, Cell | None]]:
    """By the names of their columns, where each is named and no two alike, else by their places."""
    before, after = {cell.column: cell for cell in old}, {cell.column: cell for cell in new}
    if len(before) == len(old) and len(after) == len(new):
        return list(_by_name(before, after))
    return list(zip(old, new, strict=True)) if len(old) == len(new) else [(None, None)]


def _by_name(before: dict[str, Cell], after: dict[str, Cell]) -> Iterator[tuple[Cell | None, Cell | None]]:
    for name, cell in after.items():
        yield before.get(name), cell
    for name, cell in before.items():
        if name not in after:
            yield cell, None


def _change(row: str, one: Cell | None, other: Cell | None) -> CellChange:
    here = [cell for cell in (other, one) if cell is not None]
    unit = next((cell.unit for cell in here if cell.unit), None)
    return CellChange(row, here[0].column if here else "", one.text if one else None, other.text if other else None, unit)
