"""Patterns that are only tried where a match may begin: the rest of a text is passed over at the speed of a character search."""

from __future__ import annotations

import re
from collections.abc import Iterator


class Starting:
    """A pattern of which each match begins with one of the characters of a class (`first`, written as in `[first]`).

    A pattern that begins with a look behind, or with one of many forms, is tried by the engine at every character of a text.
    `finditer` finds exactly what the pattern's own finds, many times faster where those characters are rare.
    """

    def __init__(self, first: str, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        # A class at the front is what the engine can search for; from behind it, the pattern is asked whether it matches there.
        self._places = re.compile(f"[{first}](?<=(?={pattern})[{first}])")

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in order, without overlap."""
        place = self._places.search(text)
        while place is not None:
            match = self._pattern.match(text, place.start())
            assert match is not None
            yield match
            # What lies inside of a match is not looked at: a long one must not cost the square of its length.
            place = self._places.search(text, match.end())

    def sub(self, replacement: str, text: str) -> str:
        """The text with each character of all matches replaced by one other."""
        pieces: list[str] = []
        position = 0
        for match in self.finditer(text):
            pieces += (text[position : match.start()], replacement * (match.end() - match.start()))
            position = match.end()
        return "".join((*pieces, text[position:])) if pieces else text
