"""The field that is watched, as data: its tracks, subjects, event types, ladders and pots. Nothing here names one."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tracker.model.source import Label


class LegalForce(StrEnum):
    """How far a subject binds, strongest first."""

    STATUTE = "statute"
    ORDER = "order"
    CABINET_DECISION = "cabinet-decision"
    GUIDELINE = "guideline"
    VOLUNTARY_CODE = "voluntary-code"
    PROGRAMME = "programme"
    PRODUCT = "product"
    STATEMENT = "statement"


class Track(msgspec.Struct, frozen=True):
    """A thread of policy that is followed. `weight` orders entries of equal standing, heavier first."""

    id: str
    label: Label
    weight: int = 1


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """Words that tell of a subject without naming it, as regular expressions over normalised text.

    `cues` are plain texts, one of which stands in every telling; `words` is the telling around a cue. It counts where
    all of `beside` stand within a few sentences of it too, and `unless` does not stand in its own sentence.
    """

    cues: tuple[str, ...]
    words: str
    beside: tuple[str, ...] = ()
    unless: str | None = None


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A thing that a track is about.

    `aliases` name it wherever they stand; `weak_aliases` only where the text names the subject or its tracks otherwise too;
    `near_misses` look like it and never do; `identifiers` are scheme → value (law-id, law-number, bill …).
    All are matched after NFKC and case folding. `described` tells of it without a name, and
    `lookalikes` of what is never meant, as near misses do. `ladder` names the order of its stages; `cyclic` says that it is climbed
    anew each year (a budget), so that another date means another occasion.
    """

    id: str
    tracks: tuple[str, ...]
    label: Label
    force: LegalForce
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    described: tuple[Description, ...] = ()
    lookalikes: tuple[Description, ...] = ()
    identifiers: dict[str, str] = {}
    ladder: str | None = None
    cyclic: bool = False


class EventType(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of thing that happens.

    `signals` are regular expressions over normalised text that speak of it; `never` are expressions of homonyms
    in which a signal means something else; `aimed` are signals of what is only being prepared (a budget being finalised),
    however surely they are told. All by language ("ja", "en").
    `recurs` says that it happens again and again to one subject (meetings, revisions, calls);
    `only_on_ladder`: it happens to nothing whose ladder lacks it (a headquarters is not enacted);
    `dated_by_period`: where no day is told its date is the years that its money is for (a draft budget);
    `opens`: told with how long it lasts, it is of the first day of that (a call for applications);
    `amends`: it changes a law, by a law that is named as a rule: of one and the same amending law, its coming into force is told by it too;
    `staged`: it may come provision by provision, each step an event of its own (a law's entry into force);
    `closed_by` is the type that ends what such an event opens: a day that is told as its last is an event of that type;
    `result_of` is the type that opened what such an event is the outcome of: both have one number where the office gave one;
    `deadline`: its day comes whether or not anybody speaks of it, and something can be handed in until then;
    `told_as` names the other types as which one and the same event is told (a launch as a release);
    `replaces` says that a later version or term takes the place of the earlier one (a plan's second term, not a second meeting);
    `grace` is how many days after its last day such an event may stay unseen (None: the pack's own).
    """

    id: str
    label: Label
    signals: dict[str, tuple[str, ...]] = {}
    never: dict[str, tuple[str, ...]] = {}
    aimed: dict[str, tuple[str, ...]] = {}
    recurs: bool = False
    only_on_ladder: bool = False
    dated_by_period: bool = False
    opens: bool = False
    staged: bool = False
    amends: bool = False
    closed_by: str | None = None
    result_of: str | None = None
    deadline: bool = False
    told_as: tuple[str, ...] = ()
    replaces: bool = False
    grace: int | None = None


class Ladder(msgspec.Struct, frozen=True):
    """The order of stages of one kind of subject: ids of event types, first to last."""

    id: str
    stages: tuple[str, ...]


class CycleStage(msgspec.Struct, frozen=True, kw_only=True):
    """One stage of what comes round each year: an event type (or one of `also`, other words for it) and its usual days.

    `start` and `end` are month and day; `year` is added to the year that the round is named after (a budget of fiscal 2027 is
    requested in 2026: -1).
    """

    type: str
    start: tuple[int, int]
    end: tuple[int, int]
    year: int = 0
    also: tuple[str, ...] = ()


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """What a subject goes through anew each year. In `label` the text `{year}` stands for the round."""

    id: str
    label: Label
    subject: str
    stages: tuple[CycleStage, ...]


class Pot(msgspec.Struct, frozen=True, kw_only=True):
    """What an amount is of. Amounts of pots that are not declared disjoint (`excludes`) are never summed."""

    id: str
    label: Label
    subject: str | None = None
    stage: str | None = None
    period: str | None = None
    basis: str | None = None
    part_of: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


class MoneyKind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of money within one year (supplementary, gross, net) and the words that say so, as an expression over folded text.

    `occasion`: such money is decided by itself, so that what is told of it is never told of the plain one.
    """

    label: Label
    words: str
    occasion: bool = False


class Alerting(msgspec.Struct, frozen=True, kw_only=True):
    """What is worth a word at once: `preset` are event types and verdicts, and `deadline` for the last days of types in `deadlines`."""

    preset: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that makes one field out of the program, apart from its events.

    `agencies` are news agencies, each by the names under which it is credited, in whatever language: what several papers take from
    one of them is one voice.
    `grace` is how many days after its last day a planned event may stay unseen before it is overdue; `cycles` come round each year.
    `properties` are facts of a thing of which only one value can be true, each with an expression of the values it may have.
    """

    tracks: dict[str, Track]
    subjects: dict[str, Subject]
    event_types: dict[str, EventType]
    ladders: dict[str, Ladder] = {}
    pots: dict[str, Pot] = {}
    agencies: tuple[tuple[str, ...], ...] = ()
    grace: int = 0
    cycles: dict[str, Cycle] = {}
    money_kinds: dict[str, MoneyKind] = {}
    properties: dict[str, str] = {}
    alerts: Alerting = Alerting()

    def grace_of(self, event_type: str | None) -> int:
        """How many days after its last day a planned event of a type may stay unseen."""
        kind = self.event_types.get(event_type or "")
        return self.grace if kind is None or kind.grace is None else kind.grace

    def is_deadline(self, event_type: str | None) -> bool:
        """Whether an event of a type is a day that comes by itself, until which something can be handed in."""
        kind = self.event_types.get(event_type or "")
        return kind is not None and kind.deadline

    def tracks_of(self, subject: str) -> tuple[str, ...]:
        """The tracks that a subject is on; none where it is not of this pack."""
        found = self.subjects.get(subject)
        return found.tracks if found else ()

    def recurs(self, subject: str, event_type: str) -> bool:
        """Whether such an event happens to the subject more than once, so that another date is another occasion."""
        found, kind = self.subjects.get(subject), self.event_types.get(event_type)
        return bool((found and found.cyclic) or (kind and kind.recurs))

    def undergoes(self, subject: str, event_type: str) -> bool:
        """Whether such an event can be told of the subject at all."""
        found, kind = self.subjects.get(subject), self.event_types.get(event_type)
        if found is None or kind is None or not kind.only_on_ladder:
            return True
        return self.stage(subject, event_type) is not None

    def stage(self, subject: str, event_type: str) -> int | None:
        """How far up its ladder an event type stands for a subject, from 0; None where it is on no rung."""
        found = self.subjects.get(subject)
        ladder = self.ladders.get(found.ladder) if found and found.ladder else None
        if ladder is None or event_type not in ladder.stages:
            return None
        return ladder.stages.index(event_type)
