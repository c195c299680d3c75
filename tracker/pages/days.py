"""Days that stand apart from the items they belong to: in a heading, in the term of a list, in a paragraph before or after."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from tracker.pages.dates import Stamp
from tracker.pages.lines import HEADINGS, Page
from tracker.pages.reading import Reading

_LISTS = frozenset({"ul", "ol", "dl", "table"})
_LEVELS = 6
"""How far up the box of a day is looked for."""


def nearest(page: Page, tags: frozenset[str]) -> list[int]:
    """For each element the innermost one of these tags that it is or stands in; -1 for none."""
    found: list[int] = []
    for element, tag in enumerate(page.tags):
        parent = page.parents[element]
        found.append(element if tag in tags else found[parent] if parent >= 0 else -1)
    return found


def with_days(readings: list[Reading], page: Page) -> list[Reading]:
    """Give every item without a day the one that is meant for it; paragraphs and terms that were only a day go."""
    lone = [
        place
        for place, reading in enumerate(readings)
        if reading.is_day or (reading.stamp is not None and reading.title is None and reading.piece.tag in HEADINGS)
    ]
    if not lone:
        return readings
    days = _Days(readings, page)
    for place in lone:
        days.spread(place)
    return days.result()


class _Days:
    def __init__(self, readings: Sequence[Reading], page: Page) -> None:
        self._readings = list(readings)
        self._page = page
        self._lists = nearest(page, _LISTS)
        self._given: dict[int, Stamp] = {}
        self._spent: set[int] = set()
        self._follows: dict[int, bool] = {}

    def spread(self, place: int) -> None:
        """Find the items that a lone day is meant for."""
        tag = self._readings[place].piece.tag
        if tag in HEADINGS:
            self._below_heading(place)
        elif tag == "dt":
            self._below_term(place)
        else:
            self._beside(place)

    def result(self) -> list[Reading]:
        """The readings with their days, in order."""
        given = self._given
        return [
            replace(reading, stamp=given[place]) if place in given else reading
            for place, reading in enumerate(self._readings)
            if place not in self._spent
        ]

    def _give(self, place: int, stamp: Stamp) -> None:
        if self._open(place):
            self._given[place] = stamp

    def _open(self, place: int) -> bool:
        """An item that has no day yet."""
        return 0 <= place < len(self._readings) and self._readings[place].title is not None and self._readings[place].stamp is None

    def _stamp(self, place: int) -> Stamp:
        stamp = self._readings[place].stamp
        assert stamp is not None
        return stamp

    def _below_heading(self, place: int) -> None:
        for later in range(place + 1, len(self._readings)):
            if self._readings[later].piece.tag in HEADINGS:
                break
            self._give(later, self._stamp(place))

    def _below_term(self, place: int) -> None:
        own = self._list(place)
        for later in range(place + 1, len(self._readings)):
            if self._readings[later].piece.tag == "dt" or not self._within(own, later, 100):
                break
            if self._open(later):
                self._give(later, self._stamp(place))
                self._spent.add(place)

    def _beside(self, place: int) -> None:
        """A day in a line of its own is meant for the item after it, or where the items come first, for the one before it."""
        box = self._box(place)
        before = self._open(place - 1) and place - 1 not in self._given and self._within(box, place - 1)
        after = self._open(place + 1) and self._within(box, place + 1)
        follows = self._follows.setdefault(box, before)
        if follows and before:
            self._give(place - 1, self._stamp(place))
        elif not follows and after:
            self._give_list(place)
        else:
            return
        self._spent.add(place)

    def _give_list(self, place: int) -> None:
        """To the next item; and where that stands in a list, to all of that list."""
        inner = self._list(place + 1)
        self._give(place + 1, self._stamp(place))
        if inner in (-1, self._list(place)):
            return
        for later in range(place + 2, len(self._readings)):
            if self._list(later) != inner:
                break
            self._give(later, self._stamp(place))

    def _list(self, place: int) -> int:
        return self._lists[self._readings[place].piece.element]

    def _box(self, place: int) -> int:
        return self._page.parents[self._readings[place].piece.element]

    def _within(self, box: int, place: int, levels: int = _LEVELS) -> bool:
        element = self._readings[place].piece.element
        for _ in range(levels):
            if element == box:
                return True
            if element < 0:
                return False
            element = self._page.parents[element]
        return False
