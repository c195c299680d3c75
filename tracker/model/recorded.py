"""What the watch hands to the store and gets back: the units of one commit."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.model.document import Change, Document
from tracker.model.finding import Conclusion, Evidence
from tracker.model.look import Fetch
from tracker.model.timeline import Revision


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
    technical: bool = False
    backfilled: bool = False
    possible_gap: bool = False


class StoredDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document as stored, with the capture that it was read from: its snapshot, and where and as what that came."""

    id: int
    source: str
    snapshot: str
    document: Document
    url: str = ""
    content_type: str | None = None


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
