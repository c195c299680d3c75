"""What a capture is, where it is no page with content: a wall, an error page, a notice of maintenance, an empty shell.

What such pages say is known by `text.excuses`; here is decided which words of a page are asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.model.document import Block
from tracker.pages.tree import inside, says_more, seen, size, strip_unseen
from tracker.text.excuses import FEW, SHORT, Excuse, excuse_in, shell_in, wall_in
from tracker.text.problem import Problem

_HEAD = 60_000
_HEADLINE = 80
_MOST_CELLS = 400
_MOST_BLOCKS = 100
_MOST_HEADLINE = 300
_HEADINGS = 3
_ASKS = 120
"""So little may stand beside a field for a password. A page that says more has a log-in beside its content."""
_FEED = re.compile(r"\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--[^>]{0,2000}-->\s*)?<(?:rss|feed|rdf:RDF)\b")
_SIGN_ON = "input[type=password], input[name=SAMLRequest], input[name=SAMLResponse], input[name=wresult]"
_MAIN = "main, [role=main], #main, #contents, #content"
_BESIDE = "aside :is(h1, h2, h3, p), nav :is(h1, h2, h3, p, a), [role=dialog] :is(h1, h2, h3, p)"
"""What stands beside the content: a box to log in says nothing of the page."""


def no_page(text: str, tree: LexborHTMLParser, title: str | None, parts: Sequence[LexborNode]) -> Problem | None:
    """Why a capture is no page with content. Where the `parts` that are read say much, the others are not asked."""
    if _FEED.match(text, 0, _HEAD):
        return Problem("error-page", "the body is a feed, not an HTML page; use kind: feed")
    much = any(says_more(part, SHORT) for part in inside(parts, "body"))
    if much and excuse_in(_headline(tree, title), "", SHORT + 1) is None:
        return None
    strip_unseen(tree)
    # Of a page that says much it does not matter how much.
    count = SHORT + 1 if much else _count(tree)
    headline = _headline(tree, title)
    if count > SHORT:
        found = excuse_in(headline, "", count)
        return _problem(found, title, _said(tree)) if found else None
    words = _said(tree)
    aside = {_words(node) for node in tree.css(_BESIDE)[:_MOST_CELLS]} | _labels(tree)
    found = wall_in(text[:_HEAD], count) or excuse_in(_without(headline, aside), _without(words, aside), count, whole=True)
    return _problem(found, title, words) if found else _sent_on(tree, count)


def no_content(blocks: Sequence[Block], title: str | None, tree: LexborHTMLParser, text: str) -> Problem | None:
    """The same of the part that was read: an error told within the frame of a site that says much beside it."""
    words = (
        "\n".join(f"{block.title or ''}\n{block.text}" for block in blocks if " | " not in block.text).strip() if len(blocks) <= 20 else ""
    )
    count = 0
    for block in blocks[:_MOST_BLOCKS]:
        count += len("".join(f"{block.title or ''}{block.text}".split()))
        if count > SHORT:
            break
    if count <= _ASKS and (field := tree.css_first(_SIGN_ON)) is not None:
        return _problem(Excuse("blocked", "asks the reader to log in", "login.field", (field.html or "")[:60]), title, words)
    if count <= FEW and (found := shell_in(text[:_HEAD], words)):
        return _problem(found, title, words)
    if not blocks:
        return Problem("empty", "there are no words in the part of the page that is read")
    if count <= FEW and _is_hollow(tree):
        return Problem("empty", "there are no words in the main part of the page, only its frame")
    if len(blocks) > 20 or count > SHORT:
        return None
    first = "\n".join(part for block in blocks[:2] if len(block.text) <= _HEADLINE for part in (block.title or "", block.text))
    found = excuse_in(first, words, count)
    return _problem(found, title, words) if found else None


def _problem(found: Excuse, title: str | None, words: str) -> Problem:
    line = " ".join((title or words)[:200].split())[:100]
    named = f"the page ({line!r})" if line else "the page"
    return Problem(found.problem, f"{named} {found.told} [{found.evidence}]")


def _headline(tree: LexborHTMLParser, title: str | None) -> str:
    """The title of a page and its first few headings, h1 before h2, a line each."""
    return "\n".join((title or "", *(_words(node)[:_MOST_HEADLINE] for node in islice(seen(tree.tags("h1") + tree.tags("h2")), _HEADINGS))))


def _words(node: LexborNode) -> str:
    return node.text(deep=True, strip=True)


def _count(tree: LexborHTMLParser) -> int:
    return size(tree.body) if tree.body is not None else 0


def _said(tree: LexborHTMLParser) -> str:
    """All that a page says, in lines."""
    said = "" if tree.body is None else tree.body.text(separator="\n")
    return "\n".join(line for line in (part.strip() for part in said.splitlines()) if line)


def _without(text: str, lines: set[str]) -> str:
    return "\n".join(line for line in text.splitlines() if line not in lines) if lines else text


def _labels(tree: LexborHTMLParser) -> set[str]:
    """The cells of rows of figures and labels: a count of refusals is no refusal."""
    found: set[str] = set()
    for row in tree.css("tr")[:_MOST_CELLS]:
        cells = [cell for cell in map(_words, row.css("td, th")[:_MOST_CELLS]) if cell]
        if len(cells) > 1 and all(len(cell) <= _HEADLINE for cell in cells):
            found.update(cells)
    return found


def _is_hollow(tree: LexborHTMLParser) -> bool:
    """Whether the page has elements for its content and nothing in them."""
    found = tree.css(_MAIN)[:20]
    return bool(found) and not any((node.text(deep=True) or "").strip() or node.css_first("img, a") for node in found)


def _sent_on(tree: LexborHTMLParser, count: int) -> Problem | None:
    """A page that only sends its reader on."""
    onward = tree.css_first("meta[http-equiv=refresh i]") if count <= FEW else None
    if onward is None:
        return None
    return Problem("empty", f"the page only sends its reader on: {(onward.attributes.get('content') or '')[:200]}")
