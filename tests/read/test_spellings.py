"""Any date, written in every form that there is, reads back as the interval that it was; so does what the digest writes of it."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.read.field import LEXICON
from tracker.digest.when_text import when_words
from tracker.model.reading import MentionKind
from tracker.model.when import Precision, When
from tracker.read.reader import read

DAYS = st.dates(date(1990, 1, 1), date(2059, 12, 31))
_KANJI = "〇一二三四五六七八九"


def kanji(number: int) -> str:
    """12 → 十二, 31 → 三十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _KANJI[tens] + "十") + (_KANJI[ones] if ones else "")


def era(day: date) -> tuple[str, str, int]:
    """Name, letter and year of the era of a day since 1989."""
    return ("令和", "R", day.year - 2018) if day >= date(2019, 5, 1) else ("平成", "H", day.year - 1988)


def spellings(day: date) -> dict[str, str]:
    """A day in every form."""
    name, letter, year = era(day)
    written = "元" if year == 1 else str(year)
    month, short = calendar.month_name[day.month], calendar.month_abbr[day.month]
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return {
        "western": f"{day.year}年{day.month}月{day.day}日",
        "full width": f"{day.year}年{day.month}月{day.day}日".translate(wide),
        "of paper": f"{day.year} 年 {day.month} 月 {day.day} 日",
        "broken": f"{day.year}年{day.month}月\n{day.day}日",
        "era": f"{name}{written}年{day.month}月{day.day}日",
        "era in kanji": f"{name}{'元' if year == 1 else kanji(year)}年{kanji(day.month)}月{kanji(day.day)}日",
        "era letter": f"{letter}{year}.{day.month}.{day.day}",
        "both calendars": f"{day.year}年（{name}{written}年）{day.month}月{day.day}日",
        "both, the era first": f"{name}{written}年（{day.year}年）{day.month}月{day.day}日",
        "slashes": f"{day.year}/{day.month:02}/{day.day:02}",
        "iso": day.isoformat(),
        "dots": f"{day.year}.{day.month}.{day.day}",
        "british": f"{day.day} {month} {day.year}",
        "american": f"{month} {day.day}, {day.year}",
        "short": f"{month if month == short else f'{short}.'} {day.day}, {day.year}",
        "digest, Japanese": when_words(When(day, day, Precision.DAY), "ja"),
        "digest, English": when_words(When(day, day, Precision.DAY), "en"),
    }


def intervals(text: str) -> list[tuple[date | None, date | None, Precision | None]]:
    mentions = read(text, LEXICON).mentions
    return [(one.when.earliest, one.when.latest, one.when.precision) for one in mentions if one.kind is MentionKind.DATE and one.when]


@pytest.mark.parametrize("form", sorted(spellings(date(2026, 5, 28))))
@settings(max_examples=25, deadline=None)
@given(day=DAYS)
def test_a_day_in_any_form_reads_back_as_that_day(form: str, day: date) -> None:
    assert intervals(f"{spellings(day)[form]}に開催") == [(day, day, Precision.DAY)], spellings(day)[form]


def periods(year: int, month: int) -> dict[str, tuple[When, tuple[str, ...]]]:
    """A month, and the periods that it lies in, each in its forms."""
    last = calendar.monthrange(year, month)[1]
    fiscal = year - (month < 4)
    name, _, era_year = era(date(fiscal, 12, 31))
    quarter, half = (month - 1) // 3, (month - 1) // 6
    third = min((month * 7) % 3, 2)
    begins, ends, word = ((1, 10, "上旬"), (11, 20, "中旬"), (21, last, "下旬"))[third]

    def when(start: date, end: date, precision: Precision) -> When:
        return When(start, end, precision)

    def last_of(y: int, m: int) -> date:
        return date(y, m, calendar.monthrange(y, m)[1])

    whole = when(date(year, month, 1), date(year, month, last), Precision.MONTH)
    return {
        "month": (whole, (f"{year}年{month}月", f"{calendar.month_name[month]} {year}", when_words(whole, "ja"), when_words(whole, "en"))),
        "third": (when(date(year, month, begins), date(year, month, ends), Precision.THIRD), (f"{year}年{month}月{word}",)),
        "quarter": (
            when(date(year, quarter * 3 + 1, 1), last_of(year, quarter * 3 + 3), Precision.QUARTER),
            (f"{year}年第{quarter + 1}四半期", f"Q{quarter + 1} {year}"),
        ),
        "half": (
            when(date(year, half * 6 + 1, 1), last_of(year, half * 6 + 6), Precision.HALF),
            (f"{year}年{'上半期' if half == 0 else '下半期'}", f"the {'first' if half == 0 else 'second'} half of {year}"),
        ),
        "fiscal year": (
            when(date(fiscal, 4, 1), date(fiscal + 1, 3, 31), Precision.FISCAL_YEAR),
            (f"{fiscal}年度", f"{name}{'元' if era_year == 1 else era_year}年度", f"FY{fiscal}", f"fiscal {fiscal}"),
        ),
        "year": (when(date(year, 1, 1), date(year, 12, 31), Precision.YEAR), (f"{year}年",)),
    }


@pytest.mark.parametrize("name", sorted(periods(2026, 5)))
@settings(max_examples=25, deadline=None)
@given(year=st.integers(1990, 2058), month=st.integers(1, 12))
def test_a_period_in_any_form_reads_back_as_that_period(name: str, year: int, month: int) -> None:
    when, forms = periods(year, month)[name]
    for form in forms:
        found = intervals(f"{form}に実施" if not form[:1].isascii() or form[:1].isdigit() else f"It runs in {form}.")
        assert found == [(when.earliest, when.latest, when.precision)], form


@settings(max_examples=60, deadline=None)
@given(start=DAYS, length=st.integers(1, 400))
def test_a_range_whose_second_end_inherits_what_it_leaves_out(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    parts = [f"{end.year}年"] if end.year != start.year else []
    parts += [f"{end.month}月"] if parts or end.month != start.month else []
    text = f"{start.year}年{start.month}月{start.day}日から{''.join(parts)}{end.day}日まで"
    assert intervals(text) == [(start, end, Precision.RANGE)], text


@settings(max_examples=60, deadline=None)
@given(day=DAYS)
def test_bounds_leave_one_side_open(day: date) -> None:
    written = spellings(day)
    assert [found[:2] for found in intervals(f"{written['western']}までに提出")] == [(None, day)]
    assert [found[:2] for found in intervals(f"{written['era']}以降に適用")] == [(day, None)]
    assert [found[:2] for found in intervals(f"Comments are due no later than {written['british']}.")] == [(None, day)]
