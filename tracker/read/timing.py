"""How sure a statement is by the day that it was published on: what lies ahead is planned, what lies behind has been."""

from __future__ import annotations

from datetime import date

from tracker.model.reading import Modality
from tracker.model.when import Precision, When

_SEASONS = (Precision.MONTH, Precision.SEASON, Precision.QUARTER, Precision.HALF, Precision.FISCAL_QUARTER, Precision.FISCAL_HALF)


def in_time(modality: Modality, when: When, published: date | None, *, present: bool, bare: bool, leads_over: bool) -> Modality:
    """What is told as fact of a day after publication is announced; what a present tense announces of a day gone by has been.

    So has what is of a day that has come and only leads over to a plan (12日に開き、…する方針). A headline that ends with the bare noun
    (今夏に閣議決定) announces, where its season or month is not over: what has been has a day.
    """
    if bare and modality is Modality.OCCURRED and published is not None and when.earliest is None and when.latest is not None:
        return Modality.SCHEDULED if when.latest > published else modality
    if published is None or when.earliest is None:
        return modality
    if bare and modality is Modality.OCCURRED and when.precision in _SEASONS and when.latest is not None and when.latest > published:
        return Modality.SCHEDULED
    if modality is Modality.OCCURRED and when.earliest > published:
        return Modality.SCHEDULED
    if leads_over and modality is Modality.EXPECTED and when.exact is not None and when.exact <= published:
        return Modality.OCCURRED
    if present and modality is Modality.SCHEDULED and when.latest is not None and when.latest < published:
        return Modality.OCCURRED
    return modality
