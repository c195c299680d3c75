"""What an archive on this machine holds beside what it was asked for, counted: so that nobody wonders why nothing came of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from tracker.model.past import Beside, Elsewhere, Listed

_MOST_PLACES = 1_000
"""Hosts, or folders, that are counted by name; an archive may hold more than there is room for."""
_MOST_TOLD = 5
_LONGEST_NAME = 500


class Counted:
    """One listing's count. A place is a host, or whatever else an archive calls what it holds."""

    def __init__(self) -> None:
        self._places: Counter[str] = Counter()
        self._first: dict[str, str] = {}
        self._unnamed = 0
        self.outside: Counter[str] = Counter()
        """Captures outside of the days that were asked for, by source."""
        self._statuses: Counter[int] = Counter()

    def address(self, url: str) -> None:
        """A capture at an address that no source has. What is of no web address is a crawler's own."""
        try:
            parts = urlsplit(url)
            host = parts.hostname if parts.scheme in ("http", "https") else None
        except ValueError:
            return
        if host:
            self.other(host, url)

    def other(self, place: str, name: str) -> None:
        """A capture of a place that is of no source."""
        if place in self._places or len(self._places) < _MOST_PLACES:
            self._places[place] += 1
            self._first.setdefault(place, name[:_LONGEST_NAME])
        else:
            self._unnamed += 1

    def status(self, status: int) -> None:
        """An answer of a source that was no capture."""
        self._statuses[status] += 1

    def within(self, found: Iterable[Listed], since: datetime, until: datetime) -> Iterator[Listed]:
        """Those of a time; the others are counted."""
        for one in found:
            if since <= one.at <= until:
                yield one
            else:
                self.outside[one.source] += 1

    @property
    def told(self) -> Beside:
        """What was counted, the most frequent places first."""
        most = tuple(Elsewhere(name, number, self._first[name]) for name, number in self._places.most_common(_MOST_TOLD))
        others = self._places.total() + self._unnamed
        return Beside(others=others, places=len(self._places), most=most, outside=self.outside.total(), statuses=dict(self._statuses))
