"""The zone that a digest speaks in. Inside the program times are UTC; a reader of Japanese policy thinks in Japan's days."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
"""Japan Standard Time: no daylight saving since 1951, so a fixed offset is exact."""


def local_iso(moment: datetime) -> str:
    """An aware time as ISO 8601 with +09:00, to the second."""
    return moment.astimezone(JST).isoformat(timespec="seconds")


def local_minute(moment: datetime) -> str:
    """An aware time as a reader meets it in a line of text, to the minute: 2026-06-10 11:00 JST."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M} JST"


def local_day(moment: datetime) -> date:
    """The day that an aware time falls on in Japan."""
    return moment.astimezone(JST).date()
