"""What a digest is made of, gathered by its caller. Times are UTC."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from tracker.model.expected import Expected
from tracker.model.finding import RecordedFinding
from tracker.model.recorded import Acknowledgement, Flip, IgnoredCount, LookCount
from tracker.model.redline import Edition, Redline
from tracker.model.source import Source
from tracker.model.timeline import Event, Timeline


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """An item that nothing could be concluded from, though it names a subject and a status word. `reason` is one sentence.

    `absence` names the row whose tripwire it touches: then it stands for review whatever else is told of the item.
    """

    source: str
    title: str
    url: str
    reason: str
    seen: datetime
    tracks: tuple[str, ...] = ()
    quote: str = ""
    snapshot: str = ""
    absence: str | None = None


class TextChange(msgspec.Struct, frozen=True, kw_only=True):
    """A passage whose words changed without stating an event: shown by source, before and after.

    `key` is the passage's own within its source, empty where the item as a whole is meant; `rules` are what stopped each
    of the changes that it is made of as news. One that is `told` does state something, or waits for a person: it is no text to tell,
    and shows what became of one that is. `place` is where it stands in its page; what was taken out comes after all that is there.
    """

    source: str
    title: str
    url: str
    seen: datetime
    snapshot: str
    old: str | None = None
    new: str | None = None
    tracks: tuple[str, ...] = ()
    key: str = ""
    rules: tuple[str, ...] = ()
    by_hand: bool = False
    told: bool = False
    place: int = 0


class EditionChange(msgspec.Struct, frozen=True, kw_only=True):
    """Two successive documents of one subject held against each other, where `finding` tells of the later one."""

    finding: RecordedFinding
    old: Edition
    new: Edition
    redline: Redline


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one digest is composed from.

    `findings` are those that this digest tells: not yet claimed by its series. One of them that is `withdrawn`, or that `replaces`
    another, becomes a correction where the finding concerned is among `told`: the numbers of findings told by earlier digests.
    `open_findings` were told earlier and are still unresolved. `told_overdue` gives for each event that was told as overdue
    the due day that it had then (see `dates.told_overdue`), `put_off` for each that was told as moved the last day of its new date.
    `first` marks a series' first digest, and `seeded` are the rows as the seed brought them. `unread` counts
    items that were read and gave no finding to tell, by reason. `expected` is what nobody has announced and we compute;
    `acknowledged` what people have said of open matters. `flips` are unstable blocks by source; `redated` is how often an event's
    date was another; `ignored` is what differed and was
    told to nobody, None where it is not asked for.
    """

    findings: tuple[RecordedFinding, ...]
    timeline: Timeline
    reviews: tuple[Review, ...] = ()
    texts: tuple[TextChange, ...] = ()
    editions: tuple[EditionChange, ...] = ()
    open_findings: tuple[RecordedFinding, ...] = ()
    look_counts: tuple[LookCount, ...] = ()
    sources: tuple[Source, ...] = ()
    unread: dict[str, int] = {}
    told: frozenset[int] = frozenset()
    told_overdue: dict[str, date | None] = {}
    put_off: dict[str, date] = {}
    seeded: tuple[Event, ...] = ()
    first: bool = False
    expected: tuple[Expected, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()
    flips: dict[str, tuple[Flip, ...]] = {}
    redated: dict[str, int] = {}
    ignored: tuple[IgnoredCount, ...] | None = None
