"""When a file was captured, as its name says, or the nearest folder on the way to it. Pure.

Known forms, all UTC where they do not name their zone:

- `20250521120000` and `20250521T120000Z`, also without seconds, as web archives write it;
- `2025-05-21T12-00-00Z`, `2025-05-21_1200`, `2025-05-21 12:00:00+0900`: ISO 8601, with whatever stands for the colons;
- `1747797570` and `1747797570123`: seconds or milliseconds since 1970, with the hash that some put behind it;
- `2025-05-21`, `20250521`, `2025_05_21`, and folders `2025/05/21`: that day at 00:00 UTC, the first moment that it can mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

_PLAIN_DAY = r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
_DAY = r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"
_ZONE = r"(?P<zone>Z|[+-]\d\d:?\d\d)?"
_ENDS = r"(?![\dA-Za-z])"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"{_PLAIN_DAY}[T_-]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?{_ZONE}(?:id_)?{_ENDS}",
        rf"{_DAY}[T_ -](?P<hour>\d\d)[-:._h]?(?P<minute>\d\d)(?:[-:._m]?(?P<second>\d\d))?(?:[.,]\d{{1,9}})?{_ZONE}{_ENDS}",
        r"(?<![\dA-Za-z])(?P<unix>[1-3]\d{9})(?P<milli>\d{3})?(?![\dA-Za-z])(?:[_-][0-9a-f]{6,64}(?![\dA-Za-z]))?",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[-_.]?)(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?!\d)",
    )
)
_LIKE_A_TIME = re.compile(r"(?<!\d)\d{4,}(?:[-:._T ]?\d+)*Z?(?![\dA-Za-z])", re.ASCII)
_FOLDERS = re.compile(r"(?:.*/)?(?P<year>(?:19|20)\d\d)/(?P<month>\d\d)/(?P<day>\d\d)", re.ASCII)


def moment_in(parts: Sequence[str]) -> datetime | None:
    """When a file was captured, by its path from the top of a folder: its name goes before its folders, the nearest of them first."""
    for number in range(len(parts) - 1, -1, -1):
        found = _first(parts[number])
        if found is not None:
            return found[1]
        folders = _FOLDERS.fullmatch("/".join(parts[: number + 1]))
        moment = _moment(folders) if folders else None
        if moment is not None:
            return moment
    return None


def undated(name: str) -> str:
    """A name without its time, and without what then stands at its ends for nothing."""
    found = _first(name)
    return name if found is None else (name[: found[0].start()].rstrip("._- @") + name[found[0].end() :]).strip("_- @")


def no_time(name: str) -> re.Match[str] | None:
    """Where a name has figures that stand for a time and are none: an impossible day, a year alone; None where it has a time."""
    return None if _first(name) else _LIKE_A_TIME.search(name)


def _first(name: str) -> tuple[re.Match[str], datetime] | None:
    """The first time in a name that there is, by the first form that finds one."""
    for form in _FORMS:
        for match in form.finditer(name):
            moment = _moment(match)
            if moment is not None:
                return match, moment
    return None


def _moment(match: re.Match[str]) -> datetime | None:
    told = match.groupdict()
    if told.get("unix"):
        return datetime.fromtimestamp(int(told["unix"]), UTC) + timedelta(milliseconds=int(told["milli"] or 0))
    year, month, day, hour, minute, second = (int(told.get(name) or 0) for name in ("year", "month", "day", "hour", "minute", "second"))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(told.get("zone"))).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(written: str | None) -> timezone:
    if written is None or written == "Z":
        return UTC
    ahead = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return timezone(ahead if written[0] == "+" else -ahead)
