"""Which known event a claim speaks of. Subject, type, interval, instance and facts together; a date alone is no identity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from tracker.model.pack import Pack
from tracker.model.reading import Claim, Fact, Modality
from tracker.model.timeline import Event
from tracker.model.when import When
from tracker.reconcile.compare import (
    Fit,
    days_apart,
    fit_dates,
    fit_facts,
    has_instance,
    instances_agree,
    instances_conflict,
    other_case,
    same_case,
    slip_of_units,
)
from tracker.reconcile.periods import other_period, same_period
from tracker.reconcile.pots import other_kind
from tracker.reconcile.shelf import REACH, Rack, Shelf
from tracker.reconcile.steps import has_scope, is_other_step, laws_agree, laws_differ

THRESHOLD = 0.5
"""Below this score a claim speaks of no known event."""
_SAME_OCCASION_DAYS = 45
_NEAR_DAYS = REACH.days
_SLIP_DAYS = 200
_NUMBERED_DAYS = 730
_MISTAKEN_DAYS = 7
_PLANS = (Modality.SCHEDULED, Modality.EXPECTED, Modality.POSTPONED)


class Kinship(StrEnum):
    """How the type of a claim stands to that of an event."""

    SAME = "same"
    TOLD_AS = "told-as"
    STAGE = "stage"
    NONE = "none"


class Match(msgspec.Struct, frozen=True):
    """A known event with how well a claim fits it, 0 to 1."""

    event: Event
    kinship: Kinship
    score: float


def kinship(claim: Claim, event: Event, pack: Pack) -> Kinship:
    """How the claim's type stands to the event's: the same, another word for it, another rung of one ladder, or nothing.

    That provisions are in force is another word for a law's being partly so.
    """
    if event.type is None:
        return Kinship.NONE
    if claim.event == event.type:
        return Kinship.SAME
    known = pack.event_types.get(claim.event)
    other = pack.event_types.get(event.type)
    if (known and event.type in known.told_as) or (other and claim.event in other.told_as):
        return Kinship.TOLD_AS
    if known and other and known.staged and other.staged and has_scope(claim.facts):
        return Kinship.TOLD_AS
    if pack.stage(claim.subject, claim.event) is not None and pack.stage(claim.subject, event.type) is not None:
        return Kinship.STAGE
    return Kinship.NONE


def matches(claim: Claim, shelf: Shelf, pack: Pack, published: date | None) -> tuple[Match, ...]:
    """The events that a claim may speak of, and below `THRESHOLD` those that it rather does not, best first.

    Ties are broken by id, so that the order never depends on chance.
    """
    found = []
    for rack, event, kin in _candidates(claim, shelf, pack):
        if kin is Kinship.TOLD_AS and (_one_of_many(claim, event, rack) or _retold_long_after(claim, event, published)):
            continue
        if instances_conflict(claim.facts, event.facts) or other_case(claim.facts, event.facts) or _other_occasion(claim, event, pack):
            continue
        if not (_is_too_old(claim, event, shelf.known_at, published) or _is_too_new(claim, event, shelf.known_at, pack)):
            found.append(Match(event, kin, round(_score(claim, event, kin, pack, published), 3)))
    return tuple(sorted(found, key=lambda match: (-match.score, match.event.id)))


def story(claim: Claim, shelf: Shelf, pack: Pack) -> tuple[Event, ...]:
    """The events on other rungs of the ladder that the claim's subject climbs, of the same instance and law where one is named."""
    return tuple(
        event
        for rack in shelf.racks.values()
        if rack.events and kinship(claim, rack.events[0], pack) is Kinship.STAGE
        for event in rack.of_number(claim)
        if not (instances_conflict(claim.facts, event.facts) or laws_differ(claim.facts, event.facts))
    )


def _candidates(claim: Claim, shelf: Shelf, pack: Pack) -> Iterator[tuple[Rack, Event, Kinship]]:
    """The events near a claim of the types on the shelf that are its own, or another word for it.

    That a law was amended by another tells of the day on which that other came into force, too.
    """
    for rack in shelf.racks.values():
        kin = kinship(claim, rack.events[0], pack) if rack.events else Kinship.NONE
        if kin in (Kinship.SAME, Kinship.TOLD_AS):
            yield from ((rack, event, kin) for event in rack.near(claim))
        elif kin is Kinship.STAGE and _is_of_amending(claim, rack.events[0], pack):
            near = (event for event in rack.near(claim) if laws_agree(claim.facts, event.facts))
            yield from ((rack, event, Kinship.TOLD_AS) for event in near if fit_dates(claim.when, event.when) is not Fit.APART)


def _is_of_amending(claim: Claim, event: Event, pack: Pack) -> bool:
    """Whether of the two one tells that a law is amended, and the other that one comes into force."""
    one, other = pack.event_types[claim.event], pack.event_types[event.type or ""]
    return (one.amends and other.staged) or (one.staged and other.amends)


def _one_of_many(claim: Claim, event: Event, rack: Rack) -> bool:
    """Whether an event is one numbered round of several, of which another word without that number tells nothing."""
    if not has_instance(event.facts) or instances_agree(claim.facts, event.facts):
        return False
    return bool(rack.numbered - {event.id})


def _retold_long_after(claim: Claim, event: Event, published: date | None) -> bool:
    """Whether nothing but another word, published months apart, would join two undated tellings of which one is numbered."""
    if claim.when.known or event.when.known or published is None or event.published is None:
        return False
    if has_instance(claim.facts) is has_instance(event.facts):
        return False
    return abs((published - event.published).days) > _SAME_OCCASION_DAYS


def _is_too_old(claim: Claim, event: Event, known_at: date | None, published: date | None) -> bool:
    """Whether an undated claim without a number was published so long before an undated numbered event was known that it is of another."""
    undated = not claim.when.known and not event.when.known
    if not undated or not has_instance(event.facts) or has_instance(claim.facts) or published is None or known_at is None:
        return False
    return (known_at - published).days > _NEAR_DAYS


def _is_too_new(claim: Claim, event: Event, known_at: date | None, pack: Pack) -> bool:
    """Whether something that recurs is told of a day after an occasion without a date was known to have been."""
    if known_at is None or event.when.known or event.published is not None or event.modality is not Modality.OCCURRED:
        return False
    later = claim.when.earliest is not None and claim.when.earliest > known_at
    return later and pack.recurs(claim.subject, claim.event) and not instances_agree(claim.facts, event.facts)


def _other_occasion(claim: Claim, event: Event, pack: Pack) -> bool:
    """Whether figures or dates tell two occasions apart: of what recurs by its figures, of a numbered one by its date.

    Money of the same years is one occasion whatever the figures, which may be of another pot; of other years it never is.
    """
    if other_kind(claim, event, pack) or is_other_step(claim, event):
        return True
    if same_period(claim, event, pack):
        return False
    if other_period(claim, event, pack):
        return True
    apart = fit_dates(claim.when, event.when) is Fit.APART
    if apart and has_instance(event.facts) and not has_instance(claim.facts):
        return True
    figures = [_fit_figures(mine, known) for mine in claim.facts for known in event.facts if _is_figure(mine)]
    return pack.recurs(claim.subject, claim.event) and Fit.APART in figures and not {Fit.EQUAL, Fit.FINER, Fit.COARSER} & set(figures)


def _fit_figures(mine: Fact, known: Fact) -> Fit:
    """How two figures fit. Of few digits the bounds are wide, yet one that is twice the other is another."""
    fit = fit_facts(mine, known)
    if slip_of_units(mine, known):
        return Fit.OVERLAPS
    if fit is not Fit.OVERLAPS or mine.value is None or known.value is None:
        return fit
    low, high = sorted((Decimal(mine.value), Decimal(known.value)))
    return Fit.APART if high > 2 * low else fit


def _score(claim: Claim, event: Event, kin: Kinship, pack: Pack, published: date | None) -> float:
    score = 0.45 if kin is Kinship.SAME else 0.4
    score += _date_score(claim, event, pack, published)
    if instances_agree(claim.facts, event.facts) or same_case(claim.facts, event.facts):
        score += 0.2
    if any(fit_facts(mine, known) in (Fit.EQUAL, Fit.FINER, Fit.COARSER) for mine in claim.facts for known in event.facts):
        score += 0.1
    return min(score, 1.0)


def _date_score(claim: Claim, event: Event, pack: Pack, published: date | None) -> float:
    if same_period(claim, event, pack):
        return 0.3
    fit = fit_dates(claim.when, event.when)
    recurs = pack.recurs(claim.subject, claim.event)
    if fit is Fit.UNSAID:
        if not recurs:
            return 0.2
        dated = event.when.known or event.published is not None
        return (0.2 if dated else 0.1) if _same_occasion(claim, event, published) else -0.2
    if fit is Fit.APART:
        # What happens once is the same event even where its date is told wrongly, and so is a plan that slips; what recurs is another.
        apart = days_apart(claim.when, event.when) or 0
        reach = _reach(claim, event) if recurs else _NEAR_DAYS
        return 0.1 if apart <= reach else -0.2
    return {Fit.EQUAL: 0.4, Fit.FINER: 0.35, Fit.COARSER: 0.3, Fit.OVERLAPS: 0.2}[fit]


def _reach(claim: Claim, event: Event) -> int:
    """Days within which two dates of something that recurs may be of one occasion: a plan slips, and a number comes once.

    Of the same figures within a week one date is wrong.
    """
    if event.modality in _PLANS:
        return _SLIP_DAYS
    if instances_agree(claim.facts, event.facts) or same_case(claim.facts, event.facts):
        return _NUMBERED_DAYS
    same = any(_is_figure(mine) and fit_facts(mine, known) is Fit.EQUAL for mine in claim.facts for known in event.facts)
    return _MISTAKEN_DAYS if same else 0


def _is_figure(fact: Fact) -> bool:
    return fact.name in ("count", "amount")


def _same_occasion(claim: Claim, event: Event, published: date | None) -> bool:
    """Whether two tellings of something that recurs, one of them undated, are close enough to be of one occasion."""
    if instances_agree(claim.facts, event.facts) or same_case(claim.facts, event.facts):
        return True
    told = _told_when(event.when, event.published)
    mine = _told_when(claim.when, published)
    if not told.known:
        return True
    if not mine.known:
        return any(fact.name == "amount" and fit_facts(fact, old) is Fit.EQUAL for fact in claim.facts for old in event.facts)
    return (days_apart(told, mine) or 0) <= _SAME_OCCASION_DAYS


def _told_when(when: When, published: date | None) -> When:
    """When something is said to have happened, or else when it was told."""
    return when if when.known else When(published, published)
