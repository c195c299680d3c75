"""What goes wrong with the tracker itself, and is for who runs it: opened once, told once, closed once."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.model.source import Label


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is wrong just now. `kind` and `key` (a source, a subscription) name it, `what` says it in one line."""

    kind: str
    key: str
    what: Label


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """A trouble from when it was first seen until it was over; times are UTC. `told` and `closing_told` are when somebody heard of it."""

    id: int
    trouble: Trouble
    opened: datetime
    told: datetime | None = None
    closed: datetime | None = None
    closing_told: datetime | None = None
