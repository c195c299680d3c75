"""Event types' signal words, compiled by language, and how one occurrence is chosen among those that overlap."""

from __future__ import annotations

import re
from functools import cache

import ahocorasick_rs
import msgspec

from tracker.model.pack import Pack
from tracker.read.needed import needed


class Signal(msgspec.Struct, frozen=True):
    """Words that speak of an event, at offsets of normalised text. `aimed`: of one that is only being prepared."""

    start: int
    end: int
    event: str
    lang: str
    aimed: bool = False


class _Speaking(msgspec.Struct, frozen=True):
    """One expression of the pack that speaks of an event."""

    event: str
    written: str
    aimed: bool = False

    @property
    def speaks(self) -> re.Pattern[str]:
        return _compiled(self.written)


@cache
def _compiled(written: str) -> re.Pattern[str]:
    """Of hundreds of expressions most texts hold a few: each is compiled when it is first tried."""
    return re.compile(written)


class _Searched:
    """Expressions by the words that they need, so that one search of a sentence says which of them are worth trying."""

    def __init__(self, given: list[_Speaking]) -> None:
        self._given = given
        self._always: list[int] = []
        places: dict[str, list[int]] = {}
        for place, one in enumerate(given):
            words = needed(one.written)
            for word in words:
                places.setdefault(word, []).append(place)
            if not words:
                self._always.append(place)
        self._places = list(places.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(places)) if places else None

    def among(self, text: str) -> list[_Speaking]:
        """Those that may match in the text, in the order of the pack."""
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True) if self._automaton is not None else []
        found = {place for word in {hit[0] for hit in hits} for place in self._places[word]}
        return [self._given[place] for place in sorted(found.union(self._always))]


class Signals:
    """All signals and nevers of a pack."""

    def __init__(self, pack: Pack) -> None:
        speaks: dict[str, list[_Speaking]] = {}
        never: dict[str, list[_Speaking]] = {}
        for event in pack.event_types.values():
            for table, given, aimed in ((speaks, event.signals, False), (speaks, event.aimed, True), (never, event.never, False)):
                for lang, patterns in given.items():
                    written = (rf"(?:{one})(?![a-z])" if lang == "en" else one for one in patterns)
                    table.setdefault(lang, []).extend(_Speaking(event.id, one, aimed) for one in written)
        self._speaks = {lang: _Searched(given) for lang, given in speaks.items()}
        self._never = {lang: _Searched(given) for lang, given in never.items()}

    def find(self, text: str, lang: str, start: int, end: int) -> list[Signal]:
        """The events that `text[start:end]` speaks of, in order: of overlapping matches the longest, less what is a homonym."""
        words = text[start:end]
        matches = [
            Signal(match.start(), match.end(), one.event, lang, one.aimed)
            for one in _among(self._speaks, lang, words)
            for match in one.speaks.finditer(text, start, end)
            if match.end() > match.start() and _begins_word(text, match.start())
        ]
        if not matches:
            return []
        spoken = {match.event for match in matches}
        barred = [
            (match.start(), match.end(), one.event)
            for one in _among(self._never, lang, words)
            if one.event in spoken
            for match in one.speaks.finditer(text, start, end)
            if _begins_word(text, match.start())
        ]
        kept = [one for one in matches if not any(one.event == event and s < one.end and one.start < e for s, e, event in barred)]
        kept.sort(key=lambda one: (one.start - one.end, one.start))
        chosen: list[Signal] = []
        for one in kept:
            if not any(other.start < one.end and one.start < other.end for other in chosen):
                chosen.append(one)
        return sorted(chosen, key=lambda one: one.start)


def _among(searched: dict[str, _Searched], lang: str, words: str) -> list[_Speaking]:
    return searched[lang].among(words) if lang in searched else []


def _begins_word(text: str, start: int) -> bool:
    """English patterns begin at the beginning of a word. Checked after the match, so that their first letters can be searched for."""
    return start == 0 or not (text[start].isascii() and text[start].isalpha() and text[start - 1].isascii() and text[start - 1].isalpha())
