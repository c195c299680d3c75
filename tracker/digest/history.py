"""The history of one event: what was believed since when, on whose word, and what changed between two moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

import msgspec

from tracker.digest.titles import event_title
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.pack import Pack
from tracker.model.reading import Fact, Modality
from tracker.model.source import Label
from tracker.model.timeline import Event, Revision, Timeline
from tracker.model.when import When

_FINDING = "finding:"
_PLANNED = (Modality.SCHEDULED, Modality.EXPECTED)
_HAPPENED = (Modality.OCCURRED, Modality.REPORTED)
_SHOWN = ("when", "modality", "facts", "title", "statement", "supersedes", "authority", "proposals", "disputes", "withdrawn")
"""The fields of which a history says that they changed."""

KINDS = ("added", "moved", "advanced", "superseded", "contradicted", "refined", "withdrawn")
"""What can have become of an event between two moments, in the order in which it is told."""


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as a history cites it: what it says, by which rule, and the sentence, source and snapshot that it rests on."""

    finding: int
    verdict: str
    rule: str
    why: str
    quote: str
    source: str
    authority: str
    url: str
    snapshot: str
    seen: datetime
    when: When
    modality: str
    withdrawn: bool = False
    archive: str | None = None


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What is believed of an event: its date in the world, how sure, its facts."""

    when: When
    modality: str
    facts: tuple[Fact, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was learnt. `state` is what was believed from then on, None where it changed nothing; `changed` names the fields.

    `observed` is when the evidence was captured, `recorded` when it was committed (both UTC); `origin` is `seed`,
    `finding:N` or `review:N`.
    """

    recorded: datetime
    observed: datetime
    origin: str
    state: State | None = None
    changed: tuple[str, ...] = ()
    word: Word | None = None


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one event between two moments. `by` are the words of that time that speak of it."""

    what: str
    event: str
    title: Label
    tracks: tuple[str, ...]
    now: State
    was: State | None = None
    superseded_by: str | None = None
    by: tuple[Word, ...] = ()


def steps(revisions: Sequence[Revision], findings: Iterable[RecordedFinding]) -> tuple[Step, ...]:
    """All that was learnt of one event, oldest first: its revisions, and the findings that left it as it was."""
    left = {one.id: one for one in findings}
    made = []
    for before, one in pairwise((None, *revisions)):
        assert one is not None
        cited = left.pop(int(number), None) if (number := one.origin.removeprefix(_FINDING)).isdigit() else None
        made.append(
            Step(
                recorded=one.recorded,
                observed=one.observed,
                origin=one.origin,
                state=state_of(one.event),
                changed=_changed(before.event, one.event) if before else (),
                word=_word(cited) if cited else None,
            )
        )
    made += [
        Step(recorded=one.recorded, observed=one.evidence.seen, origin=f"{_FINDING}{one.id}", word=_word(one)) for one in left.values()
    ]
    return tuple(sorted(made, key=lambda step: step.recorded))


def slips(revisions: Sequence[Revision]) -> tuple[int, int]:
    """How often a plan was put off, and by how many days in all as far as its last days say. What was learnt at one moment is one step."""
    times = days = 0
    settled = {one.recorded: one.event for one in revisions}
    for before, after in pairwise(settled.values()):
        if before.modality not in (*_PLANNED, Modality.POSTPONED):
            continue
        old, new = before.when.latest, after.when.latest
        later = old is not None and new is not None and new > old and not after.when.within(before.when)
        put_off = after.modality is Modality.POSTPONED is not before.modality
        new_date = later and after.modality in (*_PLANNED, Modality.POSTPONED)
        times += put_off or (new_date and before.modality is not Modality.POSTPONED)
        days += (new - old).days if new_date and old is not None and new is not None else 0
    return times, days


def redatings(revisions: Iterable[Revision]) -> dict[str, int]:
    """How often each event's date was changed, or the event called off or taken back, by its id. `revisions` are in their order."""
    last: dict[str, Event] = {}
    found: dict[str, int] = {}
    for one in revisions:
        before, last[one.event.id] = last.get(one.event.id), one.event
        if before is not None and _standing(before) != _standing(one.event):
            found[one.event.id] = found.get(one.event.id, 0) + 1
    return found


def _standing(event: Event) -> tuple[When, bool]:
    return event.when, event.withdrawn or event.modality in (Modality.CANCELLED, Modality.DENIED)


def differences(then: Timeline, now: Timeline, findings: Iterable[RecordedFinding], pack: Pack) -> tuple[Difference, ...]:
    """What the timeline says now and did not say then: `findings` are those recorded in between."""
    words: dict[str, list[RecordedFinding]] = {}
    for one in findings:
        for name in {one.finding.event, one.finding.against} - {None}:
            words.setdefault(name or "", []).append(one)
    replaced = {old: event.id for event in now.events.values() if not event.withdrawn for old in event.supersedes}
    before = {old for event in then.events.values() if not event.withdrawn for old in event.supersedes}
    found = []
    for event in now.events.values():
        cited = words.get(event.id, [])
        for what in _what(then.events.get(event.id), event, cited, is_replaced=event.id in replaced and event.id not in before):
            old = then.events.get(event.id)
            found.append(
                Difference(
                    what=what,
                    event=event.id,
                    title=event_title(event, pack),
                    tracks=event.tracks,
                    now=state_of(event),
                    was=state_of(old) if old else None,
                    superseded_by=replaced.get(event.id) if what == "superseded" else None,
                    by=tuple(_word(one) for one in cited if (one.finding.verdict is Verdict.CONTRADICTS) is (what == "contradicted")),
                )
            )
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.what), one.event)))


def _what(old: Event | None, new: Event, cited: Iterable[RecordedFinding], *, is_replaced: bool) -> Iterable[str]:
    if is_replaced:
        yield "superseded"
    if any(one.finding.verdict is Verdict.CONTRADICTS and not one.withdrawn for one in cited):
        yield "contradicted"
    if old is None:
        if not new.withdrawn:
            yield "added"
        return
    if new.withdrawn and not old.withdrawn:
        yield "withdrawn"
    advanced = new.modality is not old.modality and (new.modality in _HAPPENED or old.modality is Modality.EXPECTED)
    if advanced or new.modality is Modality.CANCELLED is not old.modality:
        yield "advanced"
    elif old.modality not in _HAPPENED and (new.modality is Modality.POSTPONED is not old.modality or _is_elsewhere(new.when, old.when)):
        yield "moved"
    elif (new.when, new.facts, new.modality) != (old.when, old.facts, old.modality):
        yield "refined"


def _is_elsewhere(new: When, old: When) -> bool:
    return new.known and old.known and new != old and not new.within(old)


def state_of(event: Event) -> State:
    """What is believed of an event."""
    return State(when=event.when, modality=event.modality.value, facts=event.facts)


def _changed(old: Event, new: Event) -> tuple[str, ...]:
    return tuple(name for name in _SHOWN if getattr(old, name) != getattr(new, name))


def _word(recorded: RecordedFinding) -> Word:
    finding, evidence = recorded.finding, recorded.evidence
    return Word(
        finding=recorded.id,
        verdict=finding.verdict.value,
        rule=finding.rule,
        why=finding.why,
        quote=finding.quote,
        source=evidence.source,
        authority=evidence.authority.value,
        url=evidence.url,
        snapshot=evidence.snapshot,
        seen=evidence.seen,
        when=finding.when,
        modality=finding.modality.value,
        withdrawn=recorded.withdrawn,
        archive=recorded.archive,
    )
