"""The past of e-Gov's consultations from their list, which has those that have closed too: what was opened on each day.

The list goes from the newest to the oldest and moves on with each new one, so that a page of it is no capture that could be known again.
A day of it is: it counts as seen at its end. What was written otherwise then is had as it stands there now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.consultation_items import Item, opened_on
from tracker.kinds.consultation_list import items_of_list, list_page
from tracker.model.past import ELSEWHERE, OWN, Listed, PastCapture
from tracker.model.source import Source
from tracker.model.wire import NO_JSON
from tracker.ports import LookBack
from tracker.text.kept import kept
from tracker.text.moments import JST

DAY_MARK = b'{"opened":'
MOST_PAGES = 500
"""Pages of the list, of 20 consultations each. It has some 150."""
MOST_BYTES = 50_000_000
"""What is read of it: all that it tells is held until the oldest is known."""
_WHOLE = "/pcm_list.xml"


class Day(msgspec.Struct, frozen=True):
    """The consultations that were opened on one day, as the list has them."""

    opened: tuple[Item, ...]


def no_list_behind(source: Source) -> str | None:
    """Why a feed has no list that tells its past, or None."""
    if urlsplit(source.url).path.endswith(_WHOLE):
        return None
    return f"e-Gov lists consultations as a whole (…{_WHOLE}), and neither results nor those of one category; {ELSEWHERE}"


def look_back_at_list(source: Source, since: datetime, until: datetime) -> LookBack:
    """A capture for each day on which something was opened, oldest first. Where the list breaks off, its last day is left out."""
    first, last = since.astimezone(JST).date(), until.astimezone(JST).date()
    days: dict[date, list[Item]] = {}
    seen: set[str] = set()
    day: date | None = None
    ended, size = False, 0
    for number in range(1, MOST_PAGES + 1):
        response = yield list_page(source.url, number, source.timeout.total_seconds())
        if response is None or response.status != 200:
            break
        size += len(response.body)
        if size > MOST_BYTES:
            break
        page = kept(response)
        found = [item for item in items_of_list(page.text, page.url) if item.number not in seen]
        seen.update(item.number for item in found)
        ended = True
        for item in found:
            day = opened_on(item) or day
            ended &= day is not None and day < first
            if day is not None and first <= day <= last:
                days.setdefault(day, []).append(item)
        if ended:
            break
    if not ended and days:
        del days[min(days)]
    for at in sorted(days):
        yield _capture(source, at, days[at], until)


def items_of_day(body: bytes) -> Sequence[Item]:
    """What a capture of `look_back_at_list` holds. Raises `ExtractError`."""
    try:
        return msgspec.json.decode(body, type=Day).opened
    except NO_JSON as error:
        raise ExtractError(f"the consultations of a day that were kept cannot be read: {error}") from error


def _capture(source: Source, day: date, items: Sequence[Item], until: datetime) -> PastCapture:
    over = datetime.combine(day + timedelta(days=1), time(), JST).astimezone(UTC)
    site = urlsplit(source.url)
    reference = f"{site.scheme}://{site.netloc}/servlet/Public?CLASSNAME=PCMMSTLIST#{day}"
    listed = Listed(source=source.id, url=source.url, at=min(over, until.astimezone(UTC)), archive=OWN, reference=reference, part=True)
    body = msgspec.json.encode(Day(tuple(sorted(items, key=lambda item: item.number, reverse=True))))
    return PastCapture(listed=listed, body=body, content_type="application/json")
