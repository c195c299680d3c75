"""Pages of HTML: one block for each heading, paragraph, list item, table row and entry of a definition list."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.model.document import Document
from tracker.model.look import Capture, Request
from tracker.model.source import Source
from tracker.pages.document import ACCEPT, OPTIONS, Options, page_faults, read_page
from tracker.ports import Look


class PageKind:
    """How an HTML page is looked at and read."""

    version = 5
    windowed = False
    options = OPTIONS

    def look(self, source: Source) -> Look:
        """One request."""
        response = yield Request(url=source.url, accept=ACCEPT, timeout=source.timeout.total_seconds())
        return response

    def faults(self, options: Options) -> Mapping[str, str]:
        """What is wrong with the options of a page, by their keys."""
        return page_faults(options)

    def extract(self, capture: Capture, options: Options) -> Document:
        """The content of a page: see `pages.document.read_page`. Raises `ExtractError`."""
        return read_page(capture, options)


PAGE = PageKind()
