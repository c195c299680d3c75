"""Alerts that came by mail: each link of a message that leads to an item is one, with the words that stand under it."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from email.message import Message
from html import unescape
from itertools import islice

from tracker.model.other_service import Alert
from tracker.text.alert_links import is_hop, target
from tracker.text.mail_words import header_text, mail_text
from tracker.text.markup import without_markup
from tracker.text.mbox import is_mbox, split
from tracker.text.moments import read_moment

_LARGEST = 2 * 1024 * 1024
"""Bytes of one message; more is no alert."""
_MOST_LINKS = 500
_MOST_TEXT = 2_000
_SHORTEST_TITLE = 8
"""A link of fewer characters is a word of the service (Share, 共有) and no headline."""
_ANCHOR = re.compile(r"<a\b[^<>]{0,4000}?\bhref\s{0,9}=\s{0,9}(?:\"([^\"]{1,8000})\"|'([^']{1,8000})')[^<>]{0,4000}>", re.IGNORECASE)
_END = re.compile(r"</a\s{0,9}>", re.IGNORECASE)
_WRITTEN = re.compile(r"<?(https?://[^\s<>\"]{4,8000})>?")
_RULER = frozenset("-=_*~")
"""What lines that part items begin or end with."""
_MOST_PARTS = 50
"""A message that names more boundaries is made to keep its reader busy."""
_MOST_BETWEEN = 8_000


def mail_alerts(body: bytes, zone: tzinfo) -> tuple[list[Alert], int]:
    """The alerts of an mbox or of one message, and how many messages could not be read. A time without zone is of `zone`."""
    found: list[Alert] = []
    unread = 0
    for raw in split(body) if is_mbox(body) else (body,):
        if len(raw) > _LARGEST or raw.count(b"boundary") > _MOST_PARTS:
            unread += 1
            continue
        try:
            message = email.message_from_bytes(raw)
            found += _of_message(message, zone)
        except (RecursionError, LookupError, ValueError):
            unread += 1
    return found, unread


def _of_message(message: Message, zone: tzinfo) -> list[Alert]:
    at = read_moment(header_text(_header(message, "Date")), zone)
    texts = {kind: text for kind, text in _texts(message) if text}
    for kind, reader in (("text/html", _of_html), ("text/plain", _of_plain)):
        alerts = list(_distinct(reader(texts.get(kind, "")), at))
        if alerts:
            return alerts
    return []


def _header(message: Message, name: str) -> bytes:
    return str(message.get(name, "")).encode("utf-8", "surrogateescape")


def _texts(message: Message) -> Iterator[tuple[str, str]]:
    for part in message.walk():
        kind = part.get_content_type()
        if kind in ("text/html", "text/plain"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield kind, mail_text(payload, part.get_param("charset") and str(part.get_param("charset")))


def _distinct(items: Iterator[tuple[str, str, str]], at: datetime | None) -> Iterator[Alert]:
    """Each address once, under its longest words; where a service leads over its own page, other links are its own affair."""
    found: dict[str, tuple[str, str]] = {}
    hops: set[str] = set()
    for place, (url, title, text) in enumerate(items):
        if place >= _MOST_LINKS:
            break
        meant = target(url)
        if is_hop(url):
            hops.add(meant)
        words, more = found.get(meant, ("", ""))
        found[meant] = (max(words, title, key=len), more or text)
    for url, (title, text) in found.items():
        if len(title) >= _SHORTEST_TITLE and (url in hops or not hops):
            yield Alert(title=title, url=url, text=text, at=at)


def _of_html(html: str) -> Iterator[tuple[str, str, str]]:
    """Address, words of the link, and the words up to the next one."""
    anchors = list(islice(_ANCHOR.finditer(html), _MOST_LINKS * 4))
    for place, anchor in enumerate(anchors):
        until = min(anchor.end() + _MOST_BETWEEN, anchors[place + 1].start() if place + 1 < len(anchors) else len(html))
        end = _END.search(html, anchor.end(), until)
        title = without_markup(html[anchor.end() : end.start() if end else until])
        yield unescape(anchor[1] or anchor[2]), _line(title), _line(without_markup(html[end.end() : until]))[:_MOST_TEXT] if end else ""


def _of_plain(text: str) -> Iterator[tuple[str, str, str]]:
    """Items are parted by blank lines; the first line of one is its headline, and its address stands among the others or apart below."""
    before: list[str] = []
    for paragraph in re.split(r"\n[ \t\r]*\n", text):
        found = _WRITTEN.search(paragraph)
        lines = [_line(line) for line in _WRITTEN.sub("", paragraph).splitlines()]
        lines = [line for line in lines if line and not _is_ruler(line)] or before
        if found and lines:
            yield found[1], lines[0], " ".join(lines[1:])[:_MOST_TEXT]
        before = [] if found else lines


def _is_ruler(line: str) -> bool:
    marks = line.replace(" ", "")
    return len(marks) >= len("---") and (_RULER.issuperset(marks[:3]) or _RULER.issuperset(marks[-3:]))


def _line(text: str) -> str:
    return " ".join(text.split())
