"""Steps of one law: which provisions come into force when, and by which amending law. Two steps are two events."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from tracker.model.pack import Pack
from tracker.model.reading import AMENDING_LAW, SCOPE, Claim, Fact, Modality
from tracker.model.timeline import Event
from tracker.reconcile.compare import Fit, fit_dates

_REFERENCE = re.compile(r"(附則)?第([0-9]{1,4})(条|章|節)(?:から(?:附則)?第([0-9]{1,4})(?:条|章|節)まで)?")
_COMMON = re.compile(
    r"\b(?:provisions|rules|sections|chapters|on|for|regarding|concerning|relating|establishing|to|about|of|the|and)\b|(?:に関する|に係る|についての|の)?規定$"
)
_LONGEST_RANGE = 400
_ALIKE = 60
"""Percent of likeness from which two wordings may mean the same provisions."""
_NAMES = (AMENDING_LAW, SCOPE)
_PLANS = (Modality.SCHEDULED, Modality.EXPECTED, Modality.POSTPONED)


def has_scope(facts: Iterable[Fact]) -> bool:
    """Whether facts say which provisions are meant."""
    return any(fact.name == SCOPE for fact in facts)


def laws_differ(one: Iterable[Fact], other: Iterable[Fact]) -> bool:
    """Whether both name the law that something is changed by, and no law that is the same."""
    first, second = (_values(facts, AMENDING_LAW) for facts in (one, other))
    return bool(first and second) and first.isdisjoint(second)


def laws_agree(one: Iterable[Fact], other: Iterable[Fact]) -> bool:
    """Whether both name one and the same law that something is changed by."""
    return bool(_values(one, AMENDING_LAW) & _values(other, AMENDING_LAW))


def scopes_differ(one: Iterable[Fact], other: Iterable[Fact]) -> bool:
    """Whether both name articles or chapters, of one kind, and none that is the same."""
    first, second = (_provisions(_values(facts, SCOPE)) for facts in (one, other))
    alike = {unit for unit, _ in first} & {unit for unit, _ in second}
    return bool(alike) and first.isdisjoint(second)


def is_other_step(claim: Claim, event: Event) -> bool:
    """Whether a claim is of another step than an event: of another law, of other provisions.

    On another day it is so too where only one of the two names provisions, or both in words that have nothing in common. In words
    of another language they say nothing: then what is planned has moved, and what has been is another step.
    """
    if not any(fact.name in _NAMES for fact in claim.facts) and not any(fact.name in _NAMES for fact in event.facts):
        return False
    if laws_differ(claim.facts, event.facts) or scopes_differ(claim.facts, event.facts):
        return True
    if fit_dates(claim.when, event.when) is not Fit.APART:
        return False
    mine, theirs = _values(claim.facts, SCOPE), _values(event.facts, SCOPE)
    if not mine:
        return bool(_provisions(theirs))
    if not theirs:
        return True
    alike = _in_words_alike(mine, theirs)
    return event.modality not in _PLANS if alike is None else not alike


def begins_with(claim: Claim, event: Event, pack: Pack) -> bool:
    """Whether a claim tells that provisions came into force on the day of an earlier stage, which says nothing of that (promulgated)."""
    told, had = (pack.event_types.get(name or "") for name in (claim.event, event.type))
    if told is None or had is None or not told.staged or had.staged:
        return False
    return (pack.stage(event.subject, had.id) or 0) < (pack.stage(claim.subject, told.id) or 0)


def _in_words_alike(mine: set[str], theirs: set[str]) -> bool | None:
    """Whether some of the words are alike; None where none are of one language, or one side names its articles."""
    if bool(_provisions(mine)) != bool(_provisions(theirs)):
        return None
    pairs = [(_telling(one), _telling(other)) for one in mine for other in theirs if one.isascii() == other.isascii()]
    if not pairs:
        return None
    return any(one == other or fuzz.token_set_ratio(one, other) >= _ALIKE for one, other in pairs)


def _telling(words: str) -> str:
    """The words of a scope without those that all scopes have."""
    return _COMMON.sub("", words.casefold()).strip()


def _values(facts: Iterable[Fact], name: str) -> set[str]:
    return {fact.value for fact in facts if fact.name == name and fact.value}


def _provisions(scopes: Iterable[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for scope in scopes:
        match = _REFERENCE.fullmatch(scope)
        if match is not None:
            first = int(match.group(2))
            last = min(int(match.group(4) or first), first + _LONGEST_RANGE)
            found.update((match.group(3), f"{match.group(1) or ''}{number}") for number in range(first, last + 1))
    return found
