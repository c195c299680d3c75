"""The past of the Diet's minutes, month by month: what was said in each, as the API tells it today.

The API does not say since when it has had minutes. A month counts as seen at its end; they appear days to weeks after a meeting.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

import msgspec

from tracker.kinds.diet_answers import Speech, SpeechPage, decoded
from tracker.kinds.diet_minutes import ACCEPT, GAP, MOST_BYTES, MOST_PAGES, PAGE, Capture, Told
from tracker.model.look import Request, Response
from tracker.model.past import OWN, Listed, PastCapture
from tracker.model.source import Source
from tracker.ports import LookBack
from tracker.text.moments import JST


class _Span(NamedTuple):
    """The days of one month that are asked for, the last included."""

    first: date
    last: date


def look_back_at_minutes(source: Source, words: Sequence[str], since: datetime, until: datetime) -> LookBack:
    """A capture for each month in which one of the words was spoken. A month of which an answer fails is left out."""
    for span in _months(since.astimezone(JST).date(), until.astimezone(JST).date()):
        told = []
        for word in words:
            found = yield from _spoken(source, word, span)
            if found is None:
                break
            told.append(found)
        if len(told) == len(words) and any(one.speeches for one in told):
            over = datetime.combine(span.last + timedelta(days=1), time(), JST).astimezone(UTC)
            reference = f"{source.url.rstrip('/')}/speech?from={span.first}&until={span.last}"
            listed = Listed(source=source.id, url=source.url, at=min(over, until.astimezone(UTC)), archive=OWN, reference=reference)
            yield PastCapture(listed=listed, body=msgspec.json.encode(Capture(tuple(told))), content_type=ACCEPT)


def _spoken(source: Source, word: str, span: _Span) -> Generator[Request, Response | None, Told | None]:
    """What was said about a word; None where the API did not answer to all of it."""
    kept: dict[str, msgspec.Raw] = {}
    meetings: dict[str, str] = {}
    position = size = 0
    for _ in range(MOST_PAGES):
        asked = {"any": word, "from": span.first, "until": span.last, "startRecord": position or 1, "maximumRecords": PAGE}
        url = f"{source.url.rstrip('/')}/speech?{urlencode({**asked, 'recordPacking': 'json'})}"
        response = yield Request(url=url, accept=ACCEPT, timeout=source.timeout.total_seconds(), gap=GAP)
        page = decoded(response.body, SpeechPage) if response is not None and response.status == 200 else None
        if page is None:
            return None
        for record in page.records:
            speech = decoded(bytes(record), Speech)
            size += len(bytes(record))
            if speech is not None and size <= MOST_BYTES:
                kept.setdefault(speech.speech_id, msgspec.Raw(bytes(record)))
                meetings[speech.issue_id] = speech.date
        following = page.next_record_position
        if following is None or following <= position or not page.records:
            left = max(0, page.number_of_records - len(kept)) if size > MOST_BYTES else 0
            return Told(word=word, since=span.first.isoformat(), meetings=meetings, speeches=tuple(kept.values()), left=left)
        position = following
    return Told(word=word, since=span.first.isoformat(), meetings=meetings, speeches=tuple(kept.values()), left=1)


def _months(first: date, last: date) -> Iterator[_Span]:
    begin = first
    while begin <= last:
        following = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield _Span(begin, min(following - timedelta(days=1), last))
        begin = following
