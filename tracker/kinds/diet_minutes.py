"""The minutes of the Diet: one small request tells whether a word was spoken in minutes that were not seen yet; only those are asked for.

Minutes appear days to weeks after their meeting, and not in the order of the meetings. So the list of the meetings of the last
`OVERLAP` is asked for each time, and what is new in it is what counts. What a look brought is kept as one capture: a JSON object with
`minutes`, for each word the meetings that are known and their speeches as the API told them.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.diet_answers import MeetingPage, Speech, SpeechPage, as_fault, broken, decoded
from tracker.model.look import Request, Response
from tracker.model.wire import NO_JSON
from tracker.ports import Look

ACCEPT = "application/json"
MARK = b'{"minutes":'
OVERLAP = timedelta(days=60)
"""How long minutes may take to appear, and still be seen."""
GAP = 3.0
"""Seconds between two requests: the API asks for a few, and for none side by side."""
FIRST_MEETINGS = 20
"""Where a source does not say since when, the first look takes so many meetings, the newest."""
PAGE = 100
"""Records of one answer, of meetings and of speeches alike: what the API allows at most."""
MOST_PAGES = 10
MOST_BYTES = 10_000_000
"""What is kept of the speeches of one word."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one word: since which day it is watched, the meetings (id → day), the speeches, the newest first.

    `left` counts the older speeches that were too many to read.
    """

    word: str
    since: str
    meetings: dict[str, str]
    speeches: tuple[msgspec.Raw, ...] = ()
    left: int = 0


class Capture(msgspec.Struct, frozen=True):
    """What one look brought."""

    minutes: tuple[Told, ...]


class _Pages(NamedTuple):
    """The records of some pages; `total` is how many there are in all."""

    records: list[Any]
    total: int


def look_at_minutes(url: str, words: Sequence[str], since: str | None, timeout: float, last: bytes | None) -> Look:
    """Ask for the meetings in which each word was spoken, and for the speeches of those that `last`, the capture before, does not have.

    Where there is none the capture stays the same to the byte. Anything but an answer to all of it ends the look with what came instead.
    """
    before = {told.word: told for told in capture_of(last)}
    now = []
    for word in words:
        told = yield from _look_at_word(_Api(url.rstrip("/"), word, timeout), before.get(word), since)
        if isinstance(told, Response):
            return told
        now.append(told)
    if last is not None and tuple(now) == tuple(before.values()):
        return Response(url=url, status=200, body=last, content_type=ACCEPT)
    return Response(url=url, status=200, body=msgspec.json.encode(Capture(tuple(now))), content_type=ACCEPT)


def read_capture(body: bytes) -> tuple[Told, ...]:
    """A capture of `look_at_minutes`. Raises `ExtractError` where it is none."""
    try:
        return msgspec.json.decode(body, type=Capture).minutes
    except NO_JSON as error:
        raise ExtractError(f"the answers of the minutes' API cannot be read: {error}") from error


def capture_of(last: bytes | None) -> tuple[Told, ...]:
    """What a capture before has; nothing where there is none."""
    if last is None or not last.startswith(MARK):
        return ()
    try:
        return read_capture(last)
    except ExtractError:
        return ()


class _Api(NamedTuple):
    """Whom to ask, and about what."""

    url: str
    word: str
    timeout: float

    def request(self, path: str, **asked: str | int) -> Request:
        query = urlencode({"any": self.word, **{name.rstrip("_"): value for name, value in asked.items()}, "recordPacking": "json"})
        return Request(url=f"{self.url}/{path}?{query}", accept=ACCEPT, timeout=self.timeout, gap=GAP)


def _look_at_word(api: _Api, before: Told | None, since: str | None) -> Generator[Request, Response, Told | Response]:
    start = before.since if before else since
    if start:
        found = yield from _pages(api, "meeting_list", MeetingPage, {"from_": start})
    else:
        found = yield from _pages(api, "meeting_list", MeetingPage, {}, size=FIRST_MEETINGS, most=1)
    if isinstance(found, Response):
        return found
    known = before.meetings if before else {}
    new = {meeting.issue: meeting.date for meeting in found.records if meeting.issue not in known}
    if not new:
        return before or Told(word=api.word, since=start or "", meetings={})
    if not all(map(_day, new.values())):
        return broken(api.url, "the API told of a meeting whose date is no day (YYYY-MM-DD)")
    came = yield from _pages(api, "speech", SpeechPage, {"from_": min(new.values()), "until": max(new.values())})
    if isinstance(came, Response):
        return came
    speeches = _of_meetings(came.records, new)
    if speeches is None:
        return broken(api.url, "the API told of speeches in another shape than it documents (speechID, issueID, date, speech)")
    kept = _within(speeches)
    left = max(0, came.total - len(came.records)) + len(speeches) - len(kept)
    # A first look that took the newest alone goes on from the oldest of them: what was said before is no news.
    start = start or (min(new.values()) if found.total > len(found.records) else "")
    return _told(Told(word=api.word, since=start, meetings=new, speeches=tuple(kept), left=left), before)


def _pages(
    api: _Api, path: str, wanted: type[MeetingPage | SpeechPage], asked: Mapping[str, str], *, size: int = PAGE, most: int = MOST_PAGES
) -> Generator[Request, Response, _Pages | Response]:
    """The records of up to `most` pages, in the order of the API: the newest first."""
    records: list[Any] = []
    position, total = 1, 0
    for _ in range(most):
        response = yield api.request(path, **asked, startRecord=position, maximumRecords=size)
        page = decoded(response.body, wanted) if response.status == 200 else None
        if page is None:
            return as_fault(response)
        records += page.records
        total = page.number_of_records
        following = page.next_record_position
        if total and not page.records:
            return broken(response.url, f"the API counts {total:,} records and gives none of them")
        if following is None or following > total:
            break
        if following <= position:
            return broken(response.url, f"the API leads from record {position:,} back to {following:,}: its pages would never end")
        position = following
    return _Pages(records, total)


def _of_meetings(records: Sequence[msgspec.Raw], meetings: Mapping[str, str]) -> dict[str, msgspec.Raw] | None:
    """The speeches of some meetings by their ids, each once and without what surrounded it; None where one is no speech."""
    found: dict[str, msgspec.Raw] = {}
    for record in records:
        speech = decoded(bytes(record), Speech)
        if speech is None:
            return None
        if speech.issue_id in meetings:
            found.setdefault(speech.speech_id, msgspec.Raw(bytes(record)))
    return found


def _within(speeches: Mapping[str, msgspec.Raw]) -> list[msgspec.Raw]:
    """The first speeches, as far as there is room for them."""
    kept: list[msgspec.Raw] = []
    size = 0
    for record in speeches.values():
        size += len(bytes(record))
        if size > MOST_BYTES:
            break
        kept.append(record)
    return kept


def _told(now: Told, before: Told | None) -> Told:
    """What a look has brought beside what was known, less what is older than minutes take to appear: it is asked for no more."""
    meetings = {**now.meetings, **(before.meetings if before else {})}
    newest = date.fromisoformat(max(meetings.values()))
    since = max(now.since, (newest - OVERLAP).isoformat())
    old = tuple(record for record in before.speeches if msgspec.json.decode(record, type=Speech).date >= since) if before else ()
    return msgspec.structs.replace(
        now, since=since, meetings={issue: day for issue, day in meetings.items() if day >= since}, speeches=(*now.speeches, *old)
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
