"""Fiscal years as budgets write them: 令和８年度, 平成30年度, 2026年度."""

from __future__ import annotations

import re
import unicodedata

_YEAR = re.compile(r"(?:(?P<era>令和|平成)\s*(?P<count>\d{1,2}|元)|(?P<year>20\d\d))\s*年度")
_BEFORE = {"令和": 2018, "平成": 1988}
"""The year before the first of each era."""
_MOST_TEXT = 2_000


def fiscal_year_in(text: str) -> int | None:
    """The first fiscal year that a text names, by the year in which it begins."""
    found = _YEAR.search(unicodedata.normalize("NFKC", text[:_MOST_TEXT]))
    if found is None:
        return None
    if found["year"]:
        return int(found["year"])
    return _BEFORE[found["era"]] + (1 if found["count"] == "元" else int(found["count"]))


def in_era(year: int) -> str:
    """A fiscal year in its era: 令和8年度, and 令和元年度 for the first of one."""
    era = "令和" if year > _BEFORE["令和"] else "平成"
    count = year - _BEFORE[era]
    return f"{era}{'元' if count == 1 else count}年度"
