"""Times as cron writes them, in Japan's days: five fields, in which 0 and 7 are Sunday."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

_ZONE = "Asia/Tokyo"
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_NUMBERED = re.compile(r"([0-7])(?:-([0-7]))?(?:/([1-9]))?")
_TRIED = 60
_SOME_MONDAY = datetime.fromisoformat("2024-01-01T00:00:00+09:00")
"""From here on a leap year lies ahead: a day that is not in every year comes too."""


def next_fire(written: str, after: datetime) -> datetime:
    """The first moment after `after` that is meant. Raises `ValueError` for what is no such expression or never comes."""
    found = _trigger(written).get_next_fire_time(None, after + timedelta(seconds=1))
    if not isinstance(found, datetime):
        raise ValueError("this moment never comes")  # noqa: TRY004 - the expression is at fault, not a type
    return found


def longest_gap(written: str) -> timedelta:
    """The longest time between two of the next sixty moments. Raises `ValueError` as above."""
    moments = [_SOME_MONDAY]
    for _ in range(_TRIED):
        moments.append(next_fire(written, moments[-1]))
    return max(later - earlier for earlier, later in pairwise(moments[1:]))


@lru_cache(maxsize=256)
def _trigger(written: str) -> CronTrigger:
    fields = written.split()
    if len(fields) != 5:
        raise ValueError("five fields were expected: minute, hour, day, month, day of the week")
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - costs more than all else here, and few sources need it

    days = ",".join(_by_name(part) for part in fields[4].lower().split(","))
    return CronTrigger.from_crontab(" ".join([*fields[:4], days]), timezone=_ZONE)


def _by_name(part: str) -> str:
    """Days of the week by name: the scheduler counts them from Monday, cron from Sunday."""
    found = _NUMBERED.fullmatch(part)
    if found is None:
        return part
    first = int(found[1])
    last = int(found[2]) if found[2] else 7 if found[3] else first
    if last < first:
        raise ValueError("a day of the week to an earlier one was given; write it as two parts, such as 5-7,1")
    return ",".join(dict.fromkeys(_DAYS[day % 7] for day in range(first, last + 1, int(found[3] or 1))))
