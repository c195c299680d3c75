"""Bytes to text. What the bytes can be read as goes before what anybody says that they are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tracker.text.japanese_bytes import decode_euc, decode_iso_2022_jp

How = Literal["bom", "declared", "header", "sniffed", "fallback", "damaged"]


class Decoded(NamedTuple):
    """`encoding` is a Python codec's name; `how` says whose word it was.

    `bom` a byte order mark, `declared` the document, `header` HTTP, `sniffed` the bytes themselves, `fallback` the caller.
    `damaged`: nothing reads all of it, and what could not be read stands as U+FFFD.
    """

    text: str
    encoding: str
    how: How

    def as_utf8(self, body: bytes) -> bytes:
        """The text as UTF-8. `body` is what it was read from: mostly that is UTF-8, and nothing has to be written anew."""
        if self.encoding == "utf-8" and self.how not in ("bom", "damaged"):
            return body
        return self.text.encode("utf-8", "replace")


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MEANT = {
    "cp932": "shift_jis shift-jis shiftjis sjis x-sjis x-shift-jis ms_kanji ms932 windows-31j cswindows31j",
    "euc_jp": "euc-jp eucjp x-euc-jp x-euc eucjp-ms eucjp-win cp51932 ujis",
    "iso2022_jp": "jis iso-2022-jp csiso2022jp iso-2022-jp-ms cp50220 cp50221 cp50222",
    "utf-8": "utf8 x-utf-8 utf-8n unicode-1-1-utf-8",
    "cp1252": "latin1 latin-1 iso-8859-1 iso8859-1 us-ascii ascii",
    "gb18030": "gb2312 gbk x-gbk cp936",
    "cp949": "ks_c_5601-1987 euc-kr ksc5601",
    "big5hkscs": "big5",
}
_ALIASES = {name: codec for codec, names in _MEANT.items() for name in names.split()}
"""Names as they are declared → the superset that is meant by them."""

_NOT_CHARSETS = frozenset({"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})
_WIDE_NAMES = ("utf-16", "utf16", "utf_16", "utf-32", "utf32", "utf_32", "ucs")
_XML = re.compile(rb"""\s*<\?xml\b[^>]{0,300}?\bencoding\s*=\s*["']\s*([A-Za-z0-9._:-]{2,40})""")
_META = re.compile(rb"""<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_HEAD = 4096
_JIS_ESCAPE = re.compile(rb"\x1b\$[@B]|\x1b\$\(D|\x1b\([IJ]")
_THREE_BYTES = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")
_HIGH = bytes(range(0x80, 0x100))
_MULTIBYTE = ("cp932", "euc_jp")
_TOLERATED = 0.02
"""How much of the non-ASCII part may be unreadable before an encoding is given up for another."""
_JAPANESE = re.compile("[\u3000-\u30ff\uff01-\uff5e\u4e00-\u9fff]")
_KANA = re.compile("[\u3041-\u30fa]")
_ADJACENT = re.compile(rb"[\x80-\xff]{2}")
_NEUTRAL = re.compile("[\x00-\x7f·…―‐“”‘’①-⑳Ⅰ-Ⅻ○●△▲□■◇◆☆★※→←↑↓℃㈱№〒]")
_LIKELY = 0.8
"""So much of what is not ASCII has to look Japanese for a guess to count."""
_TELLTALE = re.compile("[縺繧繝譁蜑]")
"""What UTF-8 becomes when it is read as Shift_JIS."""


def decode(body: bytes, content_type: str | None, *, fallback: str = "utf-8") -> Decoded:
    """Read a body. `content_type` is the HTTP header as it came; `fallback` is used where nobody says anything. Never fails.

    A byte order mark decides. Else valid UTF-8 is UTF-8, then the first that reads every byte: what the document declares, what
    the header says, the Japanese encodings where the outcome looks like Japanese, the fallback. Where none does, the one that
    loses least. The text has no byte order mark; line ends stay.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _marked(body[len(mark) :], encoding, "bom")
    if wide := _wide(body):
        return _marked(body, wide, "sniffed")
    claims = list(claims_of(body, content_type))
    if body.isascii():
        return _ascii(body, claims)
    if found := _likely(body, claims, fallback):
        return found
    return _damaged(body, [*(encoding for encoding, _ in claims), "utf-8", fallback])


def _ascii(body: bytes, claims: list[tuple[str, How]]) -> Decoded:
    if _JIS_ESCAPE.search(body):
        text = _read(body, "iso2022_jp")
        if text is not None:
            return Decoded(text, "iso2022_jp", next((how for encoding, how in claims if encoding == "iso2022_jp"), "sniffed"))
    return Decoded(body.decode("ascii"), "utf-8", "sniffed")


def _likely(body: bytes, claims: list[tuple[str, How]], fallback: str) -> Decoded | None:
    """The first encoding that reads every byte, but UTF-8 with a few broken ones before any that turns it into another script."""
    utf8 = _read(body, "utf-8")
    if utf8 is not None and not _claimed_short(body, claims):
        return Decoded(utf8, "utf-8", next((how for encoding, how in claims if encoding == "utf-8"), "sniffed"))
    nearly_utf8 = _nearly_utf8(body)
    for encoding, how in claims:
        # Servers say ISO-8859-1 of everything.
        if encoding == "cp1252" and (guess := _japanese_guess(body)):
            return guess
        text = _read(body, encoding)
        # One byte a character reads anything, and Shift_JIS a good deal: no proof against UTF-8 with a broken character in it.
        if text is not None and not (nearly_utf8 and _japanese(text) <= _LIKELY):
            return Decoded(text, encoding, how)
    if nearly_utf8:
        return Decoded(body.decode("utf-8", "replace"), "utf-8", "damaged")
    if guess := _japanese_guess(body):
        return guess
    # Western European, if no two of its accents stand side by side.
    if not _ADJACENT.search(body) and (text := _read(body, "cp1252")) is not None:
        return Decoded(text, "cp1252", "sniffed")
    text = _read(body, fallback)
    return None if text is None else Decoded(text, fallback, "fallback")


def _japanese_guess(body: bytes) -> Decoded | None:
    """Shift_JIS or EUC-JP, if one of them reads every byte and the outcome looks Japanese and has kana."""
    read = [(encoding, text) for encoding in _MULTIBYTE if (text := _read(body, encoding)) is not None]
    encoding, best = max(read, key=lambda pair: _japanese(pair[1]), default=("", ""))
    return Decoded(best, encoding, "sniffed") if _KANA.search(best) and _japanese(best) > _LIKELY else None


def _claimed_short(body: bytes, claims: list[tuple[str, How]]) -> bool:
    """Valid UTF-8 that is declared to be Japanese and has no character of three bytes: a few kanji can look like that."""
    if not any(encoding in _MULTIBYTE for encoding, _ in claims) or _THREE_BYTES.search(body):
        return False
    return any(_read(body, encoding) is not None for encoding, _ in claims if encoding in _MULTIBYTE)


def _nearly_utf8(body: bytes) -> bool:
    """Text in UTF-8 of which a few bytes are broken."""
    return bool(_THREE_BYTES.search(body)) and _loss(body, body.decode("utf-8", "replace")) <= _TOLERATED


def _damaged(body: bytes, candidates: list[str]) -> Decoded:
    """The reading that loses least; of equals the first."""
    best: tuple[float, Decoded] | None = None
    for encoding in dict.fromkeys(candidates):
        try:
            text = body.decode(encoding, "replace")
        except (LookupError, ValueError):
            continue
        loss = _loss(body, text)
        if best is None or loss < best[0]:
            best = (loss, Decoded(text, encoding, "damaged"))
    return best[1] if best else Decoded(body.decode("utf-8", "replace"), "utf-8", "damaged")


def _loss(body: bytes, text: str) -> float:
    """The share of the non-ASCII part that could not be read."""
    high = len(body) - len(body.translate(None, _HIGH))
    return text.count("\ufffd") * 3 / max(high, 1)


def claims_of(body: bytes, content_type: str | None) -> Iterator[tuple[str, How]]:
    """The encodings that the document and then the header name, as codecs."""
    head = body[:_HEAD]
    declared = _XML.match(head) or (None if head.lstrip().startswith(b"<?xml") else _META.search(head))
    if declared and (encoding := _codec(declared.group(1).decode("ascii"))):
        yield encoding, "declared"
    header = _HEADER.search(content_type or "")
    if header and (encoding := _codec(header.group(1))):
        yield encoding, "header"


def _codec(name: str) -> str | None:
    """The codec that a name means; None for one that is unknown, no charset, or cannot be, since the name itself was readable."""
    lowered = name.lower()
    meant = _ALIASES.get(lowered, _ALIASES.get(lowered.replace("_", "-"), lowered))
    if meant.replace("_", "-") in _NOT_CHARSETS or meant.startswith(_WIDE_NAMES):
        return None
    try:
        b"a".decode(meant)
    except (LookupError, ValueError):
        return None
    return meant


def _wide(body: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: Latin letters, and so all markup, then have their zeros at fixed places."""
    head = body[:4]
    if len(head) < 4 or b"\x00" not in head:
        return None
    if head == b"\x00\x00\x00<":
        return "utf-32-be"
    if head == b"<\x00\x00\x00":
        return "utf-32-le"
    if head[1] == head[3] == 0 != head[0]:
        return "utf-16-le"
    return "utf-16-be" if head[0] == head[2] == 0 != head[1] else None


def _marked(body: bytes, encoding: str, how: How) -> Decoded:
    text = _read(body, encoding)
    return Decoded(body.decode(encoding, "replace"), encoding, "damaged") if text is None else Decoded(text, encoding, how)


def _read(body: bytes, encoding: str) -> str | None:
    """Every byte of it, or None."""
    try:
        return body.decode(encoding)
    except (LookupError, ValueError):
        pass
    try:
        if encoding == "euc_jp":
            return decode_euc(body)
        if encoding == "iso2022_jp":
            return decode_iso_2022_jp(body)
    except UnicodeError:
        pass
    return None


def _japanese(text: str) -> float:
    """How much of the non-ASCII text looks like written Japanese: what was read in the wrong encoding is full of half-width kana."""
    strange = _NEUTRAL.sub("", text[:20_000])
    good = len(_JAPANESE.findall(strange)) - 2 * len(_TELLTALE.findall(strange))
    return max(good, 0) / len(strange) if strange else 0.0
