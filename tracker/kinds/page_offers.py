"""How a page is best watched: the feeds that it names, and the elements that its content stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.model.check import Candidate
from tracker.pages.tree import MAIN, size
from tracker.text.links import absolute

MOST_FEEDS, MOST_SELECTORS = 10, 5
_FEED_TYPE = re.compile(r"application/(?:rss|atom|rdf)\+xml|application/feed\+json", re.IGNORECASE)
_FEED_PATH = re.compile(r"\.(?:rdf|rss|atom)$|/(?:rss|feed|atom)[^/]*\.xml$|/(?:rss|feed|atom)/?$|_rss\d?\.xml$|_atom\.xml$", re.IGNORECASE)
_STABLE = re.compile(r"[A-Za-z][A-Za-z_-]{2,30}\d?")
"""An id that a person gave: not one that a machine counts or draws."""
_LEAST = 100
_LEAST_SHARE = 0.3
_MOST_SHARE = 0.98
_BEGINS = 60
_MOST_CHARS, _MOST_IDS = 500_000, 150
"""Nested elements are measured one by one: of a page that is larger only the main part is looked for."""


def feeds_of(tree: LexborHTMLParser, base: str) -> tuple[tuple[str, str | None], ...]:
    """The feeds that a page declares, then those that it links: absolute address and title, each once."""
    found: dict[str, str | None] = {}
    for node in tree.css("link[href]")[:200]:
        given = node.attributes
        if "alternate" in (given.get("rel") or "").lower().split() and _FEED_TYPE.match((given.get("type") or "").strip()):
            _take(found, given.get("href"), given.get("title"), base)
    for node in tree.css("a[href]")[:3_000]:
        href = (node.attributes.get("href") or "").strip()
        if _FEED_PATH.search(href.partition("?")[0]):
            _take(found, href, " ".join((node.text() or "").split())[:100], base)
    return tuple(found.items())[:MOST_FEEDS]


def _take(found: dict[str, str | None], href: str | None, title: str | None, base: str) -> None:
    address = absolute(href or "", base)
    if address:
        found.setdefault(address, title or None)


def selectors_of(tree: LexborHTMLParser) -> tuple[Candidate, ...]:
    """Selectors that name one element with much of the page's words: those for a main part first, then ids, the largest first."""
    whole = size(tree.body) if tree.body is not None else 0
    found = {candidate.select: candidate for candidate in _mains(tree)}
    ids = [candidate for candidate in _ids(tree, whole) if candidate.select not in found] if whole <= _MOST_CHARS else []
    found |= {candidate.select: candidate for candidate in sorted(ids, key=lambda one: -one.size)}
    return tuple(found.values())[:MOST_SELECTORS]


def _mains(tree: LexborHTMLParser) -> Iterator[Candidate]:
    for selector in (one.strip() for group in MAIN for one in group.split(",")):
        nodes = tree.css(selector)
        if len(nodes) == 1 and (holds := size(nodes[0])) >= _LEAST:
            yield Candidate(selector, holds, _beginning(nodes[0]))


def _ids(tree: LexborHTMLParser, whole: int) -> Iterator[Candidate]:
    for node in tree.css("div[id], section[id], ul[id], dl[id], table[id], article[id]")[:_MOST_IDS]:
        name = node.attributes.get("id") or ""
        if not _STABLE.fullmatch(name):
            continue
        holds = size(node)
        if holds >= _LEAST and whole * _LEAST_SHARE <= holds <= whole * _MOST_SHARE and len(tree.css(f"#{name}")) == 1:
            yield Candidate(f"#{name}", holds, _beginning(node))


def _beginning(node: LexborNode) -> str:
    return " ".join((node.text(deep=True, separator=" ") or "").split())[:_BEGINS]
