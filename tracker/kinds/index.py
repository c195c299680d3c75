"""Lists of meetings and of press releases: one block for each item, and pages that go on by number or by year found by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.index_items import item_of_page, items_of, meeting_named, merged, unlike
from tracker.kinds.index_polled import MARK, look_at_index, read_pages
from tracker.model.check import Quirk
from tracker.model.document import Block, Document
from tracker.model.look import Capture
from tracker.model.source import Source
from tracker.pages.addresses import NUMBERS, YEARS, pattern_fault
from tracker.pages.blocks import MOST_BLOCKS
from tracker.pages.document import ACCEPT, OPTIONS, Options, page_faults, read_page
from tracker.pages.past import look_back_at_pages, no_pages
from tracker.pages.quirks import quirks_of
from tracker.pages.years import Page
from tracker.ports import Look, LookBack

_MOST_NAME = 60


class IndexKind:
    """How an index is looked at and read."""

    version = 2
    windowed = False
    options = OPTIONS | {"next", "years", "meeting"}

    def look(self, source: Source) -> Look:
        """The index and what goes on from it."""
        return self.look_again(source, None)

    def look_again(self, source: Source, last: bytes | None) -> Look:
        """The same, but what `last` has by its number is not asked for."""
        return look_at_index(source.url, source.options, source.timeout.total_seconds(), last)

    def look_back(self, source: Source, since: datetime, until: datetime) -> LookBack:
        """The pages that reach further back. See `pages.past`."""
        return look_back_at_pages(source, since, until, ACCEPT)

    def no_past(self, source: Source) -> str | None:
        """Without `pages` there are none that reach further back."""
        return no_pages(source)

    def faults(self, options: Options) -> Mapping[str, str]:
        """What is wrong with the options of a page, and with `next`, `years` and `meeting`."""
        found = page_faults(options)
        for name, places in (("next", NUMBERS), ("years", YEARS)):
            if name in options and (fault := pattern_fault(options[name], places)):
                found[name] = fault
        meeting = options.get("meeting", "-")
        if not isinstance(meeting, str) or not 0 < len(meeting.strip()) <= _MOST_NAME or not meeting.isprintable():
            found["meeting"] = f"the name of what meets was expected, at most {_MOST_NAME} characters"
        return found

    def extract(self, capture: Capture, options: Options) -> Document:
        """The items of the index and of the pages that go on from it, each with its title, link and day.

        A meeting is keyed by its number (`第3回`) and begins with a sentence that says when it was held; `meeting` is what its body is
        called, where that is not to be taken from the page. With `next` or `years` the older items may go: they were not taken back.

        Raises:
            ExtractError: as of any page.
        """
        if not capture.body.startswith(MARK):
            return self._read((Page(url=capture.url, body=capture.body, content_type=capture.content_type),), None, options)
        kept = read_pages(capture.body)
        return self._read(kept.index, kept.stopped, options)

    def extract_linked(self, capture: Capture, options: Options) -> Document:
        """A page that an item leads to is a page like any other. Raises `ExtractError`."""
        return read_page(capture, options)

    def quirks(self, capture: Capture) -> tuple[Quirk, ...]:
        """What is odd about how the index and the pages of its years are written; nothing of what cannot be read."""
        try:
            lists = [_capture(page) for page in read_pages(capture.body).index if page.number is None]
        except ExtractError:
            lists = [capture]
        return tuple({quirk.word: quirk for one in reversed(lists) for quirk in quirks_of(one)}.values())

    def _read(self, pages: tuple[Page, ...], stopped: str | None, options: Options) -> Document:
        lists = [page for page in pages if page.number is None]
        documents = [read_page(_capture(page), options if page is lists[0] else _below(options)) for page in lists]
        first = documents[0] if documents else Document(problem="empty", problem_detail="there is no page in the capture")
        if first.problem is not None:
            return first
        told = options.get("meeting")
        meeting = told if isinstance(told, str) else meeting_named(first)
        blocks = unlike([items_of(document, meeting) for document in documents])
        blocks += [_of_meeting(page, meeting, options) for page in pages if page.number is not None]
        items = merged(blocks)[:MOST_BLOCKS]
        if not items:
            detail = "no item of a list was found on the page: no link, and no meeting with its number; read it as kind page"
            return Document(title=first.title, lang=first.lang, problem="empty", problem_detail=detail)
        return msgspec.structs.replace(
            first,
            blocks=items,
            problem_detail=stopped or first.problem_detail,
            windowed=first.windowed or "years" in options or "next" in options,
            links=tuple(link for document in documents for link in document.links),
            left_out=tuple(left for document in documents for left in document.left_out),
        )


INDEX = IndexKind()


def _of_meeting(page: Page, meeting: str, options: Options) -> Block:
    return item_of_page(read_page(_capture(page), _below(options)), page.url, page.number or 0, meeting)


def _below(options: Options) -> Options:
    """What the index selects is its own affair."""
    return {name: value for name, value in options.items() if name in ("remove", "follow", "attachments")}


def _capture(page: Page) -> Capture:
    return Capture(body=page.body, url=page.url, content_type=page.content_type)
