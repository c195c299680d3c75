"""Sentences and the stretch of each that belongs to one predicate."""

from __future__ import annotations

import re

import msgspec

from tracker.read.spans import Spans

_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(
    # The class comes first, so that the engine searches for its characters instead of trying every place.
    r"[。!?\n―.](?:(?<=[。!?\n])|(?<=―)―|(?<=\.)(?=[ \t\"”)]|$)(?<![a-z]\.[a-z]\.)(?<!\bno\.)(?<!\bmr\.)(?<!\binc\.)(?<!\bltd\.)"
    r"(?<!\bcorp\.)(?<!\bdr\.)(?<!\bvs\.)(?<!\bjan\.)(?<!\bfeb\.)(?<!\baug\.)(?<!\bsept\.)(?<!\boct\.)(?<!\bnov\.)(?<!\bdec\.))"
)
_QUOTES = re.compile("[「『」』]")
_LONGEST = 1_200
_BREAK_JA = re.compile(r"(?<![はも])、|(?<=[しれてりがで])、|,")
_DAY_APART = re.compile(
    r"(?:[がをも]|(?<!の)は)(?:[0-9一二三四五六七八九十元年月日旬令和平成昨今来同本先翌きょう末]|\([月火水木金土日]\)){2,20}(?:付け?で?)?$"
)
"""A day set apart by its comma behind what it is told of (法律が6月1日、施行された) belongs to the verb that follows.

Right behind a predicate it says when that was (成立は5月28日、公布は…).
"""
_BREAK_EN = re.compile(
    r";|, (?:and|but|while|with|after|before|then|which|as)\b|,| and (?!the house|utili[sz]ation|semiconductor|"
    r"development)| but | while | after | before "
)
_OPEN = "(「『[【"
_CLOSE = ")」』]】"


class Sentence(msgspec.Struct, frozen=True):
    """One sentence at offsets of normalised text, with the language that its predicates are read in."""

    start: int
    end: int
    lang: str


def language_of(text: str) -> str:
    """Japanese where any kana or ideograph stands, otherwise English."""
    return "ja" if _JAPANESE.search(text) else "en"


def sentences(text: str, *, is_title: bool) -> list[Sentence]:
    """Split a text into sentences; a title is one. A line break ends a sentence unless it stands in the middle of an English one."""
    found: list[Sentence] = []
    if is_title:
        _append(found, text, 0, len(text))
        return found
    start = 0
    depth_marks = _bracket_depths(text)
    for match in _SENTENCE_END.finditer(text):
        if match.start() in depth_marks:
            continue
        if match.group() == "\n" and _continues(text, start, match.start()):
            continue
        _append(found, text, start, match.end())
        start = match.end()
    _append(found, text, start, len(text))
    return found


def _append(found: list[Sentence], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > _LONGEST:  # no sentence is; a list or a table without full stops is
        cut = max(text.rfind(mark, start, start + _LONGEST) for mark in "、, ")
        cut = start + _LONGEST if cut <= start else cut + 1
        found.append(Sentence(start, cut, language_of(text[start:cut])))
        start = cut
    if start < end:
        found.append(Sentence(start, end, language_of(text[start:end])))


def _continues(text: str, start: int, newline: int) -> bool:
    """Whether a line break falls in the middle of a wrapped English sentence."""
    after = text[newline + 1 : newline + 2]
    before = text[max(start, newline - 1) : newline]
    return bool(after) and after.isascii() and after.islower() and before.isascii() and before.isalpha()


def _bracket_depths(text: str) -> set[int]:
    """The places of full stops inside short 「…」: a quotation does not end the sentence around it."""
    inside: set[int] = set()
    opened = -1
    for match in _QUOTES.finditer(text):
        index = match.start()
        if match.group() in "「『":
            opened = index if opened < 0 else opened
        else:
            if opened >= 0 and index - opened <= 60:
                inside.update(position for position in range(opened, index) if text[position] in "。!?！？")
            opened = -1
    return inside


_EXPLAINS = re.compile(
    r"(?:その|この)?(?:狙い|ねらい|目的|内容|対象|背景|中身|特徴)(?:は|として)|[^。]{0,200}(?:もの|仕組み|取り組み)(?:だ|です|である|となる)。?$"
)


def explains(text: str, sentence: Sentence) -> bool:
    """Whether a sentence only says what the one before it was about: what it is for (狙いは…), what it is (…ものだ)."""
    return _EXPLAINS.match(text[sentence.start : sentence.end]) is not None


def break_after(text: str, lang: str, start: int, stop: int, barred: Spans) -> int:
    """Where the clause whose predicate ends at `start` gives way to the next predicate at `stop`: the first break between them.

    Breaks inside `barred` spans (dates, amounts, names) and inside brackets count for none. Without a break it is `start`.
    """
    pattern = _BREAK_JA if lang == "ja" else _BREAK_EN
    for match in pattern.finditer(text, start, stop):
        if barred.touch(match.start(), match.end()):
            continue
        if _in_brackets(text, start, match.start()):
            continue
        if match.group() == "、" and _DAY_APART.search(text, max(start + 1, match.start() - 24), match.start()):
            continue
        return match.end()
    return start


def _in_brackets(text: str, start: int, position: int) -> bool:
    stretch = text[start:position]
    return sum(stretch.count(char) for char in _OPEN) > sum(stretch.count(char) for char in _CLOSE)
