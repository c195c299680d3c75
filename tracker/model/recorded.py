"""What the watch hands to the store and gets back: the units of one commit."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from tracker.model.document import Change, Document, Ignored, Rotating
from tracker.model.finding import Conclusion, Evidence
from tracker.model.look import Fetch
from tracker.model.timeline import Revision


class LinkedPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page that a source leads to and that is to be opened once, as a document of its own.

    `address` is its canonical address, by which it is known; `url` the one that is asked; `attempts` says how often that was in vain.
    `first` marks what stood there when the source was first seen; `owner` is the process that is opening it, until `claimed` (UTC).
    `listing`: it is one more page of the source itself, and no article behind it.
    """

    source: str
    address: str
    url: str
    title: str | None = None
    published: datetime | None = None
    first: bool = False
    attempts: int = 0
    owner: str | None = None
    claimed: datetime | None = None
    listing: bool = False


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot that was committed and has no document yet: work for the next pass, due or not. `fetch` is its ledger row."""

    fetch_id: int
    fetch: Fetch


class ReadChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change with what was concluded from it. `conclusion` is None where the change was not read (it says nothing new)."""

    change: Change
    evidence: Evidence
    conclusion: Conclusion | None = None


class Derivation(msgspec.Struct, frozen=True, kw_only=True):
    """All that was made of one snapshot, committed as one: its document, changes, findings, and revisions of the timeline.

    `block_hashes` are key → canonical hash of every block seen, so that a later return to it can be told;
    `revisions` name the finding that they come from by its place: `origin` is `finding:<index of change>.<index of finding>`
    and is rewritten to the finding's number when stored. `outcome` replaces the ledger row's (the extractor knows better);
    `page` is the canonical address of a page that the source leads to, None for the source itself;
    `ignored` are the differences that no person would call one, `rotating` what was learnt of the source's links;
    `concluded_from` is the number of the last revision that was known when it was concluded, None where the timeline was not asked;
    `rules` is the version of the rules that it was read by;
    `technical` marks a document that was only re-derived by a newer extractor and has no changes.
    """

    source: str
    fetch_id: int
    snapshot: str
    document: Document
    outcome: str
    recorded: datetime
    observed: datetime
    block_hashes: dict[str, str] = {}
    changes: tuple[ReadChange, ...] = ()
    revisions: tuple[Revision, ...] = ()
    page: str | None = None
    technical: bool = False
    rules: int = 0
    backfilled: bool = False
    possible_gap: bool = False
    ignored: tuple[Ignored, ...] = ()
    rotating: tuple[Rotating, ...] = ()
    concluded_from: int | None = None


class IgnoredCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many differences of one source were ignored for one reason over a period, with some of them."""

    source: str
    why: str
    count: int
    samples: tuple[Ignored, ...]


class Flip(msgspec.Struct, frozen=True, kw_only=True):
    """A block that returns again and again to what it said before: its last two texts, since when (UTC) and how often it did."""

    source: str
    key: str
    old: str | None
    new: str | None
    since: datetime
    times: int


class Acknowledgement(msgspec.Struct, frozen=True, kw_only=True):
    """A person's word that an open matter needs no more telling. Nothing is struck out: `undo` takes back the word before it.

    `target` is the id of an event, or `finding:` and a number; `due` the last day that the event had then, so that one which is
    put off and late again is told again; `recorded` is when it was said (UTC), `by` who said it.
    """

    target: str
    recorded: datetime
    by: str
    reason: str = ""
    due: date | None = None
    undo: bool = False


class StoredDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document as stored, with the capture that it was read from: its snapshot, and where, as what and when (UTC) that came.

    `page` is the canonical address of the page that its source leads to, None for the source itself; `archived`: an archive kept it,
    and nobody of ours had looked.
    """

    id: int
    source: str
    snapshot: str
    document: Document
    seen: datetime
    url: str = ""
    content_type: str | None = None
    page: str | None = None
    archived: bool = False


class LookCount(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger of one source over a period: looks, failures by outcome, the last failure, since when it is blind (UTC)."""

    source: str
    looked: int
    failed: int
    blind_since: datetime | None = None
    possible_gap: bool = False
    why: str | None = None


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """How far something came: one step of `tracker why`, in order of time (UTC)."""

    step: str
    at: datetime
    source: str
    text: str
    rule: str = ""
    ref: str = ""
