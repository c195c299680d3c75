"""Dated events as a calendar (RFC 5545): all-day, as exact as they are known and no more.

The UID is the event's own and stays, so that an event whose date slips moves in whatever calendar has it; SEQUENCE counts the slips.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event

from tracker.digest.plain import one_line
from tracker.digest.when_text import when_words
from tracker.model.when import Precision, When

CANCELLED = "CANCELLED"

_STATUS = {"occurred": "CONFIRMED", "scheduled": "CONFIRMED", "cancelled": CANCELLED, "denied": CANCELLED}
"""By modality; whatever else is said is tentative."""


class Dated(NamedTuple):
    """One event. `days` are its first day and the day after its last, `redated` how often they were others."""

    event: str
    name: str
    when: When
    days: tuple[date, date]
    status: str
    tracks: tuple[str, ...]
    redated: int = 0
    text: str = ""
    url: str | None = None


def status_of(modality: str | None, *, withdrawn: bool = False) -> str:
    """How sure a calendar says that it is."""
    return CANCELLED if withdrawn else _STATUS.get(modality or "", "TENTATIVE")


def all_day(when: When) -> tuple[date, date] | None:
    """First day and the day after the last; an open side is drawn on the one day that is known. None where no day is."""
    first, last = when.earliest or when.latest, when.latest or when.earliest
    if first is None or last is None or last == date.max:
        return None
    return first, last + timedelta(days=1)


def calendar_of(name: str, events: Iterable[Dated], stamp: datetime, lang: str) -> str:
    """The whole calendar as text; `stamp` (UTC) is when it was made."""
    calendar = Calendar()
    calendar.add("prodid", "-//policy-tracker//digest//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for one in events:
        calendar.add_component(_event(one, stamp, lang))
    return bytes(calendar.to_ical()).decode("utf-8")


def _event(one: Dated, stamp: datetime, lang: str) -> Event:
    exact = one.when.precision is Precision.DAY
    name = one_line(one.name)
    made = Event()
    made.add("uid", f"{one_line(one.event)}@policy-tracker")
    made.add("dtstamp", stamp)
    made.add("dtstart", one.days[0])
    made.add("dtend", one.days[1])
    made.add("sequence", one.redated)
    made.add("summary", name if exact else f"{name} ({when_words(one.when, lang)})")
    made.add("status", one.status)
    made.add("transp", "TRANSPARENT")
    made.add("categories", [one_line(track) for track in one.tracks])
    made.add("description", one.text)
    if one.url:
        made.add("url", one.url)
    return made
