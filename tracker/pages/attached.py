"""The papers that a page links: they are opened like the pages behind an index, and read by a kind of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import msgspec
from selectolax.lexbor import LexborNode

from tracker.errors import ExtractError
from tracker.model.document import Block, Link
from tracker.pages.follow import links_of
from tracker.pages.lines import Skips

KINDS = ("pdf",)
"""The kinds of source that papers behind a page can be read by; the names of their files end alike."""
_MOST_ANCHORS = 5_000
_NOTE = re.compile(r"\s{0,9}[（(\[【［]\s{0,9}(?:pdf|PDF|ＰＤＦ)[^（(\[【［］】\])）]{0,40}[）)\]】］]\s{0,9}$")
"""What offices write after the name of a file: its format and size, which changes with every edition."""


def attached(
    roots: Sequence[LexborNode], skips: Skips, base: str, blocks: Sequence[Block], options: Mapping[str, object]
) -> tuple[Link, ...]:
    """The papers that are linked in what is read of a page, each once and in its order, with what their items say of title and day.

    Raises `ExtractError` for another value of `attachments` than those of `KINDS`.
    """
    kind = options.get("attachments")
    if kind is None:
        return ()
    check_attachments(kind)
    found = links_of(_anchors(roots, skips), base, blocks, lambda url: urlsplit(url).path.lower().endswith(f".{kind}"))
    return tuple(msgspec.structs.replace(link, title=_NOTE.sub("", link.title or "") or None) for link in found)


def check_attachments(value: object) -> None:
    """Raises `ExtractError` for what is no kind of attachment."""
    if value not in KINDS:
        raise ExtractError(f"attachments: {value!r} is not known; the only value is {' or '.join(KINDS)}")


def _anchors(roots: Sequence[LexborNode], skips: Skips) -> Iterator[LexborNode]:
    left = _MOST_ANCHORS
    for root in roots:
        for node in root.css("a[href]"):
            left -= 1
            if left < 0:
                return
            if not _is_skipped(node, root, skips):
                yield node


def _is_skipped(node: LexborNode, root: LexborNode, skips: Skips) -> bool:
    at: LexborNode | None = node
    while at is not None:
        if skips(at.tag or "", at):
            return True
        if at.mem_id == root.mem_id:
            return False
        at = at.parent
    return False
