"""Intervals as people write them: `31 March 2026`, `令和8年3月31日（2026年）`, `by June 2026`, `令和8年度（2026年度）`."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.model.when import Precision, When

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ERAS = ((date(2019, 5, 1), "令和", 2018), (date(1989, 1, 8), "平成", 1988), (date(1926, 12, 25), "昭和", 1925))
_THIRDS = {1: ("early", "上旬"), 11: ("mid", "中旬"), 21: ("late", "下旬")}
_HALVES = (("first half", "前半", "上半期"), ("second half", "後半", "下半期"))


def when_words(when: When, lang: str) -> str:
    """An interval in words of `lang` ("ja" or "en"), as exact as it is known and no more."""
    if not when.known:
        return "日付の記載なし" if lang == "ja" else "date not stated"
    return _japanese(when) if lang == "ja" else _english(when)


def era_year(day: date) -> str:
    """The year of a day by its era: 令和8年. Before 1926 the western year alone."""
    for start, name, offset in _ERAS:
        if day >= start:
            number = day.year - offset
            return f"{name}{'元' if number == 1 else number}年"
    return f"{day.year}年"


def _english(when: When) -> str:
    start, end = when.earliest, when.latest
    if start is None and end is not None:
        return f"by {_english_end(end, when.precision)}"
    if start is not None and end is None:
        return f"from {_english_day(start)}"
    assert start is not None
    assert end is not None
    if start == end:
        return _english_day(start)
    named = _period(start, end, when.precision)
    if named is not None:
        return named[0]
    if _whole_months(start, end):
        return _english_months(start, end)
    return _english_days(start, end)


def _english_days(start: date, end: date) -> str:
    """What both ends have in common is said once: `17–31 March 2026`."""
    if _same_month(start, end):
        return f"{start.day}–{_english_day(end)}"
    return f"{_english_day(start).removesuffix(f' {end.year}')} – {_english_day(end)}"


def _english_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _english_end(end: date, precision: Precision | None) -> str:
    if precision is Precision.FISCAL_YEAR and (end.month, end.day) == (3, 31):
        return f"the end of FY{end.year - 1}"
    if precision is Precision.YEAR and (end.month, end.day) == (12, 31):
        return f"the end of {end.year}"
    if precision is Precision.MONTH and _is_month_end(end):
        return f"{_MONTHS[end.month - 1]} {end.year}"
    return _english_day(end)


def _english_months(start: date, end: date) -> str:
    first, last = _MONTHS[start.month - 1], _MONTHS[end.month - 1]
    if start.year != end.year:
        return f"{first} {start.year} – {last} {end.year}"
    return f"{first} {start.year}" if start.month == end.month else f"{first}–{last} {start.year}"


def _japanese(when: When) -> str:
    start, end = when.earliest, when.latest
    if start is None and end is not None:
        return f"{_japanese_end(end, when.precision)}まで{_western(end, end)}"
    if start is not None and end is None:
        return f"{era_year(start)}{start.month}月{start.day}日以降{_western(start, start)}"
    assert start is not None
    assert end is not None
    named = None if start == end else _period(start, end, when.precision)
    if named is not None:
        return named[1]
    if start == end:
        body = f"{era_year(start)}{start.month}月{start.day}日"
    elif _whole_months(start, end):
        body = f"{era_year(start)}{start.month}月" + ("" if _same_month(start, end) else f"〜{_later_year(start, end)}{end.month}月")
    else:
        body = f"{era_year(start)}{start.month}月{start.day}日〜{_later_year(start, end)}{end.month}月{end.day}日"
    return body + _western(start, end)


def _japanese_end(end: date, precision: Precision | None) -> str:
    if precision is Precision.FISCAL_YEAR and (end.month, end.day) == (3, 31):
        return f"{_fiscal_year(end.year - 1)}末"
    if precision is Precision.YEAR and (end.month, end.day) == (12, 31):
        return f"{era_year(end)}末"
    if precision is Precision.MONTH and _is_month_end(end):
        return f"{era_year(end)}{end.month}月"
    return f"{era_year(end)}{end.month}月{end.day}日"


def _period(start: date, end: date, precision: Precision | None) -> tuple[str, str] | None:
    """The name of a period of the calendar in English and Japanese, where the interval is exactly one and was written as one."""
    if precision is Precision.THIRD and start.day in _THIRDS and _same_month(start, end):
        en, ja = _THIRDS[start.day]
        return f"{en} {_MONTHS[start.month - 1]} {start.year}", f"{era_year(start)}{start.month}月{ja}{_western(start, end)}"
    if not _whole_months(start, end):
        return None
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months == 12 and start.month == 4 and precision is Precision.FISCAL_YEAR:
        return f"FY{start.year}", f"{_fiscal_year(start.year)}（{start.year}年度）"
    if months == 12 and start.month == 1:
        return f"{start.year}", f"{era_year(end)}{_western(start, end)}"
    if months == 6:
        return _half(start, end, precision)
    return _fiscal_quarter(start, end) if months == 3 and precision is Precision.FISCAL_QUARTER else None


def _fiscal_quarter(start: date, end: date) -> tuple[str, str]:
    year, number = start.year - (start.month < 4), (start.month - 4) % 12 // 3 + 1
    return f"Q{number} of FY{year} ({_english_months(start, end)})", f"{_fiscal_year(year)}第{number}四半期（{year}年度）"


def _half(start: date, end: date, precision: Precision | None) -> tuple[str, str] | None:
    if precision is Precision.HALF and start.month in (1, 7):
        en, ja, _ = _HALVES[start.month // 7]
        return f"{en} of {start.year}", f"{era_year(end)}{ja}{_western(start, end)}"
    if precision is Precision.FISCAL_HALF and start.month in (4, 10):
        en, _, ja = _HALVES[start.month // 10]
        return f"{en} of FY{start.year}", f"{_fiscal_year(start.year)}{ja}（{start.year}年度）"
    return None


def _fiscal_year(year: int) -> str:
    """The fiscal year that begins in April of `year`, by the era that it ends the calendar year in: FY2019 is 令和元年度."""
    return f"{era_year(date(year, 12, 31))}度"


def _western(start: date, end: date) -> str:
    return f"（{start.year}年）" if start.year == end.year else f"（{start.year}〜{end.year}年）"


def _later_year(start: date, end: date) -> str:
    return "" if era_year(start) == era_year(end) else era_year(end)


def _same_month(start: date, end: date) -> bool:
    return (start.year, start.month) == (end.year, end.month)


def _is_month_end(day: date) -> bool:
    return day == date.max or (day + timedelta(days=1)).day == 1


def _whole_months(start: date, end: date) -> bool:
    return start.day == 1 and _is_month_end(end)
