"""What a source that learns its rhythm has shown so far, and whether the calendar expects something of its tracks."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tracker.model.reading import Modality
from tracker.model.source import Source
from tracker.model.timeline import Event, Timeline
from tracker.store import Store
from tracker.watch.rhythm import Past

_CHANGES = 20
_REACH = timedelta(days=2)
_WIDEST = timedelta(days=14)
_AWAITED = frozenset({Modality.SCHEDULED, Modality.EXPECTED})


def past_of(store: Store, source: Source, now: datetime) -> Past:
    """The last changes of a source, and whether a step with a date is near on one of its tracks."""
    return Past(changes=store.change_times(source.id, _CHANGES), expected=is_expected(store.timeline(), source, now.date()))


def is_expected(timeline: Timeline, source: Source, today: date) -> bool:
    """Whether an event that is scheduled or expected lies within two days. One that may be any time of a month hurries nobody."""
    return any(_is_near(event, today) for event in timeline.events.values() if not set(event.tracks).isdisjoint(source.tracks))


def _is_near(event: Event, today: date) -> bool:
    when = event.when
    if event.modality not in _AWAITED or when.earliest is None or when.latest is None or when.latest - when.earliest > _WIDEST:
        return False
    return when.earliest - _REACH <= today <= when.latest + _REACH
