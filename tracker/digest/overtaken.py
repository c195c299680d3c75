"""What a later finding of the same digest overtook: a plan is told as it stands now or as what became of it, with what it was before."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.model.finding import Finding, RecordedFinding, Verdict
from tracker.model.reading import Modality

_PLANNED = frozenset({Modality.SCHEDULED, Modality.EXPECTED})
_PLANNING = frozenset({Verdict.ADDS, Verdict.CONFIRMS, Verdict.REFINES, Verdict.MOVES, Verdict.ADVANCES})
_ENDED = frozenset({Modality.OCCURRED, Modality.CANCELLED})


def overtaken(findings: Iterable[RecordedFinding]) -> dict[int, RecordedFinding]:
    """By the number of each finding that a later one overtook, the last of those that did."""
    last: dict[int, RecordedFinding] = {}
    settled: dict[str, list[RecordedFinding]] = {}
    for recorded in sorted(findings, key=lambda one: -one.id):
        finding = recorded.finding
        if finding.event is None or finding.background:
            continue
        later = next((one for one in settled.get(finding.event, ()) if _overtakes(one.finding, finding)), None)
        if later is not None:
            last[recorded.id] = last.get(later.id, later)
        if (finding.verdict is Verdict.MOVES or _ends(finding)) and not finding.reported:
            settled.setdefault(finding.event, []).append(recorded)
    return last


def _ends(finding: Finding) -> bool:
    """Whether a plan is carried out or called off by it."""
    return finding.verdict is Verdict.ADVANCES and finding.modality in _ENDED and finding.was_modality in _PLANNED


def _overtakes(later: Finding, finding: Finding) -> bool:
    """Whether what was moved or came to its end is just what the other finding tells. What is only reported does neither."""
    if finding.verdict not in _PLANNING or finding.modality not in _PLANNED or later.was is None:
        return False
    if not finding.when.known or not later.was.known:
        return _ends(later) and finding.when == later.was
    return later.was.overlaps(finding.when)
