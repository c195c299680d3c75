"""What a later version or stage of a document changed in it, where both were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.diff.editions import chosen
from tracker.diff.redline import redline
from tracker.digest.material import EditionChange
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.redline import Edition, Fate, Redline
from tracker.read.figures import figures
from tracker.store import Store

_FOLLOWING = (Verdict.SUPERSEDES, Verdict.ADVANCES)
_LEAST_COMMON, _LEAST_SHARE, _LEAST_CHARACTERS = 3, 0.3, 200
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
        if _is_of_one_text(compared):
            found[key] = EditionChange(finding=recorded, old=pair[0], new=pair[1], redline=compared)
    return tuple(found.values())


def _is_of_one_text(compared: Redline) -> bool:
    """Whether one of the two came from the other: two reports on stages of one subject are no versions of each other.

    What short notices of one office have in common is how the office writes.
    """
    counts = compared.counts
    shared = [passage.new or "" for passage in compared.passages if passage.fate not in (Fate.NEW, Fate.DROPPED)]
    if sum(map(len, shared)) < _LEAST_CHARACTERS:
        return False
    common = len(shared)
    smaller = common + min(counts["new"], counts["dropped"])
    return common >= _LEAST_COMMON and common >= smaller * _LEAST_SHARE


def _pair(editions: Sequence[Edition], recorded: RecordedFinding) -> tuple[Edition, Edition] | None:
    own = next((one for one in editions if one.snapshot == recorded.evidence.snapshot), None)
    pair = chosen(editions, None, f"#{own.document}") if own is not None else ""
    return None if isinstance(pair, str) else pair
