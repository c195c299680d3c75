"""The words of mail: bytes in the charset that they are really in, and header values with their encoded words (RFC 2047) read."""

from __future__ import annotations

import binascii
import re

from tracker.text.decode import decode
from tracker.text.japanese_bytes import decode_iso_2022_jp
from tracker.text.markup import without_controls

_WORD = re.compile(rb"=\?([A-Za-z0-9._:*-]{1,60})\?([BbQq])\?([^?\r\n]{0,4000})\?=")
_JIS = re.compile(rb"\x1b[$(]")
_SHIFTED = re.compile(rb"\x0e([!-_]{1,1000})\x0f")
_ESCAPE = re.compile(r"\x1b(?:\$\(?[@BD]|\([BIJ])")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_LONGEST = 8_000


def mail_text(data: bytes, charset: str | None) -> str:
    """A body or a piece of a header as text. `charset` is what the message says; what the bytes can be read as goes before it.

    ISO-2022-JP may hold NEC and IBM characters and half-width kana, shifted or escaped. Of a damaged text only the damaged lines suffer.
    """
    if _JIS.search(data) and b"\x0e" in data:
        data = _SHIFTED.sub(lambda found: b"\x1b(I" + found[1] + b"\x1b(B", data)
    text = decode(data, f"text/plain; charset={charset}" if charset else None).text
    if "\x1b" in text and _JIS.search(data):
        return "\n".join(_line(line) for line in data.split(b"\n"))
    return text


def header_text(value: bytes) -> str:
    """A header value as one line of text, at most 8,000 bytes of it. Never fails.

    Encoded words of one charset that follow each other are put together before they are read: some mailers cut characters in two.
    """
    value = value[:_LONGEST]
    pieces: list[tuple[bytes, str | None]] = []
    place = 0
    for found in _WORD.finditer(value):
        between = value[place : found.start()]
        charset = found[1].decode("ascii").partition("*")[0].lower()
        data = _decoded(found[2], found[3])
        if between.strip() or not pieces or pieces[-1][1] is None:
            pieces += [(between, None), (data, charset)]
        elif pieces[-1][1] == charset:
            pieces[-1] = (pieces[-1][0] + data, charset)
        else:
            pieces.append((data, charset))
        place = found.end()
    pieces.append((value[place:], None))
    return " ".join(without_controls("".join(mail_text(data, charset) for data, charset in pieces if data)).split())


def from_base64(data: bytes) -> bytes:
    """What base64 says, as far as it can be read: strange characters are skipped, an end that is missing is left off."""
    clean = _NOT_BASE64.sub(b"", data)
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _decoded(encoding: bytes, data: bytes) -> bytes:
    if encoding in b"Bb":
        return from_base64(data)
    return _HEX.sub(lambda found: bytes((int(found[1], 16),)), data.replace(b"_", b" "))


def _line(line: bytes) -> str:
    try:
        return decode_iso_2022_jp(line)
    except UnicodeError:
        return _ESCAPE.sub("\ufffd", line.decode("ascii", "replace"))
