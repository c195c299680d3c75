"""What another service has told, what we have seen at the same address, and what the two come to side by side."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from tracker.model.finding import RecordedFinding


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One item that another service has told. `at` is when it did, with its zone; `whole_day`: only the day was written."""

    title: str
    url: str | None = None
    text: str = ""
    at: datetime | None = None
    whole_day: bool = False


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """An item as we first saw it at an address: when (UTC), the rule that stopped it or told it, and why it waits for a person."""

    seen: datetime
    title: str
    rule: str
    review: str | None = None


class Standing(StrEnum):
    """What an alert is beside ours: told by both; of what was known, of nothing that is followed, or missed by us."""

    BOTH = "both"
    KNOWN = "known"
    IRRELEVANT = "irrelevant"
    MISSED = "missed"


class Lead(msgspec.Struct, frozen=True, kw_only=True):
    """Who saw it first: `ours`, `theirs` or `same`. `hours` by which, None where they name only a day; `days` of the calendar in Japan."""

    first: str
    hours: float | None
    days: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An alert held against ours. `by` says how it was matched: `link`, `event`, `words`, or None where nothing of ours is of it.

    `ours` is the finding that tells it; `rule` and `why` say how it was read where we told nothing; `event` is the one in the timeline.
    """

    alert: Alert
    standing: Standing
    by: str | None = None
    ours: RecordedFinding | None = None
    lead: Lead | None = None
    event: str | None = None
    tracks: tuple[str, ...] = ()
    rule: str = ""
    why: str = ""
    seen: datetime | None = None


class SideBySide(msgspec.Struct, frozen=True, kw_only=True):
    """All alerts, in the order of their time, and what only we have told from one day to the other, both included (Japan)."""

    since: date | None
    until: date | None
    held: tuple[Held, ...]
    only_ours: tuple[RecordedFinding, ...]
    repeated: int = 0
