"""What the passing of time does to the timeline: what is overdue today, what is coming, and what has just been."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from tracker.digest.windows import implied_closings
from tracker.digest.zone import local_day
from tracker.model.digest import Digest
from tracker.model.pack import Pack
from tracker.model.reading import Modality
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import When

LATELY = timedelta(days=60)
"""How far back an event is recent."""

NEAR, FAR = timedelta(days=30), timedelta(days=90)
"""The two horizons of what is coming."""

AHEAD = frozenset({Modality.SCHEDULED, Modality.EXPECTED})
_HAPPENED = frozenset({Modality.OCCURRED, Modality.REPORTED})


class Coming(NamedTuple):
    """An event ahead: the day that is next about it (its first, or once begun its last), and how sure it is as of today.

    In its days of grace the day lies in the past.
    """

    event: Event
    day: date
    modality: Modality
    near: bool


def overdue(timeline: Timeline, today: date, pack: Pack) -> tuple[Event, ...]:
    """Events that were scheduled or expected by a day before today and that nothing has resolved, longest overdue first.

    An event that another one supersedes is resolved, and a deadline comes by itself. A day that is today is not over yet, and the pack
    grants days of grace.
    """
    replaced = {old for event in timeline.events.values() if not event.withdrawn for old in event.supersedes}
    late = [
        event
        for event in timeline.events.values()
        if _is_live(event) and event.modality in AHEAD and event.id not in replaced and _is_past_grace(event, today, pack)
    ]
    return tuple(sorted(late, key=lambda event: (event.when.latest or today, event.id)))


def coming(timeline: Timeline, today: date, pack: Pack) -> tuple[Coming, ...]:
    """Events of the next 90 days, by date, and those in their days of grace.

    What is said to have happened after today is shown as scheduled: it has not. What is open from one day to another has its last day
    among them, though nobody tells it as an event.
    """
    late = {event.id for event in overdue(timeline, today, pack)}
    found = []
    for event in (*timeline.events.values(), *implied_closings(timeline, pack)):
        modality = _as_of(event, today)
        day = next_day(event.when, today) or (event.when.latest if event.id not in late and _is_in_grace(event, today, pack) else None)
        if _is_live(event) and modality in AHEAD and day is not None and day <= today + FAR:
            found.append(Coming(event, day, modality, near=day <= today + NEAR))
    return tuple(sorted(found, key=lambda one: (one.day, one.event.id)))


def recent(timeline: Timeline, today: date) -> tuple[Event, ...]:
    """What happened in the last 60 days or, where the timeline has nothing of them, in the 60 days before it was known; newest first."""
    happened = [event for event in timeline.events.values() if _is_live(event) and event.modality in _HAPPENED]
    known = local_day(timeline.known_at) if timeline.known_at else today
    for end in (today, min(known, today)):
        found = [event for event in happened if event.when.earliest and event.when.latest and end - LATELY < event.when.latest <= end]
        if found:
            return tuple(sorted(found, key=lambda event: (-(event.when.latest or end).toordinal(), event.id)))
    return ()


def next_day(when: When, today: date) -> date | None:
    """The first day of an interval or, where it has begun, its last; None where both are over or not known."""
    return next((day for day in (when.earliest, when.latest) if day is not None and day >= today), None)


def told_overdue(digests: Iterable[Digest]) -> dict[str, date | None]:
    """Which events earlier digests told as overdue, with the due day that they had: what `Material.told_overdue` wants."""
    told: dict[str, date | None] = {}
    for digest in digests:
        for section in digest.sections:
            if section.name == "overdue":
                told.update({entry.event: entry.when.latest for entry in section.entries if entry.event})
    return told


def told_put_off(digests: Iterable[Digest]) -> dict[str, date]:
    """The last day of the new date of each event that earlier digests, oldest first, told as moved: what `Material.put_off` wants."""
    told: dict[str, date] = {}
    for digest in digests:
        for section in digest.sections:
            if section.name == "moved":
                told.update({entry.event: entry.when.latest for entry in section.entries if entry.event and entry.when.latest})
    return told


def _is_in_grace(event: Event, today: date, pack: Pack) -> bool:
    due = event.when.latest
    return due is not None and due < today and not pack.is_deadline(event.type) and not _is_past_grace(event, today, pack)


def _is_past_grace(event: Event, today: date, pack: Pack) -> bool:
    due = event.when.latest
    return due is not None and not pack.is_deadline(event.type) and (today - due).days > pack.grace_of(event.type)


def _is_live(event: Event) -> bool:
    return event.kind is RowKind.EVENT and not event.withdrawn


def _as_of(event: Event, today: date) -> Modality:
    start = event.when.earliest
    return Modality.SCHEDULED if event.modality is Modality.OCCURRED and start is not None and start > today else event.modality
