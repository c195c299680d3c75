"""Amounts of money in Japanese and English, as exact whole units with the interval that the written digits allow."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec

from tracker.read.numbers import Quantity, mixed_number, plain_decimal
from tracker.read.spans import Spans, spans_of
from tracker.read.starting import Starting

_RUN = r"[0-9〇零一二三四五六七八九十百千万億兆京,.・ \t\n]"
_CURRENCIES = {"円": "JPY", "米ドル": "USD", "ドル": "USD", "ユーロ": "EUR", "ポンド": "GBP", "人民元": "CNY", "ウォン": "KRW"}
_JAPANESE = Starting(
    rf"▲△+−{_RUN[1:-1]}-",
    rf"(?<!{_RUN})(?P<sign>[▲△+−-])?(?P<run>{_RUN}{{1,40}}?)(?P<cur>円|米ドル|ドル|ユーロ|ポンド|人民元|"
    r"ウォン)(?!安|高|建|相場|札|グラフ|周|形|滑|卓|盤|筒|借款)",
)
_LEADING = re.compile(r"[0-9〇一二三四五六七八九十百千万億兆][0-9〇零一二三四五六七八九十百千万億兆京,.・ \t\n]*$")

_SIGNS = {"¥": "JPY", "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "a$": "AUD", "s$": "SGD", "hk$": "HKD"}
_WORDS = {
    "yen": "JPY",
    "dollar": "USD",
    "dollars": "USD",
    "us dollar": "USD",
    "us dollars": "USD",
    "u.s. dollar": "USD",
    "u.s. dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pounds": "GBP",
    "won": "KRW",
    "yuan": "CNY",
}
_SCALES = {"thousand": 10**3, "million": 10**6, "mn": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9, "b": 10**9}
_SCALES |= {"trillion": 10**12, "tn": 10**12, "trn": 10**12, "千": 10**3, "万": 10**4, "億": 10**8, "兆": 10**12, "百万": 10**6}
_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,6})?|[0-9]{1,15}(?:\.[0-9]{1,6})?"
_SCALE = r"thousand|million|billion|trillion|mn|bn|tn|trn"
_ENGLISH = Starting(
    "uash¥$€£0-9",
    rf"(?<![a-z0-9$¥€£])(?P<sign>us\$|a\$|s\$|hk\$|[¥$€£]) ?(?P<n1>{_NUMBER})(?:[ -]?(?P<s1>{_SCALE}|兆|"
    rf"億|百万|万|m|b)(?![a-z]))?(?P<mixed>(?<=[兆億])[0-9,]{{1,9}}[億万])?"
    rf"|(?<![a-z0-9.,$¥€£])(?P<n2>{_NUMBER})(?:[ -]{{0,2}}\n?(?P<s2>{_SCALE}))?[ -]{{0,2}}\n?(?P<w>yen|"
    r"(?:us |u\.s\. )?dollars?|euros?|pounds|won|yuan)(?![a-z])",
)
_APPROXIMATE_BEFORE = re.compile(
    r"(?:約|およそ|おおよそ|ほぼ|概ね|about|around|roughly|approximately|some|nearly|almost|an estimated)[ ]?(?:[¥$])?$"
)
_VAGUE_BEFORE = re.compile(r"[数何]$|tens of $|hundreds of $")
_RANGE_BEFORE = re.compile(r"(?<![0-9.,])([0-9][0-9,]{0,11}(?:\.[0-9]{1,4})?|[0-9,]{1,12}[兆億万千]{0,2}円?)[ ]?(?:[-‐-―−~]|から|to)[ ]?$")
_RANGE_BETWEEN = re.compile(r"[ ]?(?:to|~|[-‐-―−]|から)[ ]?$")
_AFTER = re.compile(
    r"[ ]?(?P<word>以上|超(?!過)|余り|あまり|余(?=り|の|、)|強(?!化)|以下|未満|以内|台(?!湾)|程度|規模|前後|弱|ほど|くらい|or more|or less)"
)
_AT_LEAST = re.compile(r"(?:more than|over|at least|exceeding|in excess of|upwards of|above) $")
_AT_MOST = re.compile(r"(?:less than|up to|at most|under|below|no more than) $")
_UNIT_HEADING = re.compile(
    r"[\(\[](?:単位)?[:は]?[ ]?(?P<u>百万円|十億円|千円|万円|億円|兆円|円)[\)\]]|[\(\[]?単位[:は][ ]?(?P<v>百万円|"
    r"十億円|千円|万円|億円|兆円|円)[\)\]]?"
)
_UNITS = {"円": 1, "千円": 10**3, "万円": 10**4, "百万円": 10**6, "億円": 10**8, "十億円": 10**9, "兆円": 10**12}
_CELL = re.compile(
    r"(?<![\w.+▲△-])(?<![0-9],)(?P<sign>[+▲△−-])?[ ]?(?P<n>[0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,3})?|"
    r"[0-9]{1,18}(?:\.[0-9]{1,3})?)(?=[\s()\],、|]|$)(?!,[0-9]{3}(?![0-9]))"
)


class Amount(msgspec.Struct, frozen=True):
    """A sum as written. `amount` is None where only bounds are; `least` and `most` bound what the writing allows."""

    start: int
    end: int
    currency: str
    amount: Decimal | None
    least: Decimal | None
    most: Decimal | None
    approx: bool = False


def find_money(text: str) -> list[Amount]:
    """All sums of a normalised text, in order, without overlap."""
    found: list[Amount] = []
    if any(word in text for word in ("円", "ドル", "ユーロ", "ポンド", "人民元", "ウォン")):
        found.extend(amount for match in _JAPANESE.finditer(text) if (amount := _japanese(text, match)))
    if any(word in text for word in ("¥", "$", "€", "£", "yen", "dollar", "euro", "pounds", "won", "yuan")):
        found.extend(amount for match in _ENGLISH.finditer(text) if (amount := _english(text, match)))
    if "円)" in text or "単位" in text or "円]" in text:
        found.extend(_table(text, Spans(spans_of(found))))
    found.sort(key=lambda amount: (amount.start, -amount.end))
    found = [amount for index, amount in enumerate(found) if index == 0 or amount.start >= found[index - 1].end]
    return _join_ranges(text, found)


def _join_ranges(text: str, found: list[Amount]) -> list[Amount]:
    """¥1 trillion to ¥2 trillion, between X and Y: one sum with two ends."""
    joined: list[Amount] = []
    for amount in found:
        before = joined[-1] if joined else None
        if before is not None and before.currency == amount.currency and before.amount and amount.amount and before.amount < amount.amount:
            between = text[before.end : amount.start]
            if _RANGE_BETWEEN.match(between) or (between == " and " and text[max(0, before.start - 8) : before.start] == "between "):
                joined[-1] = Amount(before.start, amount.end, amount.currency, None, before.amount, amount.amount, before.approx)
                continue
        joined.append(amount)
    return joined


def _japanese(text: str, match: re.Match[str]) -> Amount | None:
    run = _LEADING.search(match.group("run"))
    if run is None:
        return None
    start = match.start("run") + run.start()
    written = run.group().rstrip(",.・ \t\n")
    if "\n" in written and re.search(r"[0-9]\s*\n\s*[0-9]", written):
        start += written.rindex("\n") + 1
        written = written[written.rindex("\n") + 1 :]
    if re.search(r"[0-9][ \t]+[0-9]", written):
        offset = re.split(r"[ \t]+(?=[0-9][^ \t]*$)", written)[0]
        start += len(written) - len(written[len(offset) :].lstrip()) if offset != written else 0
        written = written[len(offset) :].lstrip() if offset != written else written
    if written.strip("十百千万億兆京") == "" and text[start - 1 : start] in ("(", "[", ":", "は", " ", ""):
        return None
    number = mixed_number(written)
    if number is None or (written[0] in "十百千万億兆" and _VAGUE_BEFORE.search(text[max(0, start - 1) : start])):
        return None
    if _VAGUE_BEFORE.search(text[max(0, start - 1) : start]):
        return None
    if match.group("sign") in ("▲", "△") and start == match.start("run"):
        number = Quantity(-number.value, number.step)
        start -= 1
    return _bounded(text, start, match.end(), _CURRENCIES[match.group("cur")], number, _scale_word(written))


def _scale_word(written: str) -> str:
    match = re.search(r"[十百千]?[万億兆京]?$", "".join(written.split()))
    return match.group() if match else ""


def _english(text: str, match: re.Match[str]) -> Amount | None:
    written = match.group("n1") or match.group("n2")
    number = plain_decimal(written)
    if number is None:
        return None
    if match.group("mixed"):
        mixed = mixed_number(written + (match.group("s1") or "") + match.group("mixed"))
        number, scale = mixed or number, 1
    else:
        scale = _SCALES.get(match.group("s1") or match.group("s2") or "", 1)
    currency = _SIGNS[match.group("sign")] if match.group("sign") else _WORDS[match.group("w")]
    scaled = Quantity(number.value * scale, number.step * scale)
    return _bounded(text, match.start(), match.end(), currency, scaled, scale)


def _bounded(text: str, start: int, end: int, currency: str, number: Quantity, scale: str | int) -> Amount | None:
    before = text[max(0, start - 24) : start]
    if before.endswith((" of ",)) and re.search(r"(?:tens|hundreds|thousands|billions|trillions) of $", before):
        return None
    after = _AFTER.match(text, end)
    word = after.group("word") if after else ""
    approx = _APPROXIMATE_BEFORE.search(before) is not None or word in ("程度", "前後", "ほど", "くらい", "規模")
    lower = _RANGE_BEFORE.search(before)
    if lower and (first := _lower_end(lower.group(1), scale)) is not None and first < number.value:
        return Amount(start - (len(before) - lower.start()), end, currency, None, first, number.value, approx)
    value = number.value
    half = number.step / 2 if number.step > 1 else Decimal(0)
    least: Decimal | None = value - half
    most: Decimal | None = value + half
    if word in ("以上", "超", "余り", "あまり", "余", "強", "or more") or _AT_LEAST.search(before):
        least, most = value, None
    elif word in ("以下", "未満", "以内", "弱", "or less") or _AT_MOST.search(before):
        least, most = None, value
    elif word == "台":
        least, most = value, value + number.step - 1
    return Amount(start, end, currency, value, least, most, approx)


def _lower_end(written: str, scale: str | int) -> Decimal | None:
    """The lower end of 5～6兆円 or 5-6 trillion yen, which shares the unit of the upper one unless it has its own."""
    bare = written.rstrip("円")
    if isinstance(scale, int):
        plain = plain_decimal(bare)
        return plain.value * scale if plain else None
    has_own_scale = not scale or bare[-1:] in tuple("兆億万千")
    number = mixed_number(bare if has_own_scale else bare + scale)
    return number.value if number else None


def _table(text: str, taken: Spans) -> list[Amount]:
    """Numbers below a heading that states their unit. A number without such a heading is no money."""
    headings = list(_UNIT_HEADING.finditer(text))
    found: list[Amount] = []
    for index, heading in enumerate(headings):
        stop = headings[index + 1].start() if index + 1 < len(headings) else len(text)
        line = text.find("\n", heading.end(), stop)
        if line < 0:
            continue
        unit = _UNITS[heading.group("u") or heading.group("v")]
        for cell in _CELL.finditer(text, line, stop):
            if taken.touch(cell.start(), cell.end()):
                continue
            number = plain_decimal(cell.group("n"))
            if number is None:
                continue
            sign = -1 if cell.group("sign") in ("▲", "△", "-", "−") else 1
            value, half = number.value * unit * sign, number.step * unit / 2
            found.append(Amount(cell.start(), cell.end(), "JPY", value, value - half, value + half))
    return found
