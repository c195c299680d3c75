"""How much an entry matters: by how far its matter binds, and by whether it changes what the reader knew."""

from __future__ import annotations

from tracker.model.delivery import Importance
from tracker.model.digest import Entry
from tracker.model.pack import LegalForce

_BINDING = frozenset({LegalForce.STATUTE, LegalForce.ORDER, LegalForce.CABINET_DECISION})
_GUIDING = frozenset({LegalForce.GUIDELINE, LegalForce.VOLUNTARY_CODE, LegalForce.PROGRAMME})
_NO_NEWS = frozenset({"confirms", "refines", "changed"})
"""Verdicts that leave what was known as it was: one step less."""


def importance_of(entry: Entry) -> Importance:
    """High is what binds, normal what guides or pays, low all else; what is only confirmed or reworded is one step less."""
    force = LegalForce(entry.force) if entry.force else None
    step = 0 if force in _BINDING else 1 if force in _GUIDING else 2
    step = min(step + (entry.verdict in _NO_NEWS), 2)
    return list(Importance)[step]
