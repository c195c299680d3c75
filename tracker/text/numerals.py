"""Numbers as statutes write them: 第十八条, 第三十二条の三, ２, ②."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = "〇一二三四五六七八九"
_PLACES = (("千", 1000), ("百", 100), ("十", 10))
_WORTH = dict(_PLACES)
_MOST_IN_A_RANGE = 200
_STEPS = re.compile("[一二三四五六七八九十百千〇0-9０-９]+")
_ARABIC = re.compile(r"[0-9０-９]{1,4}")


def kanji(number: int) -> str:
    """A whole number from 0 to 9999 in kanji: 十八, 百二."""
    if number == 0:
        return _DIGITS[0]
    written = ""
    for name, worth in _PLACES:
        count, number = divmod(number, worth)
        if count:
            written += (_DIGITS[count] if count > 1 else "") + name
    return written + (_DIGITS[number] if number else "")


def value(written: str) -> int:
    """What a number says that is written in kanji with places (百二十三) or in figures; 0 where it is neither."""
    if written.isdecimal():
        return int(written[:9])
    total = digit = 0
    for char in written:
        if char in _WORTH:
            total, digit = total + (digit or 1) * _WORTH[char], 0
        elif char in _DIGITS:
            digit = digit * 10 + _DIGITS.index(char)
        else:
            return 0
    return total + digit


def in_kanji(text: str) -> str:
    """The text with its figures (of up to four digits, of either width) in kanji: 第18条の2 is 第十八条の二."""
    return _ARABIC.sub(lambda found: kanji(int(found[0])), text)


def counted(label: str) -> int | None:
    """What a paragraph's number says: ２, 2 and ② are 2. None for what is none."""
    if label.isdecimal() and len(label) <= 4:
        return int(label)
    if len(label) == 1 and label.isdigit():
        return int(unicodedata.numeric(label))
    return int(unicodedata.numeric(label)) if len(label) == 1 and "⑩" <= label <= "⑳" else None


def articles_named(label: str) -> list[str]:
    """The articles that a number names, in kanji: 第5条から第7条まで is 第五条, 第六条 and 第七条."""
    written = "".join(label.split())
    found: list[str] = []
    for part in re.split("及び|、", written):
        first, _, last = part.removesuffix("まで").partition("から")
        found += _between(first, last) if last else [in_kanji(part)]
    return found


def _between(first: str, last: str) -> list[str]:
    """All from one to another where they differ in their last number alone; else the two."""
    one, other = (_STEPS.findall(label) for label in (first, last))
    if one and len(one) == len(other) and one[:-1] == other[:-1]:
        start, end = value(one[-1]), value(other[-1])
        if 0 < end - start <= _MOST_IN_A_RANGE:
            return [_label([*one[:-1], kanji(number)]) for number in range(start, end + 1)]
    return [in_kanji(first), in_kanji(last)]


def _label(steps: list[str]) -> str:
    return f"第{in_kanji(steps[0])}条" + "".join(f"の{in_kanji(step)}" for step in steps[1:])
