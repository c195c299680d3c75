"""What counts as the same text: width, invisible characters, white space and typographic punctuation do not make a difference."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

from tracker.model.document import Block
from tracker.text.links import canonical_link
from tracker.text.normal import EXTRA
from tracker.text.passing import steady

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e01ef]"
)
"""Control and format characters and variation selectors: nobody sees them, and content systems strew them about."""

_PUNCTUATION = {
    **dict.fromkeys("“”„‟«»〝〞〟", '"'),
    **dict.fromkeys("‘’‚‛′‵`", "'"),
    **dict.fromkeys("‐‑‒–—―−⁃─━", "-"),
    **dict.fromkeys("•∙⋅·‧▪◦●", "・"),
    "⁄": "/",
}
"""What NFKC leaves apart though it differs only in how it is set. The long-vowel mark is a letter and stays."""
_ODD = {**EXTRA, **_PUNCTUATION}
_IS_ODD = re.compile(f"[{''.join(_ODD)}]")

_WIDE = "\u2e80-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LOOSE_SPACE = re.compile(f" (?:(?=[{_WIDE}])|(?<=[{_WIDE}] ))")
"""White space beside Japanese writing: there it is layout and parts no words."""
_ORDINARY = re.compile(
    "[\t\n\r !-_a-~\u3000-\u3002\u3005-\u3011\u3014\u3015\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff\uff01-\uff3f\uff41-\uff5d]*"
)
"""What nearly all texts are made of: characters of which none is invisible, odd, or melts into another."""


def canonical(text: str) -> str:
    """The text as it is compared: NFKC, without invisible characters, white space collapsed, quotes and dashes and points of one kind.

    Case is kept. Doing it twice is doing it once.
    """
    if text.isascii():
        seen = text if text.isprintable() else _INVISIBLE.sub("", text)
        return " ".join(seen.replace("`", "'").split())
    if _ORDINARY.fullmatch(text):
        return _settled(unicodedata.normalize("NFKC", text))
    text = _once(text)
    return text if unicodedata.is_normalized("NFKC", text) else _once(text)


def _once(text: str) -> str:
    """One pass. What it takes out can bring characters together that compose, which is why the caller looks again."""
    text = _INVISIBLE.sub("", text)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    # A table of characters is asked for each of them, an expression finds the few: seven times as fast.
    return _settled(_IS_ODD.sub(lambda odd: _ODD[odd.group()], text))


def _settled(text: str) -> str:
    """A text in which each character is what it stays, its white space and stops made alike."""
    words = text.split()
    text = _LOOSE_SPACE.sub("", " ".join(words)) if len(words) > 1 else "".join(words)
    # Offices write 、 or ， for the same. Told apart until white space is settled, which is loose beside the Japanese ones.
    return text.replace("、", ",").replace("。", ".")


def lasting(text: str) -> str:
    """The text as it is compared, without what passes: how long ago something was, how many were here."""
    return steady(canonical(text))


def canonical_words(block: Block) -> str:
    """What a block says, title and text, as it is compared. Two blocks that say the same may still link to different places."""
    return f"{lasting(block.title or '')}\x1f{lasting(block.text)}"


def block_hash(block: Block, words: str | None = None) -> str:
    """A name for what a block says and links to: 32 hexadecimal digits, equal where only appearance differs.

    `words` are its canonical words, where they are at hand.
    """
    # A lone surrogate, which JSON can carry, has no bytes: it is hashed as it stands, but no address is built with it.
    link = canonical_link(block.link.encode("utf-8", "replace").decode()) if block.link else ""
    return blake2b(
        f"{canonical_words(block) if words is None else words}\x1f{link}".encode("utf-8", "surrogatepass"), digest_size=16
    ).hexdigest()
