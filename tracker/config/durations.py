"""Spans of time as a person writes them in a file: `30s`, `15m`, `6h`, `2d`, `1w`."""

from __future__ import annotations

import re
from datetime import timedelta

_WRITTEN = re.compile(r"([1-9][0-9]{0,5})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(written: str) -> timedelta:
    """The span that is meant. `ValueError` with what was expected where it is none."""
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        raise ValueError("a duration was expected: a whole number and s, m, h, d or w, such as 30s, 6h or 14d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def write_duration(span: timedelta) -> str:
    """The span in the largest unit that holds it without a rest."""
    seconds = int(span.total_seconds())
    for unit, size in (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
