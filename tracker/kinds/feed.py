"""Temporary."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import feedparser

from tracker.model.document import Block, Document
from tracker.model.look import Capture, Request, Response
from tracker.model.source import Source
from tracker.ports import Look
from tracker.text.decode import decode
from tracker.text.links import canonical_link
from tracker.text.markup import one_line, plain_text


class Feed:
    version = 1
    windowed = True
    options: frozenset[str] = frozenset()

    def look(self, source: Source) -> Look:
        response: Response = yield Request(url=source.url, timeout=source.timeout.total_seconds())
        return response

    def extract(self, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document:
        text = decode(capture.body, capture.content_type).text
        d = feedparser.parse(text.encode(), sanitize_html=False, resolve_relative_uris=False)
        blocks = {}
        for e in d.entries:
            link = e.get("link") or ""
            title = one_line(e.get("title") or "", longest=1000)
            key = canonical_link(link) + "#" + hashlib.sha256(title.encode()).hexdigest()[:8]
            try:
                pub = parsedate_to_datetime(e["published"])
            except Exception:
                pub = None
            blocks.setdefault(key, Block(key=key, title=title, text=plain_text(e.get("summary") or "", longest=100000), link=link, published=pub))
        return Document(title=d.feed.get("title"), lang=d.feed.get("language"), blocks=tuple(blocks.values()), windowed=True)


FEED = Feed()
