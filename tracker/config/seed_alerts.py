"""The part of timeline.yaml that says what is worth a word at once."""

from __future__ import annotations

from collections.abc import Collection

from tracker.config.faults import Faults
from tracker.model.delivery import DEADLINE, TOLD_AT_ONCE
from tracker.model.pack import Alerting


def read_alerting(value: object, types: Collection[str], faults: Faults) -> Alerting:
    """The preset and the event types that are deadlines. Faults are noted; what is faulty is left out."""
    found = faults.mapping({} if value is None else value, ("alerts",), ("preset", "deadlines"))
    words = (*types, *TOLD_AT_ONCE, DEADLINE)
    return Alerting(
        preset=faults.some_of(found.get("preset"), ("alerts", "preset"), words, "event type or verdict"),
        deadlines=faults.some_of(found.get("deadlines"), ("alerts", "deadlines"), types, "event type"),
    )
