"""The number that a heading bears before its words: 第3章, ３．, （1）, Ⅳ, Chapter 2."""

from __future__ import annotations

import re

_DIGIT, _KANJI = "[0-9０-９]", "[一二三四五六七八九十百]"
_ORDINAL = rf"第\s*(?:{_DIGIT}{{1,4}}|{_KANJI}{{1,5}})\s*[編部章節款目条](?:の(?:{_DIGIT}{{1,3}}|{_KANJI}{{1,3}}))*[\s:：、.．]*+"
_BRACKETED = rf"[(（〔［\[]\s*(?:{_DIGIT}{{1,3}}|{_KANJI}{{1,3}}|[a-zA-Zア-ンｱ-ﾝ]|[ivx]{{1,4}})\s*[)）〕］\]]"
_POINTED = rf"{_DIGIT}{{1,3}}(?:[.．\-－‐]{_DIGIT}{{1,3}}){{0,4}}\s*[.．)）、:：](?!{_DIGIT})"
_SPACED = rf"{_DIGIT}{{1,2}}(?:[.．\-－‐]{_DIGIT}{{1,2}}){{0,4}}\s+(?![年月日時分秒人名件社回週か億万円兆%％]|{_DIGIT})"
_LETTERED = r"[A-Za-zア-ンｱ-ﾝ]\s*[.．)）、]|[ア-ンｱ-ﾝ]\s+"
_OTHER = rf"[①-⑳❶-❿]|[Ⅰ-Ⅻⅰ-ⅻ]\s*[.．、]?|[IVX]{{1,5}}\s*[.．)）、]|{_KANJI}{{1,3}}(?:\s+|\s*[.．、])"
_ENGLISH = rf"(?:chapter|section|part|article|annex|appendix)\s+(?:{_DIGIT}{{1,3}}(?:\.{_DIGIT}{{1,3}})*|[IVX]{{1,5}})\b\s*[.:：–—-]?"
_NUMBER = re.compile(
    rf"\s*(?:{_ORDINAL}|{_BRACKETED}|{_POINTED}|{_SPACED}|{_LETTERED}|{_OTHER}|{_ENGLISH})\s*",
    re.IGNORECASE,
)
_FEWEST = 2


def unnumbered(heading: str) -> str:
    """The heading without the number before its words; as it is where it has none, or too few words to be known by."""
    found = _NUMBER.match(heading)
    words = heading[found.end() :] if found else heading
    return words if sum(map(str.isalpha, words)) >= _FEWEST else heading
