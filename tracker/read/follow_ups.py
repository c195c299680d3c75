"""Sentences that state no event of their own and complete the one told right before: its sums, its counts, its time."""

from __future__ import annotations

import re

import msgspec

from tracker.model.reading import Claim, Fact
from tracker.model.when import When
from tracker.read.binding import lasting
from tracker.read.clauses import Sentence
from tracker.read.facts import facts_within
from tracker.read.mentions import Material
from tracker.read.signals import Signal

_ELSEWHERE = re.compile(r"参考まで|英国|米国|欧州|中国|海外|韓国|世界|市場|前回|previous|last year|by contrast|abroad|overseas|market")
_COMPARED_WITH = re.compile(r"前年|昨年")
_LONGEST = {"ja": 60, "en": 150}
_LONGEST_OF_WHOLE = {"ja": 160, "en": 300}
_OF_THE_WHOLE = re.compile(
    r"(?:この|その)?うち|内訳|特別会計|総額|合計|用意され|その[一-鿿]|初年度|(?:out )?of (?:this|that|the|which)|its |the total|counting"
)
_COST = re.compile(r"(?:費用|経費|支援費)(?:が|は|に|として)")
_GIVEN_ON = frozenset({"amount", "valuation", "count", "percent", "number"})
_SUMS = frozenset({"amount", "valuation"})
_MOST_SENTENCES = 3
_NOT_MEANT = re.compile(r"^案?(?:額)?(?:に|と)?(?:比|より)")
_LEARNT = re.compile(r"^(?:に|、)?(?:なって)?(?:判明|分か|わか|明らか)")
_TERM_BEFORE = re.compile(r"(?:期間|時期)は、?$")


class Follow(msgspec.Struct, frozen=True):
    """A sentence without a claim: what it holds, and the signals in it."""

    material: Material
    sentence: Sentence
    signals: list[Signal]


def with_follow_up(follow: Follow, claim: Claim, age: int) -> Claim | None:
    """The claim completed by a sentence that comes `age` sentences after the next; None where it speaks of something else.

    Right after the claim, what a short sentence counts belongs to it; later, and in longer ones, only sums of the same money.
    """
    material, sentence = follow.material, follow.sentence
    text = material.masked
    if age >= _MOST_SENTENCES or not _speaks_on(follow, claim) or _ELSEWHERE.search(text, sentence.start, sentence.end):
        return None
    length = sentence.end - sentence.start
    term = _term(material, sentence)
    same = bool(follow.signals) or _is_part(text, sentence) or term.known
    short = age == 0 and length <= _LONGEST[sentence.lang] and not _COMPARED_WITH.search(text, sentence.start, sentence.end)
    if not short and not (same and length <= _LONGEST_OF_WHOLE[sentence.lang]):
        return claim if age + 1 < _MOST_SENTENCES else None
    known = {(fact.name, fact.value) for fact in claim.facts}
    given = _GIVEN_ON if short else _SUMS
    extra = [fact for fact in facts_within(material, sentence.start, sentence.end) if fact.name in given and _is_own(text, sentence, fact)]
    facts = (*claim.facts, *(fact for fact in extra if (fact.name, fact.value) not in known))
    when = claim.when if claim.when.known else _learnt(material, sentence)
    when = term if term.known and (not when.known or term.within(when)) else when
    # The day of an event is no term: what is put off to another day stays the same event.
    period = when if term.known and not claim.period.known else claim.period
    return msgspec.structs.replace(claim, facts=facts, when=when, period=period)


def _is_part(text: str, sentence: Sentence) -> bool:
    """Whether a sentence says of what it speaks that it is part of the whole before, or a cost."""
    found = _OF_THE_WHOLE.match(text, sentence.start, sentence.end) or _COST.search(text, sentence.start, sentence.end)
    return found is not None


def _speaks_on(follow: Follow, claim: Claim) -> bool:
    """Whether nothing in the sentence is of another subject or another event, but for what it is only compared with."""
    text = follow.material.masked
    others = [
        name for name in follow.material.names if name.subject != claim.subject and not _NOT_MEANT.match(text[name.end : name.end + 8])
    ]
    return not others and (_is_part(text, follow.sentence) or all(signal.event == claim.event for signal in follow.signals))


def _is_own(text: str, sentence: Sentence, fact: Fact) -> bool:
    """Whether a sum is not only what another is compared with."""
    place = text.find(fact.written or "", sentence.start, sentence.end) if fact.written else -1
    before = text[max(sentence.start, place - 6) : place] if place >= 0 else ""
    return not before.endswith(("前年度", "前年", "前年同期"))


def _learnt(material: Material, sentence: Sentence) -> When:
    """The day on which it became known (22日に判明した)."""
    text = material.masked
    known = (one for one in material.dates if _LEARNT.match(text[one.end : one.end + 10]) and one.start - sentence.start <= 3)
    return next((one.when for one in known), When())


def _term(material: Material, sentence: Sentence) -> When:
    """How long it lasts, where a sentence says just that (期間は2026年度から5年間)."""
    text = material.masked
    lasts = (one for one in material.dates if _TERM_BEFORE.search(text, sentence.start, one.start))
    return next((lasting(material, one) for one in lasts), When())
