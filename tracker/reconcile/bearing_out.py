"""Which findings bear out what the timeline has of an event now: what it was before is no evidence for it."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.model.finding import Finding, RecordedFinding
from tracker.model.timeline import Event
from tracker.reconcile.compare import Fit, fit_dates, fit_facts

_APART = (Fit.APART, Fit.UNSAID)


def bearing_out(event: Event, found: Iterable[RecordedFinding]) -> tuple[RecordedFinding, ...]:
    """The findings that agree with the event as it stands, one of each source, the best word first.

    Best is who gives its very date, and as sure as it is; then the best authority, then who said it first.
    """

    def standing(one: RecordedFinding) -> tuple[object, ...]:
        fit = fit_dates(one.finding.when, event.when)
        told = one.finding.modality is event.modality
        return (fit is not Fit.EQUAL, fit is Fit.UNSAID, not told, one.evidence.authority.rank, one.evidence.seen, one.id)

    best: dict[str, RecordedFinding] = {}
    for one in sorted((one for one in found if _agrees(one.finding, event)), key=standing):
        best.setdefault(one.evidence.source, one)
    return tuple(best.values())


def _agrees(finding: Finding, event: Event) -> bool:
    if fit_dates(finding.when, event.when) is Fit.APART:
        return False
    for fact in finding.facts:
        fits = {fit_facts(fact, known) for known in event.facts if known.name == fact.name}
        if Fit.APART in fits and fits.issubset(_APART):
            return False
    return True
