"""Dates in English: named months, quarters, halves, fiscal years, seasons, ISO and numeric forms, ranges of days."""

from __future__ import annotations

import re

from tracker.read.starting import Starting
from tracker.read.written import Anchor, Season, Shift, Third, Written

_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_LONG = "|".join(_NAMES)
MONTH = rf"(?:{_LONG}|jan\.?|feb\.?|mar\.?|apr\.?|jun\.?|jul\.?|aug\.?|sept\.?|sep\.?|oct\.?|nov\.?|dec\.?)"
YEAR = r"(?:1[89]|20)[0-9]{2}"
DASH = r"[-‐-―−~]"
_GAP = r"[ \t]{0,3}\n?[ \t]{0,3}"

_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": 4, "latter": 2}
_SEASONS = {"spring": Season.SPRING, "summer": Season.SUMMER, "autumn": Season.AUTUMN, "fall": Season.AUTUMN, "winter": Season.WINTER}
_THIRDS = {"early": Third.EARLY, "mid": Third.MIDDLE, "middle of": Third.MIDDLE, "late": Third.LATE}
_WORDS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_RELATIVE = {"this": 0, "next": 1, "last": -1}

_FISCAL = r"(?:j?fy|fiscal(?: year)?|financial year)"
_DAY = r"[0-3]?[0-9]"
_TH = r"(?:st|nd|rd|th)?"
_TO = rf"{_GAP}{DASH}{_GAP}"
_PART = "early|mid|middle of|late"
_OF = rf"(?: of)?,?{_GAP}"
_QUARTER = "q[1-4]|(?:first|second|third|fourth|last|[1-4](?:st|nd|rd|th)) quarter"
_HALF = "h[12]|(?:first|second|latter) half"
_SEASON = "spring|summer|autumn|fall|winter"
_WEEKDAY = rf"(?:{_GAP}\((?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\.?\))?"
_NO_DAY = rf"(?![0-9]|[.][0-9]|%|{_GAP}percent)"
_NO_YEAR = rf"(?![0-9]|[-.,/][0-9]|%|{_GAP}(?:yen|dollars|people|firms|companies|percent|units|fiscal))"
_AFTER_MONTH_WORD = "(?:(?<=in )|(?<=by )|(?<=since )|(?<=until )|(?<=from )|(?<=during )|(?<=through )|(?<=between )|(?<=last ))"
_AFTER_YEAR_WORD = rf"(?:{_AFTER_MONTH_WORD}|(?<=within )|(?<=throughout )|(?<=late )|(?<=early ))"

_FORMS = Starting(
    "a-z0-9'",
    # A number is only looked at where a word, a dash or a blank follows, or after the blank behind "in": not one of 年, 円 or 社.
    r"(?<![a-z0-9])(?=[a-z']|(?<= )[0-9]|[0-9]{1,4}[a-z \t\n/.,‐-―−~-])(?:"
    # 28 May 2025 · 20-21 May 2027
    rf"(?P<d1>{_DAY}){_TH}(?:{_TO}(?P<d1b>{_DAY}){_TH})?(?: of)?{_GAP}(?P<mo1>{MONTH})(?![a-z])"
    rf"(?:{_WEEKDAY},?{_GAP}(?P<y1>{YEAR})(?![0-9]))?"
    # May 28, 2025 · May 20-21, 2027
    rf"|(?P<mo2>{MONTH}){_GAP}(?P<d2>{_DAY}){_TH}{_NO_DAY}(?:{_TO}(?P<d2b>{_DAY}){_TH}(?![0-9a-z]))?"
    rf"(?:{_WEEKDAY},?{_GAP}(?P<y2>{YEAR})(?![0-9]))?"
    # early June 2026 · the end of June 2026 · June-August 2026 · the July-September quarter of 2026
    rf"|(?:(?P<third>{_PART})[ -]|(?P<end3>end of )(?:the )?)?(?P<mo3>{MONTH})(?:{_TO}(?P<mo3b>{MONTH}))?"
    rf"(?P<quarter> quarter| period)?{_OF}(?P<y3>{YEAR})(?![0-9])"
    # early June · the end of June · in June
    rf"|(?P<third4>{_PART})[ -](?P<mo4>{_LONG})(?![a-z])|(?P<end4>end of )(?P<mo5>{_LONG})(?![a-z])"
    rf"|{_AFTER_MONTH_WORD}(?P<mo6>{_LONG})(?![a-z])"
    # Q2 2026 · second quarter of fiscal 2026 · first half of 2026 · 2026 Q2
    rf"|(?P<q>{_QUARTER}){_OF}(?:the )?(?P<qf>{_FISCAL})?{_GAP}(?P<qy>{YEAR})(?![0-9])"
    rf"|(?P<h>{_HALF}){_OF}(?:the )?(?P<hf>{_FISCAL})?{_GAP}(?P<hy>{YEAR})(?![0-9])"
    rf"|(?P<qf2>{_FISCAL})?{_GAP}(?P<qy2>{YEAR}){_GAP}[ -](?P<q2>q[1-4]|h[12])(?![0-9a-z])"
    # FY2026 · FY 2026-27 · fiscal 2026 · FY2025-FY2027 · the 2026 fiscal year
    rf"|(?P<fend>end of )?(?:the )?{_FISCAL}{_GAP}'?(?P<fy>{YEAR}|(?<=fy)[0-9]{{2}})(?:[-/–](?P<fyc>[0-9]{{2}})(?![0-9]))?"
    rf"(?:{_GAP}(?:{DASH}|to){_GAP}(?:j?fy){_GAP}(?P<fy2>{YEAR}))?(?![0-9])"
    rf"|(?P<fy3>{YEAR}) (?:fiscal|financial) year"
    # the end of 2026 · spring of 2026 · next spring · next month · today
    rf"|(?P<end6>end of )(?P<y6>{YEAR})(?![0-9])"
    rf"|(?P<s>{_SEASON}){_OF}(?P<sy>{YEAR})(?![0-9])|(?P<srel>this|next|last) (?P<srs>{_SEASON})(?![a-z])"
    r"|(?P<rel>this|next|last) (?P<unit>month|year|fiscal year)(?![a-z'])|(?P<word>today|yesterday|tomorrow)(?![a-z'])"
    # 2026-03-31 · 31/3/2026
    rf"|(?P<iy>{YEAR})-(?P<im>[01]?[0-9])-(?P<id>{_DAY})(?![0-9-])"
    rf"|(?P<na>{_DAY})[/.](?P<nb>{_DAY})[/.](?P<ny>{YEAR})(?![0-9/])"
    # in 2023
    rf"|{_AFTER_YEAR_WORD}(?P<y7>{YEAR}){_NO_YEAR}"
    r")",
)
_ANY = re.compile(
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]|h[12]|quarter|half|fy|fiscal|[12][0-9]{3}|"
    r"spring|summer|autumn|fall|winter|this |next |last |day|tomorrow"
)
_LAW_NUMBER = re.compile(r"no\.? ?[0-9]{1,4} of $")


def find_dates(text: str) -> list[Written]:
    """All dates of a normalised text, in order, without overlap."""
    if _ANY.search(text) is None:
        return []
    found: list[Written] = []
    for match in _FORMS.finditer(text):
        if _LAW_NUMBER.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        written = _read(match)
        if written is not None:
            found.append(written)
    return found


def _month(name: str) -> int:
    return _MONTHS[name.rstrip(".")]


def _read(match: re.Match[str]) -> Written | None:
    get = match.group
    if get("mo1") or get("mo2"):
        return _day(match)
    if get("mo3") or get("mo4") or get("mo5") or get("mo6"):
        return _of_month(match)
    if get("q") or get("h") or get("q2"):
        return _part_of_year(match)
    if get("fy") or get("fy3"):
        return _fiscal(match)
    if get("iy") or get("ny"):
        return _numeric(match)
    written = Written(match.start(), match.end())
    if get("s") or get("srs"):
        written.season = _SEASONS[get("s") or get("srs")]
        written.year = int(get("sy")) if get("sy") else Shift(Anchor.PUBLICATION, _RELATIVE[get("srel")])
    elif get("word"):
        written.day = Shift(Anchor.PUBLICATION, _WORDS[get("word")])
    elif get("rel"):
        shift = Shift(Anchor.PUBLICATION, _RELATIVE[get("rel")])
        written.fiscal = get("unit") == "fiscal year"
        if get("unit") == "month":
            written.month = shift
        else:
            written.year = shift
    else:
        written.end_of = bool(get("end6"))
        written.year = int(get("y6") or get("y7"))
    return written


def _day(match: re.Match[str]) -> Written | None:
    get = match.group
    group = "1" if get("mo1") else "2"
    name, day, last, year = get(f"mo{group}"), int(get(f"d{group}")), get(f"d{group}b"), get(f"y{group}")
    if not 1 <= day <= 31:
        return None
    written = Written(match.start(), match.end(), month=_month(name), day=day, year=int(year) if year else None, late_year=not year)
    if last:
        written.far = Written(match.start(f"d{group}b"), match.end(), month=written.month, day=int(last), year=written.year)
    return written


def _of_month(match: re.Match[str]) -> Written:
    get = match.group
    year = int(get("y3")) if get("y3") else None
    written = Written(
        match.start(), match.end(), year=year, month=_month(get("mo3") or get("mo4") or get("mo5") or get("mo6")), late_year=year is None
    )
    third = get("third") or get("third4")
    written.third = _THIRDS[third] if third else None
    written.end_of = bool(get("end3") or get("end4"))
    if get("mo3b"):
        written.months, written.month = (_month(get("mo3")), _month(get("mo3b"))), None
        written.months_are_quarter = get("quarter") == " quarter"
    return written


def _part_of_year(match: re.Match[str]) -> Written:
    get = match.group
    word = get("q") or get("h") or get("q2")
    number = int(word[1]) if word[0] in "qh" and word[1].isdecimal() else _ORDINAL[word.split()[0]]
    written = Written(match.start(), match.end(), year=int(get("qy") or get("hy") or get("qy2")))
    written.fiscal = bool(get("qf") or get("hf") or get("qf2"))
    if word.startswith("q") or "quarter" in word:
        written.quarter = number
    else:
        written.half = number
    return written


def _fiscal(match: re.Match[str]) -> Written:
    get = match.group
    year = int(get("fy3") or get("fy"))
    written = Written(match.start(), match.end(), year=year if year > 99 else 2000 + year, fiscal=True, end_of=bool(get("fend")))
    if get("fy2"):
        written.far = Written(match.start("fy2"), match.end(), year=int(get("fy2")), fiscal=True)
    return written


def _numeric(match: re.Match[str]) -> Written | None:
    get = match.group
    if get("iy"):
        return Written(match.start(), match.end(), year=int(get("iy")), month=int(get("im")), day=int(get("id")))
    first, second = int(get("na")), int(get("nb"))
    orders = {(day, month) for day, month in ((first, second), (second, first)) if 1 <= month <= 12 and 1 <= day <= 31}
    if len(orders) != 1:
        return None
    day, month = orders.pop()
    return Written(match.start(), match.end(), year=int(get("ny")), month=month, day=day)
