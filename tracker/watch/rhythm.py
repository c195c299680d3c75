"""When to look again: the source's own rhythm, what its past and the calendar advise, and what its server wishes. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

import msgspec

from tracker.config.crontab import next_fire
from tracker.model.look import Outcome, Response
from tracker.model.source import ADAPTIVE, Source

_LONGEST_BACKOFF = timedelta(days=1)
_FIRST_RETRY = timedelta(hours=1)
_LEAST = timedelta(minutes=30)
_PER_CHANGE = 6
"""A source that learns is looked at so often between two of its changes."""

_EARLY = 0.05
_MOST_EARLY = timedelta(minutes=5)
_TTL = re.compile(rb"<ttl>\s*(\d{1,5})\s*</ttl>")
_HEAD = 8192


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a source that learns its rhythm: when it changed of late (UTC, in order), and whether a dated step is near."""

    changes: tuple[datetime, ...] = ()
    expected: bool = False


def next_due(
    source: Source, outcome: Outcome, failures: int, response: Response, now: datetime, past: Callable[[], Past] = Past
) -> datetime:
    """When a source is due after a look.

    By its rhythm, a little early (up to 5 %, each source by its own share: looks spread, and a pass that begins a moment sooner than the
    last one misses none). After a failure the wait is doubled up to a day, so that the source is never given up. A server's Retry-After
    is kept; what it says of how long an answer stays fresh (max-age, Expires, a feed's ttl) counts up to twice the rhythm.
    `past` is only asked for a source that learns.
    """
    if not outcome.looked:
        return now + max(_patient(source, failures, now), _wished(response))
    if source.rhythm not in (None, ADAPTIVE):
        return max(next_fire(source.rhythm or "", now), now + _wished(response))
    wait = _learnt(source, past(), now) if source.rhythm == ADAPTIVE else source.every
    fresh = min(_fresh(response), 2 * wait, _LONGEST_BACKOFF, source.window or _LONGEST_BACKOFF)
    return now + max(wait - _early(source.id, wait), fresh, _wished(response))


def _patient(source: Source, failures: int, now: datetime) -> timedelta:
    """How long to wait after so many failures in a row, this one not counted."""
    wait = source.every if source.rhythm is None else _FIRST_RETRY
    again: timedelta = max(wait, min(wait * 2 ** min(failures, 10), _LONGEST_BACKOFF))
    return again if source.rhythm in (None, ADAPTIVE) else min(next_fire(source.rhythm or "", now) - now, again)


def _learnt(source: Source, past: Past, now: datetime) -> timedelta:
    """Several looks between two changes of late; more often where a step with a date is near."""
    longest = min(source.every, source.window / 2) if source.window else source.every
    moments = [*past.changes, now]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments) if later > earlier]
    wait = timedelta(seconds=median(gaps) / _PER_CHANGE) if gaps else longest
    return max(_LEAST, min(wait, longest) / (4 if past.expected else 1))


def _early(name: str, wait: timedelta) -> timedelta:
    share = int.from_bytes(hashlib.sha256(name.encode()).digest()[:2]) / 65536
    return min(wait * _EARLY, _MOST_EARLY) * (0.4 + 0.6 * share)


def _wished(response: Response) -> timedelta:
    return min(timedelta(seconds=response.retry_after or 0), _LONGEST_BACKOFF)


def _fresh(response: Response) -> timedelta:
    """For how long the server, or the feed itself, says that nothing new will come."""
    ttl = _TTL.search(response.body[:_HEAD])
    return max(timedelta(seconds=response.fresh_for or 0), timedelta(minutes=int(ttl[1])) if ttl else timedelta())
