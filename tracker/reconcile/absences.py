"""Absences, watched by their tripwires: a sentence on the subject with a word that would end one is put before a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tracker.model.finding import Tripped
from tracker.model.timeline import Event, RowKind
from tracker.read.clauses import sentences
from tracker.read.lexicon import Lexicon
from tracker.reconcile.passage import Passage, PassageReading
from tracker.text.normal import Normal, fold, normalise

_NEGATING = 40
"""Characters beside a word within which an `unless` is asked for: no sentence is searched as a whole."""


def tripped(passage: Passage, reading: PassageReading, events: Iterable[Event], lexicon: Lexicon) -> tuple[Tripped, ...]:
    """For each absence on a subject of the passage the first sentence that touches it; none for what only says it again.

    The sentence has to name the subject, unless the headline names that one alone or the whole passage no other.
    """
    watched = [event for event in events if event.kind is RowKind.ABSENCE and not event.withdrawn and event.subject in reading.subjects]
    if not watched:
        return ()
    parts = [(part, normalise(text)) for part, text in (("title", passage.title or ""), ("text", passage.text)) if text]
    found = []
    for event in watched:
        about = event.subject in (*reading.headline[:1], *reading.subjects[:1]) and 1 in (len(reading.headline), len(reading.subjects))
        one = next((hit for part, normal in parts for hit in _hits(event, part, normal, lexicon, about=about)), None)
        if one is not None:
            found.append(one)
    return tuple(found)


def words_of(event: Event, sentence: str) -> Iterator[str]:
    """The words of a sentence (folded text) that would end an absence and do not only say it again; of a stem the whole word."""
    for wire in event.tripwires:
        folded = fold(wire)
        place = sentence.find(folded)
        while place >= 0:
            if _begins_word(sentence, place) and not _ends_nothing(event, sentence, place, place + len(folded)):
                yield sentence[place : _word_end(sentence, place + len(folded))]
                break
            place = sentence.find(folded, place + 1)


def _hits(event: Event, part: str, normal: Normal, lexicon: Lexicon, *, about: bool) -> Iterator[Tripped]:
    if not any(fold(wire) in normal.text for wire in event.tripwires):
        return
    names = lexicon.find(normal)
    for sentence in sentences(normal.text, is_title=part == "title"):
        here = {named.subject for named in names if sentence.start <= named.start < sentence.end}
        if event.subject not in here and (here or not about):
            continue  # of something else (a namesake abroad, say), or of nothing that is known
        word = next(words_of(event, normal.text[sentence.start : sentence.end]), None)
        if word is not None:
            yield Tripped(absence=event.id, word=word, quote=normal.written(sentence.start, sentence.end), title=event.title)


def _word_end(sentence: str, end: int) -> int:
    while end < len(sentence) and sentence[end - 1].isascii() and sentence[end].isascii() and sentence[end].isalpha():
        end += 1
    return end


def _begins_word(sentence: str, start: int) -> bool:
    """Whether a word of ASCII letters is not the end of a longer one (`fine` in `define`); its own ending may follow."""
    return not (sentence[start].isascii() and sentence[start].isalpha() and start > 0 and sentence[start - 1].isalpha())


def _ends_nothing(event: Event, sentence: str, start: int, end: int) -> bool:
    near = max(0, start - _NEGATING)
    around = sentence[near : end + _NEGATING]
    return any(
        match.start() + near < end and match.end() + near > start
        for pattern in event.unless
        for match in _compiled(pattern).finditer(around)
    )


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def with_tripped(review: str | None, found: tuple[Tripped, ...]) -> str | None:
    """Why a person should look, in one sentence: the absences that were touched, then what is for review anyway."""
    parts = [f"says “{one.word}”, which would end {one.absence} ({one.title.en})" for one in found]
    return "; ".join([*parts, *([review] if review else [])]) or None
