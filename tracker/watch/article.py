"""A page that an index leads to, as one document: its words are read as a whole, under the title and the day that the index gives it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from tracker.model.document import Block, Document
from tracker.model.look import Fetch
from tracker.model.recorded import LinkedPage
from tracker.model.source import Source

_LEAST_TITLE = 8
"""A link of fewer characters is a word such as 詳細, and no title."""
_MOST_TEXT = 200_000


def read_as(source: Source, fetch: Fetch) -> Source:
    """A source as one of its looks is to be read: a paper behind a page (`attachments`) by the kind that it names, the rest by its own."""
    kind = source.options.get("attachments")
    if fetch.page is None or fetch.part or not isinstance(kind, str):
        return source
    declared = (fetch.content_type or "").partition(";")[0].strip().lower()
    if not urlsplit(fetch.page).path.lower().endswith(f".{kind}") and declared != f"application/{kind}":
        return source
    return msgspec.structs.replace(source, kind=kind, options={})


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
