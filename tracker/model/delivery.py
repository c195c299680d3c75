"""Who is told what over which way: subscriptions, channels, and one digest on its way to one recipient."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from tracker.model.digest import Lang


class ChannelSetup(msgspec.Struct, frozen=True, kw_only=True):
    """A way to recipients as `subscriptions.yaml` sets it up. Secrets are named in `options`, never held in them."""

    id: str
    kind: str
    options: Mapping[str, str | int]


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One recipient of the digests of one series over one channel. Without `tracks` all that is told."""

    id: str
    channel: str
    to: str | None = None
    series: str = "weekly"
    lang: Lang = "en"
    tracks: frozenset[str] = frozenset()


class Subscriptions(msgspec.Struct, frozen=True, kw_only=True):
    """All channels and subscriptions, by id."""

    channels: Mapping[str, ChannelSetup] = {}
    subscriptions: Mapping[str, Subscription] = {}


class DeliveryState(StrEnum):
    """Where a delivery is. What failed for a while is `waiting` again."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given-up"


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


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel hands over: the same at every attempt. `composed` is the digest's own time, `file` its JSON."""

    ident: str
    to: str | None
    subject: str
    composed: datetime
    text: str
    html: str
    name: str
    file: str
