"""The day that stands beside an item of a list. Read only where it stands alone: a date inside a sentence is what the sentence says.

A list gives days, no times; they are days in Japan.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from tracker.text.remembered import remembered

JST = timezone(timedelta(hours=9), "JST")
_FIRST_YEAR, _LAST_YEAR = 1945, 2199
_LONGEST = 80
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "r": 2018, "h": 1988, "s": 1925}
"""The year before the first of each era. An era is counted on past its end: offices write 平成38年 for 2026."""
_MONTH_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = _MONTH_NAMES.split("|")

_YEAR = r"(?:(?P<year>\d{4})|(?P<era>令和|平成|昭和|[rhs](?=\s*\d))\s*(?P<count>\d{1,2}|元))"
_NAME = rf"(?P<name>{_MONTH_NAMES})[a-z]{{0,6}}\.?"
_DATES = (
    rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日",
    rf"{_YEAR}\s*(?P<mark>[./-])\s*(?P<month>\d{{1,2}})\s*(?P=mark)\s*(?P<day>\d{{1,2}})(?!\d)",
    rf"{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_NAME},?\s+(?P<year>\d{{4}})(?!\d)",
    r"(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
)
_WEEKDAY = r"(?:\s*\(?(?:[月火水木金土日](?:曜日?)?(?:・祝)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)\)?)?"
_CLOCK = r"(?:\s*(?:午前|午後)?\d{1,2}(?::|時)\d{2}分?)?"
_LABEL = (
    r"(?:掲載|公表|公開|発表|報道発表|発出|登録|更新|最終更新|作成|配信)(?:年月日|日時|日)?|日付"
    r"|date|published|posted|released|updated|last updated|on"
)
_AFTER = r"(?:付け?|(?:に)?(?:掲載|公表|公開|発表|報道発表|発出|登録|更新)(?:分)?)?"
_ALONE = tuple(
    re.compile(rf"(?:(?P<label>{_LABEL})\s*[:・]?\s*)?{date}{_WEEKDAY}{_CLOCK}\s*(?P<after>{_AFTER})", re.IGNORECASE | re.ASCII)
    for date in _DATES
)
_LEADING = tuple(re.compile(rf"{date}{_WEEKDAY}(?=[\s:|]+\S)", re.IGNORECASE | re.ASCII) for date in _DATES[:-1])
_SAID = r"(?!更新|掲載|現在|作成|登録|付|の|から|まで|[~-])[^\W\d].{0,15}"
_STATED = tuple(re.compile(rf"{date}(?>{_WEEKDAY}{_CLOCK}\s*){_SAID}", re.IGNORECASE) for date in _DATES[:-1])
_IN_BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]{4,40})[)\]】〕]\s*$")
_EDGES = " \t\r\n　()[]{}<>〔〕【】〈〉「」・*●■◆○◇▶>:|,/-–—"
_TAGS = re.compile(r"</?[a-zA-Z][^<>]*>?|^\s*/?[a-zA-Z]{1,10}\b[^<>]*>|</[a-zA-Z]*\s*$")
TERMS = re.compile(r"施行|締め?切|期限|期日|開催|実施|期間|日程|deadline|due|effective", re.IGNORECASE)
"""What names a day on which something falls due or is to be, and none of publication."""
_DIGIT = re.compile(r"\d")
_HAS_DATE = re.compile(r"\d{1,2}\s*日|\d[./-]\s*\d|[A-Za-z]{3}|元年")
_YEAR_NAMED = re.compile(r"(?:(?P<year>(?:19|20|21)\d\d)|(?P<era>令和|平成|昭和)\s*(?P<count>\d{1,2}|元))\s*(?P<unit>年度?)")


class Stamp(NamedTuple):
    """A day beside an item, and whether it says when the item was changed rather than when it came."""

    day: datetime
    updated: bool = False


class YearNamed(NamedTuple):
    """The year that a heading gives to the days below it. `fiscal`: it runs from April to March."""

    year: int
    fiscal: bool


def _may_have_date(text: str) -> bool:
    """Whether a text in its normal form may have a date in it: none is without a digit, whatever letters there are."""
    return _DIGIT.search(text) is not None and _HAS_DATE.search(text) is not None


def lone_day(text: str, year: YearNamed | None = None) -> Stamp | None:
    """The day, where the text is nothing but a date in its label and brackets: 【掲載日：2026年8月7日（金）】.

    `year` is what a month and a day without one are held to be of; without it they are not read.
    """
    if not text or len(text) > _LONGEST or not _may_have_date(text := unicodedata.normalize("NFKC", text)):
        return None
    text = text.strip(_EDGES)
    for form in _ALONE:
        match = form.fullmatch(text)
        if match:
            day = _day(match.groupdict(), year)
            said = f"{match['label'] or ''}{match['after'] or ''}".lower()
            return Stamp(day, "更新" in said or "updated" in said) if day else None
    return None


def leading_day(text: str) -> tuple[Stamp, str] | None:
    """The day with which a text begins, set off by a blank or colon, and what follows it."""
    text = unicodedata.normalize("NFKC", text[: 2 * _LONGEST]).strip(_EDGES)
    if not _DIGIT.search(text):
        return None
    for form in _LEADING:
        match = form.match(text)
        day = _day(match.groupdict(), None) if match else None
        if match and day:
            return Stamp(day), text[match.end() :].strip(_EDGES)
    return None


@remembered
def heading_day(heading: str) -> Stamp | None:
    """The day of what stands below a heading, where it begins with one or ends with one in brackets: 概算要求（令和８年９月４日）.

    A day on which something falls due, takes effect or is held is not when the things below it came.
    """
    if TERMS.search(heading) or not _may_have_date(text := unicodedata.normalize("NFKC", heading)):
        return None
    bracketed = _IN_BRACKETS.search(text)
    for said in (bracketed[1] if bracketed else "", text):
        if stamp := lone_day(said):
            return None if stamp.updated else stamp
        if says_of_its_heading(said) and (found := leading_day(said)):
            return found[0]
    return None


def says_of_its_heading(text: str) -> bool:
    """Whether a line is a day and a word or two, and so says something of what its heading names: 令和８年７月14日 閣議決定."""
    return len(text) <= _LONGEST and _says_of_its_heading(text)


@remembered
def _says_of_its_heading(text: str) -> bool:
    text = unicodedata.normalize("NFKC", text)
    if not _may_have_date(text):
        return False
    text = text.strip(_EDGES)
    return any(form.fullmatch(text) for form in _STATED)


def commented_day(comment: str) -> Stamp | None:
    """The day in a comment that hides nothing but a date and its tags: ` dt>平成38年8月7日</dt `."""
    return lone_day(_TAGS.sub(" ", comment).strip()) if len(comment) <= 2 * _LONGEST else None


def attribute_day(written: str) -> Stamp | None:
    """The day of a `datetime` attribute; a time after it is left aside."""
    return lone_day(written.strip()[:10])


@remembered
def year_named(heading: str) -> YearNamed | None:
    """The one year that a heading names: 令和8年のお知らせ, 2026年度. None where it names none, or two."""
    text = unicodedata.normalize("NFKC", heading)
    if "年" not in text:
        return None
    found = {(_year(match.groupdict()), match["unit"] == "年度") for match in _YEAR_NAMED.finditer(text)}
    if len(found) != 1:
        return None
    year, fiscal = found.pop()
    return YearNamed(year, fiscal) if year else None


def _day(parts: dict[str, str | None], named: YearNamed | None) -> datetime | None:
    month = int(parts.get("month") or 0) or _MONTHS.index((parts["name"] or "").lower()) + 1
    year = _year(parts)
    if year is None and named and "year" not in parts:
        year = named.year + (1 if named.fiscal and month < 4 else 0)
    if year is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return datetime(year, month, int(parts["day"] or 0), tzinfo=JST)
    except ValueError:
        return None


def _year(parts: dict[str, str | None]) -> int | None:
    if era := parts.get("era"):
        count = parts["count"] or ""
        return _ERAS[era.lower()] + (1 if count == "元" else int(count))
    return int(parts["year"] or 0) if parts.get("year") else None
