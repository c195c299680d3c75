"""Alerts are raised before the post goes out: what nobody was told at once yet, what became of mere reports, and near deadlines."""

from __future__ import annotations

from datetime import datetime

from tracker.digest.alerts import REACH, Desk, answers, deadlines, news, wants
from tracker.model.alert import Raised
from tracker.model.delivery import DEADLINE
from tracker.publish.press import Press


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
    for raised in (*news(press.store.unalerted(now - REACH), desk), *(one for one in near if one.key not in known)):
        to = tuple(one.id for one in listeners if wants(one, raised, press.pack))
        made += _recorded(press, raised, to, now)
    return tuple(made)


def _recorded(press: Press, raised: Raised, to: tuple[str, ...], now: datetime) -> list[str]:
    return [raised.digest.id] if to and press.store.record_alert(raised, to, now) else []
