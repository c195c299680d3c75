"""A digest as an Atom feed (RFC 4287): one entry for each thing told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from tracker.digest.plain import one_line
from tracker.model.digest import Digest, Lang
from tracker.render.told import FEED, Item, findings, issues

_NAMESPACE = "http://www.w3.org/2005/Atom"
_AUTHOR = "policy-tracker"
_NEVER = "1970-01-01T00:00:00+00:00"
_NO_XML = re.compile("[\ufffe\uffff]")
"""What no XML may hold; all else that it may not is no line of ours either."""


class AtomRenderer:
    """Everything is text: a reader shows markup from outside as it was written."""

    suffix = "atom"
    translated = True
    feed_name = "feed.atom"

    def render_feed(self, digests: Sequence[Digest], lang: Lang = "en") -> str:
        """A feed of digests."""
        updated = max((digest.composed for digest in digests), key=datetime.fromisoformat, default=_NEVER)
        return atom(_AUTHOR, FEED, issues(digests, lang), updated)

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        """The whole feed of one digest."""
        return atom(f"{_AUTHOR}: {digest.id}", f"{FEED}:{digest.id}:feed", findings([digest], lang), digest.composed)


def atom(title: str, ident: str, items: Iterable[Item], updated: str) -> str:
    """A feed as XML: `ident` is its unchanging URI, `updated` an ISO 8601 time with zone."""
    ET.register_namespace("", _NAMESPACE)
    feed = ET.Element(f"{{{_NAMESPACE}}}feed")
    _add(feed, "title", title)
    _add(feed, "id", ident)
    _add(feed, "updated", updated)
    _add(ET.SubElement(feed, f"{{{_NAMESPACE}}}author"), "name", _AUTHOR)
    for item in items:
        entry = ET.SubElement(feed, f"{{{_NAMESPACE}}}entry")
        _add(entry, "title", one_line(item.title), type="text")
        _add(entry, "id", item.id)
        _add(entry, "updated", item.updated.isoformat())
        for tag in item.tags:
            ET.SubElement(entry, f"{{{_NAMESPACE}}}category", term=_NO_XML.sub("", one_line(tag)))
        if item.url:
            ET.SubElement(entry, f"{{{_NAMESPACE}}}link", rel="alternate", href=item.url)
        _add(entry, "content", "\n".join(map(one_line, item.text.split("\n"))), type="text")
    ET.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_NAMESPACE}}}{name}", attributes).text = _NO_XML.sub("", text)


ATOM = AtomRenderer()
