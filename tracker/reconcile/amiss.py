"""What cannot be, though it is of the same event: slipped units, a sum at no rate of exchange, a property that is another.

Sums of two currencies are never converted. They are only asked whether they could be the same money at all, at the rates that the
timeline's own pairs of sums have (1 trillion yen, 7 billion dollars), and the answer names those rates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

import msgspec

from tracker.model.pack import Pack
from tracker.model.reading import Claim, Fact
from tracker.model.timeline import Event
from tracker.read.money import find_money
from tracker.reconcile.compare import Fit, fit_facts, slip_of_units
from tracker.text.normal import fold

_LONGEST = 1_000
_FAR_OFF = 3
"""How many times a rate may differ from all known ones before no market explains it."""
_SAME_MONEY = re.compile(r"^ ?\((?:約|およそ|about |around |some |roughly |approximately )?$")
"""What stands between a sum and the same sum in another currency: 1兆円（約70億ドル）."""


class Amiss(msgspec.Struct, frozen=True):
    """Why a claim cannot be true of an event: the rule, and the reason in a sentence."""

    rule: str
    why: str


class Rates(msgspec.Struct, frozen=True):
    """What one unit of `dear` was worth in `cheap`, by the timeline's own pairs of sums: the lowest and the highest."""

    cheap: str
    dear: str
    low: Decimal
    high: Decimal

    def times_off(self, cheap: Decimal, dear: Decimal) -> Decimal:
        """How many times too large or too small the rate of two sums is; 1 where it lies among the known ones."""
        rate = cheap / dear
        return max(rate / self.high, self.low / rate, Decimal(1))

    def words(self) -> str:
        """The rates as a person reads them."""
        low, high = (f"{rate:.0f}" for rate in (self.low, self.high))
        return f"{low if low == high else f'{low} to {high}'} {self.cheap} to the {self.dear}"


def amiss(claim: Claim, event: Event, pack: Pack, moneyed: Iterable[Event]) -> Amiss | None:
    """Why a claim cannot be true of the event that it speaks of, if so. `moneyed` are the events that hold sums of a known pot."""
    if any(fact.name == "amount" for fact in claim.facts) and any(fact.name == "amount" for fact in event.facts):
        found = _of_sums(claim, event, moneyed)
        if found is not None:
            return found
    return _other_property(claim, event, pack) if pack.properties else None


def _of_sums(claim: Claim, event: Event, moneyed: Iterable[Event]) -> Amiss | None:
    if _slipped(claim, event):
        return Amiss("contradicts.units", "The same digits, but ten or a hundred times as much: one of the two has slipped in its units.")
    return _other_of_its_pot(claim, event) or _at_no_rate(claim, event, moneyed)


def _other_of_its_pot(claim: Claim, event: Event) -> Amiss | None:
    """Whether a sum that its words put in a pot (gross, net) is another than the event has in that very pot."""
    for mine in claim.facts:
        if mine.name != "amount" or mine.pot is None:
            continue
        theirs = [old for old in event.facts if (old.name, old.unit, old.pot) == (mine.name, mine.unit, mine.pot)]
        if theirs and all(fit_facts(one, old) is Fit.APART for old in theirs for one in claim.facts if one.pot == mine.pot):
            why = f"It has {mine.written or mine.value}, where the timeline has {theirs[0].written or theirs[0].value} of the same money."
            return Amiss("contradicts.amount", why)
    return None


def mispriced(claim: Claim, moneyed: Iterable[Event]) -> tuple[Event, Amiss] | None:
    """A sum with the same sum in another currency beside it (1 trillion yen ($61.6 billion)), which no rate makes the same.

    It is held against the event that has one of the two.
    """
    if len({fact.unit for fact in claim.facts if fact.name == "amount"}) < 2:
        return None
    events = list(moneyed)
    for one, other in _pairs(claim.quote):
        off = _off(one, other, events)
        holder = next((event for event in events if any(_fits(sum_, known) for sum_ in (one, other) for known in event.facts)), None)
        if off is not None and holder is not None:
            return holder, Amiss(
                "contradicts.rate", f"{one.written} is not {other.written} at any known rate ({off}): one of the two is wrong."
            )
    return None


def _slipped(claim: Claim, event: Event) -> bool:
    """Whether a sum stands beside a known one with the same digits and other units, and none beside one that it fits."""
    fits = {fit_facts(mine, old) for mine in claim.facts for old in event.facts if mine.name == "amount"}
    slipped = any(slip_of_units(mine, old) for mine in claim.facts for old in event.facts)
    return slipped and not fits & {Fit.EQUAL, Fit.FINER, Fit.COARSER}


def _at_no_rate(claim: Claim, event: Event, moneyed: Iterable[Event]) -> Amiss | None:
    """Whether all sums of a claim are of one currency, all of the event of another, and far from being the same money."""
    mine, theirs = ([fact for fact in facts if fact.name == "amount" and fact.value] for facts in (claim.facts, event.facts))
    units = [{fact.unit for fact in facts} for facts in (mine, theirs)]
    if any(len(unit) != 1 for unit in units) or units[0] == units[1]:
        return None
    events = list(moneyed)
    off = [_off(one, other, events) for one in mine for other in theirs]
    if not off or None in off:
        return None
    return Amiss("contradicts.rate", f"{mine[0].written} is far from {theirs[0].written} at any known rate ({off[0]}).")


def _off(one: Fact, other: Fact, events: Iterable[Event]) -> str | None:
    """The rates that two sums are far off, in words; None where they are not, or where no rate is known."""
    if not one.value or not other.value or not one.unit or not other.unit:
        return None
    known = _rates(one.unit, other.unit, events)
    if known is None:
        return None
    cheap, dear = (one, other) if one.unit == known.cheap else (other, one)
    amounts = Decimal(cheap.value or 0), Decimal(dear.value or 0)
    return known.words() if all(amounts) and known.times_off(*amounts) >= _FAR_OFF else None


def _rates(one: str, other: str, events: Iterable[Event]) -> Rates | None:
    found = sorted(rate for event in events for rate in _rates_of(event.facts, one, other))
    if not found:
        return None
    if found[-1] >= 1:
        return Rates(one, other, found[0], found[-1])
    return Rates(other, one, 1 / found[-1], 1 / found[0])


def _rates_of(facts: Iterable[Fact], one: str, other: str) -> Iterator[Decimal]:
    sums = [fact for fact in facts if fact.name == "amount" and fact.value and fact.pot]
    for first in sums:
        for second in sums:
            if (first.unit, second.unit, first.pot) == (one, other, second.pot) and Decimal(second.value or 0):
                yield Decimal(first.value or 0) / Decimal(second.value or 0)


def _fits(one: Fact, known: Fact) -> bool:
    return fit_facts(one, known) in (Fit.EQUAL, Fit.FINER, Fit.COARSER)


def _pairs(quote: str) -> Iterator[tuple[Fact, Fact]]:
    text = fold(quote[:_LONGEST])
    sums = [one for one in find_money(text) if one.amount is not None]
    for first, second in pairwise(sums):
        if first.currency != second.currency and _SAME_MONEY.match(text[first.end : second.start]):
            one, other = (
                Fact(name="amount", value=f"{sum_.amount:f}", unit=sum_.currency, written=text[sum_.start : sum_.end])
                for sum_ in (first, second)
            )
            yield one, other


def _other_property(claim: Claim, event: Event, pack: Pack) -> Amiss | None:
    """Whether the sentence gives another value for a property that the timeline has (the machine that something runs on)."""
    for name, words in pack.properties.items():
        if not any(fact.name == name for fact in event.facts):
            continue
        had = {fold(fact.unit or fact.value or "") for fact in event.facts if fact.name == name}
        told = {match.group() for match in _words(words).finditer(fold(claim.quote[:_LONGEST]))}
        if told and not any(word in value for word in told for value in had):
            one, other = ", ".join(sorted(told)).upper(), ", ".join(sorted(had)).upper()
            return Amiss("contradicts.property", f"It has {one} for {name}, where the timeline has {other}.")
    return None


@lru_cache(maxsize=64)
def _words(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
