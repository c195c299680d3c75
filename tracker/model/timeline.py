"""What is known: events and facts with three times. Nothing is updated in place; a revision is added."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from tracker.model.pack import Pack
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority, Label
from tracker.model.when import UNKNOWN, When


class RowKind(StrEnum):
    """What a row of the timeline is. Only events and facts are ever confirmed or contradicted by one sentence."""

    EVENT = "event"
    FACT = "fact"
    ABSENCE = "absence"
    INTERPRETATION = "interpretation"
    THESIS = "thesis"

    @property
    def is_testable(self) -> bool:
        """Whether one sentence can confirm or contradict it."""
        return self in (RowKind.EVENT, RowKind.FACT)


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """What a voice that is not official says of an event. Alone it changes no status; a second, independent one does.

    `voice` names the publisher, or the agency that is credited; `quote` tells a copy from a telling of one's own.
    """

    voice: str
    modality: Modality
    when: When = UNKNOWN
    quote: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the timeline: something that happens to a subject, when, how sure, with its facts.

    `row` is the number of the briefing's row that it came from, `locator` the section there; `tripwires` are words whose
    appearance would end an absence; `depends_on` names the events that a thesis stands on; `supersedes` the events that it replaces.
    `authority` is the best word that stands behind it so far (None: the seed's alone);
    `proposals` are the voices that tell it otherwise, or that alone tell it, and have not been borne out;
    `published` is the day of the earliest item that told it, which tells two undated ones apart and is never its date;
    `period` is the time that its money is for, where it was told with one.
    """

    id: str
    kind: RowKind
    tracks: tuple[str, ...]
    subject: str
    type: str | None
    title: Label
    when: When = UNKNOWN
    modality: Modality = Modality.OCCURRED
    facts: tuple[Fact, ...] = ()
    statement: Label | None = None
    row: str | None = None
    locator: str | None = None
    tripwires: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    authority: Authority | None = None
    withdrawn: bool = False
    proposals: tuple[Proposal, ...] = ()
    published: date | None = None
    period: When = UNKNOWN


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One state of an event: what was believed, when the evidence was captured (`observed`), when it was committed (`recorded`).

    `origin` is `seed`, `finding:<id>` or `review:<id>`. Times are UTC.
    """

    event: Event
    observed: datetime
    recorded: datetime
    origin: str
    sequence: int = 0


class Seed(msgspec.Struct, frozen=True, kw_only=True):
    """A whole `timeline.yaml`: the field and what was known of it at `known_at` (UTC). `digest` names the file's bytes."""

    pack: Pack
    events: tuple[Event, ...]
    known_at: datetime
    digest: str = ""


class Timeline(msgspec.Struct, frozen=True):
    """All events as believed at one moment, by id. `evidence` lists, per event, the sources whose word is already counted.

    `revision` is the number of the last revision that is in it, 0 where that was not asked.
    """

    events: dict[str, Event]
    known_at: datetime | None = None
    evidence: dict[str, tuple[str, ...]] = {}
    revision: int = 0
