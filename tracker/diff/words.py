"""What changed inside one revised block, word by word: sentences first, then the words of those that differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from rapidfuzz.distance import Indel

Operation = Literal["equal", "insert", "delete", "replace"]

_SENTENCE = re.compile(r"(?:[^。．！？!?\n]|．(?=\d))*(?:[。！？!?\n]|．(?!\d))+[」』）)]*\s*|(?:[^。．！？!?\n]|．(?=\d))+")
_WORD = re.compile(
    r"\d+(?:[,.，．]\d+)*[%％]?"  # a number with its points and its percent sign is one word: 1,239 → 1,240 is one hunk
    r"|[A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f]+(?:['’\-][A-Za-zＡ-Ｚａ-ｚ\u00c0-\u024f]+)*"
    r"|[\u4e00-\u9fff\u3400-\u4dbf々〆ヶ]+"
    r"|[\u30a1-\u30faー]+"
    r"|[\uff66-\uff9f]+"
    r"|[\u3041-\u309f]+"
    r"|\s+"
    r"|.",
    re.DOTALL,
)
_MOST_CELLS = 40_000_000
"""Comparing n with m pieces takes a table of n x m bits and as much time: larger ones are told as one hunk."""
_BRIDGE = re.compile(r"[\s、。，．,.・:;()（）「」\-]{0,2}|[をにへとのはがも]")
"""What stands unchanged between two hunks and is too little to part them."""
_STOP = re.compile(r"[。．、，.,!?！？\s]+")


class Hunk(msgspec.Struct, frozen=True):
    """A run of text that stayed (`equal`), came (`insert`), went (`delete`) or gave way to another (`replace`).

    All `old` in order give the text before, all `new` the text after.
    """

    op: Operation
    old: str
    new: str


def word_hunks(old: str, new: str) -> tuple[Hunk, ...]:
    """The two texts as runs that stayed and runs that differ. Empty for two empty texts.

    Japanese, which has no spaces, is cut where the kind of character changes; numbers stay whole.
    """
    hunks: list[Hunk] = []
    for op, before, after in _runs(_SENTENCE.findall(old), _SENTENCE.findall(new)):
        if op == "replace":
            hunks.extend(_words(before, after))
        else:
            hunks.append(Hunk(op, before, after))
    return tuple(_joined(_slid(tuple(_joined(_bridged(hunks))))))


def excerpt(hunks: Sequence[Hunk], around: int) -> tuple[Hunk, ...]:
    """The hunks with their unchanged runs cut to `around` characters on each side of a change; one that is all there is stays whole."""
    last = len(hunks) - 1
    return tuple(_shortened(hunk, place == 0, place == last, around) for place, hunk in enumerate(hunks))


def _shortened(hunk: Hunk, first: bool, last: bool, around: int) -> Hunk:
    if hunk.op != "equal" or len(hunk.old) <= 2 * around or (first and last):
        return hunk
    head = "" if first else hunk.old[:around]
    tail = "" if last else hunk.old[-around:]
    return Hunk("equal", f"{head}…{tail}", f"{head}…{tail}")


def _words(old: str, new: str) -> list[Hunk]:
    return [Hunk(op, before, after) for op, before, after in _runs(_WORD.findall(old), _WORD.findall(new))]


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[Operation, str, str]]:
    """Two lists of pieces as alternating runs. What begins and ends alike is set aside first: it is most of the text."""
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    if head:
        yield "equal", "".join(old[:head]), "".join(new[:head])
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    if tail:
        yield "equal", "".join(old[-tail:]), "".join(new[-tail:])


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            break
        count += 1
    return count


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[Operation, str, str]]:
    if not old and not new:
        return
    if not old or not new or len(old) * len(new) > _MOST_CELLS:
        yield _operation(old, new), "".join(old), "".join(new)
        return
    before: list[str] = []
    after: list[str] = []
    for code in Indel.opcodes(old, new):
        gone, come = old[code.src_start : code.src_end], new[code.dest_start : code.dest_end]
        if code.tag != "equal":
            before += gone
            after += come
            continue
        if before or after:
            yield _operation(before, after), "".join(before), "".join(after)
            before, after = [], []
        yield "equal", "".join(gone), "".join(come)
    if before or after:
        yield _operation(before, after), "".join(before), "".join(after)


def _operation(old: Sequence[str], new: Sequence[str]) -> Operation:
    return "replace" if old and new else "delete" if old else "insert"


def _bridged(hunks: Sequence[Hunk]) -> Iterable[Hunk]:
    """Take a particle or a comma between two replaced runs into them: ten specks are harder to read than one patch."""
    for place, hunk in enumerate(hunks):
        inside = 0 < place < len(hunks) - 1 and hunks[place - 1].op == "replace" == hunks[place + 1].op
        if inside and hunk.op == "equal" and _BRIDGE.fullmatch(hunk.old):
            yield Hunk("replace", hunk.old, hunk.new)
        else:
            yield hunk


def _slid(hunks: Sequence[Hunk]) -> Iterable[Hunk]:
    """Where a sentence was added or dropped, let the hunk end with its stop instead of beginning with the one before it."""
    carried = ""
    for place, hunk in enumerate(hunks):
        if carried:
            yield Hunk("equal", hunk.old.removeprefix(carried), hunk.new.removeprefix(carried))
            carried = ""
            continue
        text = hunk.old or hunk.new
        stop = _STOP.match(text) if hunk.op in ("insert", "delete") and 0 < place < len(hunks) - 1 else None
        if stop is None or not hunks[place + 1].old.startswith(stop[0]):
            yield hunk
            continue
        carried = stop[0]
        text = text.removeprefix(carried) + carried
        yield Hunk("equal", carried, carried)
        yield Hunk(hunk.op, text if hunk.old else "", text if hunk.new else "")


def _joined(hunks: Iterable[Hunk]) -> Iterable[Hunk]:
    """Neighbours of one side become one hunk; empty ones vanish."""
    waiting: Hunk | None = None
    for hunk in hunks:
        if not hunk.old and not hunk.new:
            continue
        if waiting is None:
            waiting = hunk
        elif (waiting.op == "equal") == (hunk.op == "equal"):
            old, new = waiting.old + hunk.old, waiting.new + hunk.new
            waiting = Hunk("equal" if hunk.op == "equal" else _operation(old, new), old, new)
        else:
            yield waiting
            waiting = hunk
    if waiting is not None:
        yield waiting
