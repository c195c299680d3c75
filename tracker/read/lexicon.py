"""The pack's names and signal words, compiled once for searching.

Names are matched after NFKC and case folding, longest first, all of them and their near misses in one pass, so that a near miss
always eats the name inside it. A name that begins with "=" is matched with its case as written (the rest of it is the name).
Names of ASCII letters match on word boundaries alone.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

import ahocorasick_rs
import msgspec

from tracker.model.pack import Pack, Subject
from tracker.read.descriptions import Described, describe, sentence_around
from tracker.read.signals import Signals
from tracker.text.normal import Normal, compatible, fold

_BLANKS = re.compile(r"[\n\t\r]")
_LONG_IDENTIFIER = 8


class NameKind(StrEnum):
    """What a name says where it stands."""

    STRONG = "strong"
    WEAK = "weak"
    NEAR_MISS = "near-miss"
    DESCRIBED = "described"


class Name(msgspec.Struct, frozen=True):
    """One spelling. `cased` is set where the case must be as written; `subject` is None for a near miss."""

    kind: NameKind
    folded: str
    subject: str | None
    cased: str | None = None


class Named(msgspec.Struct, frozen=True):
    """A name found in text, at offsets of normalised text. A near miss has no subject and blocks what lies under it."""

    start: int
    end: int
    subject: str | None
    weak: bool = False
    described: bool = False


class Lexicon:
    """Everything of a pack that reading needs. Holds no text and may be shared."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.signals = Signals(pack)
        names = _names(pack)
        by_text: dict[str, list[Name]] = {}
        for name in names:
            by_text.setdefault(name.folded, []).append(name)
        described: dict[str, list[Described]] = {}
        for subject in pack.subjects.values():
            own = [describe(subject.id, one) for one in subject.described]
            for telling in (*own, *(describe(None, one) for one in subject.lookalikes)):
                for cue in telling.cues:
                    described.setdefault(cue, []).append(telling)
        self._patterns = list(dict.fromkeys([*by_text, *described]))
        self._names = [by_text.get(pattern, []) for pattern in self._patterns]
        self._described = [described.get(pattern, []) for pattern in self._patterns]
        self._automaton = ahocorasick_rs.AhoCorasick(self._patterns) if self._patterns else None
        self._heads = {subject.id: _heads(subject) for subject in pack.subjects.values()}

    def names_any(self, text: str) -> bool:
        """Whether the text names any subject: the cheap question asked before anything else is read."""
        if self._automaton is None:
            return False
        folded = _flat(fold(text))
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        if not hits:
            return False
        return any(named.subject is not None for named in self._settle(folded, hits, Normal(text, folded), exact_map=False))

    def find(self, normal: Normal) -> list[Named]:
        """All names in order of place, near misses among them. Weak names stand only where something else names them."""
        if self._automaton is None:
            return []
        flat = _flat(normal.text)
        hits = self._automaton.find_matches_as_indexes(flat, overlapping=True)
        return self._settle(flat, hits, normal, exact_map=True) if hits else []

    def answers_to(self, subject: str, noun: str) -> bool:
        """Whether a noun with "the" or 同 before it may speak of a subject: one of its names ends in that noun."""
        return noun in self._heads.get(subject, frozenset())

    def _settle(self, flat: str, hits: list[tuple[int, int, int]], normal: Normal, *, exact_map: bool) -> list[Named]:
        candidates: list[tuple[int, int, Name]] = []
        unmapped = None if exact_map else compatible(normal.given)
        for index, start, end in hits:
            if not _on_boundaries(flat, start, end):
                continue
            name = self._choose(self._names[index], start, end, normal, unmapped)
            if name is not None:
                candidates.append((start, end, name))
            described = self._described[index]
            within = sentence_around(flat, start, end) if described else (start, end)
            for telling in described:
                candidates.extend((low, high, _telling(telling.subject)) for low, high in telling.around(flat, start, end, within))
        candidates.sort(key=lambda item: (item[0], -item[1], item[2].kind in (NameKind.STRONG, NameKind.WEAK)))
        taken: list[tuple[int, int, Name]] = []
        for item in candidates:
            if not taken or item[0] >= taken[-1][1]:
                taken.append(item)
            elif item[2].kind is NameKind.NEAR_MISS and item[1] > taken[-1][1]:
                taken[-1] = item
        return self._supported(taken)

    def _choose(self, names: list[Name], start: int, end: int, normal: Normal, unmapped: str | None) -> Name | None:
        """Of names spelt alike, first one whose case is as it must be, then one whose case does not matter."""
        for name in names:
            if name.cased is not None:
                written = compatible(normal.written(start, end)) if unmapped is None else unmapped
                if (written == name.cased) if unmapped is None else (name.cased in written):
                    return name
        return next((name for name in names if name.cased is None), None)

    def _supported(self, taken: list[tuple[int, int, Name]]) -> list[Named]:
        strong = {name.subject for _, _, name in taken if name.kind in (NameKind.STRONG, NameKind.DESCRIBED)}
        tracks = {track for subject in strong if subject for track in self.pack.tracks_of(subject)}
        found = []
        for start, end, name in taken:
            weak = name.kind is NameKind.WEAK
            if weak and name.subject not in strong and tracks.isdisjoint(self.pack.tracks_of(name.subject or "")):
                continue
            found.append(Named(start, end, name.subject, weak, name.kind is NameKind.DESCRIBED))
        return found


@cache
def _telling(subject: str | None) -> Name:
    return Name(NameKind.DESCRIBED if subject else NameKind.NEAR_MISS, "", subject)


def _flat(text: str) -> str:
    """A name may be broken over two lines."""
    return _BLANKS.sub(" ", text) if _BLANKS.search(text) else text


def _names(pack: Pack) -> list[Name]:
    names: list[Name] = []
    for subject in pack.subjects.values():
        strong = [*subject.aliases, *(value for value in subject.identifiers.values() if len(value) >= _LONG_IDENTIFIER)]
        names.extend(_name(NameKind.STRONG, alias, subject.id) for alias in strong)
        names.extend(_name(NameKind.WEAK, alias, subject.id) for alias in subject.weak_aliases)
        names.extend(_name(NameKind.NEAR_MISS, near, None) for near in subject.near_misses)
    own = {(name.folded, name.cased) for name in names if name.subject is not None}
    # What is a near miss of one subject may be the very name of another.
    return [name for name in names if name.folded and (name.subject is not None or (name.folded, name.cased) not in own)]


def _name(kind: NameKind, written: str, subject: str | None) -> Name:
    cased = compatible(written[1:]) if written.startswith("=") else None
    return Name(kind, fold(written.removeprefix("=")).strip(), subject, cased)


def _on_boundaries(text: str, start: int, end: int) -> bool:
    """ASCII letters and digits at either end of a name must not run on. A plural s may follow."""
    if start and _is_word(text[start]) and _is_word(text[start - 1]):
        return False
    return not (
        end < len(text) and _is_word(text[end - 1]) and _is_word(text[end]) and not (text[end].isdecimal() and text[end - 1].isalpha())
    )


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


_LAST_WORD = re.compile(r"[a-z]+(?= ?$)")
_NOUNS = (
    "事業者ガイドライン",
    "ガイドライン",
    "基本計画",
    "戦略本部",
    "推進法",
    "法案",
    "法律",
    "計画",
    "指針",
    "本部",
    "予算案",
    "予算",
    "調査",
    "枠",
    "フレーム",
    "プロジェクト",
    "サミット",
    "法",
)


def _heads(subject: Subject) -> frozenset[str]:
    """The nouns that a subject's names end in: 法 and 法案 of a statute, plan of a plan."""
    heads: set[str] = set()
    for alias in (*subject.aliases, *subject.weak_aliases, subject.label.ja, subject.label.en):
        folded = fold(alias.removeprefix("="))
        heads.update(noun for noun in _NOUNS if folded.endswith(noun))
        word = _LAST_WORD.search(folded)
        if word:
            heads.update((word.group(), word.group() + "s", word.group().removesuffix("s")))
    if "法" in heads or "act" in heads:
        heads.update(("法", "法律", "法案", "改正法", "改正案", "改正法案", "act", "law", "bill", "statute", "legislation"))
    if "予算" in heads or "budget" in heads:
        heads.update(("予算", "予算案", "budget"))
    if "計画" in heads or "plan" in heads:
        heads.update(("計画", "計画案", "基本計画", "plan"))
    if "本部" in heads or "headquarters" in heads:
        heads.update(("本部", "headquarters", "hq"))
    if heads & {"ガイドライン", "指針", "guideline", "guidelines"}:
        heads.update(("ガイドライン", "指針", "guideline", "guidelines"))
    return frozenset(heads)
