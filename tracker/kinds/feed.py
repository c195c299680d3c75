"""Feeds: RSS 0.9x, 1.0, 2.0, Atom, JSON Feed. One block for each entry, in the order of the feed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from urllib.parse import urljoin, urlsplit

from tracker.errors import ExtractError
from tracker.kinds.feed_identity import Identity, keys
from tracker.kinds.feed_json import read_json
from tracker.kinds.feed_past import look_back_at_feed
from tracker.kinds.feed_problem import no_feed
from tracker.model.check import Quirk
from tracker.model.document import Block, Document
from tracker.model.look import Capture, Request
from tracker.model.source import Source
from tracker.ports import Look, LookBack
from tracker.text.canonical import canonical
from tracker.text.decode import decode
from tracker.text.feed_quirks import feed_quirks
from tracker.text.feed_raw import RawEntry, RawFeed
from tracker.text.feed_text import lines, one_line
from tracker.text.feed_xml import prologue, read_xml
from tracker.text.moments import JST, read_moment
from tracker.text.problem import no_text

ACCEPT = "application/rss+xml, application/atom+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_LONGEST_LINK = 4_000
_KANA = re.compile("[\u3041-\u30ff]")
_LINE_ENDS = re.compile(r"[\t\r\n]+")


class FeedKind:
    """How a feed is looked at and read. It shows its newest entries, so that absence says nothing."""

    version = 1
    windowed = True
    options: frozenset[str] = frozenset()

    def look(self, source: Source) -> Look:
        """One request."""
        response = yield Request(url=source.url, accept=ACCEPT, timeout=source.timeout.total_seconds())
        return response

    def look_back(self, source: Source, since: datetime, until: datetime) -> LookBack:
        """The feed and the older documents that it leads to. See `feed_past`."""
        return look_back_at_feed(source, since, until, ACCEPT, self.extract)

    def extract(self, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document:
        """One block for each entry; what is no feed comes back with its problem and no blocks.

        `title` is one line of at most 1,000 characters, `text` what the entry says beside it (summary or content, whichever is
        longer; empty where it only repeats the title), at most 100,000; both end in … where they were cut. `link` is absolute.
        A date without a zone is Japanese time in a Japanese feed and UTC in any other; one that cannot be read stands in
        `published_text`. A lone date, of whichever name, is `published`.
        A good document has a `problem_detail` where something is amiss: no entries, or an end that is missing.
        """
        del options
        problem = no_text(capture.body, "a feed")
        if problem:
            return Document(problem=problem.word, problem_detail=problem.detail, windowed=True)
        text = decode(capture.body, capture.content_type).text
        try:
            feed = _feed(text)
        except ExtractError as error:
            return Document(problem=error.problem, problem_detail=str(error), windowed=True)
        return _document(feed, capture.url)

    def quirks(self, capture: Capture) -> tuple[Quirk, ...]:
        """What is odd about how the feed is written; nothing of what is no feed."""
        text = decode(capture.body, capture.content_type).text
        try:
            return feed_quirks(_feed(text), text, capture.url)
        except ExtractError:
            return ()


FEED = FeedKind()


def _feed(text: str) -> RawFeed:
    if text.lstrip()[:1] in ("{", "["):
        return read_json(text)
    found = prologue(text)
    if not found.is_feed:
        problem = no_feed(text, found.root)
        raise ExtractError(problem.detail, problem=problem.word)
    feed = read_xml(text, found.start)
    if not feed.entries and feed.broken:
        raise ExtractError(feed.broken)
    return feed


def _document(feed: RawFeed, url: str) -> Document:
    base = _absolute(feed.link, url) or url
    zone = _zone(feed, url)
    blocks = [_block(entry, base, zone) for entry in feed.entries]
    names = keys([_identity(entry, block) for entry, block in zip(feed.entries, blocks, strict=True)])
    kept = tuple(_named(block, name) for block, name in zip(blocks, names, strict=True) if name is not None)
    detail = feed.broken or (None if kept else "the feed has no entries")
    return Document(title=one_line(feed.title), lang=_lang(feed.lang), blocks=kept, problem_detail=detail, windowed=True, wants_blocks=True)


def _block(entry: RawEntry, base: str, zone: tzinfo) -> Block:
    """The block, its key still to be found."""
    title = one_line(entry.title)
    published = _moment(entry.published, zone)
    return Block(
        key="",
        text=_text(entry, title),
        title=title,
        link=_absolute(entry.link, base),
        published=published,
        updated=_moment(entry.updated, zone),
        published_text=entry.published[:200] if entry.published and published is None else None,
    )


def _named(block: Block, key: str) -> Block:
    return Block(
        key=key,
        text=block.text,
        title=block.title,
        link=block.link,
        published=block.published,
        updated=block.updated,
        published_text=block.published_text,
    )


def _identity(entry: RawEntry, block: Block) -> Identity:
    return Identity(block.link, entry.guid, block.title, block.text, block.published)


def _text(entry: RawEntry, title: str | None) -> str:
    text = max((lines(written) for written in entry.texts), key=len, default="")
    return "" if title and canonical(text) == canonical(title) else text


def _moment(written: str | None, zone: tzinfo) -> datetime | None:
    return read_moment(written, zone) if written else None


def _absolute(link: str | None, base: str) -> str | None:
    """The link as it stands, made absolute; None for anything that a browser would not open as a page."""
    if not link or len(link) > _LONGEST_LINK:
        return None
    try:
        absolute = urljoin(base, _LINE_ENDS.sub("", link).strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in ("http", "https") and parts.netloc else None


def _lang(declared: str | None) -> str | None:
    return declared[:35] if declared else None


def _zone(feed: RawFeed, url: str) -> tzinfo:
    """Where a time without a zone is meant: a feed is Japanese if it says so or, where it says nothing, if it is read as Japanese."""
    if feed.lang:
        return JST if feed.lang.lower().startswith("ja") else UTC
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return JST if host.endswith(".jp") or _has_kana(feed.entries) else UTC


def _has_kana(entries: Sequence[RawEntry]) -> bool:
    return any(_KANA.search(entry.title.value) for entry in entries[:20] if entry.title)
