"""Two documents of one subject held against each other: outline and draft, first and second term, one version and the next.

They may come from different places and be laid out anew, so nothing is known by its key. Passages that say the same are found first,
then sections are paired by their headings or by what they share, then what was reworded is found within paired sections and elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from tracker.diff.alike import candidates, likeness
from tracker.diff.blocks import whole_text
from tracker.diff.order import keeps_order
from tracker.diff.places import Places
from tracker.model.document import Document
from tracker.model.reading import Mention, MentionKind
from tracker.model.redline import Fate, Figure, Passage, Redline
from tracker.text.canonical import canonical
from tracker.text.numbering import unnumbered

Figures = Callable[[str], Sequence[Mention]]
"""Finds the mentions of a text."""

_KINDS = (MentionKind.DATE, MentionKind.MONEY, MentionKind.PERCENT, MentionKind.COUNT, MentionKind.VERSION)
_ALIKE_AT_HOME = 0.5
"""From this likeness on, two passages of one section are one that was reworded."""
_ALIKE_ELSEWHERE = 0.65
_ALIKE_HEADINGS = 0.75
_TELLS_ITSELF_APART = 12
"""Shorter passages are looked for in their own section alone."""
_FEW = 1_600
"""Sections with no more pairs of passages than this are searched through."""
_MOST_HEADINGS = 90_000

Section = tuple[str, ...]


class _Passage(NamedTuple):
    """A passage with its number in the document, its section (headings without their numbers) and what it says."""

    number: int
    key: str
    place: tuple[str, ...]
    section: Section
    words: str
    text: str


class _Pair(NamedTuple):
    old: _Passage
    new: _Passage
    likeness: float


def redline(old: Document, new: Document, *, figures: Figures = lambda _: ()) -> Redline:
    """What became of each passage of `old` in `new`. `figures` finds dates, amounts and the like in a text (`tracker.read.figures`).

    A document with a problem cannot be compared: the answer then carries the problem alone. Takes time by the length of both.
    """
    problem = old.problem or new.problem
    if problem:
        return Redline(problem=problem)
    before, after = _passages(old), _passages(new)
    same = _same(before, after)
    sections = _sections(before, after, same)
    left = _left(before, [pair.old for pair in same]), _left(after, [pair.new for pair in same])
    pairs = sorted([*same, *_reworded(*left, sections)], key=lambda pair: pair.new.number)
    stays = keeps_order([pair.old.number for pair in pairs])
    told = [(pair, pair.old.number not in stays or _changed_section(pair, sections)) for pair in pairs]
    return Redline(
        tuple(_in_order(before, after, told)),
        tuple(figure for pair in pairs if pair.likeness < 1 for figure in _changed(pair, figures)),
    )


def _passages(document: Document) -> list[_Passage]:
    """The lines of all blocks: the paragraphs of an article stand below its title."""
    places = Places(document)
    found: list[_Passage] = []
    for block in document.blocks:
        above = places.of(block.key)
        lines = whole_text(block).split("\n")
        title = " ".join((block.title or "").split())
        for order, text in enumerate(lines):
            if words := canonical(text):
                place = (*above, title) if title and order else above
                found.append(_Passage(len(found), block.key, place, tuple(map(_unnumbered, place)), words, text.strip()))
    return found


def _unnumbered(heading: str) -> str:
    return canonical(unnumbered(heading)).casefold()


def _left(passages: Sequence[_Passage], taken: Iterable[_Passage]) -> list[_Passage]:
    numbers = {passage.number for passage in taken}
    return [passage for passage in passages if passage.number not in numbers]


def _same(old: Sequence[_Passage], new: Sequence[_Passage]) -> list[_Pair]:
    """Passages that say the same: in the same section first, then anywhere, each once and in order."""
    at_home = _alike_by(old, new, lambda one: (one.section, one.words))
    left = _left(old, [pair.old for pair in at_home]), _left(new, [pair.new for pair in at_home])
    return at_home + _alike_by(*left, lambda one: one.words)


def _alike_by(old: Sequence[_Passage], new: Sequence[_Passage], sign: Callable[[_Passage], object]) -> list[_Pair]:
    waiting: dict[object, list[_Passage]] = defaultdict(list)
    for before in reversed(old):
        waiting[sign(before)].append(before)
    return [_Pair(waiting[sign(after)].pop(), after, 1.0) for after in new if waiting.get(sign(after))]


def _sections(old: Sequence[_Passage], new: Sequence[_Passage], same: Sequence[_Pair]) -> dict[Section, Section]:
    """Old section → new one: by all their headings, by what they share, by their own heading, by a heading much like it."""
    before, after = (list(dict.fromkeys(passage.section for passage in side)) for side in (old, new))
    known = set(after)
    partner = {section: section for section in before if section in known}
    shared = Counter((pair.old.section, pair.new.section) for pair in same)
    for (one, other), _ in shared.most_common():
        if one not in partner and other not in partner.values():
            partner[one] = other
    free_old = [section for section in before if section and section not in partner]
    free_new = [section for section in after if section and section not in partner.values()]
    if len(free_old) * len(free_new) <= _MOST_HEADINGS:
        scored = [(likeness(one[-1], other[-1], _ALIKE_HEADINGS), one, other) for one in free_old for other in free_new]
        for score, one, other in sorted(scored, key=lambda found: -found[0]):
            if score and one not in partner and other not in partner.values():
                partner[one] = other
    return partner


def _reworded(old: Sequence[_Passage], new: Sequence[_Passage], sections: Mapping[Section, Section]) -> list[_Pair]:
    """What was not kept word for word and still is the same passage: the most alike first, each once."""
    scored = []
    for one, other in _possible(old, new, sections):
        at_home = sections.get(one.section) == other.section
        if not at_home and min(len(one.words), len(other.words)) < _TELLS_ITSELF_APART:
            continue
        score = likeness(one.words, other.words, _ALIKE_AT_HOME if at_home else _ALIKE_ELSEWHERE)
        if score:
            scored.append((score + 0.1 * at_home, -abs(one.number - other.number), score, one, other))
    scored.sort(key=lambda found: (-found[0], -found[1], found[4].number))
    pairs, gone, come = [], set(), set()
    for _, _, score, one, other in scored:
        if one.number not in gone and other.number not in come:
            pairs.append(_Pair(one, other, min(score, 0.9999)))
            gone.add(one.number)
            come.add(other.number)
    return pairs


def _possible(old: Sequence[_Passage], new: Sequence[_Passage], sections: Mapping[Section, Section]) -> Iterable[tuple[_Passage, _Passage]]:
    at_home: dict[Section, list[_Passage]] = defaultdict(list)
    for after in new:
        at_home[after.section].append(after)
    by_section: dict[Section, list[_Passage]] = defaultdict(list)
    for before in old:
        by_section[before.section].append(before)
    found = {}
    for section, passages in by_section.items():
        others = at_home.get(sections.get(section, ("\0",)), [])
        if len(passages) * len(others) <= _FEW:
            found.update({(one.number, other.number): (one, other) for one in passages for other in others})
    for place, other_place in candidates([one.words for one in old], [other.words for other in new]):
        one, other = old[place], new[other_place]
        found[one.number, other.number] = (one, other)
    return found.values()


def _changed_section(pair: _Pair, sections: Mapping[Section, Section]) -> bool:
    """Whether a passage stands under another heading than before, of two that both were there."""
    home = sections.get(pair.old.section)
    return home is not None and home != pair.new.section and pair.new.section in sections.values()


def _in_order(before: Sequence[_Passage], after: Sequence[_Passage], told: Sequence[tuple[_Pair, bool]]) -> Iterable[Passage]:
    """All passages in the order of the new document; what was dropped follows what it followed."""
    paired = {pair.new.number: (pair, moved) for pair, moved in told}
    anchors = {pair.old.number: pair.new.number for pair, moved in told if not moved}
    dropped: dict[int, list[_Passage]] = defaultdict(list)
    anchor, gone = -1, {pair.old.number for pair, _ in told}
    for passage in before:
        anchor = anchors.get(passage.number, anchor)
        if passage.number not in gone:
            dropped[anchor].append(passage)
    yield from map(_dropped, dropped[-1])
    for passage in after:
        found = paired.get(passage.number)
        yield _new(passage) if found is None else _kept(*found)
        yield from map(_dropped, dropped.get(passage.number, ()))


def _kept(pair: _Pair, moved: bool) -> Passage:
    old, new = pair.old, pair.new
    return Passage(
        fate=Fate.REWORDED if pair.likeness < 1 else Fate.MOVED if moved else Fate.KEPT,
        old=old.text,
        new=new.text,
        old_key=old.key,
        new_key=new.key,
        old_place=old.place,
        new_place=new.place,
        likeness=round(pair.likeness, 3),
        moved=moved,
    )


def _new(passage: _Passage) -> Passage:
    return Passage(fate=Fate.NEW, new=passage.text, new_key=passage.key, new_place=passage.place)


def _dropped(passage: _Passage) -> Passage:
    return Passage(fate=Fate.DROPPED, old=passage.text, old_key=passage.key, old_place=passage.place)


def _changed(pair: _Pair, figures: Figures) -> Iterable[Figure]:
    """The figures of a reworded passage that are others now, each kind in its order."""
    before, after = figures(pair.old.text), figures(pair.new.text)
    for kind in _KINDS:
        old, new = ([one for one in side if one.kind is kind] for side in (before, after))
        gone, come = _without(old, new), _without(new, old)
        for one, other in zip_longest(gone, come):
            yield Figure(
                kind=kind, old=one.text if one else None, new=other.text if other else None, key=pair.new.key, place=pair.new.place
            )


def _without(mentions: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    """The mentions whose value does not stand among the others, counted."""
    left = Counter(map(_value, others))
    found = []
    for mention in mentions:
        value = _value(mention)
        if left[value]:
            left[value] -= 1
        else:
            found.append(mention)
    return found


def _value(mention: Mention) -> tuple[object, ...]:
    when = mention.when and (mention.when.earliest, mention.when.latest)
    return (when, mention.currency, mention.amount, mention.least, mention.most, mention.value, mention.unit)
