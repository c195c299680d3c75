"""What is known: events and facts with three times. Nothing is updated in place; a revision is added."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from tracker.model.pack import Pack
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority, Label
from tracker.model.when import UNKNOWN, When
from tracker.model.wire import to_json

FACTS = "facts."


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

    `voice` names the publisher, or the agency that is credited; `quote` tells a copy from a telling of one's own, and `facts` two
    that give other figures from two that agree.
    """

    voice: str
    modality: Modality
    when: When = UNKNOWN
    quote: str = ""
    facts: tuple[Fact, ...] = ()


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """Where the seed file was edited against what findings had taught: the belief stays, and a person decides.

    `field` names the field of the event (`facts.amount` for the facts of one name); `says` is what the file says now and `said`
    what it said before, both as JSON; `since` is when the edit was read (UTC).
    """

    field: str
    says: str
    said: str
    since: datetime


class Indicator(msgspec.Struct, frozen=True):
    """A rung that an expectation without a date is watched by: an event of this type, of one of these subjects."""

    type: str
    subjects: tuple[str, ...]

    def is_reached_by(self, event: Event) -> bool:
        """Whether an event is of this rung."""
        return event.type == self.type and event.subject in self.subjects


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the timeline: something that happens to a subject, when, how sure, with its facts.

    `row` is the number of the briefing's row that it came from, `locator` the section there; `tripwires` are words whose
    appearance would end an absence, `unless` are expressions around them that end nothing (no penalties are imposed); `depends_on`
    names the events that a thesis stands on, `indicators` the rungs that an expectation is watched by, first to last;
    `supersedes` the events that it replaces; `disputes` is what the seed file says otherwise than the evidence.
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
    unless: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    period: When = UNKNOWN

    @property
    def has_pots(self) -> bool:
        """Whether it holds a sum of which it is known what it is of."""
        return any(fact.pot for fact in self.facts)

    def as_json(self, field: str) -> str:
        """A field as JSON; `facts.amount` are the facts of that name (and `facts.amount (pot)` those of a pot)."""
        if field.startswith(FACTS):
            return to_json([fact for fact in self.facts if fact_field(fact) == field])
        return to_json(getattr(self, field))

    def open_disputes(self) -> tuple[Dispute, ...]:
        """The edits that still differ from what is believed: the evidence may have come round to the file since."""
        return tuple(one for one in self.disputes if one.says != self.as_json(one.field))


def fact_field(fact: Fact) -> str:
    """The name under which the facts of one name and pot are in dispute."""
    return f"{FACTS}{fact.name}" + (f" ({fact.pot})" if fact.pot else "")


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One state of an event: what was believed, when the evidence was captured (`observed`), when it was committed (`recorded`).

    `origin` is `seed`, `finding:<id>`, `review:<id>`, or `look:<id>` where history that came later changed what an earlier look taught.
    Times are UTC.
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
