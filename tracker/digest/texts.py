"""Passages whose words changed without stating an event: which of them are told, and how before and after are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from tracker.diff.gathered import partners
from tracker.diff.words import Hunk, excerpt, word_hunks
from tracker.digest.material import TextChange
from tracker.digest.plain import clip, well_formed
from tracker.model.digest import Swap
from tracker.model.document import Change, ChangeKind
from tracker.model.redline import Fate, Redline
from tracker.model.source import Label

_AROUND = 40
"""Characters of unchanged text that are shown on each side of a change."""
_MOST_SWAPS = 6
_EXAMPLES, _EXCERPT, _TELLING = 2, 80, 12
"""So many passages of each sort, of so many characters, are examples of what a document changed; shorter ones are headings, mostly."""
_RESTLESS = 3
"""A passage in which nothing but figures changed, as often as this in one period, is a counter or a clock."""
_COUNTING = re.compile(r"[\d\s.,:/，．：／年月日時分秒]*")
_FIGURE = re.compile(r"\d\s*$")
_UNIT = re.compile(r"[\u4e00-\u9fff%％]{1,3}|\s(?:trillion|billion|million|yen|percent)\b")


def is_text_change(change: Change) -> bool:
    """Whether a change that states no event is one of the words of its page.

    What is a link is an item of a list (other news, related pages): that it came, went or is called otherwise says nothing of the page.
    Neither does a return to an earlier state: pages that show now this, now that, would be told for ever. Of both a figure is told.
    """
    if change.change is ChangeKind.MOVED or change.block is None:
        return False
    if change.change is ChangeKind.REVISED:
        told_anyway = change.block.link is None and not change.reverted
        return told_anyway or any(map(str.isdigit, "".join(hunk.old + hunk.new for hunk in _differing(change.old, change.new))))
    return change.block.link is None


def settled(texts: Iterable[TextChange]) -> tuple[TextChange, ...]:
    """The changes of each passage over a period as one, from what stood there first to what stands there now.

    `texts` are in the order in which they were recorded. A paragraph that went while one much like it came was revised: prose has no name
    by which it could be known again. A passage that is again what it was is left out, and so is a counter, and all that a passage said
    before it became one that is `told` for what it states: it is not told once more as changed words.
    """
    chains: list[list[TextChange]] = []
    by_key: dict[tuple[str, str], list[TextChange]] = {}
    by_end: dict[tuple[str, str | None], list[TextChange]] = {}
    for text in _revised(texts):
        chain = by_key.get((text.source, text.key)) if text.key else None
        chain = chain if chain is not None or text.old is None else by_end.get((text.source, text.old))
        if chain is None:
            chains.append(chain := [])
        chain.append(text)
        by_key[text.source, text.key] = by_end[text.source, text.new] = chain
    merged = [(_as_one(chain), len(chain)) for chain in map(_untold, chains) if chain]
    return tuple(one for one, times in merged if one.old != one.new and not (times >= _RESTLESS and _only_counts(one)))


def _untold(chain: Sequence[TextChange]) -> Sequence[TextChange]:
    """What became of a passage since it was last told for what it states."""
    return chain[max((place for place, text in enumerate(chain, 1) if text.told), default=0) :]


def _as_one(chain: Sequence[TextChange]) -> TextChange:
    return msgspec.structs.replace(chain[-1], old=chain[0].old, rules=tuple(rule for text in chain for rule in text.rules))


def _revised(texts: Iterable[TextChange]) -> list[TextChange]:
    """What came in the place of something like it, as one change each."""
    ordered = list(texts)
    captures: dict[tuple[str, str], tuple[list[TextChange], list[TextChange]]] = {}
    for text in ordered:
        went, came = captures.setdefault((text.source, text.snapshot), ([], []))
        if text.new is None:
            went.append(text)
        elif text.old is None:
            came.append(text)
    before: dict[int, TextChange] = {}
    for went, came in captures.values():
        pairs = partners([text.old or "" for text in went], [text.new or "" for text in came])
        before.update({id(came[new]): went[old] for new, old in pairs.items()})
    paired = {id(text) for text in before.values()}
    return [_in_place_of(before.get(id(text)), text) for text in ordered if id(text) not in paired]


def _in_place_of(gone: TextChange | None, text: TextChange) -> TextChange:
    return text if gone is None else msgspec.structs.replace(text, old=gone.old, rules=(*gone.rules, *text.rules))


def _only_counts(text: TextChange) -> bool:
    return all(_COUNTING.fullmatch(hunk.old + hunk.new) for hunk in _differing(text.old, text.new))


def swaps(texts: Sequence[TextChange], limit: int | None) -> tuple[Swap, ...]:
    """The words that gave way and those that came for them, where a passage stood before and stands now. A figure keeps its unit."""
    found = [swap for text in texts if text.old is not None and text.new is not None for swap in _swaps(text.old, text.new, limit)]
    return tuple(found[:_MOST_SWAPS])


def edition_swaps(redline: Redline, limit: int | None) -> tuple[Swap, ...]:
    """A few examples of what a later document changed: figures first, then passages that are new or were dropped, then words."""
    found = [Swap(one.old or "", one.new or "") for one in redline.figures[:_MOST_SWAPS]]
    for fate in (Fate.NEW, Fate.DROPPED):
        passages = [one for one in redline.passages if one.fate is fate and len(one.new or one.old or "") >= _TELLING][:_EXAMPLES]
        found += [Swap(*(clip(side or "", _EXCERPT) for side in (one.old, one.new))) for one in passages]
    for one in [one for one in redline.passages if one.fate is Fate.REWORDED][:_EXAMPLES]:
        found += [swap for swap in _swaps(one.old or "", one.new or "", limit) if not _COUNTING.fullmatch(swap.old + swap.new)][:_EXAMPLES]
    told = dict.fromkeys(Swap(*(well_formed(clip(side, limit)) for side in (swap.old, swap.new))) for swap in found)
    return tuple(told)[: 2 * _MOST_SWAPS]


def sides(text: TextChange) -> tuple[str | None, str | None]:
    """A passage before and after: whole where it came or went, else what changed with some words around it."""
    if text.old is None or text.new is None:
        return text.old, text.new
    shown = excerpt(word_hunks(text.old, text.new), _AROUND)
    return "".join(hunk.old for hunk in shown), "".join(hunk.new for hunk in shown)


def passages_of(texts: Sequence[TextChange], limit: int | None) -> tuple[Swap, ...]:
    """Each passage by itself, before and after, as far as it may be quoted: what stands apart on its page is no one quotation."""
    return tuple(Swap(*(well_formed(clip(side or "", limit)) for side in sides(text))) for text in texts)


def changed_why(passages: Sequence[Swap]) -> Label:
    """What became of the passages, and that what stands there now was read."""
    fates = (
        (Label("書き換え", "reworded"), sum(bool(one.old and one.new) for one in passages)),
        (Label("追加", "new"), sum(not one.old for one in passages)),
        (Label("削除", "taken out"), sum(not one.new for one in passages)),
    )
    counts = [(label, count) for label, count in fates if count]
    ja, en = "、".join(f"{label.ja}{count}" for label, count in counts), ", ".join(f"{count} {label.en}" for label, count in counts)
    read = Label("現在の文言に、追跡対象の出来事は読み取れない。", " No event was read in what stands there now.")
    gone = Label("なくなった文言は、出来事として読まない。", " What is gone is not read for events.")
    said = read if any(one.new for one in passages) else gone
    return Label(f"箇所：{ja}。{said.ja}", f"Passages: {en}.{said.en}")


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
