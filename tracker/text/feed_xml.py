"""RSS 0.9x, 1.0, 2.0 and Atom, read by feedparser from text that was decoded and mended here.

feedparser never sees the original bytes: it guesses encodings and dates badly, and some of its expressions are slow on hostile prologues.
"""

from __future__ import annotations

import io
import re
from html import escape
from html.entities import html5
from typing import NamedTuple

from tracker.errors import ExtractError
from tracker.text.feed_raw import RawEntry, RawFeed, Written

_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?([A-Za-z_][\w.-]{0,60})")
_STRAY_START = re.compile(r"<(?:\?xml\s|rss[\s>]|feed[\s>]|(?:[\w.-]{1,20}:)?RDF[\s>])", re.IGNORECASE)
_JUNK = 20_000
"""So many characters of warnings and blank lines that a broken server writes before a feed are passed over."""
_SUBSET_END = re.compile(r"\]\s*>")
_ENTRY = re.compile(r"<(?P<name>(?:[\w.-]{1,20}:)?(?:item|entry))(?=[\s/>])", re.IGNORECASE)
_LANG = re.compile(r"""\sxml:lang\s*=\s*["']([A-Za-z0-9-]{2,35})["']""")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:(#[xX][0-9a-fA-F]{1,8}|#[0-9]{1,9}|[A-Za-z][A-Za-z0-9]{1,31});)?")
_UNREAD = re.compile(
    r"(</?)(?:[\w.-]{1,60}:)?(?:author|creator|contributor|managingeditor|webmaster|publisher|owner|category|keywords|subject|tags)(?=[\s/>])",
    re.IGNORECASE,
)
"""Nobody asks for these here, and feedparser takes time by the square of them: it looks for mail addresses and compares all tags."""
_XML_ENTITIES = frozenset({"lt", "gt", "amp", "quot", "apos"})
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
MOST_ENTRIES = 20_000
"""What stands after so many entries is not read."""


_Fields = dict[str, object]
"""A dictionary of feedparser's. Its own look-up hands out other fields in the stead of absent ones, so `dict`'s is used."""


class _Parsed(NamedTuple):
    feed: _Fields
    entries: list[_Fields]


class Prologue(NamedTuple):
    """Where the root element of a document begins, and its name in lower case without prefix; (-1, "") where there is none."""

    start: int
    root: str

    @property
    def is_feed(self) -> bool:
        """Whether the root is one of a feed."""
        return self.root in _ROOTS


def prologue(text: str) -> Prologue:
    """Pass over declaration, comments and DOCTYPE, and over what a broken server writes before them."""
    found = _root_at(text, 0)
    if not found.is_feed and found.root != "html":
        stray = _STRAY_START.search(text, 0, _JUNK)
        if stray:
            later = _root_at(text, stray.start())
            return later if later.is_feed else found
    return found


def _root_at(text: str, at: int) -> Prologue:
    while True:
        at = _first_ink(text, at)
        if text.startswith("<?", at):
            end = text.find("?>", at)
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
        elif text.startswith("<!", at):
            end = _doctype_end(text, at)
        else:
            root = _ROOT.match(text, at)
            return Prologue(at, root.group(1).lower()) if root else Prologue(-1, "")
        if end < 0:
            return Prologue(-1, "")
        at = text.index(">", end) + 1


def _first_ink(text: str, at: int) -> int:
    while at < len(text) and (text[at].isspace() or text[at] == "\ufeff"):
        at += 1
    return at


def _doctype_end(text: str, at: int) -> int:
    """The place of the `>` that ends a DOCTYPE, past its internal subset."""
    if text[at : at + 14].lower() == "<!doctype html":
        return text.find(">", at)
    end, subset = text.find(">", at), text.find("[", at)
    if subset < 0 or end < subset:
        return end
    closed = _SUBSET_END.search(text, subset)
    return closed.end() - 1 if closed else -1


def read_xml(text: str, start: int) -> RawFeed:
    """The feed whose root element begins at `start`. Raises `ExtractError` where nothing of it can be read.

    Entities of a DOCTYPE are not expanded: they stand as they were written.
    """
    body, broken = _whole(text[start:])
    parsed = _parsed(_mended(body))
    feed = parsed.feed
    entries = tuple(_entry(entry) for entry in parsed.entries)
    return RawFeed(_written(feed, "title"), _string(feed, "language") or _root_lang(body), _link(feed), entries, broken)


def _root_lang(body: str) -> str | None:
    lang = _LANG.search(body, 0, body.find(">") + 1)
    return lang.group(1) if lang else None


def _whole(text: str) -> tuple[str, str | None]:
    """Cut off an entry that the text breaks off in, and all beyond the most that are read; close what is open then, and say so."""
    starts = [match.start() for match in _ENTRY.finditer(text)]
    root = _ROOT.match(text)
    name = text[1 : root.end()] if root else ""
    if len(starts) > MOST_ENTRIES:
        cut = text[: starts[MOST_ENTRIES]]
        return cut + _ends(cut, name), f"only the first {MOST_ENTRIES:,} of {len(starts):,} entries were read"
    if f"</{name}" in text:
        return text, None
    if not starts:
        return text, "the feed breaks off before its first entry"
    end = _entry_end(text, starts[-1])
    if end < 0:
        cut = text[: starts[-1]]
        return cut + _ends(cut, name), "the feed breaks off in an entry, which was left out"
    return text[:end] + _ends(text[:end], name), "the feed breaks off before its end"


def _entry_end(text: str, start: int) -> int:
    """Past the entry that begins at `start`; -1 where it is not closed."""
    entry = _ENTRY.match(text, start)
    if entry is None:
        return -1
    first = text.find(">", start) + 1
    if text[first - 2 : first] == "/>":
        return first
    closes = text.find(f"</{entry['name']}", start)
    return text.find(">", closes) + 1 or -1 if closes >= 0 else -1


def _ends(cut: str, root: str) -> str:
    channel = "</channel>" if "<channel" in cut and "</channel" not in cut else ""
    return f"{channel}</{root}>" if root != "channel" else channel


def _mended(text: str) -> str:
    """What makes a strict parser give up, and what only expands: put right outside CDATA sections, which mean what they say."""
    text = _ILLEGAL.sub("", text)
    pieces = []
    at = 0
    while (opens := text.find("<![CDATA[", at)) >= 0:
        closes = text.find("]]>", opens)
        if closes < 0:
            break
        pieces += [_mended_run(text[at:opens]), text[opens : closes + 3]]
        at = closes + 3
    pieces.append(_mended_run(text[at:]))
    return "".join(pieces)


def _mended_run(run: str) -> str:
    return _UNREAD.sub(r"\1unread", _REFERENCE.sub(_reference, run))


def _reference(match: re.Match[str]) -> str:
    """A reference that XML knows, or the character that is meant, or the ampersand as such."""
    name = match.group(1)
    if name is None:
        return "&amp;"
    if name in _XML_ENTITIES:
        return match.group()
    if name.startswith("#"):
        code = int(f"0{name[1:]}", 0) if name[1] in "xX" else int(name[1:])
        legal = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
        return match.group() if legal else "\ufffd"
    char = html5.get(f"{name};")
    return f"&amp;{name};" if char is None else escape(char)


def _parsed(text: str) -> _Parsed:
    import feedparser  # noqa: PLC0415 - a tenth of a second that only reading a feed should cost

    body = b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8")
    try:
        # A stream and not a string: a string might be taken for an address and fetched.
        parsed = feedparser.parse(io.BytesIO(body), response_headers=_HEADERS, resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:
        # Whatever it meets in hostile input: this capture is what failed, and nothing else.
        raise ExtractError(f"the feed cannot be read: {type(error).__name__}") from error
    return _Parsed(parsed["feed"], parsed["entries"])


def _entry(entry: _Fields) -> RawEntry:
    texts = [_written(entry, "summary"), *(_written(content, "value", detail=content) for content in _many(entry, "content"))]
    published = _string(entry, "published") or _string(entry, "created")
    updated = _string(entry, "updated")
    guid = _string(entry, "id")
    return RawEntry(
        title=_written(entry, "title"),
        texts=tuple(text for text in texts if text),
        link=_link(entry) or guid,
        guid=guid,
        published=published or updated,
        updated=updated if published else None,
    )


def _written(holder: _Fields, key: str, *, detail: object = None) -> Written | None:
    """A text with its type, which feedparser keeps beside it under the same name."""
    value = dict.get(holder, key)
    if not isinstance(value, str) or not value.strip():
        return None
    about = detail or dict.get(holder, f"{key}_detail")
    kind = dict.get(about, "type") if isinstance(about, dict) else None
    return Written(value, True if kind in ("text/html", "application/xhtml+xml") else None)


def _link(holder: _Fields) -> str | None:
    link = _string(holder, "link")
    if link:
        return link
    links = _many(holder, "links")
    return next((href for each in links if dict.get(each, "rel") == "alternate" and (href := _string(each, "href"))), None)


def _many(holder: _Fields, key: str) -> list[_Fields]:
    found = dict.get(holder, key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _string(holder: _Fields, key: str) -> str | None:
    value = dict.get(holder, key)
    return value.strip() or None if isinstance(value, str) else None
