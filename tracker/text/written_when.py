"""A date as a person types it for a program: `2026-03-31`, `2026-03`, `2026`, `FY2026`, or two of them with `..` between."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from tracker.model.when import Precision, When

EXPECTED = "expected 2026-03-31, 2026-03, 2026, FY2026, or a range such as 2026-03..2026-06 (one end may be left out)"
_FORM = re.compile(r"(FY)?([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.IGNORECASE)


def written_when(text: str) -> When:
    """The days that are meant. Raises `ValueError` with what was expected."""
    first, dots, last = text.strip().partition("..")
    if not dots:
        return _period(first)
    start = _period(first).earliest if first.strip() else None
    end = _period(last).latest if last.strip() else None
    if (start is None and end is None) or (start and end and end < start):
        raise ValueError(f"{text!r} is no range; {EXPECTED}")
    return When(start, end, Precision.RANGE)


def _period(text: str) -> When:
    found = _FORM.fullmatch(text.strip())
    if found is None or (found[1] and found[3]):
        raise ValueError(f"{text!r} is no date; {EXPECTED}")
    year = int(found[2])
    try:
        if found[1]:
            return When(date(year, 4, 1), date(year + 1, 3, 31), Precision.FISCAL_YEAR)
        if found[4]:
            day = date(year, int(found[3]), int(found[4]))
            return When(day, day, Precision.DAY)
        if found[3]:
            month = int(found[3])
            return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH)
        return When(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)
    except ValueError as error:
        raise ValueError(f"{text!r} is no day of the calendar; {EXPECTED}") from error
