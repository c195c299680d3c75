"""Whether two announcements are one and the same, a later word on it, about it, or about something else.

Only headline, link, day and office are known. Three habits of Japanese headlines carry most of the decision: what makes
one of a series *this* one is a number (a year, a day, 第3回, 台風第12号); the matter stands first and what was done with it
last; and joint releases keep the words and change only their endings (が成立しました, の成立について).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec
from rapidfuzz.distance import Indel

from tracker.text.canonical import canonical
from tracker.text.links import canonical_link


class Relation(StrEnum):
    """What two announcements are to each other, closest first."""

    SAME = "same"
    UPDATE = "update"
    RELATED = "related"
    DIFFERENT = "different"


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """One item as an office lists it. `ministry` is the office's name as written; `date` the day it was listed."""

    title: str
    link: str | None = None
    date: date | None = None
    ministry: str | None = None


_JOINT_DAYS = 10
"""Offices list a joint release within days of each other."""
_REPEATED_DAYS = 3
"""One office lists one thing twice within days; the same headline later is another stage of the matter."""
_SERIES_DAYS = 31
"""Further apart, two announcements that share their words belong to two rounds of something that comes back."""
_LONGEST = 600
"""Characters of a headline that are looked at; real ones have 250 at most."""

_FILE_NOTE = re.compile(r"[\[(](?:(?:pdf|excel|word|zip|html)(?![a-z])|別ウ[ィイ]ンドウ|外部リンク|外部サイト)[^\])]*[\])]")
_MISUSED_LONG_VOWEL = re.compile(r"(?<![\u30a1-\u30faー])ー")
_SUBTITLE = re.compile(r"(?<![a-z0-9])(?:~+(?!\d)[^~]{5,}~+|-+(?!\d)[^~\-]{5,}-+)$")
_UNCLOSED_SUBTITLE = re.compile(r"^([^~\-]{6,})(?<![a-z0-9])[~\-]+(?!\d)[^~\-]{5,}$")
_AS_OF = re.compile(r"\(?[^()]*\d(?:日|時|分)?現在\)?")
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_YEAR = re.compile(rf"({'|'.join(_ERAS)})(元|\d\d?)年")
_SAID_TWICE = re.compile(r"(\d{4}年)\((?:\1)\)")
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九十百]+(?=[年月日回号次期版報条])|(?<=第)[一二三四五六七八九十百]+")
_NUMBER = re.compile(r"(第?)(\d+(?:[.,・]\d+)*)(年度|四半期|時|分|号機|[年月日回号報版弾次期周歳歳%件社人台])?")
_PARTS = re.compile(r"\((前編|後編|上|中|下|前半|後半)\)|(前編|後編)")

_NUMBERED_NAME = re.compile(r"第\d+回[\u30a1-\u30faー・]*[一-龥]{3,4}")
"""第80回国連総会: a name that says by itself which one is meant."""

_STEPS = frozenset({"報", "版", "現在"})
"""Numbers that rise with each later word on the same matter."""
_INSTALMENTS = frozenset({"弾", "編"})
"""Numbers of the parts of one whole."""

_CONNECTIVE = re.compile(r"に(?:関|係|伴|基|対|向|当|於)[ぁ-ん]{1,2}|(?:お)?知らせ|等")
_TELLING = re.compile(
    r"(?:について|こと|もの|もらう|本日)|公表|発表|掲載|公開|開催|実施|取りまとめ|とりまとめ|発出|決定|概要|結果|報告|行い|行われ"
    r"|announce[sd]?|announcement|publish(?:es|ed)?|publication|releases?d?|regarding|results?|held"
)
"""Words for telling a thing, not for the thing: two offices choose them freely."""
_STAGE = re.compile(
    r"成立|可決|取りやめ|取り止め|中止|延期|延長|再開|再設定|決定|公布|施行|発効|署名|締結|合意|開始|終了|閉会|閉幕|開幕|結果|更新|訂正|改訂|改定|修正"
    r"|変更|追加|続報|速報|確報|確定|撤回|廃止|解除|喪失|失敗|成功|到着|帰還|受付|締切|採択|選定|受賞|審査|開催|実施|公表|案"
    r"|update[ds]?|revis(?:ed|ion)|postponed|cancel+ed|extended|adopted|enacted|signed|corrected|withdrawn|final"
)
"""Words for how far a matter has come."""
_EACH_ITS_OWN = re.compile(
    r"叙勲|褒章|受章|勲章|人事異動|人事|幹部|採用|入札|調達|落札|懲戒|職員の処分|会見|談話|挨拶|訓示|年頭|所感|概算要求|税制改正要望|定員"
    r"|政策評価|行政事業レビュー|障害者雇用|情報公開|見学デー|press conference|procurement|recruitment|honou?rs"
)
"""Every office has one of these on the same day: equal headlines of two offices are two announcements."""
_OFFICE = re.compile(
    r"内閣総理大臣|内閣府特命担当大臣|総理大臣|[一-龥]{2,4}大臣政務官|[一-龥]{2,6}副大臣|[一-龥]{2,4}大臣|大統領|首相|外相|国王|殿下|閣下|長官"
    r"|株式会社|有限会社|合同会社|一般社団法人|日本国|共和国|政府|首脳会談|外相会談|電話会談|会談|会議|会合|調査"
)
"""Offices, forms of company and of meeting: sharing one of them makes two matters no closer."""
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[\u30a1-\u30faー]+|[\u3400-\u9fff々〆ヶ]|[\u3041-\u309f]+|\d+")
_FUNCTION = re.compile(r"[\u3041-\u309fー]+|the|an?|of|on|in|at|for|to|and|by|with|from|its?|is|are|was|will|be|has|have")


class _Headline(NamedTuple):
    """A headline taken apart: its words without its numbers, its numbers by what they count, and the names that carry one."""

    plain: str
    tokens: tuple[str, ...]
    numbers: dict[str, frozenset[str]]
    named: frozenset[str]


class _Overlap(NamedTuple):
    """How two headlines lie against each other. Weights are characters of content (words with meaning of their own).

    `anchor` is the heaviest run both have, with the weight before and after it in each.
    """

    common: int
    weights: tuple[int, int]
    swapped: tuple[tuple[str, str], ...]
    extra: tuple[str, ...]
    anchor: int
    before: tuple[int, int]
    after: tuple[int, int]


def same(a: Announcement, b: Announcement) -> Relation:
    """What two announcements are to each other; the order in which they are given does not matter."""
    if a.date and b.date and b.date < a.date:
        a, b = b, a
    offices = (canonical(a.ministry or "").casefold(), canonical(b.ministry or "").casefold())
    joint = all(offices) and offices[0] != offices[1]
    one, other = _headline(a.title, offices, joint=joint), _headline(b.title, offices, joint=joint)
    apart = abs((a.date - b.date).days) if a.date and b.date else 0
    linked = bool(a.link and b.link) and canonical_link(a.link or "") == canonical_link(b.link or "")
    differing = _differing(one.numbers, other.numbers)
    if differing - _STEPS - _INSTALMENTS:
        return Relation.DIFFERENT
    overlap = _overlap(one, other)
    if not overlap.common:
        return Relation.DIFFERENT
    if differing & _INSTALMENTS:
        return Relation.RELATED if _akin(overlap) or _covered(overlap) else Relation.DIFFERENT
    if not overlap.swapped and _covered(overlap):
        if differing or _steps(one) != _steps(other):
            return Relation.UPDATE
        if joint:
            return _of_two_offices(one, other, overlap, apart)
        return _of_one_office(overlap, apart, linked=linked)
    if _further_stage(overlap):
        return _restaged(one, other, joint=joint)
    akin = _akin(overlap) or bool(one.named & other.named)
    return Relation.RELATED if apart <= _SERIES_DAYS and akin else Relation.DIFFERENT


def _of_two_offices(one: _Headline, other: _Headline, overlap: _Overlap, apart: int) -> Relation:
    """One headline covers the other, and two offices wrote them; `one` is not the later."""
    if apart > _SERIES_DAYS or _EACH_ITS_OWN.search(one.plain) or _EACH_ITS_OWN.search(other.plain):
        return Relation.DIFFERENT
    result = "結果" in other.plain and "結果" not in one.plain
    if apart > _REPEATED_DAYS and (result or any(_STAGE.search(text) for text in overlap.extra)):
        return Relation.UPDATE
    mostly = overlap.common * 10 >= max(overlap.weights) * 6
    return Relation.SAME if mostly and apart <= _JOINT_DAYS else Relation.RELATED


def _of_one_office(overlap: _Overlap, apart: int, *, linked: bool) -> Relation:
    """One headline covers the other, and one office wrote both."""
    if overlap.extra:
        staged = any(_STAGE.search(text) for text in overlap.extra)
        brief = overlap.common * 2 >= max(overlap.weights)
        if staged or (brief and apart <= _SERIES_DAYS):
            return Relation.UPDATE
        return Relation.RELATED if apart <= _SERIES_DAYS else Relation.DIFFERENT
    if apart <= _REPEATED_DAYS or (linked and apart <= _SERIES_DAYS):
        return Relation.SAME
    return Relation.RELATED if apart <= _SERIES_DAYS else Relation.DIFFERENT


def _restaged(one: _Headline, other: _Headline, *, joint: bool) -> Relation:
    """The same matter with another word for how far it has come."""
    own = _EACH_ITS_OWN.search(one.plain) or _EACH_ITS_OWN.search(other.plain)
    return Relation.DIFFERENT if joint and own else Relation.UPDATE


def _covered(overlap: _Overlap) -> bool:
    """Whether next to all that the shorter headline says stands in the other."""
    return overlap.common >= 4 and overlap.common * 10 >= min(overlap.weights) * 9


def _further_stage(overlap: _Overlap) -> bool:
    """Whether nothing gave way but words for a stage, after a matter that both name first."""
    if not overlap.swapped or overlap.anchor < 6:
        return False
    only_stages = not any(_content(_STAGE.sub("", text)) for pair in overlap.swapped for text in pair)
    return only_stages and overlap.common * 2 >= max(overlap.weights)


def _akin(overlap: _Overlap) -> bool:
    """Whether both are about one thing: they share its name, and at least one goes on to say something of its own.

    A shared ending alone is the form in which an office tells such things (…に対する措置命令について), not a shared matter.
    """
    return any(overlap.after) and not all(overlap.before) and overlap.anchor >= 7


@lru_cache(maxsize=4096)
def _headline(title: str, offices: tuple[str, str], *, joint: bool) -> _Headline:
    """Take a headline apart. The names of the two offices in question are left out: each writes its own.

    Of a `joint` pair so are the words for telling; one office, which keeps to its own, means something by changing them.
    """
    text = _FILE_NOTE.sub("", canonical(title[:_LONGEST]).casefold())
    text = _MISUSED_LONG_VOWEL.sub("-", text)
    text = _ERA_YEAR.sub(lambda found: f"{_ERAS[found[1]] + (1 if found[2] == '元' else int(found[2]))}年", _arabic(text))
    text = _SAID_TWICE.sub(r"\1", text)
    as_of = _AS_OF.search(text)
    text = _AS_OF.sub(" ", text)
    main = _UNCLOSED_SUBTITLE.sub(r"\1", _SUBTITLE.sub("", text))
    if _content(main) >= 6:
        text = main
    numbers: dict[str, set[str]] = {"現在": {as_of[0]}} if as_of else {}
    for found in _NUMBER.finditer(text):
        numbers.setdefault(found[3] or found[1], set()).add(found[2].replace(",", ""))
    for found in _PARTS.finditer(text):
        numbers.setdefault("編", set()).add(found[1] or found[2])
    plain = _PARTS.sub(" ", _NUMBER.sub(" ", text))
    for office in filter(None, offices):
        plain = plain.replace(office, " ")
    words = _CONNECTIVE.sub("の", plain)
    tokens = tuple(_TOKEN.findall(_TELLING.sub(" ", words) if joint else words))
    named = frozenset(_NUMBERED_NAME.findall(text))
    return _Headline(plain, tokens, {unit: frozenset(values) for unit, values in numbers.items()}, named)


def _arabic(text: str) -> str:
    """Kanji numerals before a counter as digits: 令和七年八月五日 → 令和7年8月5日."""
    return _KANJI_NUMBER.sub(lambda found: str(_value(found[0])), text)


def _value(numeral: str) -> int:
    total = digit = 0
    for char in numeral:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = "一二三四五六七八九".index(char) + 1
    return total + digit


def _differing(a: dict[str, frozenset[str]], b: dict[str, frozenset[str]]) -> set[str]:
    """The units that both headlines count in, where neither's numbers are among the other's."""
    return {unit for unit in a.keys() & b.keys() if not (a[unit] <= b[unit] or b[unit] <= a[unit])}


def _steps(headline: _Headline) -> tuple[frozenset[str], ...]:
    return tuple(headline.numbers.get(unit, frozenset()) for unit in sorted(_STEPS))


def _content(text: str | Sequence[str]) -> int:
    """How much a text says: characters of its words, without function words."""
    tokens = _TOKEN.findall(text) if isinstance(text, str) else text
    return sum(min(len(token), 8) for token in tokens if not _FUNCTION.fullmatch(token))


class _Run(NamedTuple):
    """Tokens of each headline that lie against each other; `shared` where they are the same."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    shared: bool


def _overlap(a: _Headline, b: _Headline) -> _Overlap:
    """Align two headlines."""
    runs = _runs(a.tokens, b.tokens)
    names = [_content(_OFFICE.sub(" ", "".join(run.one))) if run.shared else 0 for run in runs]
    at = max(range(len(runs)), key=names.__getitem__, default=0)
    parts = [("".join(run.one), "".join(run.other)) for run in runs if not run.shared]
    both = [(_content(one), _content(other), one, other) for one, other in parts]
    numbers = sum(len(a.numbers[unit] & b.numbers[unit]) for unit in a.numbers.keys() & b.numbers.keys())
    return _Overlap(
        common=sum(_content(run.one) for run in runs if run.shared),
        weights=(_content(a.tokens), _content(b.tokens)),
        swapped=tuple((one, other) for left, right, one, other in both if left and right),
        extra=tuple(one or other for left, right, one, other in both if bool(left) != bool(right)),
        anchor=names[at] + numbers if names else 0,
        before=_said(runs[:at]),
        after=_said(runs[at + 1 :]),
    )


def _says(run: _Run) -> bool:
    return bool(_content(run.one) or _content(run.other))


def _said(runs: Sequence[_Run]) -> tuple[int, int]:
    """What each headline says in these runs beside naming offices and telling that it tells. One character is no word."""
    own = [run for run in runs if not run.shared]
    texts = ("".join("".join(run.one) for run in own), "".join("".join(run.other) for run in own))
    one, other = (_content(_TELLING.sub(" ", _OFFICE.sub(" ", text))) for text in texts)
    return (one if one > 1 else 0, other if other > 1 else 0)


def _runs(a: Sequence[str], b: Sequence[str]) -> list[_Run]:
    """The alignment with the fewest differences, in which what only joins, or is one lone character, parts no two differences."""
    runs: list[_Run] = []
    for code in Indel.opcodes(a, b):
        run = _Run(tuple(a[code.src_start : code.src_end]), tuple(b[code.dest_start : code.dest_end]), code.tag == "equal")
        if runs and runs[-1].shared == run.shared:
            runs[-1] = _Run(runs[-1].one + run.one, runs[-1].other + run.other, run.shared)
        elif len(runs) > 1 and not run.shared and _content(runs[-1].one) <= 1 and _says(run) and _says(runs[-2]):
            weak, left = runs.pop(), runs.pop()
            runs.append(_Run(left.one + weak.one + run.one, left.other + weak.other + run.other, shared=False))
        else:
            runs.append(run)
    return runs
