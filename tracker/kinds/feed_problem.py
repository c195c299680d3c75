"""What a capture is, where it is no feed: a wall, an error page, the page that the feed belongs to, or bytes of something else."""

from __future__ import annotations

import re
from itertools import islice

from tracker.text.excuses import Excuse, excuse_in, wall_in
from tracker.text.feed_raw import Written
from tracker.text.feed_text import lines, one_line
from tracker.text.problem import Problem

_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_ERROR = re.compile(
    r"\b[45]\d\d\b|not found|error|unavailable|maintenance|エラー|見つかりません|見つかりませんでした|存在しません|メンテナンス|混雑",
    re.IGNORECASE,
)
_FEED_LINK = re.compile(r"""<link\b[^<>]{0,600}\btype\s*=\s*["']?application/(?:rss|atom|feed)\+(?:xml|json)[^<>]{0,600}>""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s<>]{1,500})""", re.IGNORECASE)
_HEADING = re.compile(r"<h[12][^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_HEAD = 60_000


def no_feed(text: str, root: str) -> Problem:
    """What a text is whose root element (`root`, empty where it has none) is not one of a feed."""
    head = text[:_HEAD]
    is_html = root in ("html", "head", "body") or bool(re.search(r"<(?:html|body|head)[\s>]", head, re.IGNORECASE))
    if is_html and (found := _excuse(head)):
        return Problem(found.problem, f"{_named(head, 'an HTML page')} {found.told} [{found.evidence}]")
    if is_html:
        return _page(head)
    if root:
        return Problem("error-page", f"the body is XML with the root element <{root}>, which is no feed")
    return Problem("error-page", f"the body is neither XML nor JSON; it begins with {_beginning(text)}")


def _excuse(head: str) -> Excuse | None:
    """What the page says instead of a feed: that nobody may look, or that something is wrong."""
    words = lines(Written(head, markup=True))
    count = len("".join(words.split()))
    title = _TITLE.search(head)
    headings = [title[1] if title else "", *(found[1] for found in islice(_HEADING.finditer(head), 3))]
    headline = "\n".join(one_line(Written(heading, markup=True)) or "" for heading in headings)
    return wall_in(head, count) or excuse_in(headline, words, count)


def _page(head: str) -> Problem:
    title = _TITLE.search(head)
    if title and _ERROR.search(title.group(1)):
        return Problem("error-page", _named(head, "an HTML page"))
    link = _FEED_LINK.search(head)
    href = _HREF.search(link.group()) if link else None
    hint = f"the page names this feed: {href.group(1)}" if href else "if the page itself is to be watched, use kind: page"
    return Problem("error-page", f"{_named(head, 'an HTML page')}, not a feed; {hint}")


def _named(head: str, what: str) -> str:
    title = _TITLE.search(head)
    line = one_line(Written(title.group(1), markup=True)) if title else None
    return f"{what} ({line[:100]!r})" if line else what


def _beginning(text: str) -> str:
    return repr(" ".join(text[:60].split())[:40])
