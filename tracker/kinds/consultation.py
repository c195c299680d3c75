"""Public consultations from e-Gov: the feed of the newest and, where it has moved past what was seen, the list behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.consultation_items import Item, closes_at_midnight, item_block
from tracker.kinds.consultation_list import feed_in, items_of_feed, items_of_list, list_page
from tracker.kinds.consultation_past import DAY_MARK, items_of_day, look_back_at_list, no_list_behind
from tracker.model.check import Quirk
from tracker.model.document import Document
from tracker.model.look import Capture, Request, Response
from tracker.model.source import Source
from tracker.model.wire import NO_JSON
from tracker.ports import Look, LookBack
from tracker.text.decode import decode
from tracker.text.feed_quirks import feed_quirks
from tracker.text.kept import KeptPage, kept
from tracker.text.problem import no_text

ACCEPT = "application/rss+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
MARK = b'{"feed":'
MOST_PAGES = 10
"""Pages of the list, of 20 consultations each, that are gone through in one look."""
_LISTED = "pcm_list"
"""What the feeds of open consultations are called; of results there is no list."""

Options = Mapping[str, str | tuple[str, ...]]


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """What a look brought that missed the window: the feed, the pages of the list behind it, and the feed that was seen before.

    `why` says how far it came where nothing known was found.
    """

    feed: KeptPage
    pages: tuple[KeptPage, ...]
    before: KeptPage
    why: str | None = None


class ConsultationKind:
    """How e-Gov's consultations are looked at and read. The feed shows its newest, so that absence says nothing."""

    version = 2
    windowed = True
    options: frozenset[str] = frozenset()

    def look(self, source: Source) -> Look:
        """One request."""
        return self.look_again(source, None)

    def look_again(self, source: Source, last: bytes | None) -> Look:
        """One request; where none of what the last feed had is left in it, the list too, page by page until something known comes."""
        timeout = source.timeout.total_seconds()
        response = yield Request(url=source.url, accept=ACCEPT, timeout=timeout)
        if response.status != 200:
            return response
        feed = kept(response)
        before = _feed_before(last, source.url)
        known, now = _numbers(before), _numbers(feed)
        if before is None or not known or not now or known & now or _LISTED not in urlsplit(source.url).path:
            return response
        pages: list[KeptPage] = []
        seen: set[str] = set()
        why = None
        while not known & seen and why is None:
            if len(pages) == MOST_PAGES:
                why = f"nothing that was known stands on the first {MOST_PAGES} pages of the list"
                break
            answer = yield list_page(feed.url, len(pages) + 1, timeout)
            page = kept(answer)
            found = {item.number for item in items_of_list(page.text, page.url)} if answer.status == 200 else set()
            if not found - seen:
                why = f"page {len(pages) + 1} of the list brought nothing further ({answer.error or answer.status})"
                break
            pages.append(page)
            seen |= found
        capture = Gone(feed=feed, pages=tuple(pages), before=before, why=why)
        # The validators are those of the feed alone: they do not speak for the list.
        return Response(url=response.url, status=200, body=msgspec.json.encode(capture), content_type="application/json")

    def look_back(self, source: Source, since: datetime, until: datetime) -> LookBack:
        """What was opened on each day, by the list; nothing of a feed that has no list of its own. See `consultation_past`."""
        yield from () if self.no_past(source) else look_back_at_list(source, since, until)

    def no_past(self, source: Source) -> str | None:
        """Results and single categories have no list."""
        return no_list_behind(source)

    def extract(self, capture: Capture, options: Options) -> Document:
        """A block for each consultation, keyed by its number, the newest first; `published` is the day of its opening or its result.

        Raises:
            ExtractError: what is no feed of consultations and no page of their list.
        """
        del options
        problem = no_text(capture.body, "a feed of consultations")
        if problem:
            return Document(problem=problem.word, problem_detail=problem.detail, windowed=True)
        detail = None
        if capture.body.startswith(MARK):
            gone = _gone(capture.body)
            items, detail = _all_items(gone), gone.why
        elif capture.body.startswith(DAY_MARK):
            items = tuple(items_of_day(capture.body))
        else:
            text = decode(capture.body, capture.content_type).text
            items = items_of_list(text, capture.url) or items_of_feed(text, capture.url)
        blocks = tuple(item_block(item) for item in items)
        return Document(
            title="パブリック・コメント",
            lang="ja",
            blocks=blocks,
            problem_detail=detail or (None if blocks else "the feed has no consultations"),
            windowed=True,
        )

    def quirks(self, capture: Capture) -> tuple[Quirk, ...]:
        """What is odd about how the feed is written, and about its deadlines; nothing of what cannot be read."""
        try:
            feed = _feed_before(capture.body, capture.url)
            text = feed.text if feed else ""
            raw, items = feed_in(text), items_of_feed(text, capture.url)
        except ExtractError:
            return ()
        found = feed_quirks(raw, text, capture.url)
        night = next((item for item in items if closes_at_midnight(item)), None)
        return (*found, Quirk("midnight-deadline", f"a deadline at 0:00 ends the day before: {night.title}"[:200])) if night else found


CONSULTATION = ConsultationKind()


def _all_items(gone: Gone) -> tuple[Item, ...]:
    """What the feed has, what the list has between that and the first that was known, and that one as it was known."""
    items = {item.number: item for item in items_of_feed(gone.feed.text, gone.feed.url)}
    known = {item.number: item for item in items_of_feed(gone.before.text, gone.before.url)}
    for page in gone.pages:
        for item in items_of_list(page.text, page.url):
            if item.number in known:
                return (*items.values(), known[item.number])
            items.setdefault(item.number, item)
    return tuple(items.values())


def _numbers(feed: KeptPage | None) -> set[str]:
    try:
        return {item.number for item in items_of_feed(feed.text, feed.url)} if feed else set()
    except ExtractError:
        return set()


def _feed_before(last: bytes | None, url: str) -> KeptPage | None:
    """The feed of the look before."""
    if last is None:
        return None
    if not last.startswith(MARK):
        return KeptPage(url=url, body=last)
    try:
        return _gone(last).feed
    except ExtractError:
        return None


def _gone(body: bytes) -> Gone:
    try:
        return msgspec.json.decode(body, type=Gone)
    except NO_JSON as error:
        raise ExtractError(f"the pages of consultations that were kept cannot be read: {error}") from error
