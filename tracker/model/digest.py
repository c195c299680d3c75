"""A dated document of what was found: the canonical value that every format is rendered from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, get_args

import msgspec

from tracker.model.reading import Fact
from tracker.model.source import Authority, Label
from tracker.model.when import UNKNOWN, When

Lang = Literal["en", "ja", "both"]
"""The languages that a digest is written in: English beside the official Japanese terms, Japanese, or both throughout."""

LANGS: tuple[Lang, ...] = get_args(Lang)

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
    `attribution` is how the publisher wants to be named.
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
    attribution: str | None = None


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A further thing that the same item says, told with its main statement rather than as an entry of its own.

    `section` is where it would stand alone, and is counted; `quote` is the sentence that it rests on. Digests before these were kept have
    neither.
    """

    title: Label
    verdict: str
    track: str
    event: str | None
    rule: str
    when: When = UNKNOWN
    was: When | None = None
    facts: tuple[Fact, ...] = ()
    section: str | msgspec.UnsetType = msgspec.UNSET
    quote: str | msgspec.UnsetType = msgspec.UNSET


class Swap(msgspec.Struct, frozen=True):
    """Words of a passage that gave way to others; one side is empty where words only went or only came."""

    old: str
    new: str


class Looked(msgspec.Struct, frozen=True):
    """How far was looked where nothing was seen: of the sources that watch it, how many were reached, and in how many looks."""

    sources: int
    reached: int
    looks: int


class Bearing(msgspec.Struct, frozen=True):
    """A thesis or an expectation that what is told bears on: the row's id and title, and how."""

    event: str
    title: Label
    note: Label


class Condition(msgspec.Struct, frozen=True):
    """An event that a thesis depends on, and how it stands: met, open, too-late or (an absence) stands."""

    event: str
    title: Label
    state: str
    word: Label


class Rung(msgspec.Struct, frozen=True):
    """An indicator of an expectation, and the events that have reached it."""

    title: Label
    events: tuple[str, ...]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Two documents of a subject: what each is called, where it stands, and how many passages met which fate (kept, moved, …)."""

    old: str
    new: str
    old_url: str
    new_url: str
    counts: dict[str, int]


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Until when something can be handed in, counted from the digest's own day; `opened` is its first day, where that is known.

    `case` is the number under which the office keeps it, `submit` the address to send to. `notes` say what makes it tight.
    """

    closes: date
    days_left: int
    opened: date | None = None
    case: str | None = None
    submit: str | None = None
    notes: tuple[Label, ...] = ()


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One change in the world, with all its sources, best authority first.

    `was_stage` names what the timeline had where that was another stage (a draft of what is now published). `old` and `new` are a text
    that changed, before and after, its `passages` the same one by one in the order of the page (one side is empty where a passage is new
    or was taken out), and `swaps` the words in it that did; `compared` says of which two documents, where they are two of
    one subject. `basis` is set where nobody has announced the event: it says what we computed it from. `looked` is how far was looked
    for what is overdue, `bears_on` what the entry is an indicator or a condition of. `window` is there where something can be handed in,
    `redated`, which says how often the event had another date before, where it had. `why` is English, `why_ja` the same in Japanese.
    `year_by` is the day of the look from which the year of its date was reckoned, where none was written.
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
    basis: Label | None = None
    looked: Looked | None = None
    bears_on: tuple[Bearing, ...] = ()
    compared: Compared | None = None
    window: Window | msgspec.UnsetType = msgspec.UNSET
    redated: int | msgspec.UnsetType = msgspec.UNSET
    why_ja: str | msgspec.UnsetType = msgspec.UNSET
    passages: tuple[Swap, ...] | msgspec.UnsetType = msgspec.UNSET
    year_by: date | msgspec.UnsetType = msgspec.UNSET


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
    """A row of the seed that no single sentence proves or disproves, and why not.

    `conditions` are what a thesis rests on, `rungs` the indicators of an expectation, as they stand when the digest is composed.
    """

    event: str
    kind: str
    title: Label
    tracks: tuple[str, ...]
    reason: Label
    conditions: tuple[Condition, ...] = ()
    rungs: tuple[Rung, ...] = ()


class Seeded(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of the seed since it was known (a day, or not known): what a first digest begins with.

    `rows` are in the order in which they are read: by verdict, then the heavier track, then date.
    `recent` are the last events that the timeline had, newest first, where the digest does not tell them otherwise.
    """

    known: When
    rows: tuple[SeededRow, ...]
    unjudged: tuple[Unjudged, ...] = ()
    recent: tuple[Entry, ...] = ()


class Flipping(msgspec.Struct, frozen=True, kw_only=True):
    """A block of a source that goes back and forth: its key, its last two texts, since when, and how often it returned."""

    block: str
    old: str
    new: str
    since: str
    times: int


class IgnoredRow(msgspec.Struct, frozen=True, kw_only=True):
    """Differences of one source that were told to nobody, all for one reason, with some of them before and after."""

    source: str
    why: str
    label: Label
    count: int
    samples: tuple[Swap, ...] = ()
    name: Label | None = None


class SourceCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """How often a source was looked at in the period, and since when it could not be.

    `why` is the last failure, and `reason` the same without the host's name, so that equal failures of several sources read alike.
    `flips` are its unstable blocks, and `instead` is its fallback where that was seen though itself was not; both keys are there only
    where they say something.
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
    flips: tuple[Flipping, ...] | msgspec.UnsetType = msgspec.UNSET
    instead: str | msgspec.UnsetType = msgspec.UNSET


class TrackCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """Whether silence on a track is proven: how many of its sources were reached in the period, and which were not."""

    track: str
    proven: bool
    reached: int
    sources: int
    missing: tuple[str, ...] = ()
    label: Label | None = None


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a digest an alert of one matter: news, reported, deadline, confirmed or unconfirmed (`kind`), in words (`note`).

    `answers` is the id of the alert that it follows, `labels` the names of the tracks that it is on.
    """

    kind: str
    note: Label
    answers: str | None = None
    labels: dict[str, Label] = {}


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """The findings of a period. `since` and `until` are labels; what is in it goes by the findings that it claims.

    `unread` counts the items that were read and not told, by reason. `seeded` is there in the first digest of a series alone,
    `ignored` (what differed and was told to nobody) where it was asked for. `alert` is set where it tells one matter at once.
    `reconstructed` names the archives from which it was composed afterwards, as if the tracker had been there. `brought_in` is set
    where no source was seen in the period: so many of the findings that it tells come from archives.
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
    ignored: tuple[IgnoredRow, ...] | msgspec.UnsetType = msgspec.UNSET
    alert: Alert | msgspec.UnsetType = msgspec.UNSET
    reconstructed: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    brought_in: int | msgspec.UnsetType = msgspec.UNSET

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
