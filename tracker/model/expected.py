"""How long stages have taken, and what is expected from it. Nothing of this is evidence: it is computed, never kept."""

from __future__ import annotations

from datetime import date
from statistics import median

import msgspec

from tracker.model.source import Label
from tracker.model.timeline import Event


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One subject that went from one stage to another: the two events, and their days."""

    subject: str
    first: str
    then: str
    since: date
    until: date

    @property
    def days(self) -> int:
        """How long it took."""
        return (self.until - self.since).days


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """All cases of a ladder's subjects going from one stage (`first`, an event type) to another (`then`), oldest first."""

    ladder: str
    first: str
    then: str
    cases: tuple[Case, ...]

    @property
    def shortest(self) -> int:
        """Days of the quickest case."""
        return min(case.days for case in self.cases)

    @property
    def median(self) -> float:
        """Days of the case in the middle."""
        return median(case.days for case in self.cases)

    @property
    def longest(self) -> int:
        """Days of the slowest case."""
        return max(case.days for case in self.cases)


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """An event that nobody has announced: computed from how long such stages took, or from what comes round each year.

    `event` stands in no timeline; its id stays the same as long as its ground does. `basis` says in words what it rests on, and `cases`
    on how many it does. `firm` ones are overdue when their days pass in silence; the others are dropped.
    """

    event: Event
    basis: Label
    cases: int
    firm: bool
