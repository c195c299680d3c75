"""What robots.txt said, remembered between passes for a day, and for an hour where it could not be read."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from tracker.store.base import plain, short_key, upsert
from tracker.store.engine import reading, writing
from tracker.store.tables import robots

_FRESH = timedelta(days=1)
_FRESH_AFTER_FAILURE = timedelta(hours=1)


class Robots:
    """The memory of robots.txt as of one moment (`tracker.ports.RobotsMemory`)."""

    def __init__(self, engine: Engine, now: datetime) -> None:
        self._engine = engine
        self._now = now

    def recall(self, origin: str) -> str | None:
        """The text last seen, if it is still fresh."""
        with reading(self._engine) as connection:
            row = connection.execute(select(robots).where(robots.c.origin == short_key(origin))).first()
        if row is None or not timedelta() <= self._now - row.fetched <= (_FRESH_AFTER_FAILURE if row.failed else _FRESH):
            return None
        return str(row.body)

    def remember(self, origin: str, text: str, *, failed: bool = False) -> None:
        """Keep the text of an origin."""
        row = {"origin": short_key(origin), "fetched": self._now, "failed": failed, "body": plain(text)}
        with writing(self._engine, lasting=False) as connection:
            upsert(connection, robots, [row], ("fetched", "failed", "body"))
