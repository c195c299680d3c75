"""Steps by which a law comes into force: which provisions a sentence speaks of, and by which amending law."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.model.pack import LegalForce, Subject
from tracker.model.reading import AMENDING_LAW, SCOPE, Fact
from tracker.read.mentions import Material
from tracker.read.numbers import KANJI_NUMERAL, small_number
from tracker.text.normal import fold

_NUMBER = rf"(?:[0-9]{{1,4}}|{KANJI_NUMERAL}{{1,7}})"
_LAW_JA = re.compile(rf"(令和|平成|昭和)({_NUMBER}|元)年(法律|政令)第({_NUMBER})号")
_LAW_EN = re.compile(r"\b(act|law|cabinet order) no\. ?([0-9]{1,4}) of ((?:19|20)[0-9]{2})\b")
_KINDS = {"act": "法律", "law": "法律", "cabinet order": "政令"}
_ERAS = (("令和", 2018), ("平成", 1988), ("昭和", 1925))
_AMENDS_BEFORE = re.compile(r"(?:改正|整備)[^。]{0,24}$|\bamend[^.;]{0,60}$|\bunder (?:the )?$")
_AMENDS_AFTER = re.compile(r"^[)」]{0,2}(?:による|により|で)(?:一部)?改正")
_OWN = "law-number"
"""The identifier of a subject that holds the number of the law itself."""

_REFERENCE = re.compile(rf"(?P<rider>附則)?第(?P<n>{_NUMBER})(?P<unit>条|章|節)(?:の[0-9一二三四五六七八九十]{{1,3}})?")
_TO = re.compile(r"^(?:から|乃至|ないし|[~–-])$")
_LISTED = re.compile(r"^(?:、|・|及び|および|並びに|と|から|乃至|ないし|[~–-])$")
_OF_PROVISIONS = re.compile(r"^(?:まで)?(?:の(?:改正)?規定|に(?:係る|関する)[^、。]{0,12}規定|\)|(?:は|が|を)(?![^。]{0,6}改正))")
_ARTICLES_EN = re.compile(r"\b(?P<unit>articles?|chapters?) (?P<list>[0-9]{1,3}(?:(?:, | and |, and | to |[–-])[0-9]{1,3}){0,8})(?![0-9])")
_UNITS = {"article": "条", "chapter": "章"}
_ABOUT_JA = re.compile(
    r"(?<![一-鿿ァ-ヶーa-z0-9])(?P<about>(?:[一-鿿ァ-ヶーa-z0-9・]{2,24}(?:に関する|に係る|についての|の)|その他の|残る|残りの)規定)(?=は|が|を|も)"
)
_ABOUT_EN = re.compile(
    r"\b(?P<about>(?:provisions|rules|sections|chapters)"
    r" (?:on|for|regarding|concerning|relating to|about|governing|establishing|authori[sz]ing|setting up|creating)"
    r" (?:(?!(?:of|under|in) the\b|will\b|takes?\b|took\b|comes?\b|came\b|enter|are\b|were\b|is\b)[a-z0-9'-]+ ?){1,14}"
    r"|(?:most|remaining|other|all other)(?: of (?:its|the|their))? provisions)"
)
_MOST = 12


def amending_laws(material: Material, start: int, end: int, subject: Subject) -> list[Fact]:
    """The law by which `[start, end)` says that something is changed, 令和7年法律第66号; none where it names several or the law itself."""
    if subject.force not in (LegalForce.STATUTE, LegalForce.ORDER):
        return []
    own = law_number(subject.identifiers.get(_OWN, ""))
    others = {law_number(value) for name, value in subject.identifiers.items() if name != _OWN} - {None}
    found: dict[str, Fact] = {}
    text = material.masked
    for place, stop, number in _laws(text, start, end):
        amends = _AMENDS_BEFORE.search(text, max(start, place - 70), place) or _AMENDS_AFTER.match(text[stop : stop + 12])
        if number != own and (amends or number in others):
            found.setdefault(number, Fact(name=AMENDING_LAW, value=number, written=material.normal.written(place, stop)))
    return list(found.values()) if len(found) == 1 else []


def names_law(text: str, start: int, end: int) -> bool:
    """Whether `[start, end)` of a normalised text names any law by its number."""
    return next(_laws(text, start, end), None) is not None


def law_number(written: str) -> str | None:
    """A law's number in digits, 令和7年法律第66号, however it is written; None where the text holds none."""
    text = fold(written)
    return next((number for _, _, number in _laws(text, 0, len(text))), None)


def _laws(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for match in _LAW_JA.finditer(text, start, end):
        era, year, kind, number = match.group(1), small_number(match.group(2)), match.group(3), small_number(match.group(4))
        if year and number:
            yield match.start(), match.end(), f"{era}{year}年{kind}第{number}号"
    for match in _LAW_EN.finditer(text, start, end):
        year = int(match.group(3))
        era, before = next((one for one in _ERAS if year > one[1] + 1), _ERAS[-1])  # the first year of an era is of two
        yield match.start(), match.end(), f"{era}{year - before}年{_KINDS[match.group(1)]}第{int(match.group(2))}号"


def scopes(material: Material, start: int, end: int) -> list[Fact]:
    """The provisions that `[start, end)` speaks of: 第3条, 第2章, or in words what they are on."""
    text = material.masked
    found = [*_references(material, start, end), *_references_en(material, start, end)]
    if not found:
        pattern = _ABOUT_EN if text[start:end].isascii() else _ABOUT_JA
        for match in pattern.finditer(text, start, end):
            stop = match.start("about") + len(match.group("about").rstrip())
            words = material.normal.written(match.start("about"), stop)
            found.append(Fact(name=SCOPE, value=words, written=words))
    return list({fact.value: fact for fact in found}.values())[:_MOST]


def _references(material: Material, start: int, end: int) -> Iterator[Fact]:
    """Articles and chapters whose provisions are meant, each by itself; a range (第3条から第5条まで) as one."""
    text = material.masked
    run: list[re.Match[str]] = []
    for match in _REFERENCE.finditer(text, start, end):
        if run and not _LISTED.match(text[run[-1].end() : match.start()]):
            run = []
        run.append(match)
        if _OF_PROVISIONS.match(text[match.end() : match.end() + 24]):
            yield from _named(material, run)
            run = []


def _named(material: Material, run: list[re.Match[str]]) -> Iterator[Fact]:
    skip = False
    for place, match in enumerate(run):
        if skip:
            skip = False
            continue
        after = run[place + 1] if place + 1 < len(run) else None
        until = after if after is not None and _TO.match(material.masked[match.end() : after.start()]) else None
        name = _reference(match) + (f"から{_reference(until)}まで" if until else "")
        skip = until is not None
        yield Fact(name=SCOPE, value=name, written=material.normal.written(match.start(), (until or match).end()))


def _reference(match: re.Match[str]) -> str:
    return f"{match.group('rider') or ''}第{small_number(match.group('n'))}{match.group('unit')}"


def _references_en(material: Material, start: int, end: int) -> Iterator[Fact]:
    for match in _ARTICLES_EN.finditer(material.masked, start, end):
        unit, written = _UNITS[match.group("unit").rstrip("s")], material.normal.written(match.start(), match.end())
        numbers = re.split(r"(, and |, | and | to |[–-])", match.group("list"))
        if any(mark in (" to ", "-", "–") for mark in numbers[1::2]):
            yield Fact(name=SCOPE, value=f"第{numbers[0]}{unit}から第{numbers[-1]}{unit}まで", written=written)
        else:
            yield from (Fact(name=SCOPE, value=f"第{number}{unit}", written=written) for number in numbers[::2])
