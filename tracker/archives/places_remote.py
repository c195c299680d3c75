"""Which archives on the network hold the past of a source, and these archives, opened as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Self

from tracker.fetch.one_by_one import OneByOne
from tracker.model.past import ELSEWHERE, OWN
from tracker.model.source import Source
from tracker.ports import Archive, Kind, LooksBack, TellsNoPast

REMOTE = (OWN, "wayback", "warp")
"""The names, what costs least first."""


def archives_of(source: Source, kind: Callable[[str], Kind], warp: Collection[str] = ()) -> tuple[str, ...]:
    """The archives on the network that have something of a source: its own past, and those that its `backfill` names.

    `warp` holds the ids of the sources of which a list knows captures.
    """
    from tracker.pages.past import own_pages  # noqa: PLC0415 - of the pages that kinds share; only a backfill asks

    named = source.backfill.archives if source.backfill is not None else ()
    # Whether a source tells its own past, its kind knows best.
    found = [name for name in named if name != OWN]
    pages = source.backfill.pages if source.backfill is not None else ()
    if len(pages) > len(own_pages(source)) or source.id in warp:
        found.append("warp")
    if why_no_past(source, kind) is None:
        found.append(OWN)
    return tuple(name for name in REMOTE if name in found)


def why_no_past(source: Source, kind: Callable[[str], Kind]) -> str | None:
    """Why the server of a source is not asked for its past; None where it is."""
    looks = kind(source.kind)
    told = looks.no_past(source) if isinstance(looks, TellsNoPast) else None
    return told if told or isinstance(looks, LooksBack) else f"kind {source.kind} does not look back; {ELSEWHERE}"


class Remote:
    """The archives on the network, over one set of connections, which ends with it. Each is made when it is first asked for.

    `gap` is in seconds. `warp_list` is a file of known captures (see `warp.read_list`).
    """

    def __init__(
        self, asks: OneByOne, kind: Callable[[str], Kind], wayback_url: str, wayback_gap: float, warp_list: Path | None = None
    ) -> None:
        self._asks = asks
        self._kind = kind
        self._wayback = wayback_url, wayback_gap
        self._warp_list = warp_list
        self._made: dict[str, Archive] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._asks.close()

    def __getitem__(self, name: str) -> Archive:
        """The archive of a name of `REMOTE`. Raises `ConfigError` for a list of captures that cannot be read."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Archive:
        """Each brings libraries that only its own use pays for."""
        if name == "wayback":
            from tracker.archives.wayback import Wayback  # noqa: PLC0415

            return Wayback(self._asks, *self._wayback)
        if name == "warp":
            from tracker.archives.warp import Warp, read_list  # noqa: PLC0415

            return Warp(self._asks, read_list(self._warp_list) if self._warp_list is not None else {})
        if name == OWN:
            from tracker.archives.own import Own  # noqa: PLC0415

            return Own(self._asks, self._kind)
        raise KeyError(name)
