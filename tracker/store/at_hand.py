"""What was asked of a database last, kept in memory up to a bound by who alone writes it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping

States = dict[str, dict[str, None]]
"""The hashes in which each block was seen, by its short key, in the order in which they were last seen."""


class StatesAtHand:
    """The states of the blocks of those sources that were asked for last, no more than `most` of them in all.

    A source with more than that alone is not kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._sources: OrderedDict[str, States] = OrderedDict()

    def of(self, source: str, load: Callable[[str], States]) -> Mapping[str, Iterable[str]]:
        """The states of a source, which are loaded where they are not at hand."""
        if source not in self._sources:
            self._sources[source] = load(source)
            self._count += _size(self._sources[source])
        self._sources.move_to_end(source)
        found = self._sources[source]
        while self._count > self._most and self._sources:
            self._count -= _size(self._sources.popitem(last=False)[1])
        return found

    def add(self, source: str, hashes: Mapping[str, str]) -> None:
        """These blocks were seen in these states, each by its short key."""
        states = self._sources.get(source)
        if states is None:
            return
        for key, value in hashes.items():
            known = states.setdefault(key, {})
            self._count += value not in known
            known.pop(value, None)
            known[value] = None


def _size(states: States) -> int:
    return sum(map(len, states.values()))
