"""Event types' signal words, compiled by language, and how one occurrence is chosen among those that overlap."""

from __future__ import annotations

import re

import msgspec

from tracker.model.pack import Pack

_LONG = 5_000


class Signal(msgspec.Struct, frozen=True):
    """Words that speak of an event, at offsets of normalised text."""

    start: int
    end: int
    event: str
    lang: str


class _Compiled(msgspec.Struct, frozen=True):
    event: str
    lang: str
    speaks: re.Pattern[str]

    def may_stand_in(self, text: str) -> bool:
        """Whether any sentence of the text can match. A pattern bound to an end is not asked of the whole.

        Nor is a long text: a pack's pattern may cost the square of what it is held against, and sentences are short.
        """
        if len(text) > _LONG:
            return True
        return "$" in self.speaks.pattern or "^" in self.speaks.pattern.replace("[^", "") or self.speaks.search(text) is not None


class Signals:
    """All signals and nevers of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._speaks: dict[str, list[_Compiled]] = {"ja": [], "en": []}
        self._never: dict[str, list[_Compiled]] = {"ja": [], "en": []}
        for event in pack.event_types.values():
            for table, given in ((self._speaks, event.signals), (self._never, event.never)):
                for lang, patterns in given.items():
                    bound = r"(?:{})(?![a-z])" if lang == "en" else "{}"
                    table.setdefault(lang, []).extend(_Compiled(event.id, lang, re.compile(bound.format(one))) for one in patterns)

    def narrow(self, text: str, langs: set[str]) -> Narrowed:
        """Only those signals and nevers that stand anywhere in a text at all: asked once, before its sentences are searched."""
        return Narrowed(
            {lang: [one for one in self._speaks.get(lang, ()) if one.may_stand_in(text)] for lang in langs},
            {lang: [one for one in self._never.get(lang, ()) if one.may_stand_in(text)] for lang in langs},
        )


class Narrowed(msgspec.Struct, frozen=True):
    """The signals and nevers, by language, that are worth searching for in one text."""

    speaks: dict[str, list[_Compiled]]
    never: dict[str, list[_Compiled]]

    def find(self, text: str, lang: str, start: int, end: int) -> list[Signal]:
        """The events that `text[start:end]` speaks of, in order: of overlapping matches the longest, less what is a homonym."""
        matches = [
            Signal(match.start(), match.end(), one.event, lang)
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
