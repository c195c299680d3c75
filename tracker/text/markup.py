"""Markup to plain text: what a reader would see, with its lines."""

from __future__ import annotations

import html
import re

from selectolax.lexbor import LexborHTMLParser

_MARKUP = re.compile(r"<[a-zA-Z/!?]|&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w{1,30});")
_DROPPED = "script, style, noscript, template, iframe, object, svg, head"
_BREAKS = re.compile(r"<(?=/?(?:p|div|br|li|ul|ol|dl|dt|dd|tr|table|h[1-6]|section|article|blockquote|pre|hr)\b)", re.IGNORECASE)
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINES = re.compile(r"[^\S\n]*\n\s*")
_SPACES = re.compile(r"[^\S\n]+")


def plain_text(markup: str, *, longest: int) -> str:
    """The text of a piece of HTML, at most `longest` characters, a line per block; scripts and styles are left out."""
    markup = markup[: longest * 8]
    if not _MARKUP.search(markup):
        return _tidied(markup)[:longest]
    tree = LexborHTMLParser(f"<body>{_BREAKS.sub(chr(10) + '<', markup)}</body>")
    tree.strip_tags(_DROPPED.split(", "), recursive=True)
    body = tree.body
    return _tidied(body.text() if body is not None else "")[:longest]


def one_line(markup: str, *, longest: int) -> str:
    """The same on one line: a title. Entities that were escaped twice are resolved."""
    text = plain_text(markup, longest=longest)
    if "&" in text or "<" in text:
        text = plain_text(html.unescape(text), longest=longest)
    return " ".join(text.split())


def _tidied(text: str) -> str:
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SPACES.sub(" ", _LINES.sub("\n", text)).strip()
