"""What two captures differ in beside what they say: words that are not read, and the order of lists that have none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import zip_longest

from tracker.model.document import Block, Ignored, LeftOut

_MOST = 50


def left_out_differences(old: Sequence[LeftOut], new: Sequence[LeftOut]) -> list[Ignored]:
    """The words that were left out of one capture alone, those of one reason put beside each other in their order."""
    if old == new:
        return []
    gone, come = Counter(old), Counter(new)
    before, after = (gone - come), (come - gone)
    sides: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, words in ((0, before), (1, after)):
        for one in words.elements():
            sides[one.why][side].append(one.text)
    found = [Ignored(why, a, b) for why, both in sides.items() for a, b in zip_longest(*both)]
    return found[:_MOST]


def without_list_order(kept: Sequence[tuple[int, Block, int, Block]]) -> list[int]:
    """The old place of each block that stayed (old place, old block, new place, new block; in the order of the new document).

    Items that stand side by side in one list without order before and after are given their places in rising order: that they changed
    places among themselves says nothing.
    """
    olds = _runs([(place, block) for place, block, _, _ in kept])
    news = _runs([(place, block) for _, _, place, block in kept])
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (old, _, new, _) in enumerate(kept):
        if old in olds and new in news:
            groups[olds[old], news[new]].append(index)
    places = [old for old, _, _, _ in kept]
    for members in groups.values():
        for index, place in zip(members, sorted(places[index] for index in members), strict=True):
            places[index] = place
    return places


def _runs(blocks: Sequence[tuple[int, Block]]) -> dict[int, int]:
    """For each item of a list without order the first place of the list: the places below one heading that are not parted by others."""
    found: dict[int, int] = {}
    start, last, path = -1, -2, ""
    for place, block in sorted(blocks, key=lambda one: one[0]):
        if not block.unordered:
            last = -2
            continue
        own = block.key.rpartition("/")[0]
        if last < 0 or own != path:
            start = place
        found[place] = start
        last, path = place, own
    return found
