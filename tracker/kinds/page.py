"""Pages of HTML: one block for each heading, paragraph, list item, table row and entry of a definition list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tracker.errors import ExtractError
from tracker.kinds.page_offers import feeds_of, selectors_of
from tracker.model.check import Offered, Quirk
from tracker.model.document import Document
from tracker.model.look import Capture, Request
from tracker.model.source import Source
from tracker.pages.document import ACCEPT, OPTIONS, Options, base_of, lang_of, page_faults, parsed, read_page, title_of
from tracker.pages.past import look_back_at_pages, no_pages
from tracker.pages.quirks import quirks_of
from tracker.pages.tree import strip_unseen
from tracker.ports import Look, LookBack


class PageKind:
    """How an HTML page is looked at and read."""

    version = 8
    windowed = False
    options = OPTIONS

    def look(self, source: Source) -> Look:
        """One request."""
        response = yield Request(url=source.url, accept=ACCEPT, timeout=source.timeout.total_seconds())
        return response

    def look_back(self, source: Source, since: datetime, until: datetime) -> LookBack:
        """The pages that reach further back. See `pages.past`."""
        return look_back_at_pages(source, since, until, ACCEPT)

    def no_past(self, source: Source) -> str | None:
        """Without `pages` there are none that reach further back."""
        return no_pages(source)

    def faults(self, options: Options) -> Mapping[str, str]:
        """What is wrong with the options of a page, by their keys."""
        return page_faults(options)

    def extract(self, capture: Capture, options: Options) -> Document:
        """The content of a page: see `pages.document.read_page`. Raises `ExtractError`."""
        return read_page(capture, options)

    def quirks(self, capture: Capture) -> tuple[Quirk, ...]:
        """What is odd about how the page is written; nothing of what cannot be read."""
        return quirks_of(capture)

    def offers(self, capture: Capture) -> Offered:
        """The title and language of the page, the feeds that it names, and the selectors that its content can be read by."""
        try:
            _, tree = parsed(capture)
        except ExtractError:
            return Offered()
        title, lang, feeds = title_of(tree), lang_of(tree), feeds_of(tree, base_of(tree, capture.url))
        strip_unseen(tree)
        return Offered(title=title, lang=lang, feeds=feeds, selectors=selectors_of(tree))


PAGE = PageKind()
