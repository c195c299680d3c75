"""Where in a document a block stands: the headings above it."""

from __future__ import annotations

import re

from tracker.model.document import Document

_CUT = re.compile(r"…[0-9a-f]{12}$")
_LONGEST = 120


class Places:
    """The headings of a document, by the keys of its blocks: the steps of a key name them."""

    def __init__(self, document: Document) -> None:
        self._entries = document.windowed
        self._words = {block.key: " ".join((block.title or block.text).split()) for block in document.blocks}

    def of(self, key: str) -> tuple[str, ...]:
        """The path of headings above the block of this key, outermost first; none for entries of a window, and where keys are addresses."""
        if self._entries or "://" in key:
            return ()
        steps = key.split("/")[:-1]
        return tuple(self._heading("/".join(steps[: depth + 1]), step) for depth, step in enumerate(steps))

    def _heading(self, key: str, step: str) -> str:
        words = self._words.get(key) or _CUT.sub("…", step)
        return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
