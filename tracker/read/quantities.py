"""Percentages, counts, versions and ordinals."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from tracker.read.numbers import ENGLISH_NUMBERS, KANJI_NUMERAL, digits_of, mixed_number, ordinal_number, plain_decimal, small_number
from tracker.read.starting import Starting

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,6})?|[0-9]{1,12}(?:[.・][0-9]{1,6})?"
_KANJI_DECIMAL = r"[〇零一二三四五六七八九十]{1,3}(?:・[〇零一二三四五六七八九]{1,4})?"

_PERCENT = Starting(
    "0-9〇零一二三四五六七八九十",
    rf"(?<![0-9.,・])(?P<n>{_NUMBER}|(?<![一二三四五六七八九十百千]){_KANJI_DECIMAL})[ ]?\n?(?:%|パーセント(?!ポイント)|"
    r"percent(?!age)|per cent|pct)(?![ ]?(?:ポイント|points?|pt))"
    rf"|(?<![0-9.,・一二三四五六七八九十分役])(?P<w>[0-9]{{1,2}}|[一二三四五六七八九])割(?:(?P<b>[0-9]|"
    r"[一二三四五六七八九])分(?!の))?(?![合引増り当高安])",
)

_COUNTERS = (
    "社|件|機関|団体|人|名|者|事業者|事業|テーマ|省庁|府省庁|府省|自治体|か国|カ国|ヶ国|ヵ国|ヶ所|か所|"
    "カ所|箇所|校|店舗|施設|品目|項目|地域|市町村|都道府県|"
    "課題|作品|チーム|銀行|行|グループ|モデル|案件|プロジェクト|通|票|億パラメータ|パラメータ|トークン|基|台|条|章|種類"
)
_COUNT = Starting(
    f"0-9{KANJI_NUMERAL[1:-1]}",
    rf"(?<![0-9.,・/:第a-z-])(?P<n>(?:{_NUMBER})(?:[兆億万千](?:[0-9,]{{1,6}}[万千]?)?)?|"
    rf"{KANJI_NUMERAL}{{1,6}}(?:[万億][〇一二三四五六七八九十百千]{{0,6}})?)[ ]?(?P<u>{_COUNTERS})(?!目|間|以内|材|気|前|ごと)",
)
_SURE_KANJI_UNITS = frozenset({"社", "件", "機関", "団体", "事業", "テーマ"})
_UNCOUNTED = frozenset({"条", "章", "基", "台"})
_NUMBERED = frozenset({"パラメータ", "トークン"})

_NOUNS = (
    "firms|companies|projects|proposals|models|people|employees|officials|staff|organi[sz]ations|agencies|"
    "ministries|comments|opinions|replies|"
    "responses|respondents|applicants|applications|entries|teams|themes|parameters|tokens|users|countries|"
    "bodies|institutions|businesses|winners|"
    "finalists|members|departments|municipalities|municipal governments|universities|submissions|workers|"
    "civil servants|public servants|government employees|government staff|government bodies|government "
    "organizations|cases|banks"
)
_ENGLISH_COUNT = Starting(
    "0-9efnost",
    rf"(?<![a-z0-9.,¥$-])(?P<n>{_NUMBER}|{'|'.join(list(ENGLISH_NUMBERS)[1:])})(?:[ -](?P<s>thousand|million|billion|trillion))?"
    rf"(?:[ -](?!to |in |of |on |at |and |by |from |yen|percent|per )[a-z-]{{2,20}}){{0,2}}?[ -](?P<u>{_NOUNS})(?![a-z])",
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, None: 1}

_VERSION = Starting(
    "第0-9vバヴ",
    rf"第(?P<a>[0-9]{{1,2}}(?:\.[0-9]{{1,3}}){{0,2}}|{KANJI_NUMERAL}{{1,3}})版"
    rf"|(?<![0-9a-z.年月])(?P<b>[0-9]{{1,2}}(?:\.[0-9]{{1,3}}){{1,2}})[ ]?版"
    r"|(?<![a-z0-9])(?:version|ver|vers|v|バージョン|ヴァージョン)\.?[ ]?(?P<c>[0-9]{1,2}(?:\.[0-9]{1,3}){0,2})(?![0-9a-z]|\.[0-9])",
)

_ROMAN = r"i{1,3}|iv|vi{0,3}|ix|x"
_ORDINAL_JA = Starting(
    "第0-9一二三四五六七八九サ",
    rf"第[ ]?(?P<n>[0-9]{{1,2}},[0-9]{{3}}|[0-9]{{1,5}}|{KANJI_NUMERAL}{{1,7}}|{_ROMAN})[ ]?(?:期|回|弾|次|サイクル|ラウンド|フェーズ)|"
    rf"(?<![0-9第.])(?P<m>[0-9]{{1,2}}|[一二三四五六七八九])次(?=公募|募集|採択)|サイクル(?P<c>[0-9]{{1,2}})",
)
_ORDINAL_WORDS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|[0-9]{1,3}(?:st|nd|rd|th)"
_ORDINAL_EN = Starting(
    "0-9cefnprst",
    rf"(?<![a-z0-9])(?P<n>{_ORDINAL_WORDS})[ -](?:[a-z]+[ -])?(?:term|round|cycle|phase|meeting|session|"
    rf"edition|call|batch|cohort|(?=[^.;,]{{0,40}}(?:plan|headquarters|meeting)))"
    rf"|(?<![a-z])(?:cycle|round|phase|term) (?P<m>[0-9]{{1,2}})(?![0-9])",
)


class Found(msgspec.Struct, frozen=True):
    """A number with its place (offsets of normalised text), canonical value and unit. `name` is what it is called as a fact."""

    start: int
    end: int
    name: str
    value: str
    unit: str | None = None


def find_percents(text: str) -> list[Found]:
    """Percentages; 割 is ten of a hundred, 分 one. Percentage points are none."""
    found = []
    for match in _PERCENT.finditer(text):
        if match.group("w"):
            tens, ones = small_number(match.group("w")), small_number(match.group("b")) if match.group("b") else 0
            if tens is not None and ones is not None:
                found.append(Found(match.start(), match.end(), "percent", str(tens * 10 + ones), "%"))
            continue
        number = mixed_number(match.group("n"))
        if number is not None:
            written = digits_of(number.value) if number.step >= 1 else format(number.value, "f")
            found.append(Found(match.start(), match.end(), "percent", written, "%"))
    return found


def find_counts(text: str) -> list[Found]:
    """How many of what: 10,312社, 18万人, 24 projects."""
    found = []
    for match in _COUNT.finditer(text):
        unit = match.group("u")
        written = match.group("n")
        if unit in _UNCOUNTED or (not written[0].isdecimal() and unit not in _SURE_KANJI_UNITS):
            continue
        number = mixed_number(written)
        if number is None or number.value != number.value.to_integral_value():
            continue
        found.append(Found(match.start(), match.end(), "number" if unit in _NUMBERED else "count", digits_of(number.value), unit))
    for match in _ENGLISH_COUNT.finditer(text):
        word = match.group("n")
        quantity = plain_decimal(word) if word[0].isdecimal() else None
        value = quantity.value if quantity else Decimal(ENGLISH_NUMBERS.get(word, 0))
        value *= _SCALES[match.group("s")]
        if quantity is None and match.group("u") in ("ministries", "agencies", "bodies"):
            continue  # "the two ministries" are those named before
        if value and value == value.to_integral_value():
            unit = match.group("u")
            found.append(
                Found(match.start(), match.end(), "number" if unit in ("parameters", "tokens") else "count", digits_of(value), unit)
            )
    return found


def find_versions(text: str) -> list[Found]:
    """Versions with their digits as written: 1.10 stays 1.10."""
    found = []
    for match in _VERSION.finditer(text):
        written = match.group("a") or match.group("b") or match.group("c")
        value = written if written[0].isdecimal() else str(small_number(written) or "")
        if value:
            found.append(Found(match.start(), match.end(), "version", value))
    return found


def find_ordinals(text: str) -> list[Found]:
    """The number of a term, round or meeting: 第Ⅱ期, 第4回, second-term, the 4th meeting."""
    found = []
    for pattern in (_ORDINAL_JA, _ORDINAL_EN):
        for match in pattern.finditer(text):
            written = next(group for group in match.groupdict().values() if group)
            value = ordinal_number(written)
            if value is not None:
                found.append(Found(match.start(), match.end(), "ordinal", str(value)))
    return sorted(found, key=lambda item: item.start)
