"""What came in the place of something much like it, told as one revision to a person. Programs get both, as the keys have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import msgspec

from tracker.diff.alike import candidates, likeness
from tracker.diff.cells import changed_cells
from tracker.model.document import Change, ChangeKind
from tracker.text.canonical import canonical

_ALIKE = 0.5
_FEW = 1_600


def gathered(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes with each added text and the removed one most like it as one `revised`, in the place of the added one.

    What stands below a heading that was reworded is under another key and where it was: that is not told as moved.
    """
    added = [place for place, one in enumerate(changes) if one.change is ChangeKind.ADDED]
    removed = [place for place, one in enumerate(changes) if one.change is ChangeKind.REMOVED]
    came, went = ([(changes[place].new or changes[place].old) or "" for place in side] for side in (added, removed))
    partner = {added[other]: removed[one] for other, one in partners(went, came).items()}
    gone = set(partner.values())
    renamed = {changes[one].key: changes[other].key for other, one in partner.items()}
    return tuple(
        _as_one(changes[partner[place]], one) if place in partner else one
        for place, one in enumerate(changes)
        if place not in gone and not _only_renamed(one, renamed)
    )


def partners(went: Sequence[str], came: Sequence[str]) -> dict[int, int]:
    """Which text came (by its place) for which that went: the pairs most alike first, each text in one pair at most."""
    old, new = ([canonical(text) for text in side] for side in (went, came))
    possible = product(range(len(old)), range(len(new))) if len(old) * len(new) <= _FEW else candidates(old, new)
    partner: dict[int, int] = {}
    taken = set()
    for score, one, other in sorted((-likeness(old[one], new[other], _ALIKE), one, other) for one, other in set(possible)):
        if score and one not in taken and other not in partner:
            partner[other] = one
            taken.add(one)
    return partner


def _only_renamed(change: Change, renamed: Mapping[str, str]) -> bool:
    """Whether a block moved from below a heading to below what that heading became, and nowhere else."""
    if change.change is not ChangeKind.MOVED or change.old_key is None:
        return False
    heading = change.old_key
    while "/" in heading:
        heading = heading.rpartition("/")[0]
        if heading in renamed:
            return change.key == renamed[heading] + change.old_key[len(heading) :]
    return False


def _as_one(removed: Change, added: Change) -> Change:
    cells = changed_cells(removed.block, added.block) if removed.block and added.block else ()
    return msgspec.structs.replace(added, change=ChangeKind.REVISED, old=removed.old, cells=cells)
