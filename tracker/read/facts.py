"""The typed values that a clause gives to its event."""

from __future__ import annotations

import re

from tracker.model.reading import Fact
from tracker.read.lexicon import Named
from tracker.read.mentions import Material, whole
from tracker.read.quantities import Found
from tracker.read.spans import between

_GENERATION = re.compile(r"[ ]?(?:v|ver\.? ?|version )?([0-9]{1,2}(?:\.[0-9]{1,2}){0,2})(?![0-9.,]*[0-9年月日件社人%期回億万兆条]|[a-z])")
_GENERATION_INSIDE = re.compile(r"(?<=[a-z]) ([0-9]{1,2}(?:\.[0-9]{1,2})?)(?![0-9.])")
_FIRST_BEFORE = re.compile(r"(初の|初めての|初となる|\bfirst(?:-ever)?) ?[「『\"]?$")
_VALUE_BEFORE = re.compile(
    r"(?:評価額|企業価値)[^、。億兆]{0,14}(?:[0-9.,]+[億兆]?(?:円|ドル)\()?$|\bvalu(?:ed|es|ing|ation)\b[^.;]{0,44}$"
)
_VALUE_AFTER = re.compile(r" (?:pre-money |post-money )?valuation\b")
"""What a firm is worth is no money that it got."""
_WITHOUT_AMOUNT = re.compile("事項要求")
"""Money that is asked for without saying how much: no amount is stated, which is not nought."""
_OTHER_TOPIC = re.compile(r"[、。\n][^、。\n]{1,60}は")
_CLOSE_BEFORE = re.compile(r"^(?:の|「|『|of (?:the )?| |:)*$")
_NEAR = 40
_CLOSE_AFTER = re.compile(r"^(?:\(|「|」|』| |の|、)*$")


def facts_within(material: Material, start: int, end: int) -> list[Fact]:
    """All facts of `[start, end)`: amounts, counts, percentages, versions, ordinals. An ordinal of one says nothing.

    An amount of None without bounds stands for money that is asked for without saying how much.
    """
    found: list[tuple[int, Fact]] = []
    for amount in material.money:
        if start <= amount.start and amount.end <= end:
            written = material.normal.written(amount.start, amount.end)
            fact = Fact(
                name="valuation" if _is_value(material.masked, start, amount.start, amount.end) else "amount",
                value=whole(amount.amount),
                unit=amount.currency,
                least=whole(amount.least),
                most=whole(amount.most),
                approx=amount.approx,
                written=written,
            )
            found.append((amount.start, fact))
    found = _with_unstated(material, start, end, found)
    for group in (material.counts, material.percents, material.versions, material.ordinals):
        found.extend((one.start, _fact(material, one)) for one in group if start <= one.start and one.end <= end and _says(one))
    found.sort(key=lambda item: item[0])
    return unique([fact for _, fact in found])


def _with_unstated(material: Material, start: int, end: int, sums: list[tuple[int, Fact]]) -> list[tuple[int, Fact]]:
    """The sums of a stretch, with what is asked for without one: a sum of another topic before it (総額は…円で、…は) is not its own."""
    for without in _WITHOUT_AMOUNT.finditer(material.masked, start, end):
        sums = [one for one in sums if not _OTHER_TOPIC.search(material.masked, one[0], without.start())]
        sums.append((without.start(), Fact(name="amount", value=None, unit="JPY", written=without.group())))
    return sums


def _is_value(text: str, floor: int, start: int, end: int) -> bool:
    return bool(_VALUE_BEFORE.search(text, max(floor, start - 50), start) or _VALUE_AFTER.match(text, end))


def facts_of_name(material: Material, named: Named, start: int, end: int) -> list[Fact]:
    """Versions and ordinals that stand right beside a name and so belong to it wherever its sentence speaks of it.

    「初の…」 right before the name is its first; elsewhere a first says nothing of which one it is.
    """
    text = material.masked
    facts: list[Fact] = []
    low, high = max(start, named.start - _NEAR), min(end, named.end + _NEAR)
    for one in (*between(material.versions, low, high), *between(material.ordinals, low, high)):
        if not _says(one):
            continue
        before = one.end <= named.start and _CLOSE_BEFORE.match(text[one.end : named.start])
        after = one.start >= named.end and one.start - named.end <= 6 and _CLOSE_AFTER.match(text[named.end : one.start])
        if before or after:
            facts.append(_fact(material, one))
    generation = generation_of(material, named)
    if generation is not None and not any(fact.name == "version" for fact in facts):
        facts.append(generation)
    first = _FIRST_BEFORE.search(text, max(start, named.start - 12), named.start)
    if first is not None:
        facts.append(Fact(name="ordinal", value="1", written=material.normal.written(first.start(1), first.end(1))))
    return unique(facts)


def generation_of(material: Material, named: Named) -> Fact | None:
    """The number that follows the Latin name of a product: its generation."""
    text = material.masked
    inside = _GENERATION_INSIDE.search(text, named.start, named.end)
    if inside is not None:
        return Fact(name="version", value=inside.group(1), written=material.normal.written(inside.start(1), inside.end(1)))
    if named.end == 0 or not text[named.end - 1].isascii() or not text[named.end - 1].isalpha():
        return None
    match = _GENERATION.match(text, named.end)
    if match is None or (match.end() == match.start(1)):
        return None
    spans = [(one.start, one.end) for one in (*material.counts, *material.ordinals)]
    spans += [(one.start, one.end) for one in material.money] + [(one.start, one.end) for one in material.dates]
    taken = any(start < match.end() and match.start(1) < end for start, end in spans)
    return None if taken else Fact(name="version", value=match.group(1), written=material.normal.written(match.start(1), match.end(1)))


def unique(facts: list[Fact]) -> list[Fact]:
    """Facts in order, each name and value once."""
    return list({(fact.name, fact.value, fact.unit): fact for fact in facts}.values())


def _says(one: Found) -> bool:
    return not (one.name == "ordinal" and one.value == "1")


def _fact(material: Material, one: Found) -> Fact:
    return Fact(name=one.name, value=one.value, unit=one.unit, written=material.normal.written(one.start, one.end))
