"""HTML as the text that a person reads in it: for what is written in feeds and mail, where no page is laid out."""

from __future__ import annotations

import re
from html import unescape

MOST_MARKUP = 2_000_000
"""Characters of markup that are looked at."""

_KNOWN_TAGS = {
    "inline": "a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd label mark nobr q rb ruby s samp small span strike"
    " strong sub sup time tt u var wbr",
    "block": "address article aside blockquote br caption center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3"
    " h4 h5 h6 header hr legend li main menu nav ol option p pre section summary table tbody tfoot thead tr ul",
    "cell": "td th",
    "dropped": "script style template noscript iframe object embed svg math audio video select textarea title rt rp",
}
_ROLES = {tag: role for role, tags in _KNOWN_TAGS.items() for tag in tags.split()}
"""What a tag does to the text: nothing, a new line, a blank, or taking all that is in its element (readings over kanji, too) with it."""
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,15})(?:\s[^<>]*)?/?>")
_OPENING = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})(?=[\s/>])")
_QUOTING = re.compile(r"""(?:[^<>"']|"[^"]*+"|'[^']*+')*+>""")
_PLAIN = re.compile(r"[^<>]*+>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff\ufffe\uffff]")


def cut(text: str, most: int) -> str:
    """At most so many characters; what is longer ends in an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def without_controls(text: str) -> str:
    """The text without control characters (but tabs and line feeds), marks that nobody sees, and halves of characters."""
    return _INVISIBLE.sub("", text)


def text_lines(text: str) -> str:
    """The lines of a text, white space collapsed in each, no empty ones."""
    stripped = (" ".join(line.split()) for line in without_controls(text).splitlines())
    return "\n".join(line for line in stripped if line)


def has_tags(value: str) -> bool:
    """Tags that HTML knows: `<AI>` in a title is a word in brackets."""
    return any(tag.lower() in _ROLES for tag in _TAG.findall(value))


def without_markup(value: str) -> str:
    """Its words, with a line for each block; character references are resolved.

    Tags are taken out one after the other, in one pass whatever they are: a parser that builds a tree can be kept busy by nesting.
    """
    pieces: list[str] = []
    tags = _Tags(value)
    at = 0
    while (opens := value.find("<", at)) >= 0:
        pieces.append(_text(value[at:opens]))
        at = tags.end(opens)
        if at == opens:  # a bracket that opens no tag is a bracket
            pieces.append("<")
            at += 1
            continue
        role = _ROLES.get(tags.name)
        if role == "block":
            pieces.append("\n")
        elif role == "cell":
            pieces.append(" ")
        elif role == "dropped" and not tags.closing:
            at = tags.past(tags.name, at)
    pieces.append(_text(value[at:]))
    return "".join(pieces)


def _text(value: str) -> str:
    """A line break in the source of HTML is a blank to the reader."""
    return _SPACES.sub(" ", unescape(value) if "&" in value else value)


class _Tags:
    """Finds the ends of tags and elements, and remembers what is not to be found any more, so that no search is made twice."""

    def __init__(self, value: str) -> None:
        self.value = value
        self.name = ""
        self.closing = False
        self._absent: set[str] = set()
        self._patience = 100

    def end(self, opens: int) -> int:
        """Past the tag, comment or declaration that begins at `opens`; `opens` itself where none does. Sets `name` and `closing`."""
        self.name, self.closing = "", False
        if self.value.startswith("<!--", opens):
            return self._past("-->", opens + 4, opens + 4)
        if self.value.startswith(("<!", "<?"), opens):
            return self._past(">", opens, opens)
        tag = _OPENING.match(self.value, opens)
        if tag is None:
            return opens
        self.closing, self.name = bool(tag.group(1)), tag.group(2).rpartition(":")[2].lower()
        if self._patience and (whole := _QUOTING.match(self.value, tag.end(), tag.end() + 4_000)):
            return whole.end()
        self._patience = max(self._patience - 1, 0)
        plain = _PLAIN.match(self.value, tag.end())
        return plain.end() if plain else len(self.value) if self._past(">", opens, -1) < 0 else opens

    def past(self, name: str, at: int) -> int:
        """Past the end tag of the element `name`; `at` where it is never closed."""
        closes = f"</{name}"
        if closes in self._absent:
            return at
        found = re.compile(re.escape(closes) + r"[\s/>]", re.IGNORECASE).search(self.value, at)
        if found is None:
            self._absent.add(closes)
            return at
        return self._past(">", found.start(), at)

    def _past(self, mark: str, at: int, otherwise: int) -> int:
        found = -1 if mark in self._absent else self.value.find(mark, at)
        if found < 0:
            self._absent.add(mark)
            return otherwise
        return found + len(mark)
