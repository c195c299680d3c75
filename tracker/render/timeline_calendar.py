"""The timeline as a calendar: every dated event, those called off or taken back marked as such, so that they vanish elsewhere too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from tracker.digest.titles import event_title
from tracker.model.pack import Pack
from tracker.model.timeline import Event, RowKind
from tracker.render.calendar import Dated, all_day, calendar_of, status_of
from tracker.render.words import words_of


def timeline_calendar(events: Iterable[Event], pack: Pack, redated: Mapping[str, int], stamp: datetime, lang: str) -> str:
    """A calendar of all events that have a day.

    Args:
        events: rows of the timeline, withdrawn ones too; facts and views are no dates and are left out.
        pack: the field, for names.
        redated: how often the day of an event was another, by its id.
        stamp: when the timeline was as it is told (UTC).
        lang: `ja` or `en`.
    """
    return calendar_of("policy-tracker", _dated(events, pack, redated, lang), stamp, lang)


def _dated(events: Iterable[Event], pack: Pack, redated: Mapping[str, int], lang: str) -> Iterator[Dated]:
    words = words_of("ja" if lang == "ja" else "en")
    for event in sorted(events, key=lambda one: one.id):
        days = all_day(event.when)
        if event.kind is RowKind.EVENT and days is not None:
            yield Dated(
                event=event.id,
                name=words.titled(event_title(event, pack)),
                when=event.when,
                days=days,
                status=status_of(event.modality.value, withdrawn=event.withdrawn),
                tracks=event.tracks,
                redated=redated.get(event.id, 0),
                text=words.dated(event.when, event.modality.value),
            )
