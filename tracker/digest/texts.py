"""Passages whose words changed without stating an event: which of them are told, and how before and after are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from tracker.diff.words import Hunk, word_hunks
from tracker.digest.material import TextChange
from tracker.digest.plain import clip, well_formed
from tracker.model.digest import Swap
from tracker.model.document import Change, ChangeKind

_AROUND = 40
"""Characters of unchanged text that are shown on each side of a change."""
_MOST_SWAPS = 6
_RESTLESS = 3
"""A passage in which nothing but figures changed, as often as this in one period, is a counter or a clock."""
_COUNTING = re.compile(r"[\d\s.,:/，．：／年月日時分秒]*")
_FIGURE = re.compile(r"\d\s*$")
_UNIT = re.compile(r"[\u4e00-\u9fff%％]{1,3}|\s(?:trillion|billion|million|yen|percent)\b")


def is_text_change(change: Change) -> bool:
    """Whether a change that states no event is one of the words of its page.

    What came or went as a link is an item of a list (other news, related pages), and says nothing of the page that lists it. A return
    to an earlier state is told only where a figure returns: pages that show now this, now that, would be told for ever.
    """
    if change.change is ChangeKind.MOVED:
        return False
    if change.change is ChangeKind.REVISED:
        return not change.reverted or any(map(str.isdigit, "".join(hunk.old + hunk.new for hunk in _differing(change.old, change.new))))
    return change.block is not None and change.block.link is None


def settled(texts: Iterable[TextChange]) -> tuple[TextChange, ...]:
    """The changes of each passage over a period as one, from what stood there first to what stands there now.

    `texts` are in the order in which they were recorded. A passage that is again what it was is left out, and so is a counter.
    """
    by_passage: dict[tuple[str, str], list[TextChange]] = {}
    for number, text in enumerate(texts):
        by_passage.setdefault((text.source, text.key or f"#{number}"), []).append(text)
    kept = []
    for found in by_passage.values():
        one = msgspec.structs.replace(found[-1], old=found[0].old)
        counts = len(found) >= _RESTLESS and all(_COUNTING.fullmatch(hunk.old + hunk.new) for hunk in _differing(one.old, one.new))
        if one.old != one.new and not counts:
            kept.append(one)
    return tuple(kept)


def swaps(texts: Sequence[TextChange], limit: int | None) -> tuple[Swap, ...]:
    """The words that gave way and those that came for them, where a passage stood before and stands now. A figure keeps its unit."""
    found = [swap for text in texts if text.old is not None and text.new is not None for swap in _swaps(text.old, text.new, limit)]
    return tuple(found[:_MOST_SWAPS])


def sides(text: TextChange) -> tuple[str | None, str | None]:
    """A passage before and after: whole where it came or went, else what changed with some words around it."""
    if text.old is None or text.new is None:
        return text.old, text.new
    hunks = word_hunks(text.old, text.new)
    last = len(hunks) - 1
    shown = [_shortened(hunk, place == 0, place == last) for place, hunk in enumerate(hunks)]
    return "".join(hunk.old for hunk in shown), "".join(hunk.new for hunk in shown)


def _shortened(hunk: Hunk, first: bool, last: bool) -> Hunk:
    if hunk.op != "equal" or len(hunk.old) <= 2 * _AROUND or (first and last):
        return hunk
    head = "" if first else hunk.old[:_AROUND]
    tail = "" if last else hunk.old[-_AROUND:]
    return Hunk("equal", f"{head}…{tail}", f"{head}…{tail}")


def _swaps(old: str, new: str, limit: int | None) -> Iterable[Swap]:
    hunks = word_hunks(old, new)
    for place, hunk in enumerate(hunks):
        if hunk.op == "equal":
            continue
        after = hunks[place + 1].old if place + 1 < len(hunks) else ""
        unit = _UNIT.match(after) if _FIGURE.search(hunk.old) and _FIGURE.search(hunk.new) else None
        tail = unit[0] if unit else ""
        yield Swap(*(well_formed(clip(f"{side.strip()}{tail}", limit)) for side in (hunk.old, hunk.new)))


def _differing(old: str | None, new: str | None) -> list[Hunk]:
    return [hunk for hunk in word_hunks(old or "", new or "") if hunk.op != "equal"]
