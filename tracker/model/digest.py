"""A dated document of what was found: the canonical value that every format is rendered from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from tracker.model.reading import Fact
from tracker.model.source import Authority, Label
from tracker.model.when import UNKNOWN, When

SECTIONS = (
    "corrections",
    "brief",
    "decided",
    "new",
    "moved",
    "overdue",
    "contradicts",
    "confirmed",
    "open",
    "coming",
    "changed",
    "review",
    "background",
    "coverage",
)
"""The names of all sections, in the order in which a digest shows them."""


class Citation(msgspec.Struct, frozen=True, kw_only=True):
    """One source of an entry. `title` is as published, `url` the item's own, `seen` in the digest's zone, `page` the evidence file.

    `name` is the source's own, for readers to whom its id says nothing; `by_hand`: a person saved the page and handed it in.
    """

    source: str
    authority: Authority
    url: str
    title: str
    quote: str
    snapshot: str
    seen: str
    page: str | None = None
    finding: int | None = None
    name: Label | None = None
    by_hand: bool = False


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A further thing that the same passage says, told with its main statement rather than as a line of its own."""

    title: Label
    verdict: str
    track: str
    event: str | None
    rule: str
    when: When = UNKNOWN
    was: When | None = None
    facts: tuple[Fact, ...] = ()


class Swap(msgspec.Struct, frozen=True):
    """Words of a passage that gave way to others; one side is empty where words only went or only came."""

    old: str
    new: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Two documents of a subject: what each is called, where it stands, and how many passages met which fate (kept, moved, …)."""

    old: str
    new: str
    old_url: str
    new_url: str
    counts: dict[str, int]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One change in the world, with all its sources, best authority first.

    `was_stage` names what the timeline had where that was another stage (a draft of what is now published). `old` and `new` are a text
    that changed, before and after, and `swaps` the words in it that did; `compared` says of which two documents, where they
    are two of one subject.
    """

    title: Label
    verdict: str
    track: str
    tracks: tuple[str, ...]
    event: str | None = None
    type: str | None = None
    modality: str | None = None
    when: When = UNKNOWN
    was: When | None = None
    was_modality: str | None = None
    facts: tuple[Fact, ...] = ()
    was_facts: tuple[Fact, ...] = ()
    rule: str = ""
    why: str = ""
    force: str | None = None
    age_days: int | None = None
    sources: tuple[Citation, ...] = ()
    also: tuple[Statement, ...] = ()
    old: str | None = None
    new: str | None = None
    was_stage: Label | None = None
    swaps: tuple[Swap, ...] = ()
    compared: Compared | None = None


class Section(msgspec.Struct, frozen=True):
    """The entries of one name out of SECTIONS."""

    name: str
    entries: tuple[Entry, ...]


class RowFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was found about a row of the seed, whoever says it: what it is now, and whose word that is, best authority first.

    `event` is the row's own id, or that of the event which the finding made (a later version, a next stage): the digest tells it there.
    """

    verdict: str
    event: str | None
    title: Label
    rule: str
    when: When = UNKNOWN
    modality: str | None = None
    facts: tuple[Fact, ...] = ()
    sources: tuple[Citation, ...] = ()


class SeededRow(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one row of the seed that a sentence can prove or disprove.

    `when`, `modality` and `facts` are the seed's own. `verdict` is the strongest of the period, or `not-seen`, and `word` its name;
    `found` is all that was found, strongest first. `overdue_days` is set where its day has passed and nobody says that it happened.
    Of the `sources` that watch its tracks, `reached` were seen.
    """

    event: str
    kind: str
    title: Label
    track: str
    tracks: tuple[str, ...]
    verdict: str
    word: Label
    when: When = UNKNOWN
    modality: str | None = None
    facts: tuple[Fact, ...] = ()
    found: tuple[RowFinding, ...] = ()
    overdue_days: int | None = None
    reached: int = 0
    sources: int = 0


class Unjudged(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the seed that no single sentence proves or disproves, and why not."""

    event: str
    kind: str
    title: Label
    tracks: tuple[str, ...]
    reason: Label


class Seeded(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of the seed since it was known (a day, or not known): what a first digest begins with.

    `rows` are in the order in which they are read: by verdict, then the heavier track, then date.
    `recent` are the last events that the timeline had, newest first, where the digest does not tell them otherwise.
    """

    known: When
    rows: tuple[SeededRow, ...]
    unjudged: tuple[Unjudged, ...] = ()
    recent: tuple[Entry, ...] = ()


class SourceCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """How often a source was looked at in the period, and since when it could not be.

    `why` is the last failure, and `reason` the same without the host's name, so that equal failures of several sources read alike.
    """

    source: str
    looked: int
    failed: int
    blind_since: str | None = None
    possible_gap: bool = False
    why: str | None = None
    reason: str | None = None
    tracks: tuple[str, ...] = ()
    name: Label | None = None


class TrackCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """Whether silence on a track is proven: how many of its sources were reached in the period, and which were not."""

    track: str
    proven: bool
    reached: int
    sources: int
    missing: tuple[str, ...] = ()
    label: Label | None = None


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """The findings of a period. `since` and `until` are labels; what is in it goes by the findings that it claims.

    `unread` counts the items that were read and not told, by reason. `seeded` is there in the first digest of a series alone.
    """

    id: str
    series: str
    since: str
    until: str
    composed: str
    sections: tuple[Section, ...]
    tracks: tuple[TrackCoverage, ...] = ()
    coverage: tuple[SourceCoverage, ...] = ()
    unread: dict[str, int] = {}
    version: str = ""
    seeded: Seeded | None = None

    def citations(self) -> Iterator[Citation]:
        """Every source that is cited anywhere, as often as it is."""
        for section in self.sections:
            for entry in section.entries:
                yield from entry.sources
        for row in self.seeded.rows if self.seeded else ():
            for found in row.found:
                yield from found.sources


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From `since` (excluded) to `until` (included), both UTC; `id` is the digest's name, `series` whose cursor it moves."""

    id: str
    series: str
    since: datetime
    until: datetime
