"""Who is told what over which way: subscriptions, channels, and one digest on its way to one recipient."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from tracker.model.digest import Lang

PRESET, DEADLINE = "preset", "deadline"
"""Words of `alerts`: what the pack holds to be worth a word at once, and that a deadline is near."""

TOLD_AT_ONCE = ("advances", "supersedes", "moves", "contradicts", "adds")
"""The verdicts that may stand in `alerts` beside event types."""


class Importance(StrEnum):
    """How much a thing matters, the most first: what binds, what guides and what is paid for, all else."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 matters most."""
        return list(Importance).index(self)


class Quiet(msgspec.Struct, frozen=True):
    """Hours of the day in Japan in which nothing is sent: minutes after midnight, `start` included, over midnight where it is later."""

    start: int
    end: int

    def covers(self, minute: int) -> bool:
        """Whether a minute of the day lies within."""
        return self.start <= minute < self.end if self.start <= self.end else minute >= self.start or minute < self.end


class OnHoliday(StrEnum):
    """When a digest comes whose day is a public holiday or at the turn of the year: a workday later, one earlier, or all the same."""

    NEXT = "next-business-day"
    PREVIOUS = "previous"
    SEND = "send"


class ChannelSetup(msgspec.Struct, frozen=True, kw_only=True):
    """A way to recipients as `subscriptions.yaml` sets it up. Secrets are named in `options`, never held in them."""

    id: str
    kind: str
    options: Mapping[str, str | int]


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One recipient of the digests of one series over one channel. Without `tracks` all that is told.

    `alerts` are the event types and verdicts that are told at once (and PRESET, DEADLINE); `quiet` are hours in which nothing is sent;
    what matters less than `importance` is left out. Where `on_holiday` is PREVIOUS, `series` is one whose periods end earlier then.
    """

    id: str
    channel: str
    to: str | None = None
    series: str = "weekly"
    lang: Lang = "en"
    tracks: frozenset[str] = frozenset()
    alerts: frozenset[str] = frozenset()
    quiet: Quiet | None = None
    importance: Importance = Importance.LOW
    on_holiday: OnHoliday = OnHoliday.SEND


class Subscriptions(msgspec.Struct, frozen=True, kw_only=True):
    """All channels and subscriptions, by id, and who hears of what is wrong with the tracker itself."""

    channels: Mapping[str, ChannelSetup] = {}
    subscriptions: Mapping[str, Subscription] = {}
    operator: Subscription | None = None


class DeliveryState(StrEnum):
    """Where a delivery is. What failed for a while is `waiting` again; what was no longer so before it could go out is `overtaken`."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given-up"
    OVERTAKEN = "overtaken"


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the outbox. `ident` is the same at every attempt; `due` is when it is tried next, `round` counts resends from 0."""

    id: int
    digest: str
    subscription: str
    round: int
    ident: str
    state: DeliveryState
    attempts: int
    created: datetime
    due: datetime
    sent: datetime | None = None
    error: str | None = None


def ident_of(digest: str, subscription: str, number: int) -> str:
    """What a delivery is known by, at every attempt; `number` counts resends from 0."""
    return hashlib.sha256(f"{digest}\n{subscription}\n{number}".encode()).hexdigest()[:32]


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel hands over: the same at every attempt. `composed` is the digest's own time, `file` its JSON.

    `answers` is the ident of the parcel that this one follows, for channels that have threads.
    """

    ident: str
    to: str | None
    subject: str
    composed: datetime
    text: str
    html: str
    name: str
    file: str
    answers: str | None = None
