"""A page that an index leads to, as one document: its words are read as a whole, under the title and the day that the index gives it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tracker.model.document import Block, Document
from tracker.model.recorded import LinkedPage

_LEAST_TITLE = 8
"""A link of fewer characters is a word such as 詳細, and no title."""
_MOST_TEXT = 200_000


def page_options(options: Mapping[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
    """The options of an index that hold for the pages behind it too: what it selects is its own affair."""
    return {name: value for name, value in options.items() if name == "remove"}


def as_article(document: Document, page: LinkedPage) -> Document:
    """The blocks of a page as one, so that 同法 or "the Act" finds what it means. Without blocks the document stays as it is."""
    if document.problem is not None or not document.blocks:
        return document
    title = page.title if page.title and len(page.title) >= _LEAST_TITLE else document.title or page.title
    lines = [line for block in document.blocks for line in (block.title, block.text) if line and line != title]
    published = page.published or next((block.published for block in document.blocks if block.published and not block.link), None)
    block = Block(key=page.address, text="\n".join(lines)[:_MOST_TEXT], title=title, link=page.url, published=published)
    return msgspec.structs.replace(document, blocks=(block,), windowed=False, links=())
