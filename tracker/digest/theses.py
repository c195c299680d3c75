"""What rests on other events: theses by their conditions, expectations by their indicators. Neither is ever called true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tracker.digest.dates import AHEAD
from tracker.digest.titles import event_title
from tracker.model.digest import Bearing, Condition, Rung
from tracker.model.pack import Pack
from tracker.model.reading import Modality
from tracker.model.source import Label
from tracker.model.timeline import Event, Indicator, RowKind, Timeline

MET, OPEN, LATE, STANDS = "met", "open", "too-late", "stands"

STATES = {
    MET: Label("充足", "met"),
    OPEN: Label("未充足", "not met yet"),
    LATE: Label("期限内の充足は不可能", "can no longer be met in time"),
    STANDS: Label("反証なし", "nothing seen against it"),
}
"""How a condition stands. That an absence lasts is never proven: nothing was seen that would end it."""


def conditions(thesis: Event, events: Mapping[str, Event], pack: Pack, today: date) -> tuple[Condition, ...]:
    """The events that a thesis depends on, and how each stands today."""
    return tuple(
        Condition(event=name, title=event_title(found, pack), state=state, word=STATES[state])
        for name in thesis.depends_on
        if (found := events.get(name)) is not None
        for state in (_state(found, thesis, today),)
    )


def _state(event: Event, thesis: Event, today: date) -> str:
    limit = thesis.when.latest
    start = event.when.earliest
    if event.withdrawn or event.modality in (Modality.CANCELLED, Modality.DENIED):
        return LATE
    if event.kind is RowKind.ABSENCE:
        return STANDS
    if limit is not None and start is not None and start > limit:
        return LATE
    if event.modality is Modality.OCCURRED and (start is None or start <= today):
        return MET
    planned = event.modality in AHEAD or event.modality is Modality.POSTPONED
    return LATE if planned and limit is not None and today > limit else OPEN


def rungs(row: Event, timeline: Timeline, pack: Pack) -> tuple[Rung, ...]:
    """The indicators of an expectation, first to last, each with the events that have reached it."""
    happened = [event for event in timeline.events.values() if event.modality is Modality.OCCURRED and not event.withdrawn]
    return tuple(
        Rung(title=_rung_title(one, pack), events=tuple(event.id for event in happened if one.is_reached_by(event)))
        for one in row.indicators
    )


def _rung_title(one: Indicator, pack: Pack) -> Label:
    labels = [pack.subjects[name].label for name in one.subjects if name in pack.subjects]
    kind = pack.event_types[one.type].label if one.type in pack.event_types else Label(one.type, one.type)
    return Label(ja=f"{kind.ja}（{'・'.join(label.ja for label in labels)}）", en=f"{kind.en} ({', '.join(label.en for label in labels)})")


def watching(timeline: Timeline) -> tuple[Event, ...]:
    """The rows that something else can bear on: theses, and expectations with indicators."""
    return tuple(row for row in timeline.events.values() if not row.withdrawn and (row.kind is RowKind.THESIS or row.indicators))


def bearings(event: Event, rows: Iterable[Event], timeline: Timeline, pack: Pack, today: date) -> tuple[Bearing, ...]:
    """What an event bears on of `rows`: the theses that it is a condition of, and the expectations that it is an indicator of."""
    found = []
    for row in rows:
        if row.id == event.id:
            continue
        if row.kind is RowKind.THESIS and event.id in row.depends_on:
            found.append(Bearing(event=row.id, title=event_title(row, pack), note=summary(row, timeline.events, pack, today)))
        step = next((place for place, one in enumerate(row.indicators, 1) if one.is_reached_by(event)), None)
        if step is not None:
            total = len(row.indicators)
            note = Label(f"指標 {step}/{total}", f"indicator {step} of {total}")
            found.append(Bearing(event=row.id, title=event_title(row, pack), note=note))
    return tuple(found)


def summary(thesis: Event, events: Mapping[str, Event], pack: Pack, today: date) -> Label:
    """How many conditions of a thesis are met, and how many can no longer be in time."""
    states = [one.state for one in conditions(thesis, events, pack, today)]
    met, late, total = sum(state in (MET, STANDS) for state in states), states.count(LATE), len(states)
    return Label(
        ja=f"条件{total}件のうち充足{met}件" + (f"、期限内の充足が不可能{late}件" if late else ""),
        en=f"{met} of {total} conditions met" + (f", {late} can no longer be met in time" if late else ""),
    )
