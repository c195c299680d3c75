"""What a capture is, where it is no feed: a wall, an error page, the page that the feed belongs to, or bytes of something else."""

from __future__ import annotations

import re

from tracker.kinds.feed_raw import Written
from tracker.kinds.feed_text import lines, one_line
from tracker.text.problem import Problem

_WALL = re.compile(
    r"awswafcookie|token\.awswaf\.com|aws-waf|gokuprops|challenge-platform|cf-browser-verification|cf-chl|_incapsula_|incapsula incident"
    r"|sucuri website firewall|distil_r_|px-captcha|perimeterx|datadome|g-recaptcha|hcaptcha\.com"
    r"|<title>\s*(?:just a moment|attention required|access denied|request rejected|access to this page has been denied|403|forbidden)"
    r"|the requested url was rejected|reference #\d+\.[0-9a-f]+\.|checking your browser|enable javascript and cookies to continue"
    r"|are you a (?:robot|human)|アクセスが(?:拒否|制限|遮断)|アクセスを(?:拒否|制限|遮断)|不正なアクセス",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_ERROR = re.compile(
    r"\b[45]\d\d\b|not found|error|unavailable|maintenance|エラー|見つかりません|見つかりませんでした|存在しません|メンテナンス|混雑",
    re.IGNORECASE,
)
_FEED_LINK = re.compile(r"""<link\b[^<>]{0,600}\btype\s*=\s*["']?application/(?:rss|atom|feed)\+(?:xml|json)[^<>]{0,600}>""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s<>]{1,500})""", re.IGNORECASE)
_HEAD = 60_000
_WALL_TEXT = 1_500
"""Walls have little to say; pages that have more only carry the same scripts."""


def no_feed(text: str, root: str) -> Problem:
    """What a text is whose root element (`root`, empty where it has none) is not one of a feed."""
    head = text[:_HEAD]
    is_html = root in ("html", "head", "body") or bool(re.search(r"<(?:html|body|head)[\s>]", head, re.IGNORECASE))
    if _WALL.search(head) and len(lines(Written(head, markup=True))) < _WALL_TEXT:
        return Problem("blocked", f"{_named(head, 'a page')}: the site does not let the tracker look")
    if is_html:
        return _page(head)
    if root:
        return Problem("error-page", f"the body is XML with the root element <{root}>, which is no feed")
    return Problem("error-page", f"the body is neither XML nor JSON; it begins with {_beginning(text)}")


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
