"""Why a difference between two texts that say the same is none."""

from __future__ import annotations

import unicodedata

from tracker.text.canonical import canonical
from tracker.text.passing import why_passing


def why_ignored(old: str, new: str) -> str:
    """Name what makes two texts look different that say the same.

    `time` where they tell how long ago something was, `counter` how many were here, `email` where an address is hidden in another way.
    `whitespace` where they differ in nothing but spaces, line breaks and invisible characters; `width` where compatibility
    forms (full width, half-width kana, circled digits) come to it; `punctuation` for the rest: quotes, dashes, points.
    """
    if (plain_old := canonical(old)) != (plain_new := canonical(new)) and (why := why_passing(plain_old, plain_new)):
        return why
    if _visible(old) == _visible(new):
        return "whitespace"
    if _visible(unicodedata.normalize("NFKC", old)) == _visible(unicodedata.normalize("NFKC", new)):
        return "width"
    return "punctuation"


def _visible(text: str) -> str:
    """The characters that leave ink."""
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf", "Mn"))
