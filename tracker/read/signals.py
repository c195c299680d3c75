"""Event types' signal words, compiled by language, and how one occurrence is chosen among those that overlap."""

from __future__ import annotations

import re

import msgspec

from tracker.model.pack import Pack

_LONG = 5_000


class Signal(msgspec.Struct, frozen=True):
    """Words that speak of an event, at offsets of normalised text. `aimed`: of one that is only being prepared."""

    start: int
    end: int
    event: str
    lang: str
    aimed: bool = False


class _Compiled(msgspec.Struct, frozen=True):
    event: str
    lang: str
    speaks: re.Pattern[str]
    bound_to_an_end: bool
    aimed: bool = False


def _compiled(event: str, lang: str, written: str, *, aimed: bool) -> _Compiled:
    speaks = re.compile(rf"(?:{written})(?![a-z])" if lang == "en" else written)
    return _Compiled(event, lang, speaks, "$" in written or "^" in written.replace("[^", ""), aimed)


def _standing_in(text: str, start: int, end: int, given: list[_Compiled]) -> list[_Compiled]:
    """Those that can match in any sentence of `text[start:end]`. A pattern bound to an end is not asked of the whole.

    Nor is a long stretch: a pack's pattern may cost the square of what it is held against, and sentences are short.
    """
    if end - start > _LONG:
        return given
    return [one for one in given if one.bound_to_an_end or one.speaks.search(text, start, end) is not None]


class Signals:
    """All signals and nevers of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._speaks: dict[str, list[_Compiled]] = {"ja": [], "en": []}
        self._never: dict[str, list[_Compiled]] = {"ja": [], "en": []}
        for event in pack.event_types.values():
            for table, given, aimed in (
                (self._speaks, event.signals, False),
                (self._speaks, event.aimed, True),
                (self._never, event.never, False),
            ):
                for lang, patterns in given.items():
                    table.setdefault(lang, []).extend(_compiled(event.id, lang, one, aimed=aimed) for one in patterns)

    def narrow(self, text: str, langs: set[str], start: int, end: int) -> Narrowed:
        """Only those signals and nevers that stand in `text[start:end]` at all: asked once, before its sentences are searched."""
        speaks = {lang: _standing_in(text, start, end, self._speaks.get(lang, [])) for lang in langs}
        spoken = {lang: {one.event for one in found} for lang, found in speaks.items()}
        never = {lang: [one for one in self._never.get(lang, []) if one.event in spoken[lang]] for lang in langs}
        return Narrowed(speaks, {lang: _standing_in(text, start, end, found) for lang, found in never.items()})


class Narrowed(msgspec.Struct, frozen=True):
    """The signals and nevers, by language, that are worth searching for in one text."""

    speaks: dict[str, list[_Compiled]]
    never: dict[str, list[_Compiled]]

    def find(self, text: str, lang: str, start: int, end: int) -> list[Signal]:
        """The events that `text[start:end]` speaks of, in order: of overlapping matches the longest, less what is a homonym."""
        matches = [
            Signal(match.start(), match.end(), one.event, lang, one.aimed)
            for one in self.speaks.get(lang, ())
            for match in one.speaks.finditer(text, start, end)
            if match.end() > match.start() and _begins_word(text, match.start())
        ]
        if not matches:
            return []
        spoken = {match.event for match in matches}
        barred = [
            (match.start(), match.end(), one.event)
            for one in self.never.get(lang, ())
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


def _begins_word(text: str, start: int) -> bool:
    """English patterns begin at the beginning of a word. Checked after the match, so that their first letters can be searched for."""
    return start == 0 or not (text[start].isascii() and text[start].isalpha() and text[start - 1].isascii() and text[start - 1].isalpha())
