"""How sure a statement is by the day that it was published on: what lies ahead is planned, what lies behind has been."""

from __future__ import annotations

from datetime import date

import msgspec

from tracker.model.reading import Modality
from tracker.model.when import UNKNOWN, Precision, When

_SEASONS = (Precision.MONTH, Precision.SEASON, Precision.QUARTER, Precision.HALF, Precision.FISCAL_QUARTER, Precision.FISCAL_HALF)


class Publication(msgspec.Struct, frozen=True):
    """When a text was put up: on the `day` that it says itself, if it does, and no later than `seen.latest`, when it was first seen.

    `seen.earliest` is the day of the look before, where that did not show its dates yet: only then were they written in between.
    """

    day: date | None = None
    seen: When = UNKNOWN

    @property
    def since(self) -> date | None:
        """The first day on which it can have been put up, as far as one is known."""
        return self.day or self.seen.earliest

    @property
    def until(self) -> date | None:
        """The last day on which its words can have been written; a text may be corrected after its own day."""
        return max((day for day in (self.day, self.seen.latest) if day is not None), default=None)

    @property
    def years_by(self) -> date | None:
        """The last day that a date without a year can lie on, where it is told as past."""
        return self.day if self.seen.earliest is None else self.until


def in_time(
    modality: Modality, when: When, publication: Publication, *, present: bool, bare: bool, past: bool, leads_over: bool
) -> Modality:
    """What is told as fact of a day after publication is announced; what a present tense announces of a day gone by has been.

    What the past tense tells of a day between that of the text and that on which it was seen has been too: it was corrected since.
    So has what is of a day that has come and only leads over to a plan (12日に開き、…する方針). A headline that ends with the bare noun
    (今夏に閣議決定) announces, where its season or month is not over: what has been has a day.
    """
    day, since = publication.day, publication.since
    if bare and modality is Modality.OCCURRED and day is not None and when.earliest is None and when.latest is not None:
        return Modality.SCHEDULED if when.latest > day else modality
    if when.earliest is None:
        return modality
    if bare and modality is Modality.OCCURRED and day is not None and when.precision in _SEASONS and when.latest and when.latest > day:
        return Modality.SCHEDULED
    last = publication.until if past or day is None else day
    if modality is Modality.OCCURRED and last is not None and when.earliest > last:
        return Modality.SCHEDULED
    if since is None:
        return modality
    if leads_over and modality is Modality.EXPECTED and when.exact is not None and when.exact <= since:
        return Modality.OCCURRED
    if present and modality is Modality.SCHEDULED and when.latest is not None and when.latest < since:
        return Modality.OCCURRED
    return modality
