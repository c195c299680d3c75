"""Claims: of which subject, what happened, when, how sure, with which facts.

Each signal word of a sentence is one predicate. It owns the stretch of text from where the predicate before it gives way
to where it gives way itself; date and facts come from that stretch alone, the subject also from what was spoken of before.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec

from tracker.model.reading import Claim, Fact, Modality
from tracker.model.when import UNKNOWN, Precision, When
from tracker.read import modality as speech
from tracker.read.clauses import Sentence, break_after, sentences
from tracker.read.distribute import distributed
from tracker.read.facts import facts_of_name, facts_within
from tracker.read.lexicon import Lexicon, Named
from tracker.read.mentions import Material
from tracker.read.merge import merge
from tracker.read.resolve import Dated
from tracker.read.signals import Signal
from tracker.read.subjects import BLOCKED, Choice, Context, anaphor, choose, speaks_of_else

_JOINED_JA = re.compile(r"^(?:し|され)?(?:、|・|及び|および|並びに|と|や)*(?:同日に?)?(?:、)?$")
_JOINED_EN = re.compile(r"^(?:,? and (?:was |were |is |are )?|, |/| & )$")
_FISCAL_LABEL_AFTER = re.compile(r"^(?:の|当初|補正|第[0-9]次|一般会計|政府)*(?:予算|概算|補正|当初|税制|予定額|要求|事業|版)|^ (?:[a-z]+ ){0,2}(?:budget|request|draft|guideline)")
_FISCAL_LABEL_BEFORE = re.compile(r"(?:budget|bill|requests?|guidelines?|plan|draft)(?: [a-z]+){0,2} (?:for|of|in) (?:the )?$")
_AS_OF = re.compile(r"^(?:[\(（][月火水木金土日][)）])?(?:の)?(?:時点|現在)|^ (?:at the time)")
_AS_OF_BEFORE = re.compile(r"\bas of (?:the )?$")
_STOPS = "、。,;"


class Predicate(msgspec.Struct):
    """One signal with its stretch of text and, once known, its subject and modality."""

    signal: Signal
    start: int
    end: int
    joined: bool = False
    choice: Choice | None = None
    modality: Modality | None = None


def claims_of(material: Material, lexicon: Lexicon, *, published: date | None, is_title: bool) -> tuple[Claim, ...]:
    """All claims of a text, in order, each event once. Fills `material.signals` on the way."""
    text = material.masked
    context = Context()
    claims: list[Claim] = []
    previous: list[int] = []
    names_any = any(name.subject for name in material.names)
    for sentence in sentences(text, is_title=is_title):
        names = [name for name in material.names if sentence.start <= name.start and name.end <= sentence.end]
        signals = _signals(material, lexicon, sentence, names)
        material.signals.extend(signals)
        if not names_any:
            continue
        if not signals:
            _give_to_previous(material, sentence, names, claims, previous)
            _advance(context, names, None)
            previous = []
            continue
        made = _claims_of_sentence(material, lexicon, sentence, names, signals, context, published=published, is_title=is_title)
        previous = list(range(len(claims), len(claims) + len(made)))
        claims.extend(made)
        _advance(context, names, made[-1].subject if made else None)
    return merge(claims)


def _signals(material: Material, lexicon: Lexicon, sentence: Sentence, names: list[Named]) -> list[Signal]:
    """The signals of a sentence, but for words that are part of a name."""
    found = lexicon.signals.find(material.masked, sentence.lang, sentence.start, sentence.end)
    return [one for one in found if not any(name.start <= one.start and one.end <= name.end for name in names)]


def _advance(context: Context, names: list[Named], claimed: str | None) -> None:
    for name in names:
        if name.subject:
            context.recent = [name.subject, *(other for other in context.recent if other != name.subject)]
    own = list(dict.fromkeys(name.subject for name in names if name.subject))
    if claimed is not None:
        context.topic, context.age = claimed, 0
        context.recent = [claimed, *(other for other in context.recent if other != claimed)]
    elif own:
        context.topic, context.age = own[0], 0
    elif any(name.subject is None for name in names):
        context.topic = None
    else:
        context.age += 1


def _claims_of_sentence(
    material: Material,
    lexicon: Lexicon,
    sentence: Sentence,
    names: list[Named],
    signals: list[Signal],
    context: Context,
    *,
    published: date | None,
    is_title: bool,
) -> list[Claim]:
    predicates = _predicates(material, sentence, signals, names)
    made: list[Claim] = []
    current: Choice | None = None
    for index, predicate in enumerate(predicates):
        choice = _subject(material, lexicon, sentence, predicates, index, names, context, current, is_title=is_title)
        if choice is None or choice is BLOCKED:
            current = choice if choice is BLOCKED else current
            continue
        current = choice
        predicate.choice = choice
        predicate.modality = _modality(material, sentence, predicates, index, is_title=is_title)
        if predicate.modality is not None:
            made.extend(_make(material, sentence, predicates, index, choice, predicate.modality, published=published, is_title=is_title))
    return made


def _predicates(material: Material, sentence: Sentence, signals: list[Signal], names: list[Named]) -> list[Predicate]:
    """Give each signal its stretch of the sentence. Predicates joined by ・ or と share one."""
    text = material.masked
    barred = [(one.start, one.end) for one in material.dates] + [(one.start, one.end) for one in material.money]
    barred += [(name.start, name.end) for name in names]
    joined_by = _JOINED_JA if sentence.lang == "ja" else _JOINED_EN
    predicates: list[Predicate] = []
    start = sentence.start
    for index, signal in enumerate(signals):
        following = signals[index + 1] if index + 1 < len(signals) else None
        joined = False
        if following is None:
            end = sentence.end
        else:
            joined = joined_by.match(text[signal.end : following.start]) is not None
            end = break_after(text, sentence.lang, signal.end, following.start, barred)
        predicates.append(Predicate(signal, start, end, joined))
        start = start if joined else end
    for index in range(len(predicates) - 2, -1, -1):
        if predicates[index].joined:
            predicates[index].end = max(predicates[index].end, predicates[index + 1].end)
    return predicates


def _subject(
    material: Material,
    lexicon: Lexicon,
    sentence: Sentence,
    predicates: list[Predicate],
    index: int,
    names: list[Named],
    context: Context,
    current: Choice | None,
    *,
    is_title: bool,
) -> Choice | None:
    predicate = predicates[index]
    text = material.masked
    clause = (predicate.start, predicate.end)
    choice = choose(text, sentence.lang, clause, predicate.signal, names)
    if choice is not None:
        return choice
    recent = Context(recent=_recent_before(names, predicate.signal.start, context))
    choice = anaphor(text, sentence.lang, predicate.start, predicate.end, recent, lexicon)
    if choice is not None:
        return choice
    if current is not None:
        return current if speaks_of_else(text, sentence.lang, predicate.start, predicate.signal.start) is False else None
    whole = choose(text, sentence.lang, (sentence.start, predicate.end), predicate.signal, names)
    if whole is not None or is_title:
        return whole or choose(text, sentence.lang, (sentence.start, sentence.end), predicate.signal, names)
    later = [name for name in names if name.start > predicate.signal.end]
    if context.topic is None or context.age > 1 or later or any(name.subject is None for name in names):
        return None
    return None if speaks_of_else(text, sentence.lang, predicate.start, predicate.signal.start) else Choice(context.topic)


def _recent_before(names: list[Named], position: int, context: Context) -> list[str]:
    here = [name.subject for name in reversed(names) if name.subject and name.start < position]
    return list(dict.fromkeys([*here, *context.recent]))


def _modality(material: Material, sentence: Sentence, predicates: list[Predicate], index: int, *, is_title: bool) -> Modality | None:
    text = material.masked
    predicate = predicates[index]
    signal = predicate.signal
    if sentence.lang == "ja":
        last = index
        while predicates[last].joined and last + 1 < len(predicates):
            last += 1
        end = predicates[last].signal.end
        after = text[end : min(sentence.end, end + 80)]
        found = speech.japanese(text[sentence.start : end], after)
        timed = any(predicate.start <= one.start and one.end <= predicate.end for one in material.dates)
        if found is Modality.SCHEDULED and not is_title and not timed and speech.is_nonpast_ja(after) and "予定" not in after[:40]:
            return None
        return found
    before = text[predicate.start : signal.start]
    words = text[signal.start : signal.end]
    found = speech.english(before, words, text[signal.end : predicate.end])
    if found is Modality.OCCURRED and not is_title and speech.is_present_en(words, before):
        timed = any(predicate.start <= one.start and one.end <= predicate.end for one in material.dates)
        return Modality.SCHEDULED if timed else None
    return found


def _make(
    material: Material,
    sentence: Sentence,
    predicates: list[Predicate],
    index: int,
    choice: Choice,
    modality: Modality,
    *,
    published: date | None,
    is_title: bool,
) -> list[Claim]:
    predicate = predicates[index]
    facts = _facts(material, sentence, predicate, choice)
    dates = _dates(material, predicate)
    made = []
    for when, own in distributed(material, predicate.start, predicate.end, predicate.signal, choice.subject) or [(None, None)]:
        settled = when if when is not None else _when(material, predicate, dates)
        made.append(_claim(material, sentence, predicate, choice, modality, settled, own if own is not None else facts))
    if modality is Modality.POSTPONED and len(dates) > 1:
        made = [
            _claim(material, sentence, predicate, choice, Modality.POSTPONED, dates[0].when, facts),
            _claim(material, sentence, predicate, choice, Modality.SCHEDULED, dates[1].when, facts),
        ]
    if modality is Modality.DENIED:
        made = [msgspec.structs.replace(claim, when=UNKNOWN) for claim in made]
    return [_in_time(claim, published) for claim in made]


def _in_time(claim: Claim, published: date | None) -> Claim:
    """What is told as fact of a day after publication is announced; what is announced of a day that has passed has been."""
    when = claim.when
    if published is None or when.earliest is None:
        return claim
    if claim.modality is Modality.OCCURRED and when.earliest > published:
        return msgspec.structs.replace(claim, modality=Modality.SCHEDULED)
    return claim


def _claim(
    material: Material, sentence: Sentence, predicate: Predicate, choice: Choice, modality: Modality, when: When, facts: list[Fact]
) -> Claim:
    start, end = material.normal.start(sentence.start), material.normal.end(sentence.end)
    return Claim(
        subject=choice.subject,
        event=predicate.signal.event,
        modality=modality,
        when=when,
        facts=tuple(facts),
        quote=material.normal.given[start:end],
        start=start,
        end=end,
    )


def _dates(material: Material, predicate: Predicate) -> list[Dated]:
    """The dates of a stretch that may be an event's: not the year of a budget, not a stamp, not part of a name."""
    text = material.masked
    found = []
    for one in material.dates:
        if not (predicate.start <= one.start and one.end <= predicate.end):
            continue
        after, before = text[one.end : one.end + 16], text[max(0, one.start - 40) : one.start]
        fiscal = one.when.precision is Precision.FISCAL_YEAR
        if fiscal and (_FISCAL_LABEL_AFTER.search(after) or _FISCAL_LABEL_BEFORE.search(before)):
            continue
        if _AS_OF.match(after) or _AS_OF_BEFORE.search(before):
            continue
        if any(name.start < one.end and one.start < name.end for name in material.names):
            continue
        found.append(one)
    return found


def _when(material: Material, predicate: Predicate, dates: list[Dated]) -> When:
    """Of several dates the nearest to the predicate, one before it first; a fiscal year only where no other date stands."""
    if not dates:
        return UNKNOWN
    sharp = [one for one in dates if one.when.precision is not Precision.FISCAL_YEAR] or dates
    signal = predicate.signal

    def distance(one: Dated) -> tuple[int, int]:
        if one.start >= signal.start and one.end <= signal.end:
            return (0, 0)
        if one.end <= signal.start or one.start < signal.start:
            return (0, max(0, signal.start - one.end))
        gap = one.start - signal.end
        return (0, gap) if gap <= 4 else (1, gap)

    return min(sharp, key=distance).when


def _facts(material: Material, sentence: Sentence, predicate: Predicate, choice: Choice) -> list[Fact]:
    own = facts_within(material, predicate.start, predicate.end)
    named = choice.named
    if named is None:
        return own
    beside = facts_of_name(material, named, sentence.start, sentence.end)
    has = {fact.name for fact in own}
    return [*(fact for fact in beside if fact.name not in has), *own]


def _give_to_previous(material: Material, sentence: Sentence, names: list[Named], claims: list[Claim], previous: list[int]) -> None:
    """Amounts and counts of a sentence that states no event belong to the event of the sentence right before it."""
    if not previous:
        return
    claim = claims[previous[-1]]
    if any(name.subject != claim.subject for name in names):
        return
    extra = [fact for fact in facts_within(material, sentence.start, sentence.end) if fact.name in ("amount", "count", "percent", "number")]
    if extra:
        known = {(fact.name, fact.value) for fact in claim.facts}
        facts = (*claim.facts, *(fact for fact in extra if (fact.name, fact.value) not in known))
        claims[previous[-1]] = msgspec.structs.replace(claim, facts=facts)
