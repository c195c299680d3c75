"""What one peer reads in each case, as JSON Lines: run by the peers' own interpreter, which knows nothing of the project.

`python answers.py PEER < cases.jsonl`. One list of mentions a line: kind, start, end, and either `readings` (every interval that the peer
holds possible, ISO days, an open side null) or `value`.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_NOON = 12


def _months(year: int, first: int, count: int) -> list[str | None]:
    last = first + count - 1
    last_year, last_month = year + (last - 1) // 12, (last - 1) % 12 + 1
    return [date(year, first, 1).isoformat(), date(last_year, last_month, monthrange(last_year, last_month)[1]).isoformat()]


def _timex(value: str, year: int) -> list[str | None] | None:
    """The days of a TIMEX3 value; a year that is left open is that of publication."""
    value = value.replace("XXXX", str(year))
    if found := re.fullmatch(r"FY(\d{4})", value):
        return _months(int(found[1]), 4, 12)
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        return _months(int(found[1]), int(found[2]) * 3 - 2, 3)
    if found := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
        return _months(int(found[1]), _SEASONS[found[2]], 3)
    if found := re.fullmatch(r"(\d{4})(?:-XX-XX)?", value):
        return _months(int(found[1]), 1, 12)
    if found := re.fullmatch(r"(\d{4})-(\d{2})-XX", value):
        return _months(int(found[1]), int(found[2]), 1)
    return [value, value] if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None


def ja_timex(text: str, _lang: str, day: date) -> Iterator[dict[str, Any]]:
    """Japanese dates, by TIMEX3. A range is two expressions, which are joined here as the peer marks them."""
    pendulum = importlib.import_module("pendulum")
    parser = importlib.import_module("ja_timex").TimexParser(reference=pendulum.datetime(day.year, day.month, day.day, _NOON))
    opened: dict[str, Any] | None = None
    for one in parser.parse(text):
        days = _timex(str(one.value), day.year) if str(one.type) == "DATE" else None
        if days is None:
            continue
        mention = {"kind": "date", "start": one.span[0], "end": one.span[1], "readings": [days]}
        if getattr(one, "range_end", None) and opened is not None:
            opened["end"], opened["readings"] = one.span[1], [[opened["readings"][0][0], days[1]]]
            opened = None
            continue
        opened = mention if getattr(one, "range_start", None) else None
        if one.mod in ("BEFORE", "ON_OR_BEFORE", "AFTER", "ON_OR_AFTER"):
            mention["readings"] = [[None, days[1]] if "BEFORE" in one.mod else [days[0], None]]
        yield mention


def dateparser(text: str, lang: str, day: date) -> Iterator[dict[str, Any]]:
    """Both languages. Every answer is one day."""
    search = importlib.import_module("dateparser.search").search_dates
    base = datetime(day.year, day.month, day.day, _NOON)  # noqa: DTZ001 - the peer wants it without a zone
    position = 0
    for words, moment in search(text, languages=[lang], settings={"RELATIVE_BASE": base}) or []:
        start = max(text.find(words, position), 0)
        position = start + len(words)
        iso = moment.date().isoformat()
        yield {"kind": "date", "start": start, "end": position, "readings": [[iso, iso]]}


def recognizers(text: str, lang: str, day: date) -> Iterator[dict[str, Any]]:
    """English dates, sums and numbers; of Japanese numbers alone: the Python packages have no more of it."""
    number = importlib.import_module("recognizers_number")
    culture = {"ja": "ja-jp", "en": "en-us"}[lang]
    for one in (*number.recognize_number(text, culture), *number.recognize_percentage(text, culture)):
        yield {"kind": "number", "start": one.start, "end": one.end + 1, "value": str((one.resolution or {}).get("value")).rstrip("%")}
    if lang != "en":
        return
    for one in importlib.import_module("recognizers_number_with_unit").recognize_currency(text, culture):
        yield {"kind": "money", "start": one.start, "end": one.end + 1, "value": (one.resolution or {}).get("value")}
    reference = datetime(day.year, day.month, day.day, _NOON)  # noqa: DTZ001 - the peer wants it without a zone
    for one in importlib.import_module("recognizers_date_time").recognize_datetime(text, culture, reference=reference):
        values = [value for value in (one.resolution or {}).get("values", []) if value["type"] in ("date", "daterange")]
        if values:
            yield {"kind": "date", "start": one.start, "end": one.end + 1, "readings": [_resolved(value) for value in values]}


def _resolved(value: dict[str, str]) -> list[str | None]:
    """A resolution's days. The end of a range lies behind it, but for one that is only bounded by its last day."""
    if value["type"] == "date":
        return [value.get("value"), value.get("value")]
    end = value.get("end")
    if end is not None and "Mod" not in value:
        end = (date.fromisoformat(end) - timedelta(days=1)).isoformat()
    return [value.get("start"), end]


PEERS = {"ja-timex": ja_timex, "dateparser": dateparser, "recognizers": recognizers}


def _main() -> None:
    peer = PEERS[sys.argv[1]]
    for line in sys.stdin:
        case = json.loads(line)
        day = date.fromisoformat(case["published"] or "2026-08-20")
        try:
            found = list(peer(case["text"], case["lang"], day))
        except Exception as error:  # noqa: BLE001 - a case that a peer cannot bear is one in which it finds nothing
            sys.stderr.write(f"{sys.argv[1]}: {case['id']}: {type(error).__name__}: {error}\n")
            found = []
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    _main()
