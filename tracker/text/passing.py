"""What is another at every look and says nothing new: how long ago something was, how many were here, how an address is hidden from robots.

All is held against text in its canonical form (see `canonical`), in which width, quotes and white space are settled.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple


class _Mask(NamedTuple):
    """`why` names it, `marks` are letters of which one has to be there, small ones, `stands` is what takes its place.

    Nearly all texts have none of the marks, and to look for those costs a small part of what the pattern does.
    """

    why: str
    marks: tuple[str, ...]
    pattern: re.Pattern[str]
    stands: str


_SPAN_EN = r"(?:\d{1,4}|an?|one|a few|few|several)\s(?:second|sec|minute|min|hour|day|week|month|year)s?"
_SPAN_JA = r"\d{1,4}(?:秒|分|時間|日|週間|か月|カ月|ヶ月|ケ月|年)"
_TOLD_JA = "更新|公開|投稿|掲載|配信|閲覧|作成|登録"
_OPENING = "[({<【"
_ENDS_JA = r"$|しました|されました|済|[)\]|,.]"
_MASKS = (
    _Mask(
        "time",
        (
            *(" ago", " left", " remaining", "まであと", "更新から", "公開から", "掲載から"),
            *(f"{unit}前" for unit in ("秒", "分", "間", "日", "月", "年")),
        ),
        re.compile(
            rf"\b{_SPAN_EN}\s(?=ago\b)|{_SPAN_JA}(?=前(?:に|の)?(?:{_TOLD_JA})(?:{_ENDS_JA}))|(?<=\(){_SPAN_JA}(?=前\)(?!まで|に))"
            rf"|^約?{_SPAN_JA}(?=前$)|(?:(?<=更新)|(?<=公開)|(?<=投稿)|(?<=掲載)):?{_SPAN_JA}(?=前(?!まで|に))"
            rf"|(?:(?<=更新から)|(?<=公開から)|(?<=掲載から)){_SPAN_JA}(?=経過|$|\))|(?<=まであと){_SPAN_JA}"
            rf"|\b\d{{1,4}}\s(?:second|minute|hour|day|week)s?\s(?=(?:left|remaining)\b)",
            re.IGNORECASE,
        ),
        "",
    ),
    _Mask(
        "counter",
        (
            *("閲覧数", "アクセス数", "訪問者数", "来訪者数", "再生回数", "pv数", "カウンタ", "あなたは", "人目の", "番目の"),
            *("views", "visitors", "visits:", "hits:"),
        ),
        re.compile(
            r"(?:(?<=閲覧数)|(?<=アクセス数)|(?<=訪問者数)|(?<=来訪者数)|(?<=再生回数)|(?<=カウンタ)|(?<=カウンター)|(?<=PV数)):?\s?"
            r"\d[\d,]{0,14}(?:回|人|件|名)?(?=$|[)\]\s|])"
            r"|(?<=あなたは)\d[\d,]{0,14}(?=(?:人|番)目)|\d[\d,]{0,14}(?=(?:人|番)目の(?:訪問者|お客様|アクセス))"
            r"|(?:(?<=views:)|(?<=visitors:)|(?<=visits:)|(?<=hits:))\s?\d[\d,]{0,14}|\b\d[\d,]{0,14}\s(?=(?:page ?)?views$|visitors$)",
            re.IGNORECASE,
        ),
        "",
    ),
    _Mask(
        "email",
        tuple(f"{bracket}{word}" for bracket in _OPENING for word in ("at", " at", "アット", " アット", "@", " @")),
        re.compile(r"(?<=[\w.+-])\s?[\[({<【]\s?(?:at|アット(?:マーク)?|@)\s?[\])}>】]\s?(?=[\w-])", re.IGNORECASE),
        "@",
    ),
    _Mask("email", ("dot", "ドット"), re.compile(r"(?<=\w)\s?[\[({<【]\s?(?:dot|ドット)\s?[\])}>】]\s?(?=\w)", re.IGNORECASE), "."),
)


def _any_of(marks: Iterable[str]) -> re.Pattern[str]:
    """Finds one of some words, in capitals too. They are put together by their first letters, each letter of a text is held against few."""
    ends: dict[str, list[str]] = defaultdict(list)
    for mark in marks:
        for letter in {mark[0], mark[0].upper()}:
            ends[letter].append(re.escape(mark[1:]))
    return re.compile("|".join(f"{re.escape(letter)}(?i:{'|'.join(words)})" for letter, words in ends.items()))


_MAY_PASS = _any_of(mark for mask in _MASKS for mark in mask.marks)


def steady(text: str) -> str:
    """A canonical text without what passes: `更新:3日前` and `更新:5日前` are the same. Doing it twice is doing it once."""
    if _MAY_PASS.search(text) is None:
        return text
    lowered = text.lower()
    for mask in _MASKS:
        if any(mark in lowered for mark in mask.marks):
            text = mask.pattern.sub(mask.stands, text)
    return text


def why_passing(old: str, new: str) -> str | None:
    """The first kind of passing words in which two canonical texts differ that say the same without them; None where it is none."""
    for mask in _MASKS:
        if mask.pattern.findall(old) != mask.pattern.findall(new):
            return mask.why
    return None
