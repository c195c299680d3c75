"""Values as people write them: 1兆2,390億円 and ¥1.239 trillion, 34.6%, 第1.2版 and version 1.2."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from tracker.digest.plain import one_line
from tracker.digest.when_text import when_words
from tracker.model.pack import Pack
from tracker.model.reading import AMENDING_LAW, CASE, SCOPE, SUBMIT, Fact
from tracker.model.when import Precision, When

_CURRENCIES = {"JPY": ("円", "¥"), "USD": ("ドル", "US$"), "EUR": ("ユーロ", "€"), "GBP": ("ポンド", "£")}
_LARGE_JA = ((10**12, "兆"), (10**8, "億"), (10**4, "万"))
_LARGE_EN = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_MAIN = ("version", "ordinal", "amount", "percent", "count", "date", "name", "text", SCOPE, AMENDING_LAW)
_NO_TITLE = (CASE, SUBMIT)
"""What nobody looks for in a title."""
_MONEY_KIND = "money-kind"
_LONGEST_TEXT = 80
_LONGEST_ADDRESS = 500
_COUNTED = {
    "社": ("company", "companies"),
    "人": ("person", "people"),
    "名": ("person", "people"),
    "件": ("case", "cases"),
    "者": ("party", "parties"),
    "回": ("time", "times"),
    "機関": ("institution", "institutions"),
    "団体": ("body", "bodies"),
    "自治体": ("municipality", "municipalities"),
    "府省": ("ministry", "ministries"),
    "か国": ("country", "countries"),
    "日": ("day", "days"),
    "か月": ("month", "months"),
    "年": ("year", "years"),
}


def main_fact(facts: tuple[Fact, ...], was: tuple[Fact, ...] = ()) -> Fact | None:
    """The fact that a title carries: the first that differs from what was, else the most telling kind; None where there is none."""
    known = {(fact.name, fact.unit, fact.pot): fact.value for fact in was}
    differing = [fact for fact in facts if known.get((fact.name, fact.unit, fact.pot), fact.value) != fact.value]
    candidates = [fact for fact in differing or facts if fact.name not in _NO_TITLE]
    return min(candidates, key=lambda fact: _MAIN.index(fact.name) if fact.name in _MAIN else len(_MAIN), default=None)


def counterpart(fact: Fact, facts: tuple[Fact, ...]) -> Fact | None:
    """The fact of `facts` that speaks of the same thing."""
    return next((other for other in facts if (other.name, other.unit, other.pot) == (fact.name, fact.unit, fact.pot)), None)


def fact_words(fact: Fact, lang: str) -> str:
    """A fact in words of `lang` ("ja" or "en"), exact: nothing is rounded that was not written so."""
    if fact.value is None:
        return _bounds(fact, lang)
    words = _value(fact, fact.value, lang)
    if not fact.approx:
        return words
    return f"約{words}" if lang == "ja" else f"about {words}"


def sum_words(fact: Fact, pack: Pack, lang: str) -> str:
    """A fact in words, a sum with the kind of money that its pot holds, since one event may have several: ¥1.2188 trillion (net)."""
    if fact.name == _MONEY_KIND and fact.value in pack.money_kinds:
        return pack.money_kinds[fact.value].label.of(lang)
    words = fact_words(fact, lang)
    pot = pack.pots.get(fact.pot) if fact.pot else None
    kind = pack.money_kinds.get(pot.basis) if pot is not None and pot.basis else None
    if kind is None:
        return words
    return f"{words}（{kind.label.ja}）" if lang == "ja" else f"{words} ({kind.label.en})"


def _bounds(fact: Fact, lang: str) -> str:
    least = None if fact.least is None else _value(fact, fact.least, lang)
    most = None if fact.most is None else _value(fact, fact.most, lang)
    if least and most:
        return f"{least}〜{most}" if lang == "ja" else f"{least} – {most}"
    if least:
        return f"{least}以上" if lang == "ja" else f"at least {least}"
    if most:
        return f"{most}以下" if lang == "ja" else f"at most {most}"
    written = one_line(fact.written or "", _LONGEST_TEXT)
    if fact.name != "amount":
        return written
    return f"金額なし（{written}）" if lang == "ja" else f"no amount stated ({written})"


def _value(fact: Fact, value: str, lang: str) -> str:
    if fact.name in _NO_TITLE:
        return one_line(value, _LONGEST_ADDRESS)
    number = _number(value)
    if fact.name in ("version", "ordinal"):
        return _numbered(fact, one_line(value, _LONGEST_TEXT), lang)
    if fact.name == "date":
        return _day(value, lang)
    if fact.name in (SCOPE, AMENDING_LAW):
        return one_line(legal_reference(value) if lang == "en" else value, _LONGEST_TEXT)
    if number is None:
        return one_line(value, _LONGEST_TEXT)
    if fact.name == "percent" or fact.unit in ("%", "percent"):
        return f"{value}%"
    if fact.unit in _CURRENCIES or fact.name == "amount":
        return _money(number, fact.unit or "", lang)
    return _count(number, fact.unit, lang)


def legal_reference(words: str) -> str:
    """Articles, chapters and numbers of laws in English, 第3条 as Article 3 and 令和7年法律第66号 as Act No. 66 of 2025."""
    law = _LAW.fullmatch(words)
    if law is not None:
        return f"{_KINDS_EN[law['kind']]} No. {law['number']} of {_ERAS[law['era']] + int(law['year'])}"
    part = _PROVISION.fullmatch(words)
    if part is None:
        return words
    unit = f"{'Supplementary ' if part['rider'] else ''}{_UNITS_EN[part['unit']]}"
    return f"{unit} {part['first']}" if part["last"] is None else f"{unit}s {part['first']} to {part['last']}"


_LAW = re.compile(r"(?P<era>令和|平成|昭和)(?P<year>[0-9]+)年(?P<kind>法律|政令)第(?P<number>[0-9]+)号")
_PROVISION = re.compile(r"(?P<rider>附則)?第(?P<first>[0-9]+)(?P<unit>条|章|節)(?:から(?:附則)?第(?P<last>[0-9]+)(?:条|章|節)まで)?")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_KINDS_EN = {"法律": "Act", "政令": "Cabinet Order"}
_UNITS_EN = {"条": "Article", "章": "Chapter", "節": "Section"}


def _numbered(fact: Fact, value: str, lang: str) -> str:
    if fact.name == "version":
        return f"第{value}版" if lang == "ja" else f"version {value}"
    return f"第{value}{fact.unit or ''}" if lang == "ja" else f"no. {value}"


def _day(value: str, lang: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return one_line(value, _LONGEST_TEXT)
    return when_words(When(day, day, Precision.DAY), lang)


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < 30 else None


def _money(number: Decimal, currency: str, lang: str) -> str:
    japanese, symbol = _CURRENCIES.get(currency, (currency, f"{currency} " if currency else ""))
    if lang == "ja":
        return f"{_large_ja(number)}{japanese}"
    for size, word in _LARGE_EN:
        if abs(number) >= size:
            return f"{symbol}{_grouped(number / size)} {word}"
    return f"{symbol}{_grouped(number)}"


def _large_ja(number: Decimal) -> str:
    if number != number.to_integral_value() or number < 0:
        return _grouped(number)
    rest, parts = int(number), []
    for size, word in _LARGE_JA:
        whole, rest = divmod(rest, size)
        if whole:
            parts.append(f"{whole:,}{word}")
    if rest or not parts:
        parts.append(f"{rest:,}")
    return "".join(parts)


def _count(number: Decimal, unit: str | None, lang: str) -> str:
    if lang == "ja":
        return f"{_grouped(number)}{unit or ''}"
    if unit is None:
        return _grouped(number)
    one, many = _COUNTED.get(unit, (unit, unit))
    return f"{_grouped(number)} {one if number == 1 else many}"


def _grouped(number: Decimal) -> str:
    """With thousands separators, without an exponent or idle zeros."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
