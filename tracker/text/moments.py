"""Moments as feeds and mail date their entries, read from the string that was written.

feedparser's own are not used: it makes `2026年6月29日` the first of the present month and takes `JST` for UTC.
A date without a time is midnight, one without a zone is in the zone that the caller names. What is not understood whole is not read at all.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta, timezone, tzinfo

JST = timezone(timedelta(hours=9), "JST")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_LONGEST = 100

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "r": 2018, "h": 1988, "s": 1925}
"""The year before the first of each era."""

_HOURS = {
    0: "z utc ut gmt wet",
    1: "bst cet west",
    2: "cest eet",
    3: "eest msk",
    8: "hkt sgt pht awst",
    9: "jst kst 日本時間 日本標準時",
    10: "aest",
    11: "aedt",
    12: "nzst",
    13: "nzdt",
    -3: "adt",
    -4: "edt ast",
    -5: "est cdt",
    -6: "cst mdt",
    -7: "mst pdt",
    -8: "pst akdt",
    -9: "akst",
    -10: "hst",
}
_ZONES = {name: hours for hours, names in _HOURS.items() for name in names.split()}
"""Hours ahead of UTC. RFC 822's for America; those with two homes (IST) are left out."""

_TIME = (
    r"(?:\s*(?P<half>午前|午後|am|pm|a\.m\.|p\.m\.)?\s*(?P<hour>\d{1,2})(?::|時)(?P<minute>\d{2}|\d(?=分))?(?:分|:(?P<second>\d{2})(?:[.,]\d{1,9})?秒?)?"
    r"(?:\s*(?P<half_after>am|pm|a\.m\.|p\.m\.))?)"
)
_ZONE = r"(?:\s*(?P<zone>z|(?:gmt|utc)?[+-]\d{1,2}(?::?\d{2})?|[a-z]{2,5}|日本(?:標準)?時間?)(?:\s*\([^()]{1,30}\))?)?"
_TIME_ZONE = rf"(?:{_TIME}{_ZONE})?"
_YEAR = r"(?:(?P<year>\d{4})|(?P<era>令和|平成|昭和|[rhs])\s*(?P<era_year>\d{1,2}|元))"
_WEEKDAY = r"(?:\(?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\)?|[(]?[月火水木金土日](?:曜日?)?[)]?)"
_MONTH = r"(?P<month>[a-z]{3,9}|\d{1,2}月?)"

_FORMS_WRITTEN = (
    # RFC 822 and what is made of it: Wed, 19 Aug 2026 15:00:00 +0900
    rf"(?:{_WEEKDAY}\s*,?\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH}\.?,?[\s-]+(?P<year>\d{{4}}|\d{{2}}),?{_TIME_ZONE}",
    # ISO 8601 and W3CDTF: 2026-08-19T15:00:00+09:00, and without marks
    rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:(?:\s*t)?{_TIME}{_ZONE})?",
    rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:[t\s]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?{_ZONE})?",
    # as Japanese offices write: 2026年6月29日(月) 15時30分, 令和8年6月29日, 2026/6/29 15:30, 2026.6.29, R8.6.29
    rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月\s*(?P<day>\d{{1,2}})\s*日\s*(?:{_WEEKDAY})?{_TIME_ZONE}",
    rf"{_YEAR}(?P<mark>[./])\s*(?P<month>\d{{1,2}})(?P=mark)\s*(?P<day>\d{{1,2}})\s*(?:{_WEEKDAY})?{_TIME_ZONE}",
    # August 19, 2026 3:00 pm
    rf"(?:{_WEEKDAY}\s*,?\s*)?(?P<month>[a-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}),?{_TIME_ZONE}",
    # as C and Java print: Wed Aug 19 15:00:00 JST 2026
    rf"{_WEEKDAY}\s+(?P<month>[a-z]{{3,9}})\s+(?P<day>\d{{1,2}})\s+{_TIME}{_ZONE}\s+(?P<year>\d{{4}})",
)
_FORMS = tuple(re.compile(form, re.ASCII | re.IGNORECASE) for form in _FORMS_WRITTEN)


def read_moment(written: str, zone: tzinfo) -> datetime | None:
    """The moment that was written, with the offset that was written, else that of `zone`; None where it is not one of the known forms.

    The weekday is not looked at. A second of 60 counts as 59, 24:00 as the next midnight, a year of two digits as 1950 to 2049.
    """
    text = " ".join(unicodedata.normalize("NFKC", written[:_LONGEST]).replace("−", "-").split())
    if not text or len(written) > _LONGEST:
        return None
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _moment(match.groupdict(), zone)
    return None


def _moment(parts: dict[str, str | None], zone: tzinfo) -> datetime | None:
    year, month = _year(parts), _month(parts["month"] or "")
    clock = _clock(parts)
    offset = _offset(parts.get("zone"), zone)
    if year is None or month is None or clock is None or offset is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return datetime(year, month, int(parts["day"] or 0), tzinfo=offset) + clock
    except ValueError:
        return None


def _year(parts: dict[str, str | None]) -> int | None:
    era, written = parts.get("era"), parts.get("year")
    if era:
        count = parts["era_year"] or ""
        return _ERAS[era.lower()] + (1 if count == "元" else int(count))
    if written is None:
        return None
    year = int(written)
    return year if len(written) == 4 else year + (2000 if year < 50 else 1900)


def _month(written: str) -> int | None:
    digits = written.removesuffix("月")
    return int(digits) if digits.isdecimal() else _MONTHS.get(written.lower())


def _clock(parts: dict[str, str | None]) -> timedelta | None:
    """The time of day as what is added to midnight; None where there is no such time."""
    if parts.get("hour") is None:
        return timedelta(0)
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or parts.get("half_after") or "").replace(".", "").lower()
    if half:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half in ("pm", "午後") else 0)
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _offset(written: str | None, zone: tzinfo) -> tzinfo | None:
    """The zone that was written; the feed's own where none was; None for one that nobody knows."""
    if not written:
        return zone
    name = written.lower().removesuffix("間") if written.startswith("日本標準時") else written.lower()
    if name in _ZONES:
        return timezone(timedelta(hours=_ZONES[name]))
    signed = re.fullmatch(r"(?:gmt|utc)?([+-])(\d{1,2}):?(\d{2})?", name)
    if signed is None:
        return None
    hours, minutes = int(signed.group(2)), int(signed.group(3) or 0)
    if hours > 14 or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if signed.group(1) == "-" else ahead)
