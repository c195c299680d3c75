"""Pages of a source that reach further back: its addresses with `{year}` and the like in the place of what counts on.

What stands there today is what stood there since the server last changed it (Last-Modified), if it says; else it is only seen now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count, product

from tracker.model.look import Request, Response
from tracker.model.past import ELSEWHERE, OWN, Listed, PastCapture
from tracker.model.source import Source
from tracker.ports import LookBack
from tracker.text.moments import JST

MOST_PAGES = 2_000
"""Addresses of one source that are asked for."""
_COUNTED = re.compile(r"\{([a-z_]+)\}")
_NOT_THERE = frozenset({404, 410})
_ERA_BEGAN = 2018
"""The year before the first of Reiwa."""
_SESSION, _SESSION_BEGAN, _SESSIONS_A_YEAR = 217, date(2025, 1, 24), 3.2
"""The Diet counts its sessions: one of them, the day on which it was convened, and how many there are in a year."""
_ARCHIVES = re.compile(r"https?://warp(?:\.da)?\.ndl\.go\.jp/", re.IGNORECASE)


def own_pages(source: Source) -> tuple[str, ...]:
    """The pages of its past that are its own: a web archive's captures of it are asked for there."""
    pages = source.backfill.pages if source.backfill is not None else ()
    return tuple(page for page in pages if not _ARCHIVES.match(page))


def no_pages(source: Source) -> str | None:
    """Why the pages of a source tell nothing of its past, or None."""
    return None if own_pages(source) else f"its `backfill` names no `pages` that reach further back; {ELSEWHERE}"


def look_back_at_pages(source: Source, since: datetime, until: datetime, accept: str) -> LookBack:
    """Each page of the past once, those of one pattern from the oldest to the newest.

    A number that counts on ends with the first page that is not there. Pages are never earlier than the one before them.
    """
    reached = since.astimezone(UTC)
    seen: set[str] = set()
    for pattern in own_pages(source):
        for addresses in _counting(pattern, since, until):
            for url in addresses:
                if url in seen:
                    continue
                if len(seen) >= MOST_PAGES:
                    return
                seen.add(url)
                response = yield Request(url=url, accept=accept, timeout=source.timeout.total_seconds())
                if response is None or response.status in _NOT_THERE:
                    break
                if response.status == 200:
                    reached = max(reached, min(_changed(response) or until, until).astimezone(UTC))
                    listed = Listed(source=source.id, url=response.url, at=reached, archive=OWN, reference=response.url, part=True)
                    yield PastCapture(listed=listed, body=response.body, content_type=response.content_type)


def _counting(pattern: str, since: datetime, until: datetime) -> Iterator[Iterator[str]]:
    """The addresses that a pattern stands for, in runs: where one is not there, the rest of its run is not either."""
    names = list(dict.fromkeys(_COUNTED.findall(pattern)))
    days = [name for name in names if name != "n"]
    first, last = since.astimezone(JST).date(), until.astimezone(JST).date()
    for values in _together(days, first, last):
        if "n" in names:
            yield (_filled(pattern, {**values, "n": str(number)}) for number in count(1))
        else:
            yield iter((_filled(pattern, values),))


def _together(names: Sequence[str], first: date, last: date) -> Iterator[Mapping[str, str]]:
    """The values of all names at once: those of the days from `first` to `last`, each combination once, and each session of the Diet."""
    dated = [name for name in names if name != "session"]
    # The budget of a year has its page long before the year begins.
    end = last + timedelta(days=365) if dated == ["fiscal_year"] else last
    of_days = dict.fromkeys(tuple(_VALUES[name](day) for name in dated) for day in _days(first, end)) if dated else {(): None}
    sessions = _sessions(first, last) if "session" in names else [""]
    for values, session in product(of_days, sessions):
        yield dict(zip(dated, values, strict=True)) | ({"session": session} if session else {})


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _sessions(first: date, last: date) -> list[str]:
    """The sessions that may have been held between two days, and one or two around them."""
    begin, end = ((day - _SESSION_BEGAN).days / 365.25 * _SESSIONS_A_YEAR + _SESSION for day in (first, last))
    return [str(number) for number in range(max(1, int(begin) - 1), int(end) + 3)]


_VALUES = {
    "year": lambda day: f"{day.year}",
    "fiscal_year": lambda day: f"{_fiscal(day)}",
    "era_year": lambda day: f"{day.year - _ERA_BEGAN}",
    "month": lambda day: f"{day:%Y%m}",
    "date": lambda day: f"{day:%Y%m%d}",
}
"""Name → what a day is called by it."""


def _fiscal(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    return _COUNTED.sub(lambda name: values.get(name[1], name[0]), pattern)


def _changed(response: Response) -> datetime | None:
    try:
        moment = parsedate_to_datetime(response.validators.last_modified or "")
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
