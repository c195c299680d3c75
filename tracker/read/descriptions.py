"""Subjects that a text tells of without naming them: the pack's descriptions, searched only around their cues."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from tracker.model.pack import Description
from tracker.text.normal import fold

_REACH = 200
"""Characters that a telling may stretch to either side of its cue, within the sentence."""
_AROUND = 400
"""Characters to either side in which `beside` must stand."""
_STOP = re.compile(r"[。\n.!?](?:(?<=[。\n])|(?<=[.!?]) )")


class Described(msgspec.Struct, frozen=True):
    """One description of one subject (None: of what only looks like one), ready for searching."""

    subject: str | None
    cues: tuple[str, ...]
    words: re.Pattern[str]
    beside: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None

    def around(self, text: str, start: int, end: int, within: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Every telling that holds the cue at `text[start:end]`, as offsets. `within` is the sentence around it."""
        low, high = within
        for match in self.words.finditer(text, low, high):
            if match.start() <= start and end <= match.end():
                if self._holds(text, low, high):
                    yield match.start(), match.end()
                return

    def _holds(self, text: str, low: int, high: int) -> bool:
        if self.unless is not None and self.unless.search(text, low, high) is not None:
            return False
        return all(one.search(text, max(0, low - _AROUND), high + _AROUND) for one in self.beside)


def describe(subject: str | None, description: Description) -> Described:
    """A description of the pack with its expressions compiled."""
    unless = re.compile(description.unless) if description.unless else None
    beside = tuple(re.compile(one) for one in description.beside)
    return Described(subject, tuple(fold(cue) for cue in description.cues), re.compile(description.words), beside, unless)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a cue, or as much of it as a telling may take up."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    for match in _STOP.finditer(text, low, start):
        low = match.end()
    following = _STOP.search(text, end, high)
    return low, following.start() if following is not None else high
