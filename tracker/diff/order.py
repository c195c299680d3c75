"""Which part of a sequence kept its order, so that the rest was moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def keeps_order(places: Sequence[int]) -> set[int]:
    """The longest part of `places` (all different) that rises: whatever is outside it was moved. O(n log n)."""
    ends: list[int] = []
    last: list[int] = []
    previous = [-1] * len(places)
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        if length == len(ends):
            ends.append(place)
            last.append(index)
        else:
            ends[length] = place
            last[length] = index
        previous[index] = last[length - 1] if length else -1
    stays = set()
    index = last[-1] if last else -1
    while index >= 0:
        stays.add(places[index])
        index = previous[index]
    return stays
