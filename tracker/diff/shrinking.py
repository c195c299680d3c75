"""A capture that says next to nothing of what its page said before: something went wrong on the way, until it has stayed so.

A feed that has lost all of its entries says nothing, however long it stays so: nobody can tell by it that there is no news.
"""

from __future__ import annotations

from tracker.diff.blocks import whole_text
from tracker.model.document import Block, Document

SHRUNK = "shrunk"
EMPTY = "empty"
STAYS_AFTER = 3
"""So many looks in a row that find a page shrunk, and it is believed: it may have been emptied on purpose."""
_MUCH = 1_200
"""Characters. A page that said less can lose most of it by one edit."""
_LEFT = 0.08
_FEW_BLOCKS = 5


def shrunk(old: Document | None, new: Document) -> str | None:
    """Why `new` is no good capture beside the last good one, in words for a person; None where it is one.

    A window shows what it likes, and short pages may lose anything. What is left has to be a few per cent of a page that said much.
    """
    if old is None or old.problem or new.problem or old.windowed or new.windowed:
        return None
    if _says_enough(new, sum(len(block.title or "") + len(block.text) for block in old.blocks) * _LEFT):
        return None
    before, after = _size(old), _size(new)
    if before < _MUCH or len(old.blocks) < _FEW_BLOCKS or after > before * _LEFT:
        return None
    left = " ".join(whole_text(new.blocks[0]).split())[:60] if new.blocks else ""
    return f"the page said {before:,} characters and now {after:,} ({left!r}) [rule shrunk.below-{_LEFT:.0%}]; the last good version stays"


def emptied(old: Document | None, new: Document) -> str | None:
    """Why a document without blocks is no good capture beside one that had some, in words for a person; None where it is one."""
    if old is None or old.problem or new.problem or not new.wants_blocks or new.blocks or not old.blocks:
        return None
    return "it has no entries, and had some before [rule emptied]; the last good version stays"


def as_capture(old: Document | None, new: Document) -> Document:
    """The document as it is, or where it was emptied or has shrunk without blocks and with its problem."""
    for problem, why in ((EMPTY, emptied(old, new)), (SHRUNK, shrunk(old, new))):
        if why is not None:
            return Document(
                title=new.title, lang=new.lang, problem=problem, problem_detail=why, windowed=new.windowed, extractor=new.extractor
            )
    return new


def _says_enough(document: Document, least: float) -> bool:
    """Whether a document has more than so many characters: of one that has shrunk by nothing the first few blocks tell."""
    said = 0
    for block in document.blocks:
        said += _characters(block)
        if said > least:
            return True
    return False


def _size(document: Document) -> int:
    return sum(map(_characters, document.blocks))


def _characters(block: Block) -> int:
    """Characters, white space not counted."""
    return len("".join(f"{block.title or ''}{block.text}".split()))
