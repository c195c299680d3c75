"""What `tracker backfill` says: what would be fetched, what is passed over, and what is lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from tracker.cli import shown
from tracker.cli.streams import tell
from tracker.model.past import Beside, Listed, Lost

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.ports import Archive
    from tracker.watch.backfill import Wish

MOST_LOST = 20
_MOST_NAMED = 8


class Losses:
    """What archives did not give: the first of them are told one by one, the others counted. `silent` sources were not asked, and why."""

    def __init__(self, silent: Mapping[str, str]) -> None:
        self.silent = silent
        self.reasons: Counter[str] = Counter()

    @property
    def as_json(self) -> dict[str, object]:
        """All of it for a program."""
        return {"lost": self.reasons} | ({"silent": self.silent} if self.silent else {})

    @property
    def summed(self) -> list[tuple[str, int]]:
        """The most frequent reasons, but for those that a line above has told of all that they hold for."""
        all_told = self.reasons.total() <= MOST_LOST
        return [(why, count) for why, count in self.reasons.most_common(MOST_LOST) if count > 1 or not all_told]

    def add(self, one: Lost) -> None:
        """Note one."""
        self.count(one)
        if self.reasons.total() <= MOST_LOST:
            tell(f"{one.archive}: {shown(one.reference)}: {shown(one.why)}")
        elif self.reasons.total() == MOST_LOST + 1:
            tell("… more was lost; it is counted below")

    def count(self, one: Lost) -> None:
        """Note one that is told otherwise."""
        self.reasons[one.why] += 1


def say_what_would_be(tracker: Tracker, archives: Sequence[tuple[Archive, Wish]], lost: Losses, *, as_json: bool) -> None:
    """What a backfill would fetch, by archive and source, and how long that takes at the polite rate."""
    from tracker.model.wire import to_json

    rows = []
    for archive, wish in archives:
        beside = beside_of(archive)
        found = _Found(tracker, archive, lost)
        if beside is None:
            for one in wish.sources:
                found.ask(msgspec.structs.replace(wish, sources=[one]), one.id)
        else:
            found.ask(wish, None)
            beside = beside_of(archive)
        rows.append(as_row(found.row, beside))
        found.say()
        say_beside(tracker, beside, came=bool(found.wanted or found.known))
    say_silent(lost.silent)
    if as_json:
        print(to_json({"archives": rows, **lost.as_json}))


class _Found:
    """What one archive has. Of one on the network a source is asked for after the other, so that each failure is that of a source."""

    def __init__(self, tracker: Tracker, archive: Archive, lost: Losses) -> None:
        self.wanted: Counter[str] = Counter()
        self.known: list[Listed] = []
        self.failed: dict[str, Counter[str]] = defaultdict(Counter)
        self.nothing: list[str] = []
        self._tracker, self._archive, self._lost = tracker, archive, lost

    def ask(self, wish: Wish, source: str | None) -> None:
        """Ask for what is wanted; `source` is its one source, if it has one."""
        from tracker.watch.backfill import listed_anew

        before = len(self.known)
        hear: Callable[[Lost], None] = self._lost.add if source is None else lambda one: self._fail(source, one)
        found = listed_anew(self._tracker.store, self._archive, wish, self._tracker.now, hear, self.known.append)
        self.wanted.update(one.source for one in found)
        if source is not None and not self.wanted[source] and len(self.known) == before and source not in self.failed:
            self.nothing.append(source)

    def _fail(self, source: str, one: Lost) -> None:
        self.failed[source][one.why] += 1
        self._lost.count(one)

    @property
    def seconds(self) -> int:
        return round(self.wanted.total() * self._archive.gap)

    @property
    def row(self) -> dict[str, object]:
        """The same for a program."""
        row = {"archive": self._archive.name, "captures": self.wanted.total(), "known": len(self.known), "seconds": self.seconds}
        row["sources"] = self.wanted
        return row | ({"failed": self.failed} if self.failed else {}) | ({"nothing": self.nothing} if self.nothing else {})

    def say(self) -> None:
        """A line for each source that has something or cannot be asked, and one for all others."""
        name, took = self._archive.name, f", at least {timedelta(seconds=self.seconds)} at the polite rate" if self.seconds else ""
        tell(f"{name}: {self.wanted.total():,} captures to bring in, {len(self.known):,} are here already{took}")
        for source, count in self.wanted.most_common():
            if count:
                tell(f"  {source}: {count:,}")
        for why, names in self._by_reason().items():
            tell(f"  {', '.join(names)}: not had: {shown(why)}")
        if self.nothing:
            hint = "; captures that are known are named by --warp-list" if name == "warp" else ""
            tell(f"  nothing of {', '.join(self.nothing)}{hint}")

    def _by_reason(self) -> dict[str, list[str]]:
        """What failed most at each source → the sources of which that is said."""
        found: dict[str, list[str]] = defaultdict(list)
        for source, reasons in self.failed.items():
            why, number = reasons.most_common(1)[0]
            more = reasons.total() - number
            found[f"{why}{f' (× {number:,})' if number > 1 else ''}{f', and {more:,} for other reasons' if more else ''}"].append(source)
        return found


def say_silent(silent: Mapping[str, str]) -> None:
    """A line for each reason why sources are not asked for their past."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for source, why in silent.items():
        by_reason[why].append(source)
    for why, names in by_reason.items():
        tell(f"not asked: {_named(names)}: {why}")


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def beside_of(archive: Archive) -> Beside | None:
    """What an archive on this machine passed over, once all was listed; of those on the network what was asked for is listed alone."""
    from tracker.archives.places import AmongAll

    return archive.told if isinstance(archive, AmongAll) else None


def as_row(row: dict[str, Any], beside: Beside | None) -> dict[str, Any]:
    """What came of an archive, for a program."""
    return row if beside is None or beside == Beside() else {**row, "beside": beside}


def say_beside(tracker: Tracker, beside: Beside | None, *, came: bool) -> None:
    """What it passed over, in lines."""
    from tracker.cli.beside import in_words

    if beside is not None:
        for line in in_words(beside, tracker.sources.values(), came=came):
            tell(f"  {line}")
