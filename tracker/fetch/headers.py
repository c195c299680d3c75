"""What a server says in its headers, read with suspicion. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tracker.model.look import Validators

_MAX_AGE = re.compile(r"(?<![\w-])max-age=(\d{1,9})")
_LONGEST = 2000
_LONGEST_WAIT = 31 * 86_400.0


def clean(value: str | None) -> str | None:
    """A header's value if it can be stored and sent back exactly as it came, else None."""
    if not value or len(value) > _LONGEST or not value.isprintable():
        return None
    return value


def validators_of(headers: Mapping[str, str]) -> Validators:
    """The server's own words for this version."""
    return Validators(etag=clean(headers.get("ETag")), last_modified=clean(headers.get("Last-Modified")))


def still_valid(fresh: Validators, old: Validators) -> Validators:
    """The validators after a 304: its own, and the old ones where it has none."""
    return Validators(etag=fresh.etag or old.etag, last_modified=fresh.last_modified or old.last_modified)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """How many seconds the server asks us to wait, at most a month; None where it does not say, or nothing that can be read.

    A date is held against the server's own clock where it tells it (Date), else against `now`.
    """
    value = (headers.get("Retry-After") or "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), _LONGEST_WAIT)
    until = _http_date(value)
    if until is None:
        return None
    waits = [(until - clock).total_seconds() for clock in (_http_date(headers.get("Date") or ""), now) if clock is not None]
    return min(next((wait for wait in waits if wait >= 0), 0.0), _LONGEST_WAIT)


def fresh_for(headers: Mapping[str, str]) -> float | None:
    """For how many seconds an answer is fresh by its server's word (max-age, else Expires against Date), at most a month; None unsaid."""
    control = (headers.get("Cache-Control") or "").lower()
    if "no-cache" in control or "no-store" in control:
        return None
    age = _MAX_AGE.search(control)
    if age is not None:
        return min(float(age[1]), _LONGEST_WAIT)
    expires, told = _http_date(headers.get("Expires") or ""), _http_date(headers.get("Date") or "")
    if expires is None or told is None or expires <= told:
        return None
    return min((expires - told).total_seconds(), _LONGEST_WAIT)


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
