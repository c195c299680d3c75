"""Alerts: each with the claim of what it tells and the rows of those it goes to, in one commit."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, exists, insert, select, update

from tracker.model.alert import SERIES, Raised, Thread
from tracker.model.delivery import DeliveryState
from tracker.model.digest import Digest
from tracker.model.finding import RecordedFinding
from tracker.store.base import Part, chunks, decode, encode, insert_or_ignore, mark
from tracker.store.derivations import recorded_finding
from tracker.store.engine import reading, writing
from tracker.store.findings import joined
from tracker.store.outbox import enqueue
from tracker.store.tables import alert, delivery, digest, digest_finding, finding


class Alerts(Part):
    """What may be told at once, and what was."""

    def unalerted(self, since: datetime) -> tuple[RecordedFinding, ...]:
        """Findings recorded after `since` that no alert has claimed, in the order in which they were recorded."""
        claimed = exists().where(digest_finding.c.series == SERIES, digest_finding.c.finding == finding.c.id)
        wanted = joined().where(finding.c.recorded > since, ~claimed).order_by(finding.c.id)
        with reading(self.engine) as connection:
            return tuple(recorded_finding(row) for row in connection.execute(wanted))

    def threads(self) -> tuple[Thread, ...]:
        """The alerts that wait for an official word, oldest first."""
        wanted = (
            select(alert.c.answer_by, alert.c.finding, digest.c.payload)
            .join(digest, alert.c.digest == digest.c.id)
            .where(alert.c.answer_by.is_not(None), alert.c.answered.is_(None))
            .order_by(alert.c.finding)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(wanted).all()
            leads = _leads(connection, [row.finding for row in rows])
        return tuple(Thread(digest=decode(row.payload, Digest), lead=leads[row.finding], answer_by=row.answer_by) for row in rows)

    def alerted(self, keys: Collection[str]) -> frozenset[str]:
        """Those of some keys of which there was an alert."""
        found: set[str] = set()
        with reading(self.engine) as connection:
            for part in chunks(sorted(keys)):
                found.update(connection.execute(select(alert.c.key).where(alert.c.key.in_(part))).scalars())
        return frozenset(found)

    def recipients(self, name: str) -> tuple[str, ...]:
        """The subscriptions that a digest was sent to, or is to be."""
        wanted = select(delivery.c.subscription).where(delivery.c.digest == name).distinct().order_by(delivery.c.subscription)
        with reading(self.engine) as connection:
            return tuple(connection.execute(wanted).scalars())

    def overtake(self, kind: str, but: Collection[str]) -> None:
        """Send no alert any more that still waits, and whose key begins with `kind:` and is none of `but`.

        One that somebody has asked for again goes out all the same.
        """
        waiting = delivery.c.state == DeliveryState.WAITING.value
        own = (delivery.c.created == alert.c.recorded, alert.c.key.startswith(f"{kind}:", autoescape=True))
        wanted = select(delivery.c.id, alert.c.key).join(alert, alert.c.digest == delivery.c.digest)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.where(waiting, *own)).all()
        over = [row.id for row in rows if row.key not in but]
        if over:
            with writing(self.engine) as connection:
                for part in chunks(over):
                    connection.execute(update(delivery).where(delivery.c.id.in_(part), waiting).values(state=DeliveryState.OVERTAKEN.value))

    def record_alert(self, raised: Raised, to: Sequence[str], now: datetime) -> bool:
        """Commit an alert with its claims and its deliveries. False where another process was first: then nothing is written."""
        return self.record_alerts([(raised, to)], now)

    def record_alerts(self, addressed: Sequence[tuple[Raised, Sequence[str]]], now: datetime) -> bool:
        """Commit several, each with whom it goes to, as one. False where another process told any of it: then nothing is written."""
        with writing(self.engine, alone=True) as connection:
            if any(_is_told(connection, raised) for raised, _ in addressed):
                return False
            for raised, to in addressed:
                _record(connection, raised, to, now)
            mark(connection, now)
        return True


def _record(connection: Connection, raised: Raised, to: Sequence[str], now: datetime) -> None:
    made = raised.digest
    # A series is told one digest a moment, and many alerts may be: in the table each is a series of its own.
    series = f"{SERIES}:{hashlib.sha256(made.id.encode()).hexdigest()[:12]}"
    row = {"id": made.id, "series": series, "since": now, "until": now, "composed": now, "payload": encode(made)}
    connection.execute(insert(digest).values(row))
    answers = made.alert.answers if made.alert else None
    if answers is not None:
        connection.execute(update(alert).where(alert.c.digest == answers).values(answered=made.id))
    about = {"digest": made.id, "key": raised.key, "finding": raised.lead, "answer_by": raised.answer_by, "recorded": now}
    connection.execute(insert(alert).values(about))
    claim = {"series": SERIES, "digest": made.id}
    insert_or_ignore(connection, digest_finding, [{**claim, "finding": one} for one in raised.claims])
    enqueue(connection, made.id, dict.fromkeys(to, now))


def _is_told(connection: Connection, raised: Raised) -> bool:
    if connection.execute(select(alert.c.key).where(alert.c.key == raised.key)).first() is not None:
        return True
    if raised.digest.alert and raised.digest.alert.answers:
        return False  # one word may answer two alerts
    claimed = select(digest_finding.c.finding).where(digest_finding.c.series == SERIES).limit(1)
    return any(connection.execute(claimed.where(digest_finding.c.finding.in_(part))).first() is not None for part in chunks(raised.claims))


def _leads(connection: Connection, numbers: Sequence[int]) -> dict[int, RecordedFinding]:
    found: dict[int, RecordedFinding] = {}
    for part in chunks(numbers):
        found.update({row.id: recorded_finding(row) for row in connection.execute(joined().where(finding.c.id.in_(part)))})
    return found
