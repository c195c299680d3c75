"""A page as browsers save it with all its parts in one file (MHTML, RFC 2557): a message whose first page is what was seen."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

_HEAD = 4_000
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_BEGINS = re.compile(rb"\A\s*(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){1,30}?Content-Type:\s*multipart/related", re.IGNORECASE)


def page_in(body: bytes) -> tuple[bytes, str | None] | None:
    """The page of such a file and its content type with the charset that it names; None for anything else."""
    if not _BEGINS.match(body[:_HEAD].replace(b"\r\n", b"\n")):
        return None
    try:
        for part in message_from_bytes(body, EmailMessage, policy=policy.HTTP).walk():
            payload = part.get_payload(decode=True)
            if part.get_content_type() in _PAGES and isinstance(payload, bytes):
                charset = part.get_content_charset()
                return payload, f"text/html; charset={charset}" if charset else None
    except (ValueError, LookupError, AttributeError, TypeError):
        return None  # broken in a way that the parser does not take: read as it stands, and told by what it then is
    return None
