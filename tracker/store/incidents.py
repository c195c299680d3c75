"""Incidents: rows that are opened, told, closed and told of once each, whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, func, insert, or_, select, update

from tracker.digest.incidents import told_again
from tracker.model.delivery import Delivery, DeliveryState
from tracker.model.incident import Incident, Trouble
from tracker.store.base import Part, decode, encode, mark, short_key
from tracker.store.engine import reading, writing
from tracker.store.outbox import delivery_of
from tracker.store.tables import delivery, incident

_UNTOLD = or_(
    and_(incident.c.told.is_(None), incident.c.closed.is_(None)),
    and_(incident.c.told.is_not(None), incident.c.closed.is_not(None), incident.c.closing_told.is_(None)),
)
"""What was over before anybody heard of it needs no telling."""


class Incidents(Part):
    """What went wrong with the tracker itself."""

    def open_incidents(self) -> tuple[Incident, ...]:
        """Those that are not over, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(incident).where(incident.c.closed.is_(None)).order_by(incident.c.id))
            return tuple(map(_incident, rows))

    def record_incidents(self, opened: Sequence[Trouble], closed: Sequence[int], now: datetime) -> None:
        """Open and close some, in one commit. What another process has opened or closed by then stays as it is."""
        if not (opened or closed):
            return
        with writing(self.engine, alone=True) as connection:
            for one in opened:
                same = (incident.c.kind == one.kind, incident.c.key == short_key(one.key), incident.c.closed.is_(None))
                if connection.execute(select(incident.c.id).where(*same)).first() is None:
                    row = {"kind": one.kind, "key": short_key(one.key), "opened": now, "payload": encode(one)}
                    connection.execute(insert(incident).values(row))
            connection.execute(update(incident).where(incident.c.id.in_(closed), incident.c.closed.is_(None)).values(closed=now))
            mark(connection, now)

    def take_untold(self, now: datetime) -> tuple[Incident, ...]:
        """Those that somebody is to hear of, taken for one attempt: what is under way or was in vain rests for a while.

        What was tried in vain for a week is only told beside what is new.
        """
        with writing(self.engine, alone=True) as connection:
            untold = connection.execute(select(incident).where(_UNTOLD).order_by(incident.c.id)).all()
            again = {row.id: _again(row, now) for row in untold}
            rows = [row for row in untold if (due := again[row.id]) is not None and due <= now]
            if rows:
                rows = sorted([*rows, *(row for row in untold if again[row.id] is None)], key=lambda row: row.id)
            connection.execute(update(incident).where(incident.c.id.in_([row.id for row in rows])).values(tried=now))
        return tuple(map(_incident, rows))

    def told_incidents(self, begun: Sequence[int], over: Sequence[int], now: datetime) -> None:
        """Somebody has heard that these began, and that those are over."""
        with writing(self.engine) as connection:
            connection.execute(update(incident).where(incident.c.id.in_(begun)).values(told=now, tried=None))
            connection.execute(update(incident).where(incident.c.id.in_(over)).values(closing_told=now, tried=None))

    def unheard(self, before: datetime) -> int:
        """How many began or were over before a moment, and nobody has heard of it yet."""
        since = func.coalesce(incident.c.closed, incident.c.opened)
        with reading(self.engine) as connection:
            return int(connection.execute(select(func.count()).where(_UNTOLD, since < before)).scalar_one())

    def last_deliveries(self) -> tuple[Delivery, ...]:
        """Of each subscription the last delivery that came to an end, sent or given up."""
        ended = delivery.c.state.in_([DeliveryState.SENT.value, DeliveryState.GIVEN_UP.value])
        newest = select(func.max(delivery.c.id)).where(ended).group_by(delivery.c.subscription)
        with reading(self.engine) as connection:
            rows = connection.execute(select(delivery).where(delivery.c.id.in_(newest)).order_by(delivery.c.subscription))
            return tuple(map(delivery_of, rows))


def _again(row: Row[Any], now: datetime) -> datetime | None:
    """When it may be tried to tell of one: at once where it never was; None where nobody tries any more."""
    return now if row.tried is None else told_again(row.id, row.closed or row.opened, row.tried)


def _incident(row: Row[Any]) -> Incident:
    return Incident(
        id=row.id,
        trouble=decode(row.payload, Trouble),
        opened=row.opened,
        told=row.told,
        closed=row.closed,
        closing_told=row.closing_told,
    )
