"""What a later finding of the same digest overtook: a plan is told as it stands now, and by that with what it was before."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.model.finding import Finding, RecordedFinding, Verdict
from tracker.model.reading import Modality

_PLANNED = frozenset({Modality.SCHEDULED, Modality.EXPECTED})
_PLANNING = frozenset({Verdict.ADDS, Verdict.CONFIRMS, Verdict.REFINES, Verdict.MOVES, Verdict.ADVANCES})


def overtaken(findings: Iterable[RecordedFinding]) -> dict[int, RecordedFinding]:
    """By the number of each finding that a later one overtook, the last of those that did."""
    last: dict[int, RecordedFinding] = {}
    moved: dict[str, list[RecordedFinding]] = {}
    for recorded in sorted(findings, key=lambda one: -one.id):
        finding = recorded.finding
        if finding.event is None or finding.background:
            continue
        later = next((one for one in moved.get(finding.event, ()) if _overtakes(one.finding, finding)), None)
        if later is not None:
            last[recorded.id] = last.get(later.id, later)
        if finding.verdict is Verdict.MOVES and not finding.reported:
            moved.setdefault(finding.event, []).append(recorded)
    return last


def _overtakes(later: Finding, finding: Finding) -> bool:
    """Whether what was moved is just what the other finding tells. What is only reported moves nothing."""
    plan = finding.verdict in _PLANNING and finding.modality in _PLANNED and finding.when.known
    return plan and later.was is not None and later.was.known and later.was.overlaps(finding.when)
