"""Addresses that count: of the pages of meetings by number, and of the pages of years."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

NUMBERS = ("{n}", "{nn}", "{nnn}")
"""The number of a meeting, plain or with noughts before it."""
YEARS = ("{year}", "{era}", "{ERA}")
"""A year: 2026, r8, R08."""
_REIWA = 2018
"""The year before the first of the present era."""
_MOST = 99_999


class Pattern(NamedTuple):
    """An address with one or more places for a number."""

    written: str

    def address(self, number: int) -> str:
        """The address of a number."""
        made = self.written
        for place in (*NUMBERS, *YEARS):
            made = made.replace(place, _shown(place, number))
        return made

    def number_in(self, url: str | None) -> int | None:
        """The number for which this is the address; None for any other address. The scheme and a slash at the end make no difference."""
        match = self._form().fullmatch(re.sub(r"^https?:", "", (url or "").partition("#")[0]))
        if match is None:
            return None
        found = {_read(name, digits) for name, digits in match.groupdict().items()}
        return found.pop() if len(found) == 1 else None

    def _form(self) -> re.Pattern[str]:
        written = re.sub(r"^https?:", "", self.written).rstrip("/")
        parts = re.split(r"(\{\w+\})", written)
        made, count = "", 0
        for part in parts:
            if part not in (*NUMBERS, *YEARS):
                made += re.escape(part)
                continue
            count += 1
            made += f"{_LETTERS.get(part, '')}(?P<{'era' if part in _LETTERS else 'n'}{count}>[0-9]{_DIGITS.get(part, '{1,5}')})"
        return re.compile(f"{made}/?")


_LETTERS = {"{era}": "r", "{ERA}": "R"}
_DIGITS = {"{year}": "{4}", "{era}": "{1,2}", "{ERA}": "{1,2}"}


def pattern_fault(written: object, places: tuple[str, ...]) -> str | None:
    """What is wrong with an address that shall have one of these places; None where nothing is."""
    told = f"an address of the web was expected with {' or '.join(places)} in its path, where the number stands"
    if not isinstance(written, str) or not written.isprintable() or " " in written:
        return told
    try:
        parts = urlsplit(written)
    except ValueError:
        return told
    inside = set(re.findall(r"\{\w*\}", written))
    if parts.scheme not in ("http", "https") or not parts.hostname or "{" in parts.netloc or not inside or not inside <= set(places):
        return told
    return None


def _shown(place: str, number: int) -> str:
    if place in NUMBERS:
        return f"{number:0{len(place) - 2}d}"
    return {"{year}": f"{number}", "{era}": f"r{number - _REIWA}", "{ERA}": f"R{number - _REIWA:02d}"}[place]


def _read(name: str, digits: str) -> int:
    number = int(digits)
    return number + _REIWA if name.startswith("era") else min(number, _MOST)
