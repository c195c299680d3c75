"""Time limits that a law counts from its promulgation: 公布の日から起算して六月を超えない範囲内において政令で定める日.

Such words hold no date. Where the text says when the law was promulgated they bound one: the day lies no later than so long after it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from tracker.model.when import Precision, When
from tracker.read.numbers import SHORT_NUMBER, small_number
from tracker.read.resolve import Dated
from tracker.read.written import last_of_month

_TERM = re.compile(
    rf"公布の?日?(?:から|より)(?:起算して)?(?P<n>{SHORT_NUMBER})(?P<unit>年|(?:[かカヶケ箇]?月))(?:を(?:超|越)えない|以内)(?:の?範囲内?)?"
)
_PROMULGATED_AFTER = re.compile(r"(?:\([月火水木金土日](?:曜日?)?\))?(?:に|付け?で|付け?に)?、?(?:正式に)?公布(?!の日|日?から|予定|する)")
_PROMULGATED_BEFORE = re.compile(r"公布(?:日|は|された?のは)+(?:は|:|、)*$")
_LONGEST_BEFORE = 12


def find_terms(text: str, dates: Sequence[Dated]) -> list[Dated]:
    """The bounds that a normalised text sets in this way, in order; none where it names no day of promulgation before them."""
    matches = list(_TERM.finditer(text))
    return list(_bounds(text, dates, matches)) if matches else []


def _bounds(text: str, dates: Sequence[Dated], matches: Sequence[re.Match[str]]) -> Iterator[Dated]:
    told = [one for one in dates if one.when.exact is not None and _is_promulgation(text, one)]
    ends = [one.end for one in told]
    for match in matches:
        place = bisect_right(ends, match.start())
        day = told[place - 1].when.exact if place else None
        latest = _later(day, match) if day is not None else None
        if latest is not None:
            yield Dated(match.start(), match.end(), When(None, latest, Precision.DAY), counted=True)


def _is_promulgation(text: str, one: Dated) -> bool:
    before = text[max(0, one.start - _LONGEST_BEFORE) : one.start]
    return bool(_PROMULGATED_AFTER.match(text, one.end) or _PROMULGATED_BEFORE.search(before))


def _later(day: date, match: re.Match[str]) -> date | None:
    number = small_number(match["n"])
    if number is None or not 1 <= number <= 60:
        return None
    count = day.year * 12 + day.month - 1 + number * (12 if match["unit"] == "年" else 1)
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, last_of_month(year, month + 1).day))
