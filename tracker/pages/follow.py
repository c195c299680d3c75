"""The links of an index page that lead to documents of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.model.document import Block, Link
from tracker.pages.tree import css, seen
from tracker.text.links import absolute, canonical_link

_MOST_LINKS = 2_000
_MOST_TITLE = 1_000
_NO_PAGES = (
    ".pdf",
    ".zip",
    ".csv",
    ".doc",
    ".docx",
    ".xls",
    ".xlsx",
    ".ppt",
    ".pptx",
    ".jpg",
    ".jpeg",
    ".png",
    ".gif",
    ".mp3",
    ".mp4",
    ".ics",
)
"""What a link to something else than a page ends with: it is read by another kind, or by nobody."""


def followed(tree: LexborHTMLParser, selectors: Sequence[str], base: str, blocks: Sequence[Block]) -> tuple[Link, ...]:
    """The pages that some selectors lead to, each once and in the order of the page, with what its item says of title and day.

    A selector may name links or what holds them. Raises `ExtractError` for one that is no CSS.
    """
    if not selectors:
        return ()
    return links_of(_anchors(seen(css(tree, ", ".join(selectors), "follow"))), base, blocks, lambda url: not _is_no_page(url))


def links_of(anchors: Iterable[LexborNode], base: str, blocks: Sequence[Block], wanted: Callable[[str], bool]) -> tuple[Link, ...]:
    """The links of some anchors whose absolute address is wanted, each once, with what its item says of title and day."""
    told = {canonical_link(block.link): block for block in reversed(blocks) if block.link}
    found: dict[str, Link] = {}
    for node in anchors:
        url = absolute(node.attributes.get("href") or "", base)
        address = canonical_link(url) if url else ""
        if not url or address in found or address == canonical_link(base) or not wanted(url):
            continue
        block = told.get(address)
        words = " ".join((node.text(deep=True) or "").split())[:_MOST_TITLE]
        found[address] = Link(
            url=url, title=(block.title if block else None) or words or None, published=block.published if block else None
        )
        if len(found) >= _MOST_LINKS:
            break
    return tuple(found.values())


def _anchors(nodes: Iterable[LexborNode]) -> Iterator[LexborNode]:
    for node in nodes:
        if node.tag == "a":
            yield node
        else:
            yield from seen(node.css("a[href]"))


def _is_no_page(url: str) -> bool:
    return urlsplit(url).path.lower().endswith(_NO_PAGES)
