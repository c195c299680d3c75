"""What a finding makes of the timeline: the event as it stands afterwards. An official word changes it; any other only proposes."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from datetime import date

import msgspec

from tracker.model.finding import Finding, Verdict
from tracker.model.pack import Pack
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority, Label
from tracker.model.timeline import Event, Proposal, RowKind, Timeline
from tracker.reconcile.compare import Fit, fit_dates, fit_facts, has_instance, instance, later_instance
from tracker.reconcile.corroborate import ALTERING


def revise(
    finding: Finding, timeline: Timeline, pack: Pack, authority: Authority, published: date | None, proposal: Proposal | None = None
) -> Event | None:
    """The event as the finding leaves it, or None where nothing changes.

    Press alone changes no status: what it adds enters as `reported`, what it would alter is kept as a `proposal` until another
    independent voice says so too. An aggregator adds and proposes nothing.
    """
    if authority is Authority.AGGREGATOR:
        return None
    event = timeline.events.get(finding.event or "")
    if finding.verdict is Verdict.CONFIRMS and event is not None:
        return _better_evidenced(event, authority)
    if finding.verdict in (Verdict.ADDS, Verdict.SUPERSEDES) or finding.rule in (
        "advances.stage",
        "refines.earlier-stage",
        "refines.one-of-several",
    ):
        made = _new_event(finding, event, timeline, pack, authority, published)
        return msgspec.structs.replace(made, proposals=(proposal,)) if proposal and made.modality is Modality.REPORTED else made
    if event is None or finding.verdict not in ALTERING:
        return None
    if finding.reported:
        return None if proposal is None else _with(event, proposal)
    return _altered(event, finding, authority)


def _with(event: Event, proposal: Proposal) -> Event | None:
    """The event with one more proposal; none where this voice has said so already."""
    said = [(one.voice, one.modality, one.when) for one in event.proposals]
    if (proposal.voice, proposal.modality, proposal.when) in said:
        return None
    return msgspec.structs.replace(event, proposals=(*event.proposals, proposal))


def _better_evidenced(event: Event, authority: Authority) -> Event | None:
    if event.authority is not None and event.authority.rank <= authority.rank:
        return None
    return msgspec.structs.replace(event, authority=authority)


def _altered(event: Event, finding: Finding, authority: Authority) -> Event:
    when = event.when
    if finding.when.known and (finding.verdict is not Verdict.REFINES or fit_dates(finding.when, event.when) in (Fit.FINER, Fit.UNSAID)):
        when = finding.when
    return msgspec.structs.replace(
        event,
        when=when,
        modality=finding.modality,
        facts=_merged(event.facts, finding.facts),
        authority=min((a for a in (event.authority, authority) if a), key=lambda a: a.rank),
        proposals=(),
    )


def _merged(known: tuple[Fact, ...], new: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Known facts, each replaced by a finer telling of itself, then what is new by name, or of a pot that none of them is of."""
    kept = [next((fact for fact in new if fit_facts(fact, old) is Fit.FINER), old) for old in known]
    names = {fact.name for fact in known}
    pots = {fact.pot for fact in known} | {None}
    return tuple(kept) + tuple(fact for fact in new if fact.name not in names or fact.pot not in pots)


def _new_event(
    finding: Finding, held_against: Event | None, timeline: Timeline, pack: Pack, authority: Authority, published: date | None
) -> Event:
    modality = finding.modality
    if not authority.is_official and modality is Modality.OCCURRED:
        modality = Modality.REPORTED
    subject = pack.subjects[finding.subject]
    kind = pack.event_types[finding.type]
    return Event(
        id=event_id(finding, published, timeline.events),
        kind=RowKind.EVENT,
        tracks=finding.tracks,
        subject=finding.subject,
        type=finding.type,
        title=Label(ja=f"{subject.label.ja} {kind.label.ja}", en=f"{subject.label.en}: {kind.label.en}"),
        when=finding.when,
        modality=modality,
        facts=finding.facts,
        supersedes=_replaced(finding, held_against, timeline, pack),
        authority=authority,
        published=published,
        period=finding.period,
    )


def _replaced(finding: Finding, held_against: Event | None, timeline: Timeline, pack: Pack) -> tuple[str, ...]:
    """What the new event takes the place of: what it was held against, or where a draft became it the version before."""
    if finding.verdict is Verdict.SUPERSEDES:
        return (held_against.id,) if held_against else ()
    if not pack.event_types[finding.type].replaces or finding.modality is not Modality.OCCURRED or not has_instance(finding.facts):
        return ()
    earlier = [
        event
        for event in timeline.events.values()
        if (event.subject, event.type) == (finding.subject, finding.type) and later_instance(finding.facts, event.facts)
    ]
    latest = max(earlier, key=lambda event: (event.when.latest or date.min, event.id), default=None)
    return (latest.id,) if latest else ()


def event_id(finding: Finding, published: date | None, taken: Container[str]) -> str:
    """A speaking id: subject, instance, type and day, for example `geniac.4.selected.2026-06-04`. The same claim gives the same id."""
    parts = [finding.subject]
    parts += [
        f"{short}{value.replace('.', '-')}"
        for name, short in (("version", "v"), ("ordinal", ""))
        if (value := instance(finding.facts, name))
    ]
    day = finding.when.earliest or finding.when.latest or published
    mark = day.isoformat() if day else hashlib.sha256(finding.quote.encode()).hexdigest()[:8]
    base = ".".join([*parts, finding.type, mark])
    number = 1
    name = base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
