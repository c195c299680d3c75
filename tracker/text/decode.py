"""Bytes to text, judged by the bytes first: what a server or a document says of itself is only believed where it fits."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ((b"<\0?\0", "utf-16-le"), (b"<\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"), (b"\0<", "utf-16-be"))
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""", re.IGNORECASE)
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_HTTP = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_JIS = re.compile(rb"\x1b(\$[@B]|\([BJI])")
# The names that documents use, and the wider encodings that they mean by them.
_MEANT = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms_kanji": "cp932",
    "euc-jp": "euc_jp",
    "x-euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
}
_GUESSES = ("cp932", "euc_jp")
_KANA = re.compile("[ぁ-んァ-ヶー、。]")
_HALF_KANA = re.compile("[\uff61-\uff9f\ue000-\uf8ff\ufffd]")
_HEAD = 2048


class Decoded(NamedTuple):
    """The text, the encoding it was read in, and how that was found: bom, bytes, declared, http, sniffed or replaced."""

    text: str
    encoding: str
    how: str


def decode(body: bytes, content_type: str | None, *, fallback: str = "utf-8") -> Decoded:
    """Read bytes as text. Never fails: what no encoding reads whole is read in the likeliest with replacement characters.

    Text that is valid UTF-8 is UTF-8, whatever else is said of it: other encodings of Japanese hardly ever look so.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(body.decode(name, "replace").lstrip("\ufeff"), name, "bom")
    start = body.lstrip()[:4]
    for mark, name in _WIDE:
        if start.startswith(mark):
            return Decoded(body.decode(name, "replace"), name, "bytes")
    declared = _declared(body, content_type)
    if _JIS.search(body) and not any(byte > 127 for byte in body[:_HEAD]):
        text = _strict(body, "iso2022_jp_ext")
        if text is not None:
            return Decoded(text, "iso2022_jp_ext", "bytes")
    text = _strict(body, "utf-8")
    if text is not None:
        return Decoded(text, "utf-8", "bytes")
    for name, how in declared:
        text = _strict(body, name)
        if text is not None and name != "cp1252":
            return Decoded(text, name, how)
    return _guessed(body, declared, fallback)


def _guessed(body: bytes, declared: list[tuple[str, str]], fallback: str) -> Decoded:
    """No declaration fits: the guess that reads whole and looks most like Japanese, else the declared with replacements."""
    whole = [(text, name) for name in _GUESSES if (text := _strict(body, name)) is not None]
    if whole:
        text, name = max(whole, key=lambda one: len(_KANA.findall(one[0])) - 2 * len(_HALF_KANA.findall(one[0])))
        if _KANA.search(text):
            return Decoded(text, name, "sniffed")
    for name, how in declared:
        text = _strict(body, name)
        if text is not None:
            return Decoded(text, name, how)
    name = declared[0][0] if declared else fallback
    return Decoded(body.decode(name, "replace"), name, "replaced")


def _declared(body: bytes, content_type: str | None) -> list[tuple[str, str]]:
    """Encodings that the document and the server name, the document first, in the wider sense that is meant."""
    head = body[:_HEAD]
    found = []
    for pattern in (_XML, _META):
        match = pattern.search(head)
        if match:
            found.append((match.group(1).decode("ascii"), "declared"))
    http = _HTTP.search(content_type or "")
    if http:
        found.append((http.group(1), "http"))
    return [(meant, how) for name, how in found if (meant := _meant(name)) is not None]


def _meant(name: str) -> str | None:
    lowered = name.lower()
    meant = _MEANT.get(lowered, lowered)
    try:
        found = codecs.lookup(meant)
    except LookupError:
        return None
    # Python's codecs also hold rot13, base64 and their like, which are no encodings of text.
    return meant if getattr(found, "_is_text_encoding", True) else None


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None
