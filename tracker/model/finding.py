"""The verdict on a claim against the timeline, with the rule that reached it and the evidence that it rests on."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority, Label
from tracker.model.when import UNKNOWN, When


class Verdict(StrEnum):
    """What a claim does to the timeline. Every verdict has exactly one section of the digest."""

    CONFIRMS = "confirms"
    REFINES = "refines"
    ADVANCES = "advances"
    MOVES = "moves"
    SUPERSEDES = "supersedes"
    CONTRADICTS = "contradicts"
    ADDS = "adds"
    AMBIGUOUS = "ambiguous"
    OVERDUE = "overdue"
    NOISE = "noise"
    IRRELEVANT = "irrelevant"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One claim, judged. `event` is the id in the timeline that it was held against (for `adds`: the id proposed).

    `was` is what the timeline had; `rule` names the rule and `why` explains it in one sentence (English);
    `quote` is verbatim from the `part` ("title" or "text") of the passage at `start`..`end`;
    `score` is how well the event matched (0..1), `runner_up` the next best event and its score;
    `reported` marks what no official source and no two independent ones have said: it changes no status;
    `tell` is False where it is no news (a further source for what was told already).
    `period` is the time that money is for;
    `year_by` is the day of the look that gave its date the year, where nothing else did.
    `against` is the event that it was held against: not `event` where the finding made one of its own (a later version, a next stage).
    """

    verdict: Verdict
    track: str
    tracks: tuple[str, ...]
    subject: str
    type: str
    modality: Modality
    event: str | None
    rule: str
    why: str = ""
    background: bool = False
    when: When = UNKNOWN
    was: When | None = None
    was_modality: Modality | None = None
    was_facts: tuple[Fact, ...] = ()
    facts: tuple[Fact, ...] = ()
    quote: str = ""
    part: str = "text"
    start: int = 0
    end: int = 0
    score: float = 1.0
    runner_up: str | None = None
    reported: bool = False
    tell: bool = True
    was_type: str | None = None
    against: str | None = None
    period: When = UNKNOWN
    year_by: date | None = None

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """The events that it judges: the one that it was held against or, where two fit equally, both."""
        held = self.against or self.event
        if held is None:
            return ()
        if self.verdict is Verdict.AMBIGUOUS and self.runner_up:
            return held, self.runner_up.split()[0]
        return (held,)


class Tripped(msgspec.Struct, frozen=True):
    """A sentence with a word that would end an absence of the timeline: its id and title, the word, and the sentence verbatim."""

    absence: str
    word: str
    quote: str
    title: Label


class Conclusion(msgspec.Struct, frozen=True):
    """What one item says as a whole: its main finding first. `verdict` is known, update, new or irrelevant.

    `review` is set where the item names a subject and a status word and yet nothing could be concluded, and where it touches an
    absence, whatever else it says: those stand in `tripped`. `mentioned` are the sums that the item tells of beside its statements, as
    what it compares with: of no event, and of nothing that changes the timeline.
    """

    verdict: str
    tracks: tuple[str, ...]
    findings: tuple[Finding, ...]
    review: str | None = None
    rule: str = ""
    mentioned: tuple[Fact, ...] = ()
    tripped: tuple[Tripped, ...] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Where a finding was read: the source, the item's own title and address, the snapshot, and when it was seen (UTC).

    `by_hand`: a person saved it and handed it in.
    """

    source: str
    authority: Authority
    url: str
    title: str
    snapshot: str
    seen: datetime
    published: datetime | None = None
    lang: str = "ja"
    by_hand: bool = False


class RecordedFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as stored: with its number, its evidence, the change it came from and when it was committed (UTC).

    `change` groups the findings of one passage; `main` marks the passage's main statement; `replaces` names the finding
    that this one stands in for; `withdrawn` is set once it no longer holds. `backfilled` ones are marked and never alert: `archive` says
    from which archive they came, and where it lies in it.
    """

    id: int
    change: int
    main: bool
    finding: Finding
    evidence: Evidence
    recorded: datetime
    replaces: int | None = None
    withdrawn: bool = False
    backfilled: bool = False
    context: str = ""
    archive: str | None = None
