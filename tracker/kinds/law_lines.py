"""A statute as blocks, one for each article, whatever it was written in.

The text of a block keeps the structure of the article line by line: a paragraph stands at the margin (`２　…`, the first without a
number), an item one ideographic space further in (`　一　…`), what is below it two, and so on. `diff.statutes` reads it so.
"""

from __future__ import annotations

from collections import Counter

from tracker.model.document import Block
from tracker.text.numerals import in_kanji

MAIN, SUPPLEMENT = "本則", "附則"
PREAMBLE, PLAIN = "前文", "柱書"
MOST_ARTICLES = 20_000
_MOST_DEPTH = 12


class Statute:
    """Gathers the lines of a statute in their order."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._names: Counter[str] = Counter()
        self._keys: Counter[str] = Counter()
        self._section = MAIN
        self._title = MAIN
        self._article: tuple[str, str] | None = None
        self._lines: list[str] = []

    def supplement(self, title: str) -> None:
        """Begin the next supplementary provision. `title` names it, with the law that brought it where that is known."""
        self._begin(SUPPLEMENT, title)

    def appendix(self, title: str) -> None:
        """Begin an appended table or form, a section of its own."""
        self._begin(" ".join(title.split()).replace("/", "／"), title)

    def article(self, label: str, caption: str = "") -> None:
        """Begin an article: `label` is its number as written, or those of several (第五条から第七条まで); `caption` is without brackets."""
        self._close()
        self._article = (in_kanji("".join(label.split())), caption.strip("（）() \u3000"))

    def line(self, text: str, *, label: str = "", depth: int = 0) -> None:
        """Add a paragraph (depth 0), an item (1) or what is below it."""
        words = text.strip()
        if label or words:
            self._lines.append("\u3000" * min(depth, _MOST_DEPTH) + (f"{label}\u3000{words}" if label else words))

    def close_article(self) -> None:
        """What follows belongs to no article any more: a heading came."""
        self._close()

    def blocks(self) -> tuple[Block, ...]:
        """All articles so far."""
        self._close()
        return tuple(self._blocks[:MOST_ARTICLES])

    def _begin(self, name: str, title: str) -> None:
        self._close()
        self._names[name] += 1
        self._section = name if self._names[name] == 1 else f"{name}#{self._names[name]}"
        self._title = title

    def _close(self) -> None:
        article, lines = self._article, self._lines
        self._article, self._lines = None, []
        if article is None and not lines:
            return
        label, caption = article or (PREAMBLE if self._section == MAIN else PLAIN, "")
        key = f"{self._section}/{label}"
        self._keys[key] += 1
        if self._keys[key] > 1:
            key = f"{key}#{self._keys[key]}"
        words = f"{label}（{caption}）" if caption else label
        title = words if self._section == MAIN else f"{self._title}\u3000{words}"
        self._blocks.append(Block(key=key, title=title, text="\n".join(lines)))
