"""What `tracker run` does by itself: which commands, when, and what each asks the database before it is started."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker import __version__
from tracker.app import clock, is_alive, open_tracker, subscriptions_of
from tracker.cli import EXIT_NOTHING_REACHED, shown
from tracker.cli.log import event, settle_form
from tracker.config.settings import Settings, as_environ
from tracker.daemon import Job, at, each, serve
from tracker.digest.periods import due_at
from tracker.watch.courtesy import busy_hosts, public_host

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.model.health import Health

_TICK_SECONDS = 5.0
"""How often it is asked whether anything is due: that a source is looked at late by no more costs a question of milliseconds."""

_PASSES = 3
"""So many passes at once: while one waits for a slow host, the next ones look at what else is due."""

_SEND_AGAIN = timedelta(hours=1)
"""Deadlines come near and quiet hours end without anything new: so often alerts are thought of all the same."""


def serve_by_itself(chosen: Settings, metrics_port: int | None) -> None:
    """Run each piece of work as the command that cron would run, until a signal."""
    settle_form()
    if metrics_port is not None:
        _serve_figures(chosen, metrics_port)
    well = frozenset({0, EXIT_NOTHING_REACHED})
    jobs = (
        Job("poll", ("poll", "--no-warnings"), each(_TICK_SECONDS), lambda: asked(chosen, _is_due), most=_PASSES, well=well),
        Job("digest", ("digest", "--due", "--send"), at(hour="*", minute=0), lambda: asked(chosen, _is_digest_due)),
        Job("send", ("send",), each(60), _Sending(chosen)),
    )
    said = "tracker: running; polls what is due, writes the weekly digest on Monday 08:00 JST; stop with SIGTERM or Ctrl-C"
    event("running", said, version=__version__)
    serve(jobs, (sys.executable, "-m", "tracker"), {**os.environ, **as_environ(chosen)}, _failed, wall=lambda: clock().timestamp())
    event("stopped", "tracker: stopped")


def asked(chosen: Settings, question: Callable[[Tracker], bool]) -> bool:
    """Open everything for one question, at the moment at which it is asked, with the files as they are then."""
    tracker = open_tracker(chosen)
    with tracker.store:
        return question(tracker)


def _is_due(tracker: Tracker) -> bool:
    """Whether a pass would find something: a source that is due, that nobody holds, and whose host no other pass is asking."""
    held = tracker.store.leases(tracker.now)
    free = [name for name in tracker.store.due(list(tracker.sources), tracker.now) if name not in held or not is_alive(held[name])]
    if not free:
        return False
    busy = busy_hosts(tracker.store, tracker.sources, "", is_alive, tracker.now)
    return any(public_host(tracker.sources[name]) not in busy for name in free)


def _is_digest_due(tracker: Tracker) -> bool:
    """Whether the period of a series has ended that is written here: of the weekly one, or one that somebody subscribes to."""
    ends = tracker.store.last_ends()
    series = {"weekly", *(one.series for one in subscriptions_of(tracker).subscriptions.values())} - {"run"}
    return any(name not in ends or due_at(name, ends[name]) <= tracker.now for name in series)


class _Sending:
    """Whether something is to go out: a delivery is due, or there may be an alert since something was recorded."""

    def __init__(self, chosen: Settings) -> None:
        self._chosen = chosen
        self._seen: datetime | None = None
        self._thought: datetime | None = None

    def __call__(self) -> bool:
        return asked(self._chosen, self._wanted)

    def _wanted(self, tracker: Tracker) -> bool:
        if tracker.store.deliveries_due(tracker.now):
            return True
        recorded = tracker.store.last_recorded()
        lately = self._thought is not None and abs(tracker.now - self._thought) < _SEND_AGAIN
        if not tracker.settings.subscriptions.exists() or (lately and recorded == self._seen):
            return False
        self._seen, self._thought = recorded, tracker.now
        return True


def _serve_figures(chosen: Settings, port: int) -> None:
    from tracker.cli.figures import serve_figures
    from tracker.cli.health import health_of

    def ask() -> Health:
        tracker = open_tracker(chosen, only_reads=True)
        with tracker.store:
            return health_of(tracker, clock())

    serve_figures(ask, port)


def _failed(job: str, said: str) -> None:
    event("failed", f"tracker: {job}: {shown(said)}", job=job, error=said)
