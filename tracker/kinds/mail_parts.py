"""What a message consists of (MIME): its text as lines, and the messages that it passes on.

Parts are cut out by us: a parser that builds a tree can be kept busy by nesting, and gives up on what is broken.
"""

from __future__ import annotations

import binascii
import re
from typing import NamedTuple

from tracker.kinds.mail_text import html_lines, html_links, plain_lines
from tracker.text.mail_head import Fields, first, parted
from tracker.text.mail_words import from_base64, mail_text

_DEEPEST = 8
_MOST_PARTS = 200
_MOST_BYTES = 2 * 1024 * 1024
"""Of one part, as it is decoded."""
_STUB = 200
_TYPE = re.compile(r"\s*([A-Za-z0-9.+_-]{1,60}/[A-Za-z0-9.+_-]{1,80})")
_PARAMETER = re.compile(r""";\s*([A-Za-z0-9-]{1,40})\*?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))""")
_LONGEST_VALUE = 2_000


class Content(NamedTuple):
    """`links` are addresses of HTML parts whose words say that the message can be read there; `passed_on` are whole messages."""

    lines: list[str]
    links: list[str]
    passed_on: list[bytes]


class _Text(NamedTuple):
    lines: list[str]
    links: list[str]
    is_plain: bool

    @property
    def size(self) -> int:
        return sum(map(len, self.lines))


def content_of(fields: Fields, body: bytes) -> Content:
    """The content of a message. Attachments that are no message are left out, and of alternatives the plain text is taken."""
    walk = _Walk()
    texts = walk.texts(fields, body, 0)
    lines = [line for text in texts for line in [*text.lines, ""]]
    while lines and not lines[-1]:
        lines.pop()
    return Content(lines, [link for text in texts for link in text.links], walk.passed_on)


class _Walk:
    """The parts of one message, counted: whatever it is made of, no more than so many are looked at."""

    def __init__(self) -> None:
        self.passed_on: list[bytes] = []
        self._parts = 0

    def texts(self, fields: Fields, body: bytes, depth: int) -> list[_Text]:
        self._parts += 1
        if self._parts > _MOST_PARTS or depth > _DEEPEST:
            return []
        kind, parameters = _typed(first(fields, "content-type") or b"")
        if kind.startswith("multipart/"):
            parts = _parts(body, parameters.get("boundary", ""))
            if parts:
                found = [self.texts(*parted(part), depth + 1) for part in parts]
                return _best(found) if kind == "multipart/alternative" else [text for texts in found for text in texts]
            kind = "text/plain"  # a boundary that is not there: read as what it then is
        if kind == "message/rfc822":
            self.passed_on.append(_decoded(fields, body))
            return []
        if kind not in ("text/plain", "text/html") or (first(fields, "content-disposition") or b"").lower().startswith(b"attachment"):
            return []
        return [_read(kind, parameters, _decoded(fields, body)[:_MOST_BYTES])]


def _read(kind: str, parameters: dict[str, str], data: bytes) -> _Text:
    text = mail_text(data, parameters.get("charset"))
    if kind == "text/html":
        return _Text(html_lines(text), html_links(text), is_plain=False)
    is_flowed = parameters.get("format", "").lower() == "flowed"
    return _Text(plain_lines(text, flowed=is_flowed, joined=parameters.get("delsp", "").lower() == "yes"), [], is_plain=True)


def _best(alternatives: list[list[_Text]]) -> list[_Text]:
    """The plain text, unless it is a stub beside one that says everything. Links to the web come from any."""
    links = [link for texts in alternatives for text in texts for link in text.links]
    plain = next((texts for texts in alternatives if any(text.is_plain and text.lines for text in texts)), None)
    other = next((texts for texts in reversed(alternatives) if any(text.lines for text in texts) and texts is not plain), None)
    chosen = other if plain is None or (other and _size(plain) < _STUB and _size(other) > 5 * _size(plain)) else plain
    return [text._replace(links=links if place == 0 else []) for place, text in enumerate(chosen or [])]


def _size(texts: list[_Text]) -> int:
    return sum(text.size for text in texts)


def _typed(value: bytes) -> tuple[str, dict[str, str]]:
    written = value[:_LONGEST_VALUE].decode("ascii", "replace")
    kind = _TYPE.match(written)
    parameters = {name.lower(): quoted or bare for name, quoted, bare in reversed(_PARAMETER.findall(written))}
    return (kind[1].lower() if kind else "text/plain"), parameters


def _parts(body: bytes, boundary: str) -> list[bytes]:
    """The parts between the boundaries; a last one that is not closed goes to the end."""
    if not boundary.strip():
        return []
    mark = re.compile(rb"^--" + re.escape(boundary.encode("ascii", "replace")) + rb"(--)?[ \t]{0,80}\r?$", re.MULTILINE)
    parts: list[bytes] = []
    begins = -1
    for found in mark.finditer(body):
        if begins >= 0:
            parts.append(body[begins : found.start()])
        begins = -1 if found[1] else found.end() + 1
        if found[1] or len(parts) >= _MOST_PARTS:
            break
    if begins >= 0 and len(parts) < _MOST_PARTS:
        parts.append(body[begins:])
    return parts


def _decoded(fields: Fields, body: bytes) -> bytes:
    encoding = (first(fields, "content-transfer-encoding") or b"").strip().lower()
    if encoding == b"base64":
        return from_base64(body)
    return binascii.a2b_qp(body) if encoding == b"quoted-printable" else body
