"""Names that only stand beside what a predicate speaks of: what it comes after, competes with, is measured by or makes use of.

「NAMIBOに続く支援事業」 is another programme than NAMIBO, and "a rival to Kamome" another boat.
"""

from __future__ import annotations

import re

import msgspec

from tracker.read.lexicon import Named
from tracker.read.signals import Signal

_TAIL = r"[」』]?(?:の?(?:改正法?案?|成功|発足|開始|登場|後継|台頭|動き))?(?:など|等)?"
_BESIDE_JA = re.compile(
    rf"{_TAIL}(?:に(?:も)?(?:続(?:く|き|いて|け)|次(?:ぐ|いで)|対抗|匹敵|相当|類似|あた(?:る|り)|当たる|倣|なら(?:い、|う|っ)|似|"
    r"代わ(?:る|り)|取って代わ|先駆け|比べ|比較|追随|迫る)|と(?:並(?:ぶ|んで|び)|同様|同じく|似|競|比べ|比較|肩を並べ|一線を画)|より(?:も|[大小高安厳早優広多少長重])|"
    r"で(?:培った|得た|磨いた|学んだ)|"
    r"を(?:モデル|手本|参考|ひな型|範|下敷き|意識|上回|追(?:う|い|って)|追い)|"
    r"を(?:利用|活用|使用|搭載|採用)した[^、。「」]{0,12}(?:サービス|決済|送金|商品|製品|アプリ|カード|ソリューション|ツール|システム)|"
    r"を(?:使|用い|組み込)[っん]?[ただ][^、。「」]{0,12}(?:サービス|決済|送金|商品|製品|アプリ|カード|ソリューション|ツール|システム)|"
    r"の(?:採択|参加|支援対象|支援|提携|出資)(?:企業|事業者|先|社)(?:の[一1]社)?(?:である|で、|として|、))"
)
_OCCASION_JA = re.compile(rf"{_TAIL}(?:の[^、。はがを]{{1,10}})?を(?:受け(?:て)?|踏まえ(?:て)?|機に|契機に|きっかけに)、(?=[^。]*を)")
"""The occasion of something else, which has an object of its own."""
_BEFORE_EN = re.compile(
    r"\b(?:unlike|as with|akin to|like|versus|vs\.?|than|outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|rival(?:s|ling|led)?|"
    r"(?:modell?ed|patterned) (?:on|after)|inspired by|similar to|(?:compared|along) with|compet(?:es?|ed|ing) (?:with|against)|"
    r"(?:rivals?|competitors?|challengers?|alternatives?|answer|successors?|counterparts?|equivalent|sequel) (?:to|of)|using|powered by|"
    r"(?:partners?|users?|members?|alumni) of|participants? (?:in|of))"
    r"(?: [a-z.]+'s)?(?: (?:the|its|their|a|an))?(?: (?:own|new|amended|revised|original))? ?[\"']?$"
)
_AFTER_EN = re.compile(
    r"-(?:like|style|type|inspired|compatible)\b|'s? (?:successors?|rivals?|counterparts?|equivalent|competitors?|partners?)\b|"
    r" (?:participants?|partners?|alumni|backers?|members?),"
)
_APPOSED_EN = re.compile(r", (?:an?|one|both|all|each|another|the|long|seen as|billed as)\b[^,;]*$")
"""An apposition that stands open before a name: the comma behind the name closes it (Kitahama, a member of it, launched …)."""
_TOLD_OF_IT = re.compile(r"[\"')]*,? (?:(?:which|that|who)\b[^,;]*|(?:[a-z]+ly )?)$")
"""Between a name and what is told of it after all: unlike the Tide Act, which took effect in June, or, enacted in May, …"""
_FINITE_EN = re.compile(r"(?:was|were|is|are|has|have|had|will)\b")
_MEMBER_EN = re.compile(
    r", (?:which|who|that) (?:[a-z]+ ){0,3}?(?:(?:selected|chosen|picked|registered) (?:for|in|under)|took part in|participat[a-z]+ in|"
    r"belong(?:s|ed)? to|follow(?:s|ed)|succeed(?:s|ed)|complement(?:s|ed)|mirror(?:s|ed)|resembl(?:es|ed))(?: (?:the|japan's|its))? ?$"
)
"""Before a name: the thing that is spoken of belongs to it or follows it (a firm, which was selected for it, launched …)."""
_AROUND_EN = re.compile(
    r"\b(?:after|following|since|before|ahead of|despite|amid|in response to|thanks to|on the back of|alongside|in addition to|besides)"
    r"(?: [a-z.]+'s)?(?: (?:the|its|their))?(?: (?:own|new|amended|revised|original))? ?[\"']?$"
)
_PHRASE_EN = re.compile(r"(?P<rest>(?:'s)?(?: [a-z-]+){0,3})(?:,|\.?$)")
_VERB_EN = re.compile(r"\b(?:was|were|is|are|has|had|will|took|takes|came|comes|went|began|and|[a-z]+(?:ed|es))\b")
_LONGEST_BEFORE = 60
_LONGEST_PHRASE = 60


def may_stand_beside(text: str, lang: str, names: list[Named]) -> list[Named]:
    """The names of a sentence with such words around them. Asked once; which predicates they hold for is asked of few."""
    around = _is_around_ja if lang == "ja" else _is_around_en
    return [one for one in names if one.subject is not None and around(text, one)]


def less_bystanders(text: str, lang: str, names: list[Named], suspects: list[Named], signal: Signal) -> list[Named]:
    """The names without those that only stand beside what the signal is told of; where nothing else is named, as names of nothing."""
    if not suspects:
        return names
    beside = _is_beside_ja if lang == "ja" else _is_beside_en
    aside = {one.start for one in suspects if beside(text, one, signal)}
    if not aside:
        return names
    others = [one for one in names if one.start not in aside]
    if any(one.subject is not None for one in others):
        return others
    return [msgspec.structs.replace(one, subject=None) if one.start in aside else one for one in names]


def _is_around_ja(text: str, name: Named) -> bool:
    return _BESIDE_JA.match(text, name.end) is not None or _OCCASION_JA.match(text, name.end) is not None


def _is_beside_ja(text: str, name: Named, signal: Signal) -> bool:
    found = _BESIDE_JA.match(text, name.end)
    if found is not None:
        return found.end() <= signal.end
    occasion = _OCCASION_JA.match(text, name.end, signal.start) if name.end < signal.start else None
    return occasion is not None and text.find("を", occasion.end(), signal.start) >= 0


def _is_around_en(text: str, name: Named) -> bool:
    before = text[max(0, name.start - _LONGEST_BEFORE) : name.start]
    return any(one.search(before) for one in (_BEFORE_EN, _MEMBER_EN, _AROUND_EN)) or _AFTER_EN.match(text, name.end) is not None


def _is_beside_en(text: str, name: Named, signal: Signal) -> bool:
    before = text[max(0, name.start - _LONGEST_BEFORE) : name.start]
    if "," in text[name.end : max(name.end, signal.start)] and _MEMBER_EN.search(before):
        return True
    closed = text.startswith(",", name.end) and _APPOSED_EN.search(before)
    if (
        signal.start >= name.end
        and not closed
        and _TOLD_OF_IT.match(text[name.end : signal.start])
        and not _FINITE_EN.match(text, signal.start)
    ):
        return False
    if _BEFORE_EN.search(before) or _AFTER_EN.match(text, name.end):
        return True
    if not _AROUND_EN.search(before):
        return False
    phrase = _PHRASE_EN.match(text[name.end : name.end + _LONGEST_PHRASE])
    return phrase is not None and not _VERB_EN.search(phrase["rest"]) and not name.end <= signal.start < name.end + phrase.end("rest")
