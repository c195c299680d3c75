"""What an amount is of: its pot, the kind of money, and how two sums of one sentence stand to each other.

Amounts of different pots are never compared, and nothing is added up: a sum of two pots means something only where they exclude
each other. Currencies are never converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import msgspec

from tracker.model.pack import Pack, Pot
from tracker.model.reading import Claim, Fact, Linked
from tracker.model.timeline import Event
from tracker.read.money import Amount, find_money
from tracker.reconcile.compare import Fit, fit_facts
from tracker.reconcile.periods import period_of_pot
from tracker.text.normal import fold

KIND = "money-kind"
"""The fact that says of which kind money is, where it is not the plain one: supplementary."""
ON_TOP = "on-top-of"
"""The fact that says that the money of its pot comes on top of another pot's, whose id is its value."""

_LONGEST = 1_000
"""Characters of a sentence that are looked at."""
_NEAR = 14


class Standing(StrEnum):
    """How one pot or sum stands to another."""

    SAME = "same"
    INSIDE = "inside"
    HOLDS = "holds"
    SHARES = "shares"
    APART = "apart"
    UNSAID = "unsaid"


class Said(msgspec.Struct, frozen=True):
    """What a sentence says of two sums: that `one` is INSIDE the `other`, or APART from it (on top of it)."""

    one: Fact
    standing: Standing
    other: Fact


class Dispute(msgspec.Struct, frozen=True):
    """Two sums as written that cannot both be so: the event of the timeline that has it otherwise."""

    event: Event
    one: str
    other: str


def standing(one: str, other: str, pack: Pack) -> Standing:
    """How two pots stand to each other as the pack declares it; what is inside a part is inside the whole."""
    if one == other:
        return Standing.SAME
    if other in _holders(one, pack):
        return Standing.INSIDE
    if one in _holders(other, pack):
        return Standing.HOLDS
    mine, theirs = ({name, *_holders(name, pack)} & pack.pots.keys() for name in (one, other))
    if any(b in pack.pots[a].excludes or a in pack.pots[b].excludes for a in mine for b in theirs):
        return Standing.APART
    first, second = pack.pots.get(one), pack.pots.get(other)
    shares = (first is not None and other in first.overlaps) or (second is not None and one in second.overlaps)
    return Standing.SHARES if shares else Standing.UNSAID


def _holders(pot: str, pack: Pack) -> set[str]:
    """The pots that a pot is part of, at any remove."""
    found: set[str] = set()
    waiting = [pot]
    while waiting:
        known = pack.pots.get(waiting.pop())
        new = [name for name in known.part_of if name not in found] if known else []
        found.update(new)
        waiting.extend(new)
    return found


def in_pots(claim: Claim, headline: str, pack: Pack) -> Claim:
    """The claim with the kind of its money, and with each of its amounts in the pot that its own words name.

    Only money that comes anew each year is of a kind; a sentence that names none is of its headline's.
    """
    subject = pack.subjects.get(claim.subject)
    if subject is None or not subject.cyclic or not pack.money_kinds:
        return claim
    sentence = fold(claim.quote[:_LONGEST])
    facts = tuple(_in_pot(fact, claim, sentence, pack) for fact in claim.facts)
    kind = _kind_of_occasion(sentence, pack) or _kind_of_occasion(fold(headline[:_LONGEST]), pack)
    if kind is not None and not any(fact.name == KIND for fact in facts):
        facts = (*facts, Fact(name=KIND, value=kind))
    return claim if facts == claim.facts else msgspec.structs.replace(claim, facts=facts)


def _in_pot(fact: Fact, claim: Claim, sentence: str, pack: Pack) -> Fact:
    """An amount in the one pot of the claim's subject and years that has the basis written beside it."""
    if fact.name != "amount" or fact.pot is not None or not fact.written:
        return fact
    place = sentence.find(fold(fact.written))
    if place < 0:
        return fact
    end = place + len(fold(fact.written))
    before, after = sentence[max(0, place - _NEAR) : place], sentence[end : end + 4]
    beside = _last_kind(before, pack) or _last_kind(after, pack)
    fitting = [pot.id for pot in pack.pots.values() if beside and _holds(pot, claim, beside)]
    return msgspec.structs.replace(fact, pot=fitting[0]) if len(fitting) == 1 else fact


def _holds(pot: Pot, claim: Claim, basis: str) -> bool:
    period = period_of_pot(pot)
    return (pot.subject, pot.basis) == (claim.subject, basis) and (period.earliest, period.latest) == (
        claim.period.earliest,
        claim.period.latest,
    )


def _last_kind(text: str, pack: Pack) -> str | None:
    """The kind of money whose words stand last in a short text."""
    found = [(match.end(), name) for name, kind in pack.money_kinds.items() for match in _words(kind.words).finditer(text)]
    return max(found)[1] if found else None


def _kind_of_occasion(text: str, pack: Pack) -> str | None:
    kinds = (name for name, kind in pack.money_kinds.items() if kind.occasion and _words(kind.words).search(text))
    return next(kinds, None)


@lru_cache(maxsize=64)
def _words(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def other_kind(claim: Claim, event: Event, pack: Pack) -> bool:
    """Whether claim and event are of two kinds of money that are decided apart, as an initial and a supplementary budget are."""
    subject = pack.subjects.get(claim.subject)
    if subject is None or not subject.cyclic:
        return False
    return _kinds(claim.facts, pack) != _kinds(event.facts, pack)


def _kinds(facts: Iterable[Fact], pack: Pack) -> set[str]:
    bases = {pack.pots[fact.pot].basis for fact in facts if fact.pot in pack.pots}
    said = {fact.value for fact in facts if fact.name == KIND} | bases
    return {name for name in said if name in pack.money_kinds and pack.money_kinds[name].occasion}


_JA_BETWEEN = (
    (re.compile(r"^(?:程度|規模|余り|以上|超)?の?(?:支援|予算|総額|枠|資金)?の?(?:内|うち|中)[^。]{0,24}$"), Standing.HOLDS),
    (re.compile(r"^[^。]{0,24}、(?:この|その)?うち[^。]{0,16}$"), Standing.HOLDS),
    (re.compile(r"^(?:程度|規模)?[^。、]{0,8}を含(?:む|め)[^。]{0,24}$"), Standing.INSIDE),
    (re.compile(r"^(?:程度|規模)?[^。、]{0,8}(?:に上乗せ|に加え|とは?別(?:枠|に|途)|のほか)[^。]{0,30}$"), Standing.APART),
)
_JA_AFTER = (
    (re.compile(r"^(?:程度|規模)?[^。、]{0,8}(?:に(?:も)?含(?:ま|め)|の内数|の一部)"), Standing.INSIDE),
    (re.compile(r"^(?:程度|規模)?[^。、]{0,8}(?:に上乗せ|とは?別(?:枠|に|途))"), Standing.APART),
    (re.compile(r"^(?:程度|規模)?[^。、]{0,8}(?:[がを]も?含(?:ま|む|み)|も含(?:ま|む|み))"), Standing.HOLDS),
)
_EN_BETWEEN = (
    (re.compile(r"^(?: \([^)]{0,24}\))?[^.;]{0,60}(?:of which|of that|including|which includes?)[^.;]{0,40}$"), Standing.HOLDS),
    (re.compile(r"^[^.;]{0,80}(?:on top of|in addition to|separate(?:ly)? from|over and above)[^.;]{0,30}$"), Standing.APART),
    (re.compile(r"^[^.;]{0,80}\b(?:included (?:in|within)|part of|inside|within|out of)[^.;]{0,30}$"), Standing.INSIDE),
)


def said(sentence: str) -> tuple[Said, ...]:
    """What a sentence says of each two sums that follow one another: うち, 含む, 別枠, 上乗せ, including, of which, on top of."""
    text = fold(sentence[:_LONGEST])
    sums = find_money(text)
    return tuple(one for first, second in pairwise(sums) if (one := _said(text, first, second)) is not None)


def said_over(link: Linked) -> tuple[Said, ...]:
    """What two sentences say of their sums: the first sum of the second, and the last of the first that it can be meant of.

    What holds another is the larger of the two.
    """
    first, second = (fold(sentence[:_LONGEST]) for sentence in (link.first, link.second))
    after = next((one for one in find_money(second) if one.amount is not None), None)
    if after is None or after.amount is None:
        return ()
    for before in reversed(find_money(first)):
        if before.currency != after.currency or before.amount is None:
            continue
        if (link.how == Standing.HOLDS and before.amount <= after.amount) or (
            link.how == Standing.INSIDE and before.amount >= after.amount
        ):
            continue
        one, other = _fact(first, before), _fact(second, after)
        return (Said(other, Standing.INSIDE, one) if link.how == Standing.HOLDS else Said(one, Standing(link.how), other),)
    return ()


def _said(text: str, first: Amount, second: Amount) -> Said | None:
    between, after = text[first.end : second.start], text[second.end : second.end + 20]
    japanese = first.currency == "JPY" and text[second.end - 1] == "円"
    found = _first(_JA_BETWEEN, between) or _first(_JA_AFTER, after) if japanese else _first(_EN_BETWEEN, between)
    if found is None:
        return None
    one, other = _fact(text, first), _fact(text, second)
    return Said(other, Standing.INSIDE, one) if found is Standing.HOLDS else Said(one, found, other)


def _first(patterns: Iterable[tuple[re.Pattern[str], Standing]], text: str) -> Standing | None:
    return next((standing for pattern, standing in patterns if pattern.search(text)), None)


def _fact(text: str, amount: Amount) -> Fact:
    value, least, most = (None if number is None else format(number, "f") for number in (amount.amount, amount.least, amount.most))
    written = text[amount.start : amount.end]
    return Fact(name="amount", value=value, unit=amount.currency, least=least, most=most, approx=amount.approx, written=written)


def disputed(claim: Claim, events: Iterable[Event], pack: Pack) -> Dispute | None:
    """Whether a claim cannot be true of pots as the timeline has them.

    Its sentence puts money inside a pot that an event has on top of it, or it has a part that is more than the whole.
    """
    if not any(fact.name == "amount" for fact in claim.facts):
        return None
    return _not_on_top(claim, events) or _more_than_the_whole(claim, events, pack)


def _more_than_the_whole(claim: Claim, events: Iterable[Event], pack: Pack) -> Dispute | None:
    placed = [fact for fact in claim.facts if fact.name == "amount" and fact.pot and fact.value]
    for event in events if placed else ():
        for mine in placed:
            for known in event.facts:
                if known.name == "amount" and known.unit == mine.unit and known.pot and _outgrows(mine, known, pack):
                    return Dispute(event, mine.written or mine.value or "", known.written or known.value or "")
    return None


def _outgrows(mine: Fact, known: Fact, pack: Pack) -> bool:
    """Whether the part of the two is the larger, whatever their digits allow."""
    how = standing(mine.pot or "", known.pot or "", pack)
    if how not in (Standing.INSIDE, Standing.HOLDS) or not mine.value or not known.value:
        return False
    part, whole = (mine, known) if how is Standing.INSIDE else (known, mine)
    bare = (msgspec.structs.replace(one, pot=None) for one in (part, whole))
    return fit_facts(*bare) is Fit.APART and Decimal(part.value or 0) > Decimal(whole.value or 0)


def _not_on_top(claim: Claim, events: Iterable[Event]) -> Dispute | None:
    sentences = dict.fromkeys((claim.quote, *(text for link in claim.linked for text in (link.first, link.second))))
    beside = (one for link in claim.linked for one in said_over(link))
    relations = (*(one for text in sentences for one in said(text)), *beside)
    if not any(one.standing is Standing.INSIDE for one in relations):
        return None
    known = [event for event in events if any(fact.pot for fact in event.facts)]
    tops = [(event, fact.pot, fact.value) for event in known for fact in event.facts if fact.name == ON_TOP and fact.pot and fact.value]
    for event, upper, lower in tops:
        for one, other in _shared(relations):
            pots = {_pot_of(sum_, (upper, lower), known) for sum_ in (one, other)}
            if pots == {upper, lower}:
                return Dispute(event, one.written or "", other.written or "")
    return None


def _shared(relations: tuple[Said, ...]) -> Iterator[tuple[Fact, Fact]]:
    """Each two sums that share money: the one is inside the other, or a third is inside both."""
    inside = [one for one in relations if one.standing is Standing.INSIDE]
    for relation in inside:
        yield relation.one, relation.other
    for first in inside:
        yield from ((first.other, second.other) for second in inside if second is not first and second.one == first.one)


def _pot_of(amount: Fact, pots: tuple[str, str], events: list[Event]) -> str | None:
    """The pot of the known amount that a sum fits, the nearest where it fits several."""
    fitting = [
        (abs(Decimal(amount.value) - Decimal(fact.value)), fact.pot)
        for event in events
        for fact in event.facts
        if fact.pot in pots and fact.value and amount.value and fit_facts(amount, fact) not in (Fit.APART, Fit.UNSAID)
    ]
    return min(fitting)[1] if fitting else None
