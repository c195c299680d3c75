"""Whether quotes stand in what was captured: a snapshot is read as its source is, and as bare text where that finds them not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from tracker.errors import ExtractError, PluginError
from tracker.model.look import Capture
from tracker.ports import Kind
from tracker.text.canonical import canonical
from tracker.text.decode import decode
from tracker.text.markup import without_markup

Options = Mapping[str, str | tuple[str, ...]]
_PAPER = b"%PDF-"
_ELLIPSIS = "…"


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """How a snapshot came: by which kind of source with which options, from where, as what. `linked`: behind a link of its source."""

    kind: str
    options: dict[str, str | tuple[str, ...]] = {}
    url: str = ""
    content_type: str | None = None
    linked: bool = False


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a finding. `cut`: they end in an ellipsis of ours. `title` is that of the item, as it was published."""

    finding: int
    text: str
    cut: bool
    part: str
    title: str


class Reader:
    """One snapshot, read in one way after another until every quote is found."""

    def __init__(self, body: bytes, origin: Origin, kind: Callable[[str], Kind]) -> None:
        self._ways = self._texts(body, origin, kind)
        self._read: list[str] = []
        self._linked = origin.linked

    def has(self, quote: Quote) -> bool:
        """Whether a quote stands in the snapshot. The title of a linked page is that of its link, and need not."""
        words = _squeezed(quote.text.removesuffix(_ELLIPSIS) if quote.cut else quote.text)
        if not words or (self._linked and quote.part == "title" and words in _squeezed(quote.title)):
            return True
        if any(words in text for text in self._read):
            return True
        for text in self._ways:
            self._read.append(text)
            if words in text:
                return True
        return False

    def _texts(self, body: bytes, origin: Origin, kind: Callable[[str], Kind]) -> Iterator[str]:
        capture = Capture(body=body, url=origin.url or "https://localhost/", content_type=origin.content_type)
        for name, options in _readings(body, origin):
            try:
                document = kind(name).extract(capture, options)
            except (ExtractError, PluginError):
                continue
            yield _squeezed("".join(part for block in document.blocks for part in (block.title, block.text) if part))
        text = decode(body, origin.content_type).text
        yield _squeezed(without_markup(text))
        yield _squeezed(text)


def _readings(body: bytes, origin: Origin) -> Iterator[tuple[str, Options]]:
    if body.startswith(_PAPER):
        yield "pdf", {}
    elif origin.linked:
        yield "page", {}
    else:
        yield origin.kind, origin.options


def _squeezed(text: str) -> str:
    """Without white space, in one form: line breaks and widths of characters say nothing here."""
    return "".join(canonical(text).split())
