"""The script of a text, by which a page says in which language it is to be drawn."""

from __future__ import annotations

import re

_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def is_japanese(text: str) -> bool:
    """Whether there is a Japanese letter in it. Where no language is said, many machines draw those with Chinese letter shapes."""
    return _JAPANESE.search(text) is not None
