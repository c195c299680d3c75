"""The way back from a clock that ran ahead: what it recorded stays, but nothing waits for its time to come any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select, update

from tracker.digest.alerts import PATIENCE
from tracker.model.delivery import DeliveryState
from tracker.model.health import Ahead
from tracker.store.base import Part
from tracker.store.engine import writing
from tracker.store.tables import alert, clock, delivery, digest, finding, incident, look, page, source_state

_AHEAD = ":ahead"
_LONGEST_LEASE = timedelta(hours=1)


class Clock(Part):
    """The latest time at which anything was recorded, and setting it back."""

    def accept_clock(self, now: datetime) -> Ahead | None:
        """Take `now` for the time again where something was recorded after it, and answer what that was; None where nothing was.

        No row is lost or told anew. Digests of periods that end after `now` keep their names and what they have claimed, but are no
        longer the last of their series. What waits for a time that was set by the wrong clock (the next look at a source, a lease, a
        delivery that is tried again) waits no longer.
        """
        with writing(self.engine, alone=True) as connection:
            recorded = connection.execute(select(clock.c.recorded)).scalar()
            if recorded is None or recorded <= now:
                return None
            alerts = digest.c.series.like("alert:%")
            names = select(digest.c.id).where(digest.c.composed > now, ~alerts).order_by(digest.c.composed, digest.c.id)
            found = Ahead(
                recorded=recorded,
                looks=connection.execute(select(func.count()).where(look.c.recorded > now)).scalar_one(),
                findings=connection.execute(select(func.count()).where(finding.c.recorded > now)).scalar_one(),
                digests=tuple(connection.execute(names).scalars()),
            )
            _let_go(connection, now)
            ended = (digest.c.until > now, ~alerts, digest.c.series.not_like(f"%{_AHEAD}"))
            connection.execute(update(digest).where(*ended).values(series=digest.c.series + _AHEAD))
            connection.execute(update(clock).values(recorded=now))
        return found


def _let_go(connection: Connection, now: datetime) -> None:
    """Whatever would otherwise rest until the wrong time has come."""
    sources, posts = source_state.c, delivery.c
    connection.execute(update(source_state).where(sources.last_look > now, sources.next_due > now).values(next_due=now))
    held = sources.lease_until > now + _LONGEST_LEASE
    connection.execute(update(source_state).where(held).values(lease_owner=None, lease_until=None))
    connection.execute(update(page).where(page.c.claimed > now + _LONGEST_LEASE).values(owner=None, claimed=None))
    wrong = or_(posts.created > now, posts.attempts > 0)
    connection.execute(update(delivery).where(posts.state == DeliveryState.WAITING.value, posts.due > now, wrong).values(due=now))
    connection.execute(update(incident).where(incident.c.tried > now).values(tried=None))
    late = (alert.c.answered.is_(None), alert.c.answer_by > now + PATIENCE)
    connection.execute(update(alert).where(*late).values(answer_by=now + PATIENCE))
