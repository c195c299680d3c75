"""Numbers as Japanese and English texts write them, read into exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

KANJI_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}

KANJI_NUMERAL = "[〇零一二三四五六七八九十百千]"
SHORT_NUMBER = rf"(?:[0-9]{{1,2}}|{KANJI_NUMERAL}{{1,3}})"
"""A day, a month or the year of an era."""

_UP_TO_TEN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_UP_TO_TWENTY = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty")
_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
ENGLISH_NUMBERS = {word: value for value, word in enumerate((*_UP_TO_TEN, *_UP_TO_TWENTY))}
ENGLISH_ORDINALS = {word: value for value, word in enumerate(_NTH, start=1)}
ROMAN_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}

_PART = re.compile(r"([0-9][0-9,]*(?:[.・][0-9]+)?|[〇零一二三四五六七八九]+(?:・[〇零一二三四五六七八九]+)?)?([十百千]?)([万億兆京]?)")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class Quantity(msgspec.Struct, frozen=True):
    """A number as written: its exact value and the worth of one in its last written digit."""

    value: Decimal
    step: Decimal


def small_number(text: str) -> int | None:
    """A whole number below ten thousand: digits, 二十五, 二五 or 二〇二六; None where it is none."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    if all(char in KANJI_DIGITS for char in text):
        return int("".join(str(KANJI_DIGITS[char]) for char in text))
    total = 0
    digit: int | None = None
    for char in text:
        if char in KANJI_DIGITS:
            if digit is not None:
                return None
            digit = KANJI_DIGITS[char]
        elif char in SMALL_UNITS:
            total += (1 if digit is None else digit) * SMALL_UNITS[char]
            digit = None
        else:
            return None
    return total + (digit or 0)


def ordinal_number(text: str) -> int | None:
    """The number of a round, term or meeting: 4, 1,000, 四, ii, fourth, 4th."""
    text = text.strip().replace(",", "")
    if text in ENGLISH_ORDINALS:
        return ENGLISH_ORDINALS[text]
    if text in ROMAN_NUMERALS:
        return ROMAN_NUMERALS[text]
    if text[:-2].isdecimal() and text[-2:] in ("st", "nd", "rd", "th"):
        return int(text[:-2])
    return small_number(text) if text else None


def plain_decimal(text: str) -> Quantity | None:
    """Digits with commas between thousands and a decimal point (`.` or ・)."""
    if "," in text and not _GROUPED.fullmatch(text):
        return None
    digits = text.replace(",", "").replace("・", ".").strip(".")
    if not digits.replace(".", "", 1).isdecimal():
        return None
    fraction = len(digits.partition(".")[2])
    return Quantity(Decimal(digits), Decimal(1).scaleb(-fraction))


def mixed_number(text: str) -> Quantity | None:
    """A number of parts with their units: 1兆2390億, 18兆3千億, 84億50百万, 一兆二千三百九十億; blanks are skipped.

    None where the parts are in no sensible order.
    """
    text = "".join(text.split())
    total = Decimal(0)
    section = Decimal(0)
    step = Decimal(1)
    section_steps: list[Decimal] = []
    position = 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or match.end() == position:
            return None
        digits, small, large = match.groups()
        number = _digits(digits) if digits else Quantity(Decimal(1), Decimal(1))
        if number is None or (not digits and not small and not section_steps):
            return None
        position = match.end()
        if digits or small:
            worth = Decimal(SMALL_UNITS.get(small, 1))
            section += number.value * worth
            section_steps.append(number.step * worth)
        if large or position == len(text):
            scale = Decimal(LARGE_UNITS.get(large, 1))
            total += section * scale
            step = section_steps[-1] * scale if section_steps else scale
            section, section_steps = Decimal(0), []
    return Quantity(total, step)


def _digits(text: str) -> Quantity | None:
    if text[0] in KANJI_DIGITS:
        text = "".join("." if char == "・" else str(KANJI_DIGITS[char]) for char in text)
    return plain_decimal(text.rstrip(","))


def digits_of(value: Decimal) -> str:
    """A decimal as plain digits, without exponent and without superfluous zeros behind the point."""
    if value == value.to_integral_value():
        return str(int(value))
    return format(value.normalize(), "f")
