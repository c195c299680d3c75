"""The dated events of a digest as a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from tracker.digest.plain import one_line
from tracker.model.digest import Digest, Entry, Lang
from tracker.render.calendar import CANCELLED, Dated, all_day, calendar_of, status_of
from tracker.render.escape import web_address
from tracker.render.view import View

_DATED = ("corrections", "decided", "new", "moved", "confirmed", "coming")


class IcsRenderer:
    """One event of the timeline is one entry of the calendar: the digest's last word on it."""

    suffix = "ics"
    translated = True

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        """The whole calendar."""
        view = View(digest, lang)
        stamp = datetime.fromisoformat(digest.composed).astimezone(UTC)
        return calendar_of(f"policy-tracker {digest.id}", _events(digest, view), stamp, view.lang)


def _events(digest: Digest, view: View) -> Iterator[Dated]:
    found: dict[str, Dated] = {}
    for section in digest.sections:
        for entry in section.entries if section.name in _DATED else ():
            dated = _dated(entry, view)
            if dated:
                found.setdefault(dated.event, dated)
    yield from found.values()


def _dated(entry: Entry, view: View) -> Dated | None:
    """Whoever calls an event off may give no day: it stood on the day that it had."""
    status = status_of(entry.modality, withdrawn=entry.verdict == "withdrawn")
    when = entry.was if status == CANCELLED and not entry.when.known and entry.was else entry.when
    days = all_day(when)
    if not entry.event or days is None:
        return None
    said = [view.words.dated(entry.when, entry.modality), *(one_line(cited.quote) for cited in entry.sources[:1] if cited.quote)]
    return Dated(
        event=entry.event,
        name=view.words.titled(entry.title),
        when=when,
        days=days,
        status=status,
        tracks=entry.tracks,
        redated=entry.redated or 0,
        text="\n".join(part for part in said if part),
        url=next((found for cited in entry.sources if (found := web_address(cited.url))), None),
    )


ICS = IcsRenderer()
