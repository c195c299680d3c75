"""The years that money is for. They tell two budgets apart, and never say when one was decided."""

from __future__ import annotations

import re
from datetime import date

from tracker.model.pack import Pack, Pot
from tracker.model.reading import Claim
from tracker.model.timeline import Event
from tracker.model.when import UNKNOWN, Precision, When

_FISCAL_YEARS = re.compile(r"FY([0-9]{4})(?:-FY([0-9]{4}))?")


def period_of_event(event: Event, pack: Pack) -> When:
    """The fiscal years of an event's money: by its pot, or by its own date where that is the year of what comes anew each year."""
    if event.period.known:
        return event.period
    for fact in event.facts:
        pot = pack.pots.get(fact.pot or "")
        found = period_of_pot(pot) if pot is not None else UNKNOWN
        if found.known:
            return found
    subject = pack.subjects.get(event.subject)
    return event.when if event.when.precision is Precision.FISCAL_YEAR and subject is not None and subject.cyclic else UNKNOWN


def period_of_pot(pot: Pot) -> When:
    """The fiscal years of a pot, where it names them as FY2026 or FY2026-FY2030."""
    return _parsed(pot.period) if pot.period else UNKNOWN


def same_period(claim: Claim, event: Event, pack: Pack) -> bool:
    """Whether both say of which years their money is, and say the same."""
    theirs = period_of_event(event, pack)
    return theirs.known and (theirs.earliest, theirs.latest) == (claim.period.earliest, claim.period.latest)


def other_period(claim: Claim, event: Event, pack: Pack) -> bool:
    """Whether both say of which years their money is, and mean other years."""
    theirs = period_of_event(event, pack)
    return theirs.known and claim.period.known and not same_period(claim, event, pack)


def _parsed(text: str) -> When:
    match = _FISCAL_YEARS.fullmatch(text)
    if match is None:
        return UNKNOWN
    first, last = int(match.group(1)), int(match.group(2) or match.group(1))
    return When(date(first, 4, 1), date(last + 1, 3, 31), Precision.FISCAL_YEAR if first == last else Precision.RANGE)
