"""The dated events of a digest as a calendar (RFC 5545): all-day, as exact as they are known and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

from tracker.digest.plain import one_line
from tracker.digest.when_text import when_words
from tracker.model.digest import Digest, Entry, Lang
from tracker.model.when import Precision, When
from tracker.render.escape import web_address
from tracker.render.view import View

_STATUS = {"occurred": "CONFIRMED", "scheduled": "CONFIRMED", "cancelled": "CANCELLED", "denied": "CANCELLED"}
"""By modality; whatever else is said is tentative."""

_DATED = ("corrections", "decided", "new", "moved", "confirmed", "coming")


class IcsRenderer:
    """One event of the timeline is one entry of the calendar: its UID stays, so that a date that slips moves there too."""

    suffix = "ics"
    translated = True

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        """The whole calendar."""
        view = View(digest, lang)
        calendar = Calendar()
        calendar.add("prodid", "-//policy-tracker//digest//EN")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", f"policy-tracker {digest.id}")
        stamp = datetime.fromisoformat(digest.composed).astimezone(UTC)
        for entry, days in _events(digest):
            calendar.add_component(_event(entry, days, stamp, view))
        return bytes(calendar.to_ical()).decode("utf-8")


def _events(digest: Digest) -> Iterator[tuple[Entry, tuple[date, date]]]:
    """The last word of the digest on each event that has a date."""
    found: dict[str, tuple[Entry, tuple[date, date]]] = {}
    for section in digest.sections:
        for entry in section.entries if section.name in _DATED else ():
            days = all_day(entry.when)
            if entry.event and days:
                found.setdefault(entry.event, (entry, days))
    yield from found.values()


def all_day(when: When) -> tuple[date, date] | None:
    """First day and the day after the last; an open side is drawn on the one day that is known. None where no day is."""
    first, last = when.earliest or when.latest, when.latest or when.earliest
    if first is None or last is None or last == date.max:
        return None
    return first, last + timedelta(days=1)


def _event(entry: Entry, days: tuple[date, date], stamp: datetime, view: View) -> Event:
    exact = entry.when.precision is Precision.DAY
    lang = "ja" if view.words.lang == "ja" else "en"
    name = one_line(view.words.titled(entry.title))
    made = Event()
    made.add("uid", f"{one_line(entry.event or '')}@policy-tracker")
    made.add("dtstamp", stamp)
    made.add("dtstart", days[0])
    made.add("dtend", days[1])
    made.add("summary", name if exact else f"{name} ({when_words(entry.when, lang)})")
    made.add("status", "CANCELLED" if entry.verdict == "withdrawn" else _STATUS.get(entry.modality or "", "TENTATIVE"))
    made.add("transp", "TRANSPARENT")
    made.add("categories", [one_line(track) for track in entry.tracks])
    said = [view.words.dated(entry.when, entry.modality), *(one_line(cited.quote) for cited in entry.sources[:1] if cited.quote)]
    made.add("description", "\n".join(part for part in said if part))
    address = next((found for cited in entry.sources if (found := web_address(cited.url))), None)
    if address:
        made.add("url", address)
    return made


ICS = IcsRenderer()
