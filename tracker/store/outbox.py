"""The outbox: digests on their way to recipients. A row is made with its digest, and is taken by one process at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from tracker.model.delivery import Delivery, DeliveryState, ident_of
from tracker.store.base import Part, insert_or_ignore
from tracker.store.engine import reading, writing
from tracker.store.tables import delivery

LEASE = timedelta(minutes=10)
"""How long an attempt may take before another process tries: more than any channel waits."""

_LONGEST_ERROR = 500


def enqueue(connection: Connection, digest: str, due: Mapping[str, datetime]) -> None:
    """One row for each subscription, due at its moment, in the transaction that records the digest."""
    insert_or_ignore(connection, delivery, [_row(digest, name, 0, at) for name, at in due.items()])


class Outbox(Part):
    """What is to be handed over, and what was."""

    def deliveries_due(self, now: datetime, held: Collection[str] = ()) -> tuple[int, ...]:
        """The numbers of deliveries that may be tried now, oldest first, but for those to subscriptions that are `held`."""
        due = (delivery.c.state == DeliveryState.WAITING.value, delivery.c.due <= now, delivery.c.subscription.not_in(held))
        wanted = select(delivery.c.id).where(*due).order_by(delivery.c.id)
        with reading(self.engine) as connection:
            return tuple(connection.execute(wanted).scalars())

    def take_delivery(self, number: int, now: datetime) -> Delivery | None:
        """Take one for an attempt that ends within `LEASE`; None where it is taken or done already."""
        free = (delivery.c.id == number, delivery.c.state == DeliveryState.WAITING.value, delivery.c.due <= now)
        with writing(self.engine) as connection:
            taken = connection.execute(update(delivery).where(*free).values(due=now + LEASE, attempts=delivery.c.attempts + 1))
            if not taken.rowcount:
                return None
            return delivery_of(connection.execute(select(delivery).where(delivery.c.id == number)).one())

    def delivered(self, number: int, now: datetime) -> None:
        """It was handed over."""
        self._set(number, state=DeliveryState.SENT.value, sent=now, error=None)

    def undelivered(self, number: int, error: str, due: datetime | None) -> None:
        """The attempt came to nothing: tried again at `due`, or given up where that is None."""
        values: dict[str, Any] = {"error": error[:_LONGEST_ERROR]}
        values |= {"state": DeliveryState.GIVEN_UP.value} if due is None else {"due": due}
        self._set(number, **values)

    def resend(self, digest: str, subscriptions: Sequence[str], now: datetime) -> int:
        """Send a digest once more: a delivery of its own for each subscription. Returns how many."""
        with writing(self.engine, alone=True) as connection:
            for name in subscriptions:
                same = (delivery.c.digest == digest, delivery.c.subscription == name)
                last = connection.execute(select(func.max(delivery.c.round)).where(*same)).scalar()
                connection.execute(insert(delivery).values(_row(digest, name, 0 if last is None else last + 1, now)))
        return len(subscriptions)

    def deliveries(self, limit: int) -> tuple[Delivery, ...]:
        """The newest deliveries, newest first."""
        wanted = select(delivery).order_by(delivery.c.id.desc()).limit(limit)
        with reading(self.engine) as connection:
            return tuple(delivery_of(row) for row in connection.execute(wanted))

    def _set(self, number: int, **values: object) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(delivery).where(delivery.c.id == number).values(**values))


def _row(digest: str, subscription: str, number: int, now: datetime) -> dict[str, Any]:
    return {
        "digest": digest,
        "subscription": subscription,
        "round": number,
        "ident": ident_of(digest, subscription, number),
        "state": DeliveryState.WAITING.value,
        "attempts": 0,
        "created": now,
        "due": now,
    }


def delivery_of(row: Any) -> Delivery:  # noqa: ANN401 - a row of the table
    """A delivery as it is stored."""
    return Delivery(
        id=row.id,
        digest=row.digest,
        subscription=row.subscription,
        round=row.round,
        ident=row.ident,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        created=row.created,
        due=row.due,
        sent=row.sent,
        error=row.error,
    )
