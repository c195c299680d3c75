"""What makes two findings the same news: the same verdict on the same event, with the same date and figures, whoever says it."""

from __future__ import annotations

import hashlib
import json

from tracker.model.finding import Finding, Verdict

_BY_EVENT = (Verdict.CONFIRMS, Verdict.AMBIGUOUS)


def finding_signature(finding: Finding) -> str:
    """64 hex digits. A confirmation is told by event and rule; all else by what is said, so that a changed mind is news again."""
    facts = sorted((fact.name, fact.value or "", fact.unit or "") for fact in finding.facts)
    # What was only reported is news again once it is official, or told by a second voice.
    said = [
        *(["reported"] if finding.reported else []),
        finding.modality.value,
        str(finding.when.earliest),
        str(finding.when.latest),
        facts,
    ]
    news = [finding.rule] if finding.verdict in _BY_EVENT else said
    parts = [finding.event or finding.subject, finding.type, finding.verdict.value, news]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
