"""Totals that a page goes on showing: the same sum is no evidence of today's where one more round has come since."""

from __future__ import annotations

from datetime import date

from tracker.model.reading import Modality
from tracker.model.timeline import Event, RowKind
from tracker.reconcile.compare import has_instance
from tracker.reconcile.shelf import Shelf

_SUMS = ("amount", "count")
_HAPPENED = (Modality.OCCURRED, Modality.REPORTED)


def round_since(total: Event, shelf: Shelf, today: date) -> Event | None:
    """The last numbered occasion of the same subject since a standing total was known; None where the total may be today's."""
    if total.kind is not RowKind.FACT or total.when.known or shelf.known_at is None or not any(fact.name in _SUMS for fact in total.facts):
        return None
    known_at = shelf.known_at
    later = [
        (one.when.earliest, one.id, one)
        for one in shelf
        if has_instance(one.facts) and one.modality in _HAPPENED and one.when.earliest and known_at < one.when.earliest <= today
    ]
    return max(later)[2] if later else None
