"""Alerts are raised before the post goes out: what nobody was told at once yet, what became of mere reports, and near deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tracker.digest.alerts import REACH, Desk, answers, deadlines, news, wants
from tracker.digest.alerts_most import addressed
from tracker.model.alert import Raised
from tracker.model.delivery import DEADLINE, Subscription
from tracker.publish.press import Press

_ATTEMPTS = 5
"""How often news are put together anew where another process told some of them meanwhile; what is left then waits for the next pass."""


def raise_alerts(press: Press, now: datetime) -> tuple[str, ...]:
    """Commit the alerts that are due, each with a row for every recipient who wants it. Answers their ids.

    Where nobody wants alerts nothing is claimed: who begins to want them hears of what was found in the last days. A word of a deadline
    that could not go out before the next one, or before the day was moved, does not go out any more.
    """
    listeners = [one for one in press.subscriptions if one.alerts]
    threads = press.store.threads()
    if not listeners and not threads:
        return ()
    desk = Desk(press.pack, dict(press.sources), now, press.version)
    made = []
    for raised in answers(threads, press.store.unalerted(now - REACH), desk):
        assert raised.digest.alert
        made += _recorded(press, raised, press.store.recipients(raised.digest.alert.answers or ""), now)
    near = deadlines(press.store.timeline(), desk) if press.pack.alerts.deadlines else ()
    keys = [one.key for one in near]
    press.store.overtake(DEADLINE, keys)
    known = press.store.alerted(keys)
    # An answer has claimed the word that it passes on: that is no news besides.
    made += _news(press, listeners, desk)
    for raised in (one for one in near if one.key not in known):
        made += _recorded(press, raised, tuple(one.id for one in listeners if wants(one, raised, press.pack)), now)
    return tuple(made)


def _news(press: Press, listeners: Sequence[Subscription], desk: Desk) -> list[str]:
    """All that a pass has to tell at once, in one commit: who is told one by one, and who how much more there is, hangs together."""
    for _ in range(_ATTEMPTS):
        told = addressed(news(press.store.unalerted(desk.now - REACH), desk), listeners, desk)
        if press.store.record_alerts(told, desk.now):
            return [raised.digest.id for raised, _ in told]
    return []


def _recorded(press: Press, raised: Raised, to: tuple[str, ...], now: datetime) -> list[str]:
    return [raised.digest.id] if to and press.store.record_alert(raised, to, now) else []
