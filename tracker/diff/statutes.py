"""Compare two versions of a statute: article by article, and within an article by paragraph and item.

Numbers are what people cite, so a provision is known by its number. One that stands under another number with the same or nearly the
same words was renumbered: `moved`, and `revised` too where its words changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

from tracker.model.document import Block, Change, ChangeKind, Comparison, Document, Ignored
from tracker.text.canonical import canonical
from tracker.text.numerals import articles_named, counted, in_kanji, kanji

_ALIKE = 0.8
"""From this share of common characters on, two provisions under different numbers are one that was renumbered."""
_HALF = 0.5
"""Two provisions under one number that share less are not the same provision."""
_TELLS_ITSELF_APART = 16
"""Shorter provisions (削除) stand under many numbers and are never taken for one another."""
_MOST_PAIRS = 40_000
_ITEM = re.compile(r"[一二三四五六七八九十百千]+(?:の[一二三四五六七八九十]+)*")
_BROUGHT = re.compile(r"附則（(.+?)）\u3000")
_SEVERAL = re.compile("及び|、|から")
_SUPPLEMENT = re.compile(r"(?:[0-9A-Z]{1,40}:)?附則(?:#\d+)?/")
"""Where a document holds several laws, the keys of each begin with its id."""
_PROVISION = re.compile(r"(?:[0-9A-Z]{1,40}:)?(?:本則|附則(?:#\d+)?)/")


def is_provision(key: str) -> bool:
    """Whether a block of a statute is of its text, and not of what is told of the law."""
    return _PROVISION.match(key) is not None


class _Unit(NamedTuple):
    """A provision: an article with its title, or a paragraph or an item below it."""

    key: str
    words: str
    text: str
    block: Block


class _Pairs(NamedTuple):
    kept: list[tuple[_Unit, _Unit]]
    renumbered: list[tuple[_Unit, _Unit]]
    added: list[_Unit]
    removed: list[_Unit]


def compare_statutes(old: Document | None, new: Document) -> Comparison:
    """What differs. Changes stand in the order of `new`, what was removed after them; `old` and `new` are whole provisions.

    Supplementary provisions are known by what they say: that another one goes or comes before them does not change them.
    """
    before = _articles(old.blocks if old else ())
    after = _articles(new.blocks)
    ignored: list[Ignored] = []
    changes = _main(before, after, ignored)
    changes += _supplements(before, after, ignored)
    places = {block.key: place for place, block in enumerate(new.blocks)}
    last = len(places)
    changes.sort(key=lambda change: last if change.change is ChangeKind.REMOVED else places.get(_article_of(change.key), last))
    return Comparison(tuple(changes), tuple(ignored))


def _articles(blocks: Iterable[Block]) -> list[_Unit]:
    return [_Unit(block.key, _words(block), _told(block), block) for block in blocks]


def _told(block: Block) -> str:
    return f"{block.title}\n{block.text}" if block.title else block.text


def _words(block: Block) -> str:
    """What an article says, its caption with it, without its own number."""
    caption = (block.title or "").partition("（")[2]
    return canonical(f"{caption}\x1f{block.text}")


def _article_of(key: str) -> str:
    return "/".join(key.split("/")[:2])


def _main(before: Sequence[_Unit], after: Sequence[_Unit], ignored: list[Ignored]) -> list[Change]:
    old, new = ([unit for unit in units if not _SUPPLEMENT.match(unit.key)] for units in (before, after))
    return list(_changes(_pair(old, new), ignored))


def _supplements(before: Sequence[_Unit], after: Sequence[_Unit], ignored: list[Ignored]) -> list[Change]:
    """Each supplementary provision is held against the one that says most of the same."""
    old, new = _by_section(before), _by_section(after)
    changes: list[Change] = []
    partner = _partners(old, new)
    for name, units in new.items():
        other = old[partner[name]] if name in partner else []
        renamed = [unit._replace(key=f"{name}/{unit.key.partition('/')[2]}") for unit in other]
        changes += _changes(_pair(renamed, units), ignored)
    gone = [unit for name, units in old.items() if name not in partner.values() for unit in units]
    return changes + [_removed(unit) for unit in gone]


def _by_section(units: Iterable[_Unit]) -> dict[str, list[_Unit]]:
    found: dict[str, list[_Unit]] = defaultdict(list)
    for unit in units:
        if _SUPPLEMENT.match(unit.key):
            found[unit.key.partition("/")[0]].append(unit)
    return found


def _partners(old: Mapping[str, Sequence[_Unit]], new: Mapping[str, Sequence[_Unit]]) -> dict[str, str]:
    """New section → old section: those that say the same, then those that one law brought, then the most alike."""
    partner: dict[str, str] = {}
    for sign in (_says, _law_of):
        known: dict[object, list[str]] = defaultdict(list)
        for name, units in old.items():
            if name not in partner.values():
                known[sign(units)].append(name)
        for name, units in new.items():
            if name not in partner and sign(units) and known.get(sign(units)):
                partner[name] = known[sign(units)].pop(0)
    left = [name for name in old if name not in partner.values()]
    for name, units in new.items():
        if name in partner or not left:
            continue
        scores = {other: _likeness("".join(_says(old[other])), "".join(_says(units))) for other in left[:50]}
        best = max(scores, key=lambda other: (scores[other], other == name))
        if scores[best] >= _ALIKE or (best == name and scores[best] >= _HALF):
            partner[name] = best
            left.remove(best)
    return partner


def _law_of(units: Sequence[_Unit]) -> str:
    """The law that brought a supplementary provision, where its title names it: 附則（令和五年法律第一号）."""
    found = _BROUGHT.match(units[0].block.title or "")
    return canonical(found[1]) if found else ""


def _says(units: Iterable[_Unit]) -> tuple[str, ...]:
    return tuple(unit.words for unit in units)


def _likeness(one: str, other: str) -> float:
    return Indel.normalized_similarity(one[:4_000], other[:4_000], score_cutoff=_HALF)


def _pair(old: Sequence[_Unit], new: Sequence[_Unit]) -> _Pairs:
    known = {unit.key: unit for unit in old}
    kept = [(known[unit.key], unit) for unit in new if unit.key in known]
    differ = [(one, other) for one, other in kept if one.words != other.words and _likeness(one.words, other.words) < _HALF]
    open_keys = {one.key for one, _ in differ}
    new_keys = {unit.key for unit in new}
    lost = [unit for unit in old if unit.key not in new_keys or unit.key in open_keys]
    come = [unit for unit in new if unit.key not in known or unit.key in open_keys]
    renumbered = [*_gathered(lost, come), *_renumbered(lost, come)]
    left, arrived = {one.key for one, _ in renumbered}, {other.key for _, other in renumbered}
    return _Pairs(
        # Where only one of the two that share a number went elsewhere, the other came or went.
        kept=[(one, other) for one, other in kept if one.key not in left and other.key not in arrived],
        renumbered=renumbered,
        added=[unit for unit in come if unit.key not in arrived and (unit.key not in known or unit.key in left)],
        removed=[unit for unit in lost if unit.key not in left and (unit.key not in new_keys or unit.key in arrived)],
    )


def _gathered(lost: Sequence[_Unit], come: Sequence[_Unit]) -> list[tuple[_Unit, _Unit]]:
    """Articles that were repealed long ago and now stand under one number (第五条から第七条まで　削除), or no longer do."""
    into = [(one, unit) for unit in come for one in _members(unit, lost)]
    return into + [(unit, one) for unit in lost for one in _members(unit, come)]


def _members(several: _Unit, units: Sequence[_Unit]) -> list[_Unit]:
    """Those of some articles that an article with several numbers names, where they say the same."""
    section, _, label = several.key.partition("/")
    keys = {f"{section}/{name}" for name in articles_named(label)} if _SEVERAL.search(label) else set()
    return [unit for unit in units if unit.key in keys and unit.words == several.words]


def _renumbered(lost: Sequence[_Unit], come: Sequence[_Unit]) -> list[tuple[_Unit, _Unit]]:
    """Pairs under different numbers: the same words first, then the most alike."""
    waiting: dict[str, list[_Unit]] = defaultdict(list)
    for unit in lost:
        if len(unit.words) >= _TELLS_ITSELF_APART:
            waiting[unit.words].append(unit)
    pairs = [(waiting[unit.words].pop(0), unit) for unit in come if waiting.get(unit.words)]
    taken = {one.key for one, _ in pairs} | {f"\x1f{other.key}" for _, other in pairs}
    old = [unit for unit in lost if unit.key not in taken and len(unit.words) >= _TELLS_ITSELF_APART]
    new = [unit for unit in come if f"\x1f{unit.key}" not in taken and len(unit.words) >= _TELLS_ITSELF_APART]
    if len(old) * len(new) > _MOST_PAIRS:
        return pairs
    scored = [(_likeness(one.words, other.words), one, other) for one in old for other in new if one.key != other.key]
    for score, one, other in sorted(scored, key=lambda found: -found[0]):
        if score < _ALIKE:
            break
        if one.key not in taken and f"\x1f{other.key}" not in taken:
            pairs.append((one, other))
            taken |= {one.key, f"\x1f{other.key}"}
    return pairs


def _changes(pairs: _Pairs, ignored: list[Ignored]) -> Iterator[Change]:
    for one, other in pairs.kept:
        if one.words != other.words:
            yield from _inside(one, other)
        elif one.text != other.text:
            ignored.append(Ignored("markup", one.text, other.text))
    for one, other in pairs.renumbered:
        yield Change(change=ChangeKind.MOVED, key=other.key, old_key=one.key, old=one.text, new=other.text, block=other.block)
        if one.words != other.words:
            yield from _inside(one, other)
    for unit in pairs.added:
        yield Change(change=ChangeKind.ADDED, key=unit.key, new=unit.text, block=unit.block)
    yield from map(_removed, pairs.removed)


def _removed(unit: _Unit) -> Change:
    return Change(change=ChangeKind.REMOVED, key=unit.key, old=unit.text, block=unit.block)


def _inside(one: _Unit, other: _Unit) -> Iterator[Change]:
    """The paragraphs and items that differ; the article as a whole where it has but one, or where only its caption changed."""
    if "\n" not in one.block.text and "\n" not in other.block.text:
        yield Change(change=ChangeKind.REVISED, key=other.key, old=one.text, new=other.text, block=other.block)
        return
    before = [unit._replace(key=f"{other.key}{unit.key}") for unit in _parts(one)]
    after = [unit._replace(key=f"{other.key}{unit.key}") for unit in _parts(other)]
    found = list(_flat(_pair(before, after)))
    if not found or (one.block.title or "").partition("（")[2] != (other.block.title or "").partition("（")[2]:
        yield Change(change=ChangeKind.REVISED, key=other.key, old=one.text, new=other.text, block=other.block)
    yield from found


def _flat(pairs: _Pairs) -> Iterator[Change]:
    """Changes of parts, which have none of their own."""
    for one, other in pairs.kept:
        if one.words != other.words:
            yield Change(change=ChangeKind.REVISED, key=other.key, old=one.text, new=other.text, block=other.block)
    for one, other in pairs.renumbered:
        yield Change(change=ChangeKind.MOVED, key=other.key, old_key=one.key, old=one.text, new=other.text, block=other.block)
        if one.words != other.words:
            yield Change(change=ChangeKind.REVISED, key=other.key, old=one.text, new=other.text, block=other.block)
    for unit in pairs.added:
        yield Change(change=ChangeKind.ADDED, key=unit.key, new=unit.text, block=unit.block)
    yield from map(_removed, pairs.removed)


def _parts(article: _Unit) -> list[_Unit]:
    """The lines of an article as provisions: `/第二項`, `/第二項/第一号`, `/第二項/第一号/イ`.

    A line without a number goes with the one before.
    """
    path: list[str] = []
    found: dict[str, list[str]] = {}
    for line in article.block.text.split("\n"):
        bare = line.lstrip("\u3000")
        depth = len(line) - len(bare)
        label, mark, rest = bare.partition("\u3000")
        name = _name(label, depth) if mark else None
        if name is None and found:
            found[next(reversed(found))].append(bare)
            continue
        path = [*path[:depth], *["第一項"] * (depth - len(path[:depth])), name or "第一項"]
        key = "".join(f"/{step}" for step in path)
        while key in found:
            key = f"{key}#"
        found[key] = [rest if name else bare]
    return [_part(article, key, "\n".join(lines)) for key, lines in found.items()]


def _part(article: _Unit, key: str, text: str) -> _Unit:
    block = Block(key=f"{article.key}{key}", title=article.block.title, text=text, link=article.block.link)
    return _Unit(key, canonical(text), text, block)


def _name(label: str, depth: int) -> str | None:
    """A number as it is cited; None for what is none."""
    if depth == 0:
        number = counted(label)
        return None if number is None else f"第{kanji(number)}項"
    if depth == 1 and _ITEM.fullmatch(written := in_kanji(label)):
        first, _, rest = written.partition("の")
        return f"第{first}号{'の' if rest else ''}{rest}"
    return label if 0 < len(label) <= 8 else None
