"""Dates as a cell of a listing holds them: `2025-05-28`, `October 2025`, `Q2 2026`, `FY2026`, `by June 2026`."""

from __future__ import annotations

import calendar
from datetime import date

from tracker.model.when import Precision, When

_SEASONS = {3: ("spring", "春"), 6: ("summer", "夏"), 9: ("autumn", "秋"), 12: ("winter", "冬")}
_THIRDS = {1: ("early", "上旬"), 11: ("mid", "中旬"), 21: ("late", "下旬")}
_FISCAL_START = 4
_NO_DATE = "—"


def when_cell(when: When, lang: str) -> str:
    """An interval in words of `lang` ("ja" or "en"), as exact as it was written and no more; a dash where no date is said.

    An open side is told: "by June 2026" has no beginning, "from October 2025" no end.
    """
    start, end = when.earliest, when.latest
    ja = lang == "ja"
    if start is not None and end is not None:
        return _japanese(start, end, when.precision) if ja else _english(start, end, when.precision)
    if end is not None:
        said = _ending(end, when.precision, ja=ja)
        return f"{said}まで" if ja else f"by {said}"
    if start is not None:
        said = _beginning(start, when.precision, ja=ja)
        return f"{said}から" if ja else f"from {said}"
    return _NO_DATE


def _english(start: date, end: date, precision: Precision | None) -> str:
    year = start.year
    match precision:
        case Precision.THIRD:
            return f"{_THIRDS[start.day][0]} {_month(start)}"
        case Precision.MONTH:
            return _month(start)
        case Precision.QUARTER:
            return f"Q{(start.month + 2) // 3} {year}"
        case Precision.SEASON:
            return f"{_SEASONS[start.month][0]} {year}"
        case Precision.HALF:
            return f"H{1 if start.month == 1 else 2} {year}"
        case Precision.YEAR:
            return str(year)
        case Precision.FISCAL_QUARTER | Precision.FISCAL_HALF | Precision.FISCAL_YEAR:
            return _fiscal_english(start, precision)
    return start.isoformat() if start == end else f"{start} – {end}"


def _fiscal_english(start: date, precision: Precision) -> str:
    year = f"FY{_fiscal_year(start)}"
    if precision is Precision.FISCAL_QUARTER:
        return f"Q{_fiscal_month(start) // 3 + 1} {year}"
    return f"H{_fiscal_month(start) // 6 + 1} {year}" if precision is Precision.FISCAL_HALF else year


def _japanese(start: date, end: date, precision: Precision | None) -> str:
    year = start.year
    match precision:
        case Precision.THIRD:
            return f"{year}年{start.month}月{_THIRDS[start.day][1]}"
        case Precision.MONTH:
            return f"{year}年{start.month}月"
        case Precision.QUARTER:
            return f"{year}年{start.month}〜{end.month}月期"
        case Precision.SEASON:
            return f"{year}年{_SEASONS[start.month][1]}"
        case Precision.HALF:
            return f"{year}年{'上' if start.month == 1 else '下'}半期"
        case Precision.YEAR:
            return f"{year}年"
        case Precision.FISCAL_QUARTER | Precision.FISCAL_HALF | Precision.FISCAL_YEAR:
            return _fiscal_japanese(start, precision)
    return _day_ja(start) if start == end else f"{_day_ja(start)}〜{_day_ja(end)}"


def _fiscal_japanese(start: date, precision: Precision) -> str:
    year = f"{_fiscal_year(start)}年度"
    if precision is Precision.FISCAL_QUARTER:
        return f"{year}第{_fiscal_month(start) // 3 + 1}四半期"
    return f"{year}{'上' if start.month == _FISCAL_START else '下'}期" if precision is Precision.FISCAL_HALF else year


def _ending(end: date, precision: Precision | None, *, ja: bool) -> str:
    """The period that an upper bound closes: its month, or the end of its year."""
    if precision is Precision.YEAR:
        return f"{end.year}年末" if ja else f"the end of {end.year}"
    if precision is Precision.FISCAL_YEAR:
        return f"{end.year - 1}年度末" if ja else f"the end of FY{end.year - 1}"
    if precision not in (None, Precision.DAY, Precision.THIRD, Precision.RANGE) and end.day == calendar.monthrange(end.year, end.month)[1]:
        return f"{end.year}年{end.month}月" if ja else _month(end)
    return _day_ja(end) if ja else end.isoformat()


def _beginning(start: date, precision: Precision | None, *, ja: bool) -> str:
    if precision is Precision.YEAR:
        return f"{start.year}年" if ja else str(start.year)
    if precision is Precision.FISCAL_YEAR:
        return f"{start.year}年度" if ja else f"FY{start.year}"
    if precision not in (None, Precision.DAY, Precision.THIRD, Precision.RANGE) and start.day == 1:
        return f"{start.year}年{start.month}月" if ja else _month(start)
    return _day_ja(start) if ja else start.isoformat()


def _month(day: date) -> str:
    return f"{calendar.month_name[day.month]} {day.year}"


def _day_ja(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _fiscal_month(day: date) -> int:
    """Months since April, from 0."""
    return (day.month - _FISCAL_START) % 12


def _fiscal_year(day: date) -> int:
    return day.year if day.month >= _FISCAL_START else day.year - 1
