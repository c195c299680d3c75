"""Which block is which, from one capture of a page to the next.

A key is the path of headings and what the block is known by: where it leads, else how it begins. Its place in the page is no part of
it, so that what is put in before it leaves it alone, and what is edited further on keeps its key.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate

import msgspec

from tracker.text.canonical import lasting
from tracker.text.links import canonical_link
from tracker.text.numbering import unnumbered
from tracker.text.remembered import remembered

_BEGINNING = 48
"""Columns: 48 Latin letters or 24 characters of Japanese."""
_FEW_WIDE, _FEW_NARROW, _MOST_BEGINNING, _MOST_ROW = 80, 128, 400, 2_000
"""So many characters as written are asked for it: most of a paragraph is not, and making it canonical costs by its length."""
_BEYOND = 40
"""So far may what follows a word decide what becomes of it."""
_LONGEST_HEADING = 40
_OPAQUE = re.compile(r"(?=[^&=]*\d)(?=[^&=]*[A-Za-z])[\w.~%-]{24,}", re.ASCII)
"""The value of a parameter that is drawn anew for every reader: long, of letters and digits, and no word."""
_LETTER = re.compile(r"[^\W\d_]")
_USUAL = re.compile("[ -~\u3005-\u3011\u3041-\u3096\u30a1-\u30fc\u4e00-\u9fff]*")
"""Japanese and ASCII: characters of two columns and three bytes of UTF-8, or of one and one."""


class Identity(msgspec.Struct, frozen=True, gc=False):
    """What a block can be known by. `kind` is p, li, row, dl or h; `link` is where an item leads, `words` all that it says.

    `name` are the cells by which a row of a table is known; empty for anything else, and where it has none with words.
    """

    path: tuple[str, ...]
    kind: str
    link: str | None
    words: str
    name: tuple[str, ...] = ()


def keys(blocks: Sequence[Identity]) -> list[str]:
    """A key for each block, unique in the page.

    Blocks that begin alike are told apart by all their words, and only those that say the same by their order.
    """
    bases = [_base(block) for block in blocks]
    if len(set(bases)) == len(bases):
        return bases
    count = Counter(bases)
    told = [base if count[base] == 1 else f"{base}~{_short(lasting(block.words))}" for base, block in zip(bases, blocks, strict=True)]
    seen: Counter[str] = Counter()
    taken = set(told)
    found = []
    for key in told:
        seen[key] += 1
        unique = key
        while seen[key] > 1 and unique in taken:
            unique = f"{key}#{seen[key]}"
            seen[key] += unique in taken
        taken.add(unique)
        found.append(unique)
    return found


def heading_step(heading: str, above: tuple[str, ...], known: dict[tuple[str, ...], str]) -> str:
    """A heading as a step of a path: its canonical words, cut with a mark of the whole where they are long.

    Its number is none of them, so that another number moves nothing below it; but for a second heading of the same words and another
    number below the steps `above`. `known` has the headings so far by their paths, and gets this one.
    """
    step = _unnumbered_step(heading)
    if known.setdefault((*above, step), heading) != heading:
        step = _step(heading)
    return step


@remembered
def _unnumbered_step(heading: str) -> str:
    return _step(unnumbered(heading))


def _step(heading: str) -> str:
    words = lasting(heading).replace("/", "／")
    return words if len(words) <= _LONGEST_HEADING else f"{words[:_LONGEST_HEADING].rstrip()}…{_short(words)}"


def _base(block: Identity) -> str:
    if block.kind == "h":
        return "/".join(block.path)
    if block.link:
        basis = f"link-{_short(_lasting(block.link))}"
    elif block.kind == "row":
        basis = f"row-{_short(_of_row(block))}"
    else:
        basis = f"{block.kind}-{_mark_of_words(block.words[:_MOST_BEGINNING])}"
    return "/".join((*block.path, basis))


def _lasting(link: str) -> str:
    """A link without what passes: tracking and session parameters, and opaque values."""
    address, mark, query = canonical_link(link).partition("?")
    if not mark:
        return address
    return f"{address}?{'&'.join(pair for pair in query.split('&') if not _OPAQUE.fullmatch(pair.partition('=')[2]))}"


def _of_row(block: Identity) -> str:
    """How a row begins: it is known by the cells that name it, since figures are what changes."""
    if len(block.name) > 1:
        return "|".join(lasting(cell[:200]) for cell in block.name)
    words = lasting(block.words[:_MOST_ROW])
    named = next((cell for cell in words.split("|") if _LETTER.search(cell)), words)
    return _cut(named.strip())


@remembered
def _mark_of_words(written: str) -> str:
    """A mark of the beginning of a text."""
    return _short(_of_words(written))


def _of_words(written: str) -> str:
    """The beginning of a text."""
    words = lasting(written[: _FEW_NARROW if written[: _BEGINNING // 2].isascii() else _FEW_WIDE])
    beginning = _cut(words)
    return beginning if len(words) >= len(beginning) + _BEYOND else _cut(lasting(written))


def _cut(words: str) -> str:
    beginning = words[:_BEGINNING]
    if beginning.isascii():
        return beginning
    if not _USUAL.fullmatch(beginning):
        columns = list(accumulate(map(_COLUMNS.__getitem__, beginning)))
        return beginning[: bisect_right(columns, _BEGINNING)]
    end = _BEGINNING // 2
    while (left := _BEGINNING - _usual_columns(beginning[:end])) > 1 and end < len(beginning):
        end += left // 2
    return beginning[: end + 1] if left == 1 and beginning[end : end + 1].isascii() else beginning[:end]


def _usual_columns(words: str) -> int:
    return (len(words.encode()) + len(words)) // 2


class _Columns(dict[str, int]):
    """How many columns a character takes, found out once for each."""

    def __missing__(self, char: str) -> int:
        self[char] = columns = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        return columns


_COLUMNS = _Columns()
_MARK = blake2b(digest_size=6)


def _short(words: str) -> str:
    mark = _MARK.copy()  # half of what a new one costs
    mark.update(words.encode("utf-8", "surrogatepass"))
    return mark.hexdigest()
