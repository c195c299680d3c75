"""Claims: of which subject, what happened, when, how sure, with which facts.

Each signal word of a sentence is one predicate and owns a stretch of it. Date and facts come from that stretch alone,
the subject also from what was spoken of before.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from tracker.model.reading import Claim, Fact, Modality
from tracker.model.when import UNKNOWN, When
from tracker.read import modality as speech
from tracker.read.binding import dates_of, facts_of, is_moved_to, lasting, nearest, period_of, year_before
from tracker.read.clauses import Sentence, sentences
from tracker.read.distribute import distributed
from tracker.read.facts import facts_within
from tracker.read.lexicon import Lexicon
from tracker.read.mentions import Material, part_of
from tracker.read.merge import merge
from tracker.read.predicates import Predicate, find_predicates, find_signals
from tracker.read.subjects import (
    BLOCKED,
    Choice,
    Context,
    anaphor,
    carries_on,
    choose,
    has_other_object,
    is_object,
    speaks_of_else,
)

_TITLE_PART = re.compile(r"[ \-‐–—―−~|【「『\[]")
_ELSEWHERE = re.compile(r"参考まで|英国|米国|欧州|中国|海外|韓国|前年|前回|昨年|previous|last year|by contrast|abroad|overseas")
_LONGEST_FOLLOW_UP = {"ja": 60, "en": 150}
_GIVEN_ON = frozenset({"amount", "count", "percent", "number"})
_AS_IF_SURE = (None, Modality.OCCURRED, Modality.SCHEDULED, Modality.REPORTED)
_FAR_SENTENCES = 1
_FAR_SENTENCES_ALONE = 4


class Passage(msgspec.Struct):
    """A text being read for claims, and what it has spoken of so far."""

    lexicon: Lexicon
    published: date | None
    is_title: bool
    context: Context
    only_described: frozenset[str]
    period: When = UNKNOWN

    def goes_beyond(self, choice: Choice, event: str) -> bool:
        """Whether a subject that the text only describes is said to undergo what is no stage of such a subject.

        A description holds for what it was written for (a share of firms, a budget); a name holds for everything.
        """
        found = self.lexicon.pack.subjects[choice.subject]
        return choice.subject in self.only_described and found.ladder is not None and self.lexicon.pack.stage(found.id, event) is None


class Spoken(msgspec.Struct):
    """One sentence being read: what it holds, its predicates, and the subject that the last of them had."""

    sentence: Sentence
    material: Material
    predicates: list[Predicate]
    current: Choice | None = None


def claims_of(material: Material, lexicon: Lexicon, *, published: date | None, is_title: bool) -> tuple[Claim, ...]:
    """All claims of a text, in order, each event once. Fills `material.signals` on the way."""
    passage = Passage(lexicon, published, is_title, Context(), _only_described(material))
    names_any = any(name.subject for name in material.names)
    spoken_in = sentences(material.masked, is_title=is_title)
    narrowed = lexicon.signals.narrow(material.masked, {sentence.lang for sentence in spoken_in})
    claims: list[Claim] = []
    previous: int | None = None
    for sentence in spoken_in:
        part = part_of(material, sentence.start, sentence.end)
        names = part.names
        signals = find_signals(part, narrowed, sentence)
        material.signals.extend(signals)
        if not names_any:
            continue
        made: list[Claim] = []
        if signals:
            spoken = Spoken(sentence, part, find_predicates(part, sentence, signals))
            made = _claims_of_sentence(passage, spoken)
        elif previous is not None:
            claims[previous] = _with_follow_up(part, sentence, claims[previous])
        claims.extend(made)
        previous = len(claims) - 1 if made else None
        passage.context.advance([name.subject for name in names], made[-1].subject if made else None)
    return merge(claims)


def _only_described(material: Material) -> frozenset[str]:
    named = {name.subject for name in material.names if not name.described}
    return frozenset(name.subject for name in material.names if name.subject and name.subject not in named)


def _claims_of_sentence(passage: Passage, spoken: Spoken) -> list[Claim]:
    made: list[Claim] = []
    for index, predicate in enumerate(spoken.predicates):
        choice = _subject(passage, spoken, predicate)
        if choice is BLOCKED:
            spoken.current = BLOCKED
        if choice is None or choice is BLOCKED or passage.goes_beyond(choice, predicate.signal.event):
            continue
        if carries_on(spoken.material.masked, choice):
            spoken.current = choice
        modality = _modality(passage, spoken, index)
        if predicate.signal.aimed and modality in _AS_IF_SURE:
            modality = Modality.EXPECTED
        if modality is not None:
            made.extend(_make(passage, spoken, predicate, choice, modality))
    return made


def _subject(passage: Passage, spoken: Spoken, predicate: Predicate) -> Choice | None:
    """A name of the predicate's own stretch; else what 同法 or "it" stands for; else what was spoken of before."""
    text, lang, signal = spoken.material.masked, spoken.sentence.lang, predicate.signal
    choice = choose(text, lang, (predicate.start, predicate.end), signal, spoken.material.names)
    if choice is not None and (choice is BLOCKED or is_object(text, lang, choice)):
        return choice
    if has_other_object(text, lang, predicate.start, signal, spoken.material.names):
        return None
    if choice is not None:
        return choice
    recent = passage.context.recent_before(spoken.material.names, signal.start)
    choice = anaphor(text, lang, predicate.start, predicate.end, recent, passage.lexicon)
    if choice is None and spoken.current is None:
        choice = anaphor(text, lang, spoken.sentence.start, predicate.end, recent, passage.lexicon)
    if choice is not None:
        return choice
    if speaks_of_else(text, lang, predicate.start, signal.start):
        return None
    return spoken.current or _carried_over(passage, spoken, predicate)


def _carried_over(passage: Passage, spoken: Spoken, predicate: Predicate) -> Choice | None:
    """What the sentence spoke of before this predicate, or else the sentence before it, unless too much lies between."""
    text, sentence, signal = spoken.material.masked, spoken.sentence, predicate.signal
    choice = choose(text, sentence.lang, (sentence.start, predicate.end), signal, spoken.material.names)
    if choice is not None or passage.is_title:
        return choice or choose(text, sentence.lang, (sentence.start, sentence.end), signal, spoken.material.names)
    context = passage.context
    unclear = any(name.start > signal.end or name.subject is None for name in spoken.material.names)
    reach = _FAR_SENTENCES if len(context.recent) > 1 else _FAR_SENTENCES_ALONE
    if unclear or context.topic is None or context.age > reach:
        return None
    return Choice(context.topic)


def _modality(passage: Passage, spoken: Spoken, index: int) -> Modality | None:
    text = spoken.material.masked
    predicate = spoken.predicates[index]
    signal = predicate.signal
    timed = any(predicate.owns(one.start, one.end) for one in spoken.material.dates)
    if spoken.sentence.lang == "en":
        before, words = text[predicate.start : signal.start], text[signal.start : signal.end]
        found = speech.english(before, words, text[signal.end : predicate.end])
        if found is Modality.OCCURRED and not passage.is_title and speech.is_present_en(words, before):
            return Modality.SCHEDULED if timed else None
        return found
    last = index
    while spoken.predicates[last].joined and last + 1 < len(spoken.predicates):
        last += 1
    last_signal = spoken.predicates[last].signal
    end = speech.stem_end_ja(text, last_signal.start, last_signal.end)
    after = text[end : min(spoken.sentence.end, end + 80)]
    if passage.is_title:
        after = _TITLE_PART.split(after, maxsplit=1)[0]
    if speech.describes_ja(after) and not timed and not passage.is_title:
        return None
    found = speech.japanese(text[spoken.sentence.start : end], after)
    if found is Modality.SCHEDULED and not passage.is_title and not timed and speech.is_nonpast_ja(after) and "予定" not in after[:40]:
        return None
    return found


def _make(passage: Passage, spoken: Spoken, predicate: Predicate, choice: Choice, modality: Modality) -> list[Claim]:
    material, published = spoken.material, passage.published
    words = material.masked[predicate.signal.start : predicate.signal.end]
    before = material.masked[predicate.start : predicate.signal.start]
    present = spoken.sentence.lang == "en" and speech.is_present_en(words, before)
    start, end = material.normal.start(spoken.sentence.start), material.normal.end(spoken.sentence.end)
    return [
        Claim(
            subject=choice.subject,
            event=predicate.signal.event,
            modality=_in_time(mode, when, published, present=present),
            when=UNKNOWN if mode is Modality.DENIED else when,
            period=_period(passage, spoken, predicate, choice, when),
            facts=tuple(own),
            quote=material.normal.given[start:end],
            start=start,
            end=end,
        )
        for mode, when, own in _said(passage, spoken, predicate, choice, modality)
    ]


def _period(passage: Passage, spoken: Spoken, predicate: Predicate, choice: Choice, when: When) -> When:
    """The year that money is for, said here or last said before; only of what comes anew each year."""
    if not passage.lexicon.pack.subjects[choice.subject].cyclic:
        return UNKNOWN
    found = period_of(spoken.material, predicate, when)
    if found.known and found != when:
        passage.period = found
    return found if found.known else passage.period


def _said(
    passage: Passage, spoken: Spoken, predicate: Predicate, choice: Choice, modality: Modality
) -> list[tuple[Modality, When, list[Fact]]]:
    """What a predicate says: mostly one thing; of several things each its own; of something put off the old day and the new one."""
    material = spoken.material
    facts = facts_of(material, spoken.sentence, predicate, choice)
    dates = dates_of(material, predicate)
    if modality is Modality.POSTPONED and dates:
        if len(dates) > 1:
            return [(Modality.POSTPONED, dates[0].when, facts), (Modality.SCHEDULED, dates[1].when, facts)]
        if is_moved_to(material, dates[0]):
            return [(Modality.POSTPONED, UNKNOWN, facts), (Modality.SCHEDULED, dates[0].when, facts)]
    each = distributed(material, predicate.start, predicate.end, predicate.signal, choice.subject)
    if each:
        return [(modality, when or UNKNOWN, own) for when, own in each]
    chosen = nearest(predicate, dates)
    when = lasting(material, chosen) if chosen is not None else UNKNOWN
    ahead = passage.published is not None and when.earliest is not None and when.earliest > passage.published
    if chosen is not None and chosen.year_reckoned and ahead and modality is Modality.OCCURRED and not passage.is_title:
        text, signal = material.masked, predicate.signal
        stem = speech.stem_end_ja(text, signal.start, signal.end) if spoken.sentence.lang == "ja" else signal.end
        if speech.is_past(
            spoken.sentence.lang, text[predicate.start : signal.start], text[signal.start : signal.end], text[stem : stem + 40]
        ):
            when = year_before(when)
    return [(modality, when, facts)]


def _in_time(modality: Modality, when: When, published: date | None, *, present: bool) -> Modality:
    """What is told as fact of a day after publication is announced; what a present tense announces of a day gone by has been."""
    if published is None or when.earliest is None:
        return modality
    if modality is Modality.OCCURRED and when.earliest > published:
        return Modality.SCHEDULED
    if present and modality is Modality.SCHEDULED and when.latest is not None and when.latest < published:
        return Modality.OCCURRED
    return modality


def _with_follow_up(material: Material, sentence: Sentence, claim: Claim) -> Claim:
    """Amounts and counts of a short sentence that states no event belong to the event of the sentence right before it."""
    too_long = sentence.end - sentence.start > _LONGEST_FOLLOW_UP[sentence.lang]
    elsewhere = _ELSEWHERE.search(material.masked, sentence.start, sentence.end) is not None
    if too_long or elsewhere or any(name.subject != claim.subject for name in material.names):
        return claim
    known = {(fact.name, fact.value) for fact in claim.facts}
    extra = [fact for fact in facts_within(material, sentence.start, sentence.end) if fact.name in _GIVEN_ON]
    new = [fact for fact in extra if (fact.name, fact.value) not in known]
    return msgspec.structs.replace(claim, facts=(*claim.facts, *new)) if new else claim
