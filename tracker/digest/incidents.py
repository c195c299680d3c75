"""The rules of incidents: what counts as one, and which begin and end by what is wrong just now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from tracker.digest.plain import one_line
from tracker.digest.zone import local_minute
from tracker.model.delivery import Delivery, DeliveryState
from tracker.model.incident import Incident, Trouble
from tracker.model.recorded import LookCount
from tracker.model.source import Label, Source

BLIND_FOR = timedelta(days=1)
"""How long a source may be out of sight before it is an incident."""

SOURCE, DELIVERY = "source", "delivery"

PATIENCE = timedelta(days=7)
"""How long it is tried to tell of something."""

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=15), timedelta(hours=6)

_LONGEST = 300


class Turn(NamedTuple):
    """What begins and what is over."""

    opened: tuple[Trouble, ...]
    closed: tuple[Incident, ...]


def turn(standing: Iterable[Incident], troubles: Iterable[Trouble], kinds: Iterable[str]) -> Turn:
    """Compare what stands open with what is wrong just now, of these kinds alone: each trouble is opened once and closed once."""
    now = {(one.kind, one.key): one for one in troubles if one.kind in kinds}
    known = {(one.trouble.kind, one.trouble.key): one for one in standing if one.trouble.kind in kinds}
    opened = tuple(one for name, one in sorted(now.items()) if name not in known)
    return Turn(opened, tuple(one for name, one in sorted(known.items()) if name not in now))


def told_again(incident: int, since: datetime, tried: datetime) -> datetime | None:
    """When it is tried again to tell what began or was over at `since`, after an attempt at `tried`; None once patience is at its end.

    The longer it has been in vain, the longer the pause, at another second for each.
    """
    pause = max(_FIRST_PAUSE, min(tried - since, _LONGEST_PAUSE))
    share = int(hashlib.sha256(f"{incident}{tried.isoformat()}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    due = tried + pause * (0.75 + share / 2)
    return due if due < since + PATIENCE else None


def blind_sources(counts: Iterable[LookCount], sources: Mapping[str, Source], now: datetime) -> tuple[Trouble, ...]:
    """The sources that could not be seen for a day."""
    return tuple(
        Trouble(kind=SOURCE, key=one.source, what=_blind(sources[one.source].name, one, one.blind_since))
        for one in counts
        if one.source in sources and one.blind_since is not None and one.blind_since <= now - BLIND_FOR
    )


def failing_deliveries(last: Iterable[Delivery]) -> tuple[Trouble, ...]:
    """The subscriptions whose `last` delivery that came to an end was given up."""
    return tuple(Trouble(kind=DELIVERY, key=one.subscription, what=_given_up(one)) for one in last if one.state is DeliveryState.GIVEN_UP)


def _blind(name: Label, count: LookCount, since: datetime) -> Label:
    why = f": {one_line(count.why, _LONGEST)}" if count.why else ""
    return Label(f"{name.ja}：{local_minute(since)} から閲覧不能{why}", f"{name.en}: blind since {local_minute(since)}{why}")


def _given_up(one: Delivery) -> Label:
    why = one_line(one.error or "", _LONGEST)
    times = "1 attempt" if one.attempts == 1 else f"{one.attempts} attempts"
    return Label(
        f"{one.subscription}：{one.digest} の配信を{one.attempts}回で断念：{why}",
        f"{one.subscription}: {one.digest} was given up after {times}: {why}",
    )
