"""Text that came from outside, made fit to stand inside a line of ours. Quotes and published titles themselves stay as they were."""

from __future__ import annotations

import html
import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def one_line(text: str, limit: int | None = None) -> str:
    """`text` without control, format and bidirectional characters, white space runs as one space, cut at `limit` characters."""
    return clip(" ".join(visible(text).split()), limit)


def visible(text: str) -> str:
    """`text` as a part of one line: each white space character a space, control, format and bidirectional ones gone. Its ends stay."""
    if text.isprintable():  # then it holds nothing of these, and a space is its only white space
        return text
    return "".join(" " if char.isspace() else char for char in text if char.isspace() or unicodedata.category(char) not in _UNSEEN)


def clip(text: str, limit: int | None) -> str:
    """The first `limit` characters and an ellipsis, where it is longer."""
    return text if limit is None or len(text) <= limit else text[:limit].rstrip() + "…"


def well_formed(text: str) -> str:
    """`text` with half surrogate pairs replaced: they can be held in memory and written nowhere."""
    return text.encode("utf-8", "replace").decode("utf-8")


def item_key(title: str, url: str) -> tuple[str, str]:
    """What makes two sightings one item: the title without entities, width and white space, and the address."""
    unescaped = html.unescape(html.unescape(title))
    return "".join(unicodedata.normalize("NFKC", unescaped).split()), url.strip()
