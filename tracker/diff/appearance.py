"""Why a difference between two texts that say the same is none."""

from __future__ import annotations

import unicodedata


def why_ignored(old: str, new: str) -> str:
    """Name what makes two texts of equal canonical form look different.

    `whitespace` where they differ in nothing but spaces, line breaks and invisible characters; `width` where compatibility
    forms (full width, half-width kana, circled digits) come to it; `punctuation` for the rest: quotes, dashes, points.
    """
    if _visible(old) == _visible(new):
        return "whitespace"
    if _visible(unicodedata.normalize("NFKC", old)) == _visible(unicodedata.normalize("NFKC", new)):
        return "width"
    return "punctuation"


def _visible(text: str) -> str:
    """The characters that leave ink."""
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) not in ("Cc", "Cf", "Mn"))
