"""The past of feeds that keep it: archives behind `prev-archive` (RFC 5005), pages behind `next`, and `next_url` of a JSON feed.

Such documents lead from the newest to the oldest and are captured the other way round. A document counts as seen when its newest entry
was published: from then on a reader would have found it so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlsplit

import msgspec

from tracker.model.document import Document
from tracker.model.look import Capture, Request, Response
from tracker.model.past import OWN, Listed, PastCapture
from tracker.model.source import Source
from tracker.model.wire import NO_JSON
from tracker.ports import LookBack
from tracker.text.decode import decode
from tracker.text.links import absolute

MOST_PAGES = 500
MOST_BYTES = 50_000_000
"""What is held while the way back is gone: all of it, since the oldest comes first. What would be more is not asked for."""
_HEAD = 100_000
_LINK = re.compile(r"<(?:[A-Za-z_][\w.-]{0,20}:)?link\s([^<>]{1,3000})>")
_NAMED = re.compile(r"""\b(rel|href)\s{0,5}=\s{0,5}(?:"([^"<>]{0,2000})"|'([^'<>]{0,2000})')""")
_BACK = ("prev-archive", "next")
"""The ways back, the better one first: archives do not move, pages do."""

Read = Callable[[Capture, Mapping[str, str | tuple[str, ...]]], Document]


class _JsonFeed(msgspec.Struct, frozen=True):
    next_url: str | None = None


def look_back_at_feed(source: Source, since: datetime, until: datetime, accept: str, read: Read) -> LookBack:
    """The documents whose newest entry is of the time from `since` to `until`, oldest first; `read` reads one.

    One in which no day can be read is taken as it is looked at: at `until`. The way ends at another host and at what is no feed.
    """
    found: list[PastCapture] = []
    url: str | None = source.url
    seen: set[str] = set()
    size = 0
    while url is not None and url not in seen and len(seen) < MOST_PAGES and size < MOST_BYTES:
        seen.add(url)
        response = yield Request(url=url, accept=accept, timeout=source.timeout.total_seconds())
        if response is None or response.status != 200:
            break
        document = read(Capture(body=response.body, url=response.url, content_type=response.content_type), {})
        if document.problem is not None:
            break
        newest = newest_of(document)
        if newest is not None and newest < since:
            break
        size += len(response.body)
        found.append(_captured(source, response, min(newest or until, until)))
        url = way_back(response)
    reached = since
    for one in reversed(found):
        # A page whose days go astray does not come before the one that is older than it.
        reached = max(reached, one.listed.at)
        yield msgspec.structs.replace(one, listed=msgspec.structs.replace(one.listed, at=reached))


def newest_of(document: Document) -> datetime | None:
    """When the newest entry was published, UTC."""
    days = [day for block in document.blocks for day in (block.published,) if day is not None]
    return max((day if day.tzinfo else day.replace(tzinfo=UTC) for day in days), default=None)


def way_back(response: Response) -> str | None:
    """Where the older entries are, if the document says so and they are on its host."""
    text = decode(response.body, response.content_type).text
    address = _of_json(response.body) if text.lstrip()[:1] == "{" else _of_xml(text)
    where = absolute(address, response.url) if address else None
    return where if where and _host(where) == _host(response.url) else None


def _of_json(body: bytes) -> str | None:
    try:
        return msgspec.json.decode(body, type=_JsonFeed).next_url
    except NO_JSON:
        return None


def _of_xml(text: str) -> str | None:
    found: dict[str, str] = {}
    # Entries have links of their own: only what stands before the first, or behind the last, is said of the feed.
    head, tail = text[:_HEAD], text[-_HEAD:]
    first = re.search(r"<(?:[\w.-]{1,20}:)?(?:entry|item)[\s>]", head)
    last = max(tail.rfind("</entry>"), tail.rfind("</item>"))
    for part in (head[: first.start()] if first else head, tail[last:] if last >= 0 else ""):
        for link in _LINK.finditer(part):
            named = {name: double or single for name, double, single in _NAMED.findall(link[1])}
            if "href" in named and named.get("rel") in _BACK:
                found.setdefault(named["rel"], unescape(named["href"]))
    return next((found[way] for way in _BACK if way in found), None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.casefold()
    except ValueError:
        return ""


def _captured(source: Source, response: Response, at: datetime) -> PastCapture:
    listed = Listed(source=source.id, url=source.url, at=at.astimezone(UTC), archive=OWN, reference=response.url, part=True)
    return PastCapture(listed=listed, body=response.body, content_type=response.content_type)
