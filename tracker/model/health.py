"""How well the tracker sees: each source, and the tracker itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from tracker.model.source import Label


class SourceMark(StrEnum):
    """What is to be said of a source first, worst first."""

    BLIND = "blind"
    BLOCKED = "blocked"
    STALE = "stale"
    GAP = "gap"
    SHRUNK = "shrunk"
    UNSTABLE = "unstable"
    FAILING = "failing"
    UNSEEN = "unseen"
    QUIET = "quiet"
    WELL = "well"


class LookTally(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger says of one source over some days: outcome → looks, how many left a possible gap, the newest entry's time."""

    outcomes: Mapping[str, int] = {}
    gaps: int = 0
    newest: datetime | None = None
    spacing: float | None = None
    """Days between two entries, as a median; None where there are too few."""


class SourceHealth(msgspec.Struct, frozen=True, kw_only=True):
    """One source. `seen` of `looked` looks over the last days came to something; `newest` is when its newest entry was published.

    `marks` are worst first, and `said` tells the first of them in words.
    """

    source: str
    name: Label
    marks: tuple[SourceMark, ...]
    said: str
    looked: int
    seen: int
    failures: int
    gaps: int
    flips: int
    last_look: datetime | None
    last_success: datetime | None
    last_change: datetime | None
    newest: datetime | None
    blind_since: datetime | None
    next_due: datetime | None


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """What a clock that ran ahead has recorded after the present moment: up to when, how many looks and findings, and which digests."""

    recorded: datetime
    looks: int
    findings: int
    digests: tuple[str, ...]


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something that keeps the tracker itself from its work: a word for programs, what is wrong, and what to do."""

    word: str
    said: str
    remedy: str


class Vitals(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the tracker itself at a moment. `longest_due` is since when a source has been due that nobody looked at.

    `periods` holds for each series that has a calendar and was ever written when its next digest fell or falls due; `free` are the
    bytes of room by folder; `late` counts deliveries that were tried in vain for a while, `given_up` those of the last days, `unheard`
    what the operator could not be told for a while.
    """

    recorded: datetime | None
    longest_due: tuple[str, datetime] | None = None
    periods: Mapping[str, datetime] = {}
    late: int = 0
    given_up: int = 0
    free: Mapping[str, int] = {}
    unread: int = 0
    unheard: int = 0


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """All of it at one moment. It is healthy where nothing keeps the tracker from its work; sources have troubles of their own."""

    at: datetime
    healthy: bool
    troubles: tuple[Trouble, ...]
    sources: tuple[SourceHealth, ...]
