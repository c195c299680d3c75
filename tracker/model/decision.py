"""What a person decides: about what waits for review, and about the words by which a subject is known."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from tracker.model.finding import Evidence, Finding
from tracker.model.reading import Modality
from tracker.model.timeline import Event
from tracker.model.when import When


class Action(StrEnum):
    """What can be decided. The last three are of no item: they take a decision back, or teach the reader a word."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    MERGE = "merge"
    SPLIT = "split"
    NOT_ON_TRACK = "not-on-track"
    UNDO = "undo"
    ALIAS = "alias"
    NEAR_MISS = "near-miss"

    @property
    def teaches(self) -> bool:
        """Whether it is about a word and not about an item."""
        return self in (Action.ALIAS, Action.NEAR_MISS)


class ItemKind(StrEnum):
    """Why something waits: press alone says it, it fits several events, it contradicts, or nothing could be read out of it."""

    PROPOSAL = "proposal"
    AMBIGUOUS = "ambiguous"
    CONFLICT = "conflict"
    UNREAD = "unread"


class Edits(msgspec.Struct, frozen=True, kw_only=True):
    """What an item says in truth, where it was read wrongly; None leaves what was read."""

    subject: str | None = None
    type: str | None = None
    modality: Modality | None = None
    when: When | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision: who, what, why.

    `item` is `f<finding>` or `c<change>` of the store, the number of a decision that is undone, or the id of a subject that gets a
    word. `event` is what a merge makes it part of, `text` the word.
    """

    action: Action
    item: str
    by: str
    reason: str
    event: str | None = None
    edits: Edits = Edits()
    text: str | None = None


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """A word that review taught: a further name of a subject, or one that looks like it and never is."""

    subject: str
    text: str
    near_miss: bool = False


class Effect(msgspec.Struct, frozen=True):
    """One event before and after something changed it; `before` is None where it was made then."""

    before: Event | None
    after: Event


class ReviewItem(msgspec.Struct, frozen=True, kw_only=True):
    """Something to decide on, as it stands now.

    `finding` is None for an item that nothing was read out of. `findings` are the numbers of all that say the same, `evidence` where
    they stand, best authority first, and `effects` what they did to the timeline. `revision` names this state: whoever decides
    names it too, and is refused where it is another by then.
    """

    id: str
    kind: ItemKind
    change: int
    evidence: tuple[Evidence, ...]
    revision: str
    recorded: datetime
    finding: Finding | None = None
    findings: tuple[int, ...] = ()
    effects: tuple[Effect, ...] = ()
    why: str = ""
    text: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision makes: events as they then stand, and the finding that tells it.

    `withdrawn` says of that finding that it takes back what was told; `withdraws` are the findings that no longer hold,
    `restores` those that hold again, `replaces` the one that it stands in for.
    """

    events: tuple[Event, ...] = ()
    finding: Finding | None = None
    withdrawn: bool = False
    replaces: int | None = None
    withdraws: tuple[int, ...] = ()
    restores: tuple[int, ...] = ()


class RecordedDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as kept: its number, when it was committed (UTC), the findings that it covers, the one that it made.

    `standing` is False once it was undone; `undoes` is the decision that this one takes back.
    """

    id: int
    decision: Decision
    recorded: datetime
    covers: tuple[int, ...] = ()
    told: int | None = None
    withdrew: tuple[int, ...] = ()
    undoes: int | None = None
    standing: bool = True
