"""Two readings of one past held against each other: which findings are in both, and which appear, vanish or are others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

import msgspec

from tracker.model.finding import RecordedFinding
from tracker.reconcile.signature import finding_signature


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What is told in another reading and was not, what was and is not, and what is told otherwise (before, after), each as seen.

    `same` counts what both tell, be it from another source.
    """

    same: int
    appears: tuple[RecordedFinding, ...] = ()
    vanishes: tuple[RecordedFinding, ...] = ()
    changes: tuple[tuple[RecordedFinding, RecordedFinding], ...] = ()


def difference(
    old: Iterable[RecordedFinding], new: Iterable[RecordedFinding], shows: Callable[[RecordedFinding], bool] = lambda _: True
) -> Difference:
    """Hold what two readings tell against each other. Withdrawn findings and those that are only counted are left out.

    Only what `shows` is true of is answered, of a pair when it is true of either: all are matched first, since what one rule or source
    does not tell any more another may.
    """
    before, after = (_told(found) for found in (old, new))
    same, before, after = _matched(before, after, lambda one: finding_signature(one.finding))
    pairs, before, after = _matched(before, after, _place)
    same, pairs = ([pair for pair in found if any(map(shows, pair))] for found in (same, pairs))
    return Difference(
        same=len(same),
        appears=tuple(filter(shows, after)),
        vanishes=tuple(filter(shows, before)),
        changes=tuple(sorted(pairs, key=lambda pair: _when(pair[0]))),
    )


def _told(found: Iterable[RecordedFinding]) -> list[RecordedFinding]:
    return sorted((one for one in found if one.finding.tell and not one.withdrawn), key=_when)


def _when(one: RecordedFinding) -> tuple[object, ...]:
    return (one.evidence.seen, one.evidence.source, one.evidence.url, not one.main, finding_signature(one.finding))


def _place(one: RecordedFinding) -> Hashable:
    """Where it was read: what says something else of the same matter there is the same finding, told otherwise."""
    return (one.evidence.source, one.evidence.url, one.evidence.snapshot, one.finding.subject)


def _matched(
    old: list[RecordedFinding], new: list[RecordedFinding], key: Callable[[RecordedFinding], Hashable]
) -> tuple[list[tuple[RecordedFinding, RecordedFinding]], list[RecordedFinding], list[RecordedFinding]]:
    """Pairs of one key, and what is left of either side."""
    waiting: dict[Hashable, list[RecordedFinding]] = defaultdict(list)
    for one in old:
        waiting[key(one)].append(one)
    pairs, left = [], []
    for one in new:
        if waiting[key(one)]:
            pairs.append((waiting[key(one)].pop(0), one))
        else:
            left.append(one)
    gone = {one.id for found in waiting.values() for one in found}
    return pairs, [one for one in old if one.id in gone], left
