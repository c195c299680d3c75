"""Two mentions of one event are one claim."""

from __future__ import annotations

import msgspec

from tracker.model.reading import AMENDING_LAW, SCOPE, Claim, Fact, Modality
from tracker.model.when import Precision, When

_MOST_COMPARED = 40
"""No honest text tells one event more often; a hostile one must not cost the square of its length."""


_APART = ("ordinal", "version", "amount", SCOPE, AMENDING_LAW)
"""The facts that tell two events apart where they differ."""


def merge(claims: list[Claim]) -> tuple[Claim, ...]:
    """Claims in order, each event once: the same subject, event and modality with dates and numbers that do not contradict."""
    kept: list[Claim] = []
    places: dict[tuple[str, str], list[int]] = {}
    for claim in claims:
        alike = places.setdefault((claim.subject, claim.event), [])
        for index in alike[-_MOST_COMPARED:]:
            if _same(kept[index], claim):
                kept[index] = _both(kept[index], claim)
                break
        else:
            alike.append(len(kept))
            kept.append(claim)
    outdone = {
        index for alike in places.values() for index in alike if any(_outdone(kept[index], kept[other]) for other in alike[:_MOST_COMPARED])
    }
    return tuple(claim for index, claim in enumerate(kept) if index not in outdone)


def unsaid(opened: tuple[Claim, ...], claims: list[Claim]) -> tuple[Claim, ...]:
    """What was told before and is not told again: it is of no place in this text."""
    said = {(claim.subject, claim.event) for claim in claims}
    return tuple(msgspec.structs.replace(one, quote="", start=0, end=0) for one in opened if (one.subject, one.event) not in said)


def on_its_first_day(claim: Claim) -> Claim:
    """What opens for a time is an event of the first day of that."""
    when = claim.when
    if when.precision is not Precision.RANGE or when.earliest is None:
        return claim
    return msgspec.structs.replace(claim, when=When(when.earliest, when.earliest, Precision.DAY))


def _outdone(claim: Claim, other: Claim) -> bool:
    """A bare noun that seems to report is outdone by a dated announcement of the same event in the same sentence."""
    return (
        claim.modality is Modality.OCCURRED
        and other.modality in (Modality.SCHEDULED, Modality.EXPECTED)
        and not claim.when.known
        and other.when.known
        and claim.start == other.start
        and _agree(claim.facts, other.facts, "ordinal")
    )


def _same(one: Claim, other: Claim) -> bool:
    if (one.subject, one.event, one.modality) != (other.subject, other.event, other.modality):
        return False
    if one.when.known and other.when.known and not (one.when.within(other.when) or other.when.within(one.when)):
        return False
    return all(_agree(one.facts, other.facts, name) for name in _APART)


def _agree(one: tuple[Fact, ...], other: tuple[Fact, ...], name: str) -> bool:
    first = {fact.value for fact in one if fact.name == name}
    second = {fact.value for fact in other if fact.name == name}
    return not first or not second or not first.isdisjoint(second)


def _both(one: Claim, other: Claim) -> Claim:
    known = {(fact.name, fact.value) for fact in one.facts}
    facts = (*one.facts, *(fact for fact in other.facts if (fact.name, fact.value) not in known))
    sharper = other if _sharper(other.when, one.when) else one
    return msgspec.structs.replace(sharper, facts=facts)


def _sharper(when: When, than: When) -> bool:
    if not when.known:
        return False
    if not than.known:
        return True
    days, other = when.days, than.days
    return days is not None and (other is None or days < other)
