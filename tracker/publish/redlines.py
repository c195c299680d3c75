"""What a later version or stage of a document changed in it, where both were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.diff.editions import chosen
from tracker.diff.redline import redline
from tracker.digest.material import EditionChange
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.redline import Edition
from tracker.read.figures import figures
from tracker.store import Store

_FOLLOWING = (Verdict.SUPERSEDES, Verdict.ADVANCES)
_MOST = 8
"""So many documents of one digest are compared: each costs up to seconds."""


def edition_changes(store: Store, findings: Iterable[RecordedFinding]) -> tuple[EditionChange, ...]:
    """For each finding that tells of a later version or stage the document that bears it against the one before, each pair once."""
    found: dict[tuple[int, int], EditionChange] = {}
    editions: dict[str, tuple[Edition, ...]] = {}
    for recorded in findings:
        finding = recorded.finding
        if finding.verdict not in _FOLLOWING or finding.background or not finding.tell or recorded.withdrawn or len(found) >= _MOST:
            continue
        known = editions.setdefault(finding.subject, store.editions(finding.subject) if finding.subject not in editions else ())
        pair = _pair(known, recorded)
        if pair is None or (key := (pair[0].document, pair[1].document)) in found:
            continue
        old, new = (store.stored_edition(one).document for one in pair)
        compared = redline(old, new, figures=figures)
        if compared.problem is None:
            found[key] = EditionChange(finding=recorded, old=pair[0], new=pair[1], redline=compared)
    return tuple(found.values())


def _pair(editions: Sequence[Edition], recorded: RecordedFinding) -> tuple[Edition, Edition] | None:
    own = next((one for one in editions if one.snapshot == recorded.evidence.snapshot), None)
    pair = chosen(editions, None, f"#{own.document}") if own is not None else ""
    return None if isinstance(pair, str) else pair
