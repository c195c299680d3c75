"""Compare two documents block by block: what was added, removed, revised or moved, and what only looks different."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec

from tracker.diff.appearance import why_ignored
from tracker.diff.aside import left_out_differences, without_list_order
from tracker.diff.cells import changed_cells
from tracker.diff.order import keeps_order
from tracker.diff.rotating import steady_link
from tracker.diff.statutes import compare_statutes
from tracker.model.document import Block, Change, ChangeKind, Comparison, Document, Ignored, Rotating
from tracker.text.canonical import block_hash, canonical_words

_TELLS_ITSELF_APART = 24
"""Shorter texts (a status in a cell, a label) stand in many places: between two keys that both stay, they are revised, not moved."""


class _Placed:
    """A block with its place. `name` is its key and the how-manieth of that key it is, since extractors may repeat one."""

    def __init__(self, name: tuple[str, int], place: int, block: Block, rotating: Collection[Rotating] = ()) -> None:
        self._rotating = rotating
        self.name = name
        self.place = place
        self.block = block

    @cached_property
    def words(self) -> str:
        """What it says. Asked of few: most blocks of a page are the very blocks of the last capture."""
        return canonical_words(self.block)

    @cached_property
    def hash(self) -> str:
        """What it says and links to."""
        return block_hash(self.block, self.words)

    @cached_property
    def steady_hash(self) -> str:
        """The same without the parts of its link that rotate."""
        link = self.block.link
        return (
            block_hash(msgspec.structs.replace(self.block, link=steady_link(link, self._rotating)), self.words)
            if link and self._rotating
            else self.hash
        )

    def rotated_from(self, other: _Placed) -> bool:
        """Whether it links to another address than `other` that says the same."""
        return self.hash != other.hash and self.steady_hash == other.steady_hash

    def says_the_same_as(self, other: _Placed) -> bool:
        """Whether both say the same."""
        return self.block == other.block or self.words == other.words


class _Pairs(NamedTuple):
    """Which block became which: those that kept their key, those found under another, and those without a partner."""

    kept: list[tuple[_Placed, _Placed]]
    rekeyed: list[tuple[_Placed, _Placed]]
    added: list[_Placed]
    removed: list[_Placed]


def compare(
    old: Document | None,
    new: Document,
    *,
    seen: Mapping[str, Collection[str]] | None = None,
    rotating: Collection[Rotating] = (),
) -> Comparison:
    """What differs between two documents of one source.

    `old` is None at first sight: every block is then added. For a windowed document `old` holds the last known state of
    each key, absence says nothing, and neither does order. `seen` has, by key, the hashes (`block_hash`) of all earlier
    states: a change back to one of them is `reverted`. `rotating` are the parts of links that do not count.
    Changes stand in the order of `new`, removals after them.
    A document with a problem cannot be compared: the comparison then carries the problem alone.
    """
    problem = new.problem or (old.problem if old else None)
    if problem:
        return Comparison(problem=problem)
    if new.statute:
        return compare_statutes(old, new)
    history = seen or {}
    olds, news = _without_equal_ends(old.blocks if old else (), new.blocks)
    pairs = _pair(_placed(olds, rotating), _placed(news, rotating), windowed=new.windowed)
    changes = {after.place: [_added(after, history)] for after in pairs.added}
    ignored = left_out_differences(old.left_out, new.left_out) if old else []
    places = [before.place for before, _ in pairs.kept]
    settled = places if new.windowed else without_list_order([(one.place, one.block, two.place, two.block) for one, two in pairs.kept])
    stays = set(places) if new.windowed else keeps_order(settled)
    for (before, after), place in zip(pairs.kept, settled, strict=True):
        told = [] if place in stays else [_moved(before, after)]
        if place != before.place:
            ignored.append(Ignored("order", whole_text(before.block), whole_text(after.block)))
        if not before.says_the_same_as(after):
            told.append(_revised(before, after, history))
        elif before.block != after.block:
            ignored.extend(_ignored(before.block, after.block))
        changes[after.place] = told
    for before, after in pairs.rekeyed:
        if after.rotated_from(before):
            ignored.extend(_ignored(before.block, after.block))
        else:
            changes[after.place] = [_moved(before, after)]
    removed = () if new.windowed else pairs.removed
    ordered = [change for place in sorted(changes) for change in changes[place]]
    return Comparison((*ordered, *(_removed(before) for before in removed)), tuple(ignored))


def _without_equal_ends(old: Sequence[Block], new: Sequence[Block]) -> tuple[Sequence[Block], Sequence[Block]]:
    """Both without the blocks that they begin with alike and end with alike, which are most of a page and say nothing of the others.

    Where a key is there twice all are left: which of them became which is told by counting them.
    """
    if any(len({block.key for block in blocks}) < len(blocks) for blocks in (old, new)):
        return old, new
    most = min(len(old), len(new))
    begin = next((place for place in range(most) if old[place] != new[place]), most)
    end = next((place for place in range(most - begin) if old[-1 - place] != new[-1 - place]), most - begin)
    return old[begin : len(old) - end], new[begin : len(new) - end]


def remembered(comparison: Comparison, seen: Mapping[str, Collection[str]]) -> Comparison:
    """A comparison that was made without the earlier states, with what it would have been with them (see `compare`)."""
    return msgspec.structs.replace(comparison, changes=tuple(_remembered(change, seen) for change in comparison.changes))


def _remembered(change: Change, seen: Mapping[str, Collection[str]]) -> Change:
    if change.block is None or change.change not in (ChangeKind.ADDED, ChangeKind.REVISED):
        return change
    reverted = block_hash(change.block) in seen.get(change.key, ())
    return msgspec.structs.replace(change, reverted=reverted) if reverted else change


def _placed(blocks: Iterable[Block], rotating: Collection[Rotating]) -> list[_Placed]:
    count: dict[str, int] = defaultdict(int)
    placed = []
    for place, block in enumerate(blocks):
        placed.append(_Placed((block.key, count[block.key]), place, block, rotating))
        count[block.key] += 1
    return placed


def _pair(old: Sequence[_Placed], new: Sequence[_Placed], *, windowed: bool) -> _Pairs:
    """Pair by key and words, then by the same words under another key, then by key alone."""
    before_by_name = {before.name: before for before in old}
    kept, open_new = [], []
    for after in new:
        before = before_by_name.get(after.name)
        if before is not None and before.says_the_same_as(after):
            kept.append((before, after))
        else:
            open_new.append(after)
    taken = {before.place for before, _ in kept}
    rekeyed = _rekeyed([before for before in old if before.place not in taken], open_new, windowed=windowed)
    taken.update(before.place for before, _ in rekeyed)
    found = {after.place for _, after in rekeyed}
    added = []
    for after in open_new:
        if after.place in found:
            continue
        before = before_by_name.get(after.name)
        if before is None or before.place in taken:
            added.append(after)
        else:
            kept.append((before, after))
            taken.add(before.place)
    kept.sort(key=lambda pair: pair[1].place)
    return _Pairs(kept, rekeyed, added, [before for before in old if before.place not in taken])


def _rekeyed(old: Sequence[_Placed], new: Sequence[_Placed], *, windowed: bool) -> list[tuple[_Placed, _Placed]]:
    """Blocks that say and link to the same under another key, each used once, in order."""
    if not old:
        return []
    by_hash: dict[str, list[_Placed]] = defaultdict(list)
    for before in reversed(old):
        by_hash[before.steady_hash].append(before)
    gone = {before.name for before in old} - {after.name for after in new}
    fresh = {after.name for after in new} - {before.name for before in old}
    pairs = []
    for after in new:
        waiting = by_hash.get(after.steady_hash)
        if not waiting:
            continue
        before = waiting[-1]
        if len(after.words) < _TELLS_ITSELF_APART and not (before.name in gone and after.name in fresh):
            continue
        if windowed and not _same_moment(before.block, after.block):
            continue
        pairs.append((waiting.pop(), after))
    return pairs


def _same_moment(a: Block, b: Block) -> bool:
    """Entries of a feed that say the same on different days are two announcements."""
    return a.published is None or b.published is None or a.published == b.published


def whole_text(block: Block) -> str:
    """A block as a reader meets it: its title, where it has one that the text does not begin with, and its text."""
    title = (block.title or "").strip()
    if not title or block.text.lstrip().startswith(title):
        return block.text
    return f"{title}\n{block.text}" if block.text.strip() else title


def _was_seen(after: _Placed, history: Mapping[str, Collection[str]]) -> bool:
    """Whether the block was once as it is now."""
    earlier = history.get(after.block.key)
    return earlier is not None and after.hash in earlier


def _added(after: _Placed, history: Mapping[str, Collection[str]]) -> Change:
    return Change(
        change=ChangeKind.ADDED,
        key=after.block.key,
        new=whole_text(after.block),
        block=after.block,
        reverted=_was_seen(after, history),
    )


def _revised(before: _Placed, after: _Placed, history: Mapping[str, Collection[str]]) -> Change:
    return Change(
        change=ChangeKind.REVISED,
        key=after.block.key,
        old=whole_text(before.block),
        new=whole_text(after.block),
        block=after.block,
        reverted=_was_seen(after, history),
        cells=changed_cells(before.block, after.block),
    )


def _moved(before: _Placed, after: _Placed) -> Change:
    return Change(
        change=ChangeKind.MOVED,
        key=after.block.key,
        old=whole_text(before.block),
        new=whole_text(after.block),
        old_key=before.block.key,
        block=after.block,
    )


def _removed(before: _Placed) -> Change:
    return Change(change=ChangeKind.REMOVED, key=before.block.key, old=whole_text(before.block), block=before.block)


def _ignored(old: Block, new: Block) -> list[Ignored]:
    """What differs in two blocks that say the same, part by part."""
    parts: list[tuple[str | None, str | None]] = [(old.title, new.title), (old.text, new.text)]
    found = [Ignored(why_ignored(a or "", b or ""), a, b) for a, b in parts if a != b]
    if old.link != new.link:
        found.append(Ignored("link", old.link, new.link))
    if _moments(old) != _moments(new):
        found.append(Ignored("time", _moments(old), _moments(new)))
    return found


def _moments(block: Block) -> str | None:
    """The times that a block carries beside its words, as one string."""
    published = block.published.isoformat() if block.published else block.published_text
    updated = block.updated.isoformat() if block.updated else None
    return " / ".join(part for part in (published, updated) if part) or None
