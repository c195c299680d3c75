"""Places in a text, and quick answers to what lies where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Protocol, TypeVar

_START = attrgetter("start")


class Placed(Protocol):
    """Anything that stands somewhere in a text."""

    @property
    def start(self) -> int:
        """Offset of its first character."""
        ...

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        ...


P = TypeVar("P", bound=Placed)


class Spans:
    """A set of stretches of text."""

    def __init__(self, placed: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(placed):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touch(self, start: int, end: int) -> bool:
        """Whether any stretch shares a character with `[start, end)`."""
        index = bisect_right(self._ends, start)
        return index < len(self._starts) and self._starts[index] < end

    def hold(self, start: int, end: int) -> bool:
        """Whether `[start, end)` lies wholly in one stretch."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._ends[index]


def spans_of(*groups: Iterable[Placed]) -> list[tuple[int, int]]:
    """The stretches that things take up."""
    return [(one.start, one.end) for group in groups for one in group]


def between(placed: Sequence[P], start: int, end: int) -> list[P]:
    """Of things in order of place, those that lie wholly in `[start, end)`."""
    first = bisect_left(placed, start, key=_START)
    last = bisect_left(placed, end, lo=first, key=_START)
    return [one for one in placed[first:last] if one.end <= end]
