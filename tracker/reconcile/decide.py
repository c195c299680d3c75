"""What a person's decision makes of an item and of the timeline. Pure: the state in, the events as they then stand out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec

from tracker.errors import UsageError
from tracker.model.decision import Action, Decision, Effect, Outcome, ReviewItem
from tracker.model.finding import Evidence, Finding, Verdict
from tracker.model.pack import Pack
from tracker.model.reading import Claim, Fact, Modality
from tracker.model.timeline import Event, Timeline
from tracker.model.when import UNKNOWN
from tracker.reconcile.compare import Fit, fit_dates, fit_facts
from tracker.reconcile.judge import Known, finding, judge
from tracker.reconcile.revise import revise

RULES = {
    Action.ACCEPT: "review.accepted",
    Action.REJECT: "review.rejected",
    Action.EDIT: "review.edited",
    Action.MERGE: "review.merged",
    Action.SPLIT: "review.split",
    Action.NOT_ON_TRACK: "review.not-on-track",
    Action.UNDO: "review.undone",
}
"""The rule that the finding of a decision names."""

_WORDS = {
    Action.ACCEPT: "Accepted in review",
    Action.REJECT: "Rejected in review",
    Action.EDIT: "Corrected in review",
    Action.MERGE: "Joined with a known event in review",
    Action.SPLIT: "Set apart from a known event in review",
    Action.NOT_ON_TRACK: "Found to be on no track in review",
    Action.UNDO: "A decision of review was undone",
}
_PLANNED = (Modality.SCHEDULED, Modality.EXPECTED, Modality.POSTPONED)


def decide(item: ReviewItem, decision: Decision, known: Known) -> Outcome:
    """What a decision on an item makes. Raises `UsageError` where the item cannot be decided so, and says how it can."""
    return _DECIDERS[decision.action](item, decision, known)


def undone(before: Event | None, after: Event, now: Event) -> Event:
    """An event without what one change did to it: each field that still stands as that change left it is as it was before.

    What came later stays. An event that the change made is withdrawn.
    """
    if before is None:
        return msgspec.structs.replace(now, withdrawn=True)
    values: dict[str, Any] = {}
    for name in Event.__struct_fields__:
        was, made, stands = getattr(before, name), getattr(after, name), getattr(now, name)
        if was != made and stands == made:
            values[name] = was
        elif name == "proposals":
            values[name] = tuple(one for one in stands if one in was or one not in made)
    return msgspec.structs.replace(now, **values)


def undo(effects: Iterable[Effect], told: Finding | None, decision: Decision, timeline: Timeline, *, took_back: bool) -> Outcome:
    """What taking a decision back makes. `told` is the finding that the decision made, `took_back` whether that withdrew something."""
    events = _without(effects, timeline)
    if told is None:
        return Outcome(events=events)
    said = _said(told, decision, told.verdict, tell=not took_back)
    return Outcome(events=events, finding=said, withdrawn=not took_back)


def _accept(item: ReviewItem, decision: Decision, known: Known) -> Outcome:
    found = _stated(item)
    event = known.timeline.events.get(found.event or "")
    if event is None or event.withdrawn:
        raise UsageError(f"{item.id}: the event that it speaks of is no longer in the timeline; merge it with another, or reject it")
    if found.verdict is Verdict.AMBIGUOUS:
        return _joined(item, decision, event, known)
    if not (found.reported or found.verdict is Verdict.CONTRADICTS):
        raise UsageError(f"{item.id}: an official word, which the timeline has taken over already; reject, edit or split it")
    altered = _taken_over(found, event, known, item.evidence)
    verdict = found.verdict
    if event.modality is Modality.REPORTED and altered.modality is not Modality.REPORTED:
        verdict = Verdict.ADVANCES
    elif verdict is Verdict.CONTRADICTS:
        verdict = Verdict.MOVES if altered.when != event.when else Verdict.REFINES
    return Outcome(events=_changed([altered], known.timeline), finding=_told(found, decision, verdict, event), replaces=item.findings[0])


def _reject(item: ReviewItem, decision: Decision, known: Known) -> Outcome:
    events = _without(item.effects, known.timeline)
    if item.finding is None:
        return Outcome()
    said = _said(item.finding, decision, item.finding.verdict)
    return Outcome(events=events, finding=said, withdrawn=True, replaces=item.findings[0], withdraws=item.findings)


def _merge(item: ReviewItem, decision: Decision, known: Known) -> Outcome:
    target = known.timeline.events.get(decision.event or "")
    if target is None or target.withdrawn or not target.kind.is_testable:
        raise UsageError(f"{item.id}: the timeline has no event {decision.event!r}; `tracker timeline` lists all by their ids")
    return _joined(item, decision, target, known)


def _joined(item: ReviewItem, decision: Decision, target: Event, known: Known) -> Outcome:
    """The item is of this event: it refines or advances it, or only adds a source."""
    found = item.finding or _bare(item, target)
    events = {event.id: event for event in _without(item.effects, known.timeline)}
    target = events.pop(target.id, target)
    if target.withdrawn:
        raise UsageError(f"{item.id}: {target.id} stands on this very item; accept it, or merge it with another event")
    verdict = _of_one(found, target)
    altered = target
    if verdict is not Verdict.CONFIRMS:
        altered = _taken_over(msgspec.structs.replace(found, verdict=verdict), target, known, item.evidence)
    before = known.timeline.events.get(target.id, target)
    told = _told(msgspec.structs.replace(found, event=target.id, against=target.id), decision, verdict, before)
    return Outcome(
        events=_changed([*events.values(), altered], known.timeline),
        finding=told,
        replaces=item.findings[0] if item.findings else None,
        withdraws=item.findings,
    )


def _of_one(found: Finding, target: Event) -> Verdict:
    """What a telling of an event does to it. A date that excludes the event's own says nothing against what has happened."""
    happened = found.modality in (Modality.OCCURRED, Modality.REPORTED)
    if happened and (target.modality in _PLANNED or target.modality is Modality.REPORTED):
        return Verdict.ADVANCES
    fit = fit_dates(found.when, target.when)
    if fit is Fit.APART:
        return Verdict.MOVES if target.modality in _PLANNED else Verdict.CONFIRMS
    names = {fact.name for fact in target.facts}
    finer = any(fit_facts(mine, old) is Fit.FINER for mine in found.facts for old in target.facts)
    more = finer or any(fact.name not in names for fact in found.facts) or (found.when.known and not target.when.known)
    return Verdict.REFINES if fit is Fit.FINER or more else Verdict.CONFIRMS


def _split(item: ReviewItem, decision: Decision, known: Known) -> Outcome:
    """The item is of no event that the timeline has, but of one of its own."""
    found = _stated(item)
    if any(effect.before is None for effect in item.effects):
        raise UsageError(f"{item.id}: it stands for an event of its own already; accept, edit or reject it")
    apart = msgspec.structs.replace(found, verdict=Verdict.ADDS, rule=RULES[Action.SPLIT], event=None, reported=False)
    made = _entered(apart, known, item.evidence)
    told = _told(msgspec.structs.replace(apart, event=made.id, against=None), decision, Verdict.ADDS, None)
    events = _changed([*_without(item.effects, known.timeline), made], known.timeline)
    return Outcome(events=events, finding=told, replaces=item.findings[0], withdraws=item.findings)


def _edit(item: ReviewItem, decision: Decision, known: Known) -> Outcome:
    """What the item says in truth, judged anew against a timeline that never heard what was read first."""
    claim = _claim(item, decision, known.pack)
    reverted = _without(item.effects, known.timeline)
    events = {**known.timeline.events, **{event.id: event for event in reverted}}
    bare = msgspec.structs.replace(known, timeline=msgspec.structs.replace(known.timeline, events=events))
    evidence = item.evidence[0]
    judgement = judge(claim, bare, _day(evidence), evidence.authority)
    if judgement.verdict in (Verdict.IRRELEVANT, Verdict.AMBIGUOUS):
        raise UsageError(f"{item.id}: so edited it would change nothing. {judgement.why} Give a date, or merge it with the event meant")
    found = finding(claim, item.finding.part if item.finding else "text", judgement, bare)
    event = judgement.event and events.get(judgement.event.id)
    verdict = found.verdict
    if verdict in (Verdict.ADDS, Verdict.SUPERSEDES) or found.rule in ("advances.stage", "refines.earlier-stage"):
        altered = _entered(found, bare, item.evidence)
    else:
        assert event is not None
        altered = _taken_over(found, event, bare, item.evidence) if verdict is not Verdict.CONFIRMS else event
        verdict = Verdict.MOVES if verdict is Verdict.CONTRADICTS else verdict
    told = _told(msgspec.structs.replace(found, event=altered.id), decision, verdict, event or None)
    return Outcome(
        events=_changed([*(one for one in reverted if one.id != altered.id), altered], known.timeline),
        finding=told,
        replaces=item.findings[0] if item.findings else None,
        withdraws=item.findings,
    )


def _claim(item: ReviewItem, decision: Decision, pack: Pack) -> Claim:
    found, edits = item.finding, decision.edits
    subject, kind = edits.subject or (found.subject if found else None), edits.type or (found.type if found else None)
    if subject is None or kind is None:
        raise UsageError(f"{item.id}: nothing was read out of it; say of which subject what happened (--subject, --type, --when)")
    if subject not in pack.subjects:
        raise UsageError(f"{item.id}: no subject is called {subject!r}; known are {', '.join(sorted(pack.subjects))}")
    if kind not in pack.event_types:
        raise UsageError(f"{item.id}: no event type is called {kind!r}; known are {', '.join(sorted(pack.event_types))}")
    return Claim(
        subject=subject,
        event=kind,
        modality=edits.modality or (found.modality if found else Modality.OCCURRED),
        when=edits.when or (found.when if found else UNKNOWN),
        facts=found.facts if found and found.subject == subject else (),
        quote=found.quote if found else item.text[:_LONGEST_QUOTE],
        start=found.start if found else 0,
        end=found.end if found else 0,
    )


_LONGEST_QUOTE = 300


def _taken_over(found: Finding, event: Event, known: Known, evidence: tuple[Evidence, ...]) -> Event:
    """The event with what a person believes of a finding: its date, its modality, its figures, whatever stood there before."""
    verdict = Verdict.MOVES if found.verdict is Verdict.CONTRADICTS else found.verdict
    verdict = verdict if verdict in (Verdict.REFINES, Verdict.MOVES) else Verdict.ADVANCES
    sure = msgspec.structs.replace(found, verdict=verdict, rule=RULES[Action.ACCEPT], reported=False, event=event.id)
    timeline = msgspec.structs.replace(known.timeline, events={**known.timeline.events, event.id: event})
    altered = revise(sure, timeline, known.pack, evidence[0].authority, _day(evidence[0])) or event
    facts = tuple(_instead(fact, found.facts) for fact in altered.facts)
    modality = event.modality if found.verdict is Verdict.CONTRADICTS and found.modality in _PLANNED else altered.modality
    modality = Modality.OCCURRED if modality is Modality.REPORTED else modality
    return msgspec.structs.replace(altered, facts=facts, modality=modality)


def _instead(known: Fact, told: tuple[Fact, ...]) -> Fact:
    """A figure, or the one that is told of the same and excludes it."""
    return next((fact for fact in told if fit_facts(fact, known) is Fit.APART), known)


def _entered(found: Finding, known: Known, evidence: tuple[Evidence, ...]) -> Event:
    """The event that a finding adds, on the word of a person."""
    made = revise(found, known.timeline, known.pack, evidence[0].authority, _day(evidence[0]))
    assert made is not None
    return msgspec.structs.replace(made, modality=found.modality)


def _stated(item: ReviewItem) -> Finding:
    if item.finding is None:
        raise UsageError(f"{item.id}: it states nothing that could be accepted; edit it to say what it states, or reject it")
    return item.finding


def _bare(item: ReviewItem, target: Event) -> Finding:
    """An item that nothing was read out of, as one more source of an event."""
    return Finding(
        verdict=Verdict.CONFIRMS,
        track=next(iter(target.tracks), ""),
        tracks=target.tracks,
        subject=target.subject,
        type=target.type or "",
        modality=target.modality,
        event=target.id,
        rule=RULES[Action.MERGE],
        when=target.when,
        quote=item.text[:_LONGEST_QUOTE],
    )


def _told(found: Finding, decision: Decision, verdict: Verdict, was: Event | None) -> Finding:
    """The finding that tells a decision, with what the timeline had before it."""
    return msgspec.structs.replace(
        _said(found, decision, verdict),
        reported=False,
        was=was.when if was else None,
        was_modality=was.modality if was else None,
        was_type=was.type if was else None,
        was_facts=was.facts if was else (),
    )


def _said(found: Finding, decision: Decision, verdict: Verdict, *, tell: bool = True) -> Finding:
    why = f"{_WORDS[decision.action]} by {decision.by}: {decision.reason.rstrip('. ')}."
    return msgspec.structs.replace(found, verdict=verdict, rule=RULES[decision.action], why=why, tell=tell, background=False)


def _without(effects: Iterable[Effect], timeline: Timeline) -> tuple[Event, ...]:
    """The events without what some changes did to them; only those that this alters."""
    events: dict[str, Event] = {}
    for effect in reversed(tuple(effects)):
        now = events.get(effect.after.id, timeline.events.get(effect.after.id))
        if now is not None:
            events[now.id] = undone(effect.before, effect.after, now)
    return _changed(events.values(), timeline)


def _changed(events: Iterable[Event], timeline: Timeline) -> tuple[Event, ...]:
    return tuple(event for event in events if timeline.events.get(event.id) != event)


def _day(evidence: Evidence) -> date | None:
    return evidence.published.date() if evidence.published else None


_DECIDERS: dict[Action, Callable[[ReviewItem, Decision, Known], Outcome]] = {
    Action.ACCEPT: _accept,
    Action.REJECT: _reject,
    Action.EDIT: _edit,
    Action.MERGE: _merge,
    Action.SPLIT: _split,
    Action.NOT_ON_TRACK: _reject,
}
