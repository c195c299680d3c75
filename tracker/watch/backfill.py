"""The past of sources, brought in raw from archives: each capture once, oldest first, committed before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from tracker.model.look import Fetch, Outcome, Snapshot
from tracker.model.past import OWN, Listed, Lost, PastCapture
from tracker.model.source import Source
from tracker.ports import Archive
from tracker.store import Store
from tracker.store.archive import Chain
from tracker.store.looks import archive_mark
from tracker.text.links import canonical_link
from tracker.watch.outcome import snapshot_id

_NO_END = datetime(9000, 1, 1, tzinfo=UTC)
_OF_FILES = frozenset({"folder", "warc"})
"""Archives that know a capture by the name of a file. Another file may be called so too: there only the bytes tell."""
_AT_ONCE = 100
_SHORT = len("sha256:") + 12
_MOST_BYTES = 16_000_000
"""So much is held back at most before it is committed: a commit waits for the disk."""


class BroughtIn(msgspec.Struct, kw_only=True):
    """What came of one archive: captures that are new, that were here already, and that were lost."""

    archive: str
    new: int = 0
    known: int = 0
    lost: int = 0


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of the past: of which sources, from when to when (UTC)."""

    sources: Sequence[Source]
    since: datetime
    until: datetime


def listed_anew(
    store: Store, archive: Archive, wish: Wish, now: datetime, on_lost: Callable[[Lost], None], on_known: Callable[[Listed], None]
) -> Iterator[Listed]:
    """What an archive has and we have not. What it cannot list is told, what is here already is counted."""
    here = _Here(store)
    # What has no end is asked for without one, so that what a clock that went wrong has dated is told and not passed over.
    for one in archive.listed(wish.sources, wish.since, wish.until if wish.until < now or archive.gap else _NO_END):
        if isinstance(one, Lost):
            on_lost(one)
            continue
        if one.at > now:
            on_lost(Lost(archive=one.archive, reference=one.reference, why="it says that it was captured in the future"))
            continue
        if here.is_named(one) and (one.archive not in _OF_FILES or here.holds(archive.opened(one))):
            on_known(one)
        else:
            yield one


class _Here:
    """What is here of the past of each source, by the names of captures and by moments with their bytes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: dict[str, Collection[str]] = {}
        self._bytes: dict[str, set[tuple[datetime, str]]] = {}

    def is_named(self, one: Listed) -> bool:
        """Whether a capture of that name and moment is here."""
        if one.source not in self._names:
            self._names[one.source] = self._store.brought_in(one.source)
        return archive_mark(one.archive, one.reference, one.at) in self._names[one.source]

    def holds(self, opened: PastCapture | Lost) -> bool:
        """Whether the same bytes are here as seen at that moment."""
        return isinstance(opened, PastCapture) and self.has(opened.listed, snapshot_id(opened.body))

    def has(self, one: Listed, body: str) -> bool:
        """The same of bytes by their name."""
        return (one.at, body) in self._seen(one.source)

    def add(self, one: Listed, body: str) -> None:
        """Remember what is about to be kept. Of pages that a source has several of each may say the same."""
        if not one.part:
            self._seen(one.source).add((one.at, body))

    def _seen(self, source: str) -> set[tuple[datetime, str]]:
        if source not in self._bytes:
            self._bytes[source] = set(self._store.seen_at(source))
        return self._bytes[source]


@dataclass(frozen=True)
class Heard:
    """Who hears how far it has come: how many captures are wanted, where that is known before they are opened, each, and what is lost."""

    total: Callable[[int], None]
    capture: Callable[[Listed], None]
    lost: Callable[[Lost], None]


def bring_in(store: Store, archive: Archive, wish: Wish, now: datetime, heard: Heard) -> BroughtIn:
    """Bring in what an archive has of some sources. Stopped at any moment it goes on where it was; what was opened is not opened again.

    What lies on this machine is committed in portions, and what came over the network at once.
    """
    work = _Incoming(store, now, heard, BroughtIn(archive=archive.name), at_once=1 if archive.gap else _AT_ONCE)
    found: Iterable[Listed] = listed_anew(store, archive, wish, now, work.lost, work.known)
    if archive.name != OWN:
        # Whoever watches wants to know how long it takes. What a source tells itself is had as it is listed, and not before.
        found = list(found)
        heard.total(len(found))
    try:
        for one in found:
            opened = archive.opened(one)
            if isinstance(opened, Lost):
                work.lost(opened)
            else:
                work.take(opened)
    finally:
        work.commit()
    return work.came


class _Incoming:
    """What one archive gives, on its way into the store."""

    def __init__(self, store: Store, now: datetime, heard: Heard, came: BroughtIn, at_once: int) -> None:
        self.came = came
        self._store, self._now, self._heard, self._at_once = store, now, heard, at_once
        self._chains: dict[str, Chain] = {}
        self._here = _Here(store)
        self._waiting: list[tuple[Fetch, Snapshot]] = []
        self._bytes = 0

    def lost(self, one: Lost) -> None:
        self.came.lost += 1
        self._heard.lost(one)

    def known(self, _: Listed) -> None:
        self.came.known += 1

    def take(self, opened: PastCapture) -> None:
        """Keep a capture, unless it is none, or we have seen the same at that moment ourselves."""
        one, why = opened.listed, _unfit(opened)
        if why is not None:
            self.lost(Lost(archive=one.archive, reference=one.reference, why=why))
            return
        body = Snapshot(id=snapshot_id(opened.body), body=opened.body)
        if self._here.has(one, body.id):
            self.known(one)
            return
        self._here.add(one, body.id)
        # A namesake of what is here, with other bytes, is another capture, and needs another name.
        reference = f"{one.reference} ({body.id[:_SHORT]})" if self._here.is_named(one) else one.reference
        fetch = _as_look(opened, body, reference)
        self._waiting.append((fetch, body))
        self._bytes += len(body.body)
        self._heard.capture(one)
        if len(self._waiting) >= self._at_once or self._bytes > _MOST_BYTES:
            self.commit()

    def commit(self) -> None:
        """Commit what waits."""
        waiting, self._waiting, self._bytes = self._waiting, [], 0
        if waiting:
            self.came.new += self._store.bring_in(waiting, self._chains, self._now)


def _unfit(opened: PastCapture) -> str | None:
    """Why something is no capture of its source, or None."""
    if opened.status != 200:
        return f"the server answered {opened.status} when it was captured"
    return None if opened.body.strip() else "it is empty"


def _as_look(opened: PastCapture, body: Snapshot, reference: str) -> Fetch:
    one = opened.listed
    return Fetch(
        source=one.source,
        at=one.at,
        outcome=Outcome.CHANGED,
        url=one.url,
        status=opened.status,
        content_type=opened.content_type,
        size=len(opened.body),
        snapshot=body.id,
        archive=one.archive,
        reference=reference,
        page=canonical_link(one.url) if one.part else None,
        part=one.part,
    )
