"""Whose word changes a status: an official one, or two that are independent of each other."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from rapidfuzz import fuzz

from tracker.model.finding import Finding, Verdict
from tracker.model.pack import Pack
from tracker.model.reading import Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event, Proposal, Timeline
from tracker.model.when import When
from tracker.reconcile.compare import Fit, fit_dates, fit_facts
from tracker.reconcile.passage import Passage, PlacedClaim
from tracker.text.canonical import canonical

ALTERING = (Verdict.REFINES, Verdict.ADVANCES, Verdict.MOVES)
"""The verdicts that change an event which the timeline has."""

_WEIGHED = (Authority.ORGANISATION, Authority.PRESS)
"""Whose word counts together with another. An aggregator only repeats."""
_COPY = 85
"""Percent of likeness from which two quotes are one text in two places."""
_LONGEST_QUOTE = 300
_PLANS = (Modality.SCHEDULED, Modality.EXPECTED, Modality.POSTPONED)
_SURE = (Modality.OCCURRED, Modality.REPORTED)


def proposed(found: Finding, passage: Passage, claims: Iterable[PlacedClaim], pack: Pack) -> Proposal | None:
    """What a passage proposes that is not official; None for an official one, for an aggregator, and where nobody speaks.

    Its day is the one that the passage gives for such an event, in whichever of its `claims` that stands.
    """
    if passage.authority not in _WEIGHED or not passage.voice:
        return None
    told = (one.claim for one in claims if (one.claim.subject, one.claim.event) == (found.subject, found.type))
    when = found.when if found.when.known else next((claim.when for claim in told if claim.when.known), found.when)
    voice = _voice(passage, pack)
    return Proposal(voice=voice, modality=found.modality, when=when, quote=found.quote[:_LONGEST_QUOTE], facts=found.facts)


def _voice(passage: Passage, pack: Pack) -> str:
    """Who speaks: the agency that is credited or that publishes itself, by its first name in either language, or the publisher."""
    text = canonical(f"{passage.title or ''}\n{passage.text}")
    for names in pack.agencies:
        if passage.voice in names or any(canonical(name) in text for name in names):
            return names[0]
    return passage.voice


def weighed(found: Finding, proposal: Proposal | None, authority: Authority, timeline: Timeline) -> Finding:
    """The finding with what its word is worth: official, borne out by an independent one, or `reported`."""
    if authority.is_official:
        return found
    event = timeline.events.get(found.event or "")
    others = [one for one in event.proposals if _bears_out(proposal, one)] if event is not None and proposal is not None else []
    if event is not None and others:
        if found.verdict in ALTERING:
            why = f"{found.why} A second independent source says so."
            return msgspec.structs.replace(_dated(found, others), rule=f"{found.rule}.corroborated", why=why)
        if _was_only_reported(found, event):
            why = "What one source reported is now told by a second, independent one."
            return msgspec.structs.replace(found, verdict=Verdict.ADVANCES, rule="advances.corroborated", why=why, tell=True)
    return msgspec.structs.replace(found, reported=found.verdict is not Verdict.CONFIRMS)


def _dated(found: Finding, others: list[Proposal]) -> Finding:
    """That something is put off, with the new day that the other voice names."""
    dated = next((one for one in others if one.when.known), None)
    if found.verdict is not Verdict.MOVES or found.when.known or dated is None:
        return found
    return msgspec.structs.replace(found, when=dated.when, modality=dated.modality)


def _was_only_reported(found: Finding, event: Event) -> bool:
    return found.verdict is Verdict.CONFIRMS and event.modality is Modality.REPORTED and found.modality in _SURE


def _bears_out(one: Proposal, other: Proposal) -> bool:
    """Whether two voices say the same and neither has it from the other."""
    same = one.modality is other.modality or any(one.modality in alike and other.modality in alike for alike in (_SURE, _PLANS))
    own_words = one.voice != other.voice and fuzz.ratio(one.quote, other.quote) < _COPY
    return same and own_words and _agree(one.when, other.when) and not _figures_differ(one, other)


def _figures_differ(one: Proposal, other: Proposal) -> bool:
    """Whether one gives a figure that excludes the other's, and none that fits."""
    fits = {fit_facts(mine, theirs) for mine in one.facts for theirs in other.facts}
    return Fit.APART in fits and not fits & {Fit.EQUAL, Fit.FINER, Fit.COARSER}


def _agree(one: When, other: When) -> bool:
    return not (one.known and other.known) or fit_dates(one, other) is not Fit.APART
