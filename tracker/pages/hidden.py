"""What a page holds beside its words: addresses of mail hidden from robots, pages framed in it, and tokens drawn for each reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.model.document import LeftOut
from tracker.pages.tree import strip_unseen, within
from tracker.text.links import absolute, canonical_link

_MOST = 500
_MOST_TOKENS = 20
_SHOWN = 60
_HEX = re.compile(r"[0-9a-fA-F]{4,600}")
_PROTECTED = "/cdn-cgi/l/email-protection"
_TOKEN = re.compile(r"csrf|xsrf|nonce|token|viewstate|eventvalidation|ticket|session", re.IGNORECASE)
_NO_SIZE = frozenset({"0", "1", "0px", "1px"})
_DOCUMENTS = (".pdf", ".htm", ".html", ".xhtml", ".csv", ".xlsx")


def reveal(tree: LexborHTMLParser, base: str, text: str) -> None:
    """Write out hidden addresses of mail, and give each framed page that is content its address; other frames are taken out.

    A frame is content where it shows a document, or a page of the same site: advertisements and measurement come from elsewhere.
    """
    # Else there is no need to go through the tree, and most pages have no need to be searched twice.
    if "email" in text and ("cfemail" in text or _PROTECTED in text):
        _reveal_addresses(tree)
    for place, node in enumerate(tree.tags("iframe")):
        shown = _shown(node, base) if place < _MOST else None
        if shown is None:
            node.decompose()
            continue
        node.attrs["src"] = shown
        while (inner := node.first_child) is not None:
            inner.remove()


def _reveal_addresses(tree: LexborHTMLParser) -> None:
    protected = tree.css(f"[data-cfemail], a[href*='{_PROTECTED}#']")
    for node in [one for one in protected if "data-cfemail" in one.attributes][:_MOST]:
        address = _decoded(node.attributes.get("data-cfemail") or "")
        if address:
            node.replace_with(address)
    for node in [one for one in protected if f"{_PROTECTED}#" in (one.attributes.get("href") or "")][:_MOST]:
        address = _decoded((node.attributes.get("href") or "").partition("#")[2])
        if address:
            node.attrs["href"] = f"mailto:{address}"


def unseen(tree: LexborHTMLParser, parts: Sequence[LexborNode] = ()) -> tuple[LeftOut, ...]:
    """Take out of parts of a page, or of all of it, what no reader sees. The tokens come back, and the words hidden within a line."""
    drawn = [LeftOut("token", f"{name}={value[:_SHOWN]}") for name, value in islice(_tokens(tree, parts), _MOST_TOKENS)]
    hidden = [LeftOut("hidden", said[:_SHOWN]) for said in strip_unseen(tree, parts)[:_MOST_TOKENS]]
    return (*drawn, *hidden)


def _tokens(tree: LexborHTMLParser, parts: Sequence[LexborNode]) -> Iterator[tuple[str, str]]:
    """By their names: they are drawn for each reader, and no part of what a page says."""
    for node in islice(within(tree, parts, "meta, input"), _MOST):
        attributes = node.attributes
        if node.tag == "input" and (attributes.get("type") or "").lower() != "hidden":
            continue
        name = attributes.get("name") or ""
        value = attributes.get("value") or attributes.get("content") or ""
        if len(name) <= _SHOWN and value and _TOKEN.search(name):
            yield name, value
    first = next(within(tree, parts, "[nonce]"), None)
    if first is not None and (nonce := first.attributes.get("nonce")):
        yield "nonce", nonce


def _decoded(code: str) -> str:
    """An address as Cloudflare hides it: a key of one byte, and each byte of the address combined with it."""
    if not _HEX.fullmatch(code) or len(code) % 2:
        return ""
    key, *rest = bytes.fromhex(code)
    address = bytes(byte ^ key for byte in rest).decode("utf-8", "replace").partition("?")[0]
    return address if "@" in address and address.isprintable() else ""


def _shown(node: LexborNode, base: str) -> str | None:
    """The address of a framed page that is content, without what passes in it."""
    attributes = node.attributes
    source = (attributes.get("src") or "").strip()
    hidden = "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", "").lower()
    if not source or hidden or attributes.get("width") in _NO_SIZE or attributes.get("height") in _NO_SIZE:
        return None
    address = absolute(source, base or "https://page.invalid/")
    if address is None:
        return None
    parts, own = urlsplit(address), urlsplit(base or "https://page.invalid/").hostname or ""
    host = parts.hostname or ""
    same = host == own or host.endswith(f".{own}") or own.endswith(f".{host}")
    if not same and not parts.path.lower().endswith(_DOCUMENTS):
        return None
    return canonical_link(address).removeprefix("https://page.invalid")
