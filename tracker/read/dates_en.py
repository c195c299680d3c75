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
_ERA = r"(?:reiwa|heisei) [0-9]{1,2}"
_ERAS = {"reiwa": 2018, "heisei": 1988}
DASH = r"[-‐-―−~]"
_GAP = r"[ \t]{0,3}\n?[ \t]{0,3}"

_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": 4, "latter": 2}
_SEASONS = {"spring": Season.SPRING, "summer": Season.SUMMER, "autumn": Season.AUTUMN, "fall": Season.AUTUMN, "winter": Season.WINTER}
_THIRDS = {"early": Third.EARLY, "mid": Third.MIDDLE, "middle of": Third.MIDDLE, "late": Third.LATE}
_WORDS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_RELATIVE = {"this": 0, "next": 1, "last": -1, "the": 0, "that": 0, "the same": 0, "the following": 1, "the previous": -1}
_FROM_BEFORE = ("that", "the same", "the following", "the previous")
"""What counts from a year that was named, where the others count from publication."""

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
_AFTER_MONTH_WORD = "(?:(?<=in )|(?<=by )|(?<=since )|(?<=until )|(?<=from )|(?<=during )|(?<=through )|(?<=between ))"
_AFTER_YEAR_WORD = rf"(?:{_AFTER_MONTH_WORD}|(?<=within )|(?<=throughout )|(?<=late )|(?<=early ))"

_FORMS = Starting(
    "a-z0-9'",
    # A number is only looked at where a word, a dash or a blank follows, or after the blank behind "in": not one of 年, 円 or 社.
    r"(?<![a-z0-9])(?=[a-z']|(?<= )[0-9]|[0-9]{1,4}[a-z \t\n/.,‐-―−~-])(?:"
    # May 28 of this year · late May last year · last May · that December
    rf"(?:(?P<third7>{_PART})[ -]|(?P<end7>end of ))?(?P<mo7>{MONTH})(?: (?P<d7>{_DAY}){_TH})?,?(?: of)?"
    r" (?P<yrel>this|next|last|that|the same|the following|the previous) year(?![a-z'])"
    rf"|(?P<mrel>last|next|(?:this|that)(?! may| march)|this(?= march)) (?P<mo8>{_LONG})(?! [0-9])(?![a-z'])"
    # 28 May 2025 · 20-21 May 2027
    rf"|(?P<d1>{_DAY}){_TH}(?:{_TO}(?P<d1b>{_DAY}){_TH})?(?: of)?{_GAP}(?P<mo1>{MONTH})(?![a-z])"
    rf"(?:{_WEEKDAY},?{_GAP}(?P<y1>{YEAR}|{_ERA})(?![0-9]))?"
    # May 28, 2025 · May 20-21, 2027
    rf"|(?P<mo2>{MONTH}){_GAP}(?P<d2>{_DAY}){_TH}{_NO_DAY}(?:{_TO}(?P<d2b>{_DAY}){_TH}(?![0-9a-z]))?"
    rf"(?:{_WEEKDAY},?{_GAP}(?P<y2>{YEAR}|{_ERA})(?![0-9]))?"
    # early June 2026 · the end of June 2026 · June-August 2026 · the July-September quarter of 2026
    rf"|(?:(?P<third>{_PART})[ -]|(?P<end3>end of |end-)(?:the )?)?(?P<mo3>{MONTH})(?:{_TO}(?P<mo3b>{MONTH}))?"
    rf"(?P<quarter> quarter| period)?{_OF}(?P<y3>{YEAR})(?![0-9])"
    # early June · the end of June · in June
    rf"|(?P<third4>{_PART})[ -](?P<mo4>{_LONG})(?![a-z])|(?P<end4>end of |end-)(?P<mo5>{_LONG})(?![a-z])"
    rf"|{_AFTER_MONTH_WORD}(?P<mo6>{_LONG})(?![a-z])"
    # put off to June, from March to May: only behind such a word, since "to march" and "may" are no months
    rf"|(?:(?<=to )|(?<=and ))(?P<mo9>{_LONG})(?![a-z])"
    # Q2 2026 · second quarter of fiscal 2026 · first half of 2026 · 2026 Q2
    rf"|(?P<q>{_QUARTER}){_OF}(?:the )?(?P<qf>{_FISCAL})?{_GAP}(?P<qy>{YEAR})(?![0-9])"
    rf"|(?P<h>{_HALF}){_OF}(?:the )?(?P<hf>{_FISCAL})?{_GAP}(?P<hy>{YEAR})(?![0-9])"
    rf"|(?P<qf2>{_FISCAL})?{_GAP}(?P<qy2>{YEAR}){_GAP}[ -](?P<q2>q[1-4]|h[12])(?![0-9a-z])"
    # FY2026 · FY 2026-27 · fiscal 2026 · FY2025-FY2027 · the 2026 fiscal year
    rf"|(?P<fend>end of )?(?:the )?{_FISCAL}{_GAP}'?(?P<fy>{YEAR}|(?<=fy)[0-9]{{2}})(?:[-/–](?P<fyc>[0-9]{{2}})(?![0-9]))?"
    rf"(?:{_GAP}(?:{DASH}|to){_GAP}(?:j?fy){_GAP}(?P<fy2>{YEAR}))?(?![0-9])"
    rf"|(?P<fy3>{YEAR}) (?:fiscal|financial) year"
    # the end of 2026 · spring of 2026 · next spring · next month · today
    rf"|(?P<end6>end of |end-)(?P<y6>{YEAR})(?![0-9])"
    rf"|(?P<s>{_SEASON}){_OF}(?P<sy>{YEAR})(?![0-9])|(?P<srel>this|next|last) (?P<srs>{_SEASON})(?![a-z])"
    r"|(?P<rel>this|next|last) (?P<unit>month|year|fiscal year)(?![a-z'])"
    r"|(?P<end8>end of )(?P<rel8>this|next|last|the)(?: current)? (?P<unit8>month|year|fiscal year)(?![a-z']| end| 20)"
    # by fiscal year-end · within the year
    rf"|(?:(?<=by )|(?<=before )|(?<=at )|(?<=until ))(?P<close>(?:fiscal )?year-end)(?: (?P<cy>{YEAR}))?(?![a-z0-9])"
    r"|(?<=within )the (?P<inside>year|fiscal year)(?=[,.;:)]|$| (?:and|but|as|the)\b)"
    # announced on the 23rd that
    r"|(?<=on the )(?P<bare>[1-3]?[0-9])(?:st|nd|rd|th)(?=[,.;:)]| (?:that|by|at|in|to|of this month)\b|$)"
    r"|(?P<word>today|yesterday|tomorrow)(?![a-z'])"
    # 2026-03-31 · 31/3/2026
    rf"|(?P<iy>{YEAR})-(?P<im>[01]?[0-9])-(?P<id>{_DAY})(?![0-9-])"
    rf"|(?P<na>{_DAY})[/.](?P<nb>{_DAY})[/.](?P<ny>{YEAR})(?![0-9/])"
    # in 2023
    rf"|{_AFTER_YEAR_WORD}(?P<y7>{YEAR}){_NO_YEAR}"
    r")",
)
_ANY = re.compile(
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]|h[12]|quarter|half|fy|fiscal|[12][0-9]{3}|"
    r"spring|summer|autumn|fall|winter|this |next |last |day|tomorrow|on the [0-9]|end of the|year-end|end-|within the"
)
_PUT_OFF = re.compile(
    r"(?:postpon|delay|put (?:off|back)|push|defer|reschedul|slip|moved|mov(?:es|ing)|extend|brought forward|change)"
    r"(?:[^.;]|\.[0-9]){0,80}$"
)
_MONTH_ALONE = ("mo3", "mo4", "mo5", "mo6", "mo9")
_LAW_NUMBER = re.compile(r"no\.? ?[0-9]{1,4} of $")


def find_dates(text: str) -> list[Written]:
    """All dates of a normalised text, in order, without overlap."""
    if _ANY.search(text) is None:
        return []
    found: list[Written] = []
    for match in _FORMS.finditer(text):
        if _LAW_NUMBER.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        if match["mo9"] and not _is_behind(text, match.start()):
            continue
        written = _read(match)
        if written is not None:
            found.append(written)
    return found


_SPAN_BEFORE = re.compile(rf"\b(?:from (?:{_PART}[ -])?{MONTH}(?: {YEAR})? to|between (?:{_PART}[ -])?{MONTH}(?: {YEAR})? and) $")


def _is_behind(text: str, start: int) -> bool:
    """Whether what stands at `start` is a month by the words before it: something is put off to it, or goes on to it."""
    return bool(_PUT_OFF.search(text, max(0, start - 90), start) or _SPAN_BEFORE.search(text, max(0, start - 40), start))


def _month(name: str) -> int:
    return _MONTHS[name.rstrip(".")]


def _read(match: re.Match[str]) -> Written | None:
    get = match.group
    if get("mo1") or get("mo2"):
        return _day(match)
    if get("mo7") or get("mo8"):
        return _of_related_year(match)
    if any(get(name) for name in _MONTH_ALONE):
        return _of_month(match)
    if get("q") or get("h") or get("q2"):
        return _part_of_year(match)
    if get("fy") or get("fy3"):
        return _fiscal(match)
    if get("iy") or get("ny"):
        return _numeric(match)
    return _in_words(match)


def _in_words(match: re.Match[str]) -> Written:
    """A season, a day, month or year told from publication, a day of the month alone, or a year alone."""
    get = match.group
    written = Written(match.start(), match.end())
    if get("s") or get("srs"):
        written.season = _SEASONS[get("s") or get("srs")]
        written.year = int(get("sy")) if get("sy") else Shift(Anchor.PUBLICATION, _RELATIVE[get("srel")])
    elif get("word"):
        written.day = Shift(Anchor.PUBLICATION, _WORDS[get("word")])
    elif get("bare"):
        written.day = int(get("bare"))
    elif get("close") or get("inside"):
        written.year = int(get("cy")) if get("cy") else Shift(Anchor.PUBLICATION, 0)
        written.fiscal = "fiscal" in (get("close") or get("inside"))
        written.end_of, written.within = bool(get("close")), bool(get("inside"))
    elif get("rel") or get("rel8"):
        return _related(match)
    else:
        written.year, written.end_of = int(get("y6") or get("y7")), bool(get("end6"))
    return written


def _related(match: re.Match[str]) -> Written:
    """A month or year told from publication alone: next month, the end of this fiscal year."""
    get = match.group
    shift, unit = Shift(Anchor.PUBLICATION, _RELATIVE[get("rel") or get("rel8")]), get("unit") or get("unit8")
    written = Written(match.start(), match.end(), fiscal=unit == "fiscal year", end_of=bool(get("end8")))
    if unit == "month":
        written.month = shift
    else:
        written.year = shift
    return written


def _year(written: str) -> int:
    """A year of either calendar: 2026, Reiwa 8."""
    era, _, number = written.rpartition(" ")
    return int(number) + _ERAS.get(era, 0)


def _of_related_year(match: re.Match[str]) -> Written:
    """A month of a year that is only told by how it stands to another: in May last year, next January, that December."""
    get = match.group
    written = Written(match.start(), match.end(), month=_month(get("mo7") or get("mo8")))
    word = get("yrel") or get("mrel")
    shift = Shift(Anchor.ANTECEDENT if word in _FROM_BEFORE else Anchor.PUBLICATION, _RELATIVE[word])
    if get("mo7") or word in ("this", "that"):
        written.year = shift
    else:
        written.towards = shift.by
    written.day = int(get("d7")) if get("d7") else None
    written.third = _THIRDS[get("third7")] if get("third7") else None
    written.end_of = bool(get("end7"))
    return written


def _day(match: re.Match[str]) -> Written | None:
    get = match.group
    group = "1" if get("mo1") else "2"
    name, day, last, year = get(f"mo{group}"), int(get(f"d{group}")), get(f"d{group}b"), get(f"y{group}")
    if not 1 <= day <= 31:
        return None
    written = Written(match.start(), match.end(), month=_month(name), day=day, year=_year(year) if year else None, late_year=not year)
    if last:
        written.far = Written(match.start(f"d{group}b"), match.end(), month=written.month, day=int(last), year=written.year)
    return written


def _of_month(match: re.Match[str]) -> Written:
    get = match.group
    year = int(get("y3")) if get("y3") else None
    written = Written(
        match.start(),
        match.end(),
        year=year,
        month=_month(get("mo3") or get("mo4") or get("mo5") or get("mo6") or get("mo9")),
        late_year=year is None,
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
