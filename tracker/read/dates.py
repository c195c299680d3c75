"""All dates of a text: both languages' forms, joined into ranges, opened by the words around them, and settled."""

from __future__ import annotations

import re
from datetime import date

from tracker.model.when import UNKNOWN, When
from tracker.read import dates_en, dates_ja
from tracker.read.resolve import Dated, resolve
from tracker.read.written import Shift, Third, Written

_B = r"[ \t]{0,3}\n?[ \t]{0,3}"
_WEEKDAY = r"(?:[\(\[](?:[月火水木金土日])(?:曜日?)?(?:[・、]?祝(?:日)?)?[\)\]]|[月火水木金土日]曜日?)"
_CLOCK = r"(?:(?:午前|午後|正午)?[0-9]{1,2}(?:時(?:[0-9]{1,2}分|半)?|:[0-9]{2})|正午)"
_AROUND = rf"{_B}(?:{_WEEKDAY})?(?:付け?)?(?:頃|ごろ|中)?"
_BETWEEN = re.compile(rf"{_AROUND}{_B}(?:{_CLOCK})?{_B}(?:から|より|~|[-‐-―−ー]){_B}(?:翌)?$")
_WEEKDAY_ENGLISH = r"(?: \([a-z]{3,9}\.?\))?"
_BETWEEN_ENGLISH = re.compile(rf"{_WEEKDAY_ENGLISH},? ?(?:through|to|until|till|[-‐-―−~]) ?(?:the )?$")
_AND_ENGLISH = re.compile(rf"{_WEEKDAY_ENGLISH} and $")
_OPENS_START = re.compile(rf"{_AROUND}(?:まで|迄|以前)")
_OPENS_END = re.compile(
    rf"{_AROUND}(?:から(?!の?[0-9]{{1,3}}(?:%|ポイント))|より(?![もは多少高低大小増減早遅良]|[0-9.]{1, 6}(?:%|"
    r"ポイント|倍|割))|以降|以後|以来)"
)
_MOVED_AFTER = re.compile(rf"{_B}(?:{_WEEKDAY})?(?:に|へ)[^。、]{{0,6}}?(?:延期|延長|変更|前倒し|早め|繰り|ずれ)")
_MOVED_BEFORE = re.compile(
    r"(?:postponed?|delay(?:ed)?|extended|moved|pushed back|brought forward|put off|rescheduled|deferred|changed)"
    r"(?:[^.;]|\.[0-9]){0,70}$"
)
_ENGLISH_UPPER = re.compile(r"(?:\bby|\bno later than|\buntil|\btill|\bup to)(?: the)?(?: fiscal year)? $")
_ENGLISH_BEFORE = re.compile(r"\bbefore(?: the)? $")
_ENGLISH_LOWER = re.compile(r"(?:\bfrom|\bsince|\bstarting(?: from| in| on)?|\bonwards? from)(?: the)? $")


_LATER_THIRD = re.compile(rf"{_B}(?:頃|ごろ)?(?:から|より|~|[-‐-―−ー])(?P<third>中|下)旬")
_LATER_THIRDS = {"中": Third.MIDDLE, "下": Third.LATE}


def find_dates(text: str, published: date | None, seen: When = UNKNOWN) -> list[Dated]:
    """Every date of a normalised text that can be read with confidence, in order."""
    found = _of_one_calendar(text, _merge(dates_ja.find_dates(text), dates_en.find_dates(text)))
    found = _join_ranges(text, [_to_a_later_third(text, written) for written in found])
    for written in found:
        _open_sides(text, written)
    return resolve(found, published, seen)


def _merge(first: list[Written], second: list[Written]) -> list[Written]:
    """Both lists in order of place; of two that overlap the longer stays."""
    ordered = sorted([*first, *second], key=lambda written: (written.start, -written.end))
    kept: list[Written] = []
    for written in ordered:
        if kept and written.start < kept[-1].end:
            if written.end - written.start > kept[-1].end - kept[-1].start:
                kept[-1] = written
            continue
        kept.append(written)
    return kept


def _to_a_later_third(text: str, written: Written) -> Written:
    """A third of a month with the later one of the same month that it goes on to (12月上旬から下旬)."""
    match = _LATER_THIRD.match(text, written.end) if written.third is not None and isinstance(written.month, int) else None
    if match is not None:
        written.far = Written(written.end, match.end(), year=written.year, month=written.month, third=_LATER_THIRDS[match["third"]])
    return written


def _of_one_calendar(text: str, found: list[Written]) -> list[Written]:
    """Without the western year that only says again, in brackets behind it, which year a date of an era is of."""
    kept: list[Written] = []
    for written in found:
        before = kept[-1] if kept else None
        if before is not None and _says_again(text, before, written):
            before.end = written.end + 1
        else:
            kept.append(written)
    return kept


def _says_again(text: str, before: Written, written: Written) -> bool:
    bare = text[written.start : written.end].removesuffix("年").isdigit() and written.year == before.year and before.month is not None
    return bare and text[before.end : written.start] == "(" and text[written.end : written.end + 1] == ")"


def _join_ranges(text: str, found: list[Written]) -> list[Written]:
    joined: list[Written] = []
    for written in found:
        before = joined[-1] if joined else None
        if before is not None and before.far is None and 0 <= written.start - before.end <= 24 and written.far is None:
            between = text[before.end : written.start]
            if _joins(text, before, between):
                moved = _is_move(text, before, written)
                before.closed = written.closed = moved
                if moved or _compatible(before, written):
                    _inherit(before, written)
                if not moved and _compatible(before, written):
                    before.far = written
                    continue
        joined.append(written)
    return joined


def _joins(text: str, before: Written, between: str) -> bool:
    if _BETWEEN.match(between):
        return True
    if _AND_ENGLISH.match(between):
        return text[max(0, before.start - 8) : before.start].endswith("between ")
    return bool(_BETWEEN_ENGLISH.match(between)) and (
        between.rsplit(")", 1)[-1].strip(" ,") not in ("until", "till", "to")
        or bool(_ENGLISH_LOWER.search(text[max(0, before.start - 24) : before.start]))
    )


def is_moved(text: str, first: Dated, second: Dated) -> bool:
    """Whether a date is the one that something is moved away from, to the other that stands behind it."""
    between = text[first.end : second.start]
    joined = bool(_BETWEEN.match(between) or _BETWEEN_ENGLISH.match(between))
    return joined and _is_move(text, first, second)


def _is_move(text: str, first: Written | Dated, second: Written | Dated) -> bool:
    """Whether something is moved from one date to the other, so that the two are no range."""
    return bool(_MOVED_AFTER.match(text, second.end) or _MOVED_BEFORE.search(text[max(0, first.start - 80) : first.start]))


def _compatible(first: Written, second: Written) -> bool:
    """Two ends of one range are written equally fine."""
    if first.end_of or first.within:
        return False
    if second.day is not None:
        return first.day is not None
    if first.day is not None:
        return False
    return (first.month is not None) == (second.month is not None) or second.end_of


def _inherit(first: Written, second: Written) -> None:
    """The second end takes year and month from the first by following it; a first end without a year takes the second's."""
    if first.year is None and isinstance(second.year, int) and isinstance(first.month, int):
        first.year = second.year if _not_later(first, second) else second.year - 1
    if second.year is None and isinstance(first.year, int) and isinstance(second.month, int) and isinstance(first.month, int):
        second.year = first.year + (1 if second.month < first.month else 0)
    if second.year is None and isinstance(first.year, Shift) and isinstance(second.month, int) and isinstance(first.month, int):
        second.year = Shift(first.year.anchor, first.year.by + (1 if second.month < first.month else 0))
    if second.month is None and second.day is not None and isinstance(first.month, int) and isinstance(first.year, int):
        second.year, second.month = first.year, first.month
    if first.fiscal and not second.fiscal and second.month is None:
        second.fiscal = True
    if second.fiscal and first.month is None and first.day is None:
        first.fiscal = True


def _not_later(first: Written, second: Written) -> bool:
    if isinstance(first.month, int) and isinstance(second.month, int):
        return first.month <= second.month
    return True


def _open_sides(text: str, written: Written) -> None:
    if written.far is not None or written.closed:
        return
    written.open_start = _OPENS_START.match(text, written.end) is not None
    written.open_end = not written.open_start and _OPENS_END.match(text, written.end) is not None
    before = text[max(0, written.start - 24) : written.start]
    if before.isascii() or not before[-1:].strip():
        upper = _ENGLISH_UPPER.search(before) or (written.end_of and _ENGLISH_BEFORE.search(before))
        written.open_start = written.open_start or bool(upper)
        written.open_end = written.open_end or _ENGLISH_LOWER.search(before) is not None
