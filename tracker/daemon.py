"""The clock work of `tracker run`: what is to be done when. It decides nothing: the database knows what is due.

APScheduler only puts names into a queue; the work is done one at a time in the main thread, where a signal ends it in good order.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from tracker.errors import TrackerError

ZONE = "Asia/Tokyo"
POLL, DIGEST = "poll", "digest"


def serve(jobs: Mapping[str, Callable[[], None]], on_error: Callable[[str, TrackerError], None], *, every_seconds: float = 60) -> None:
    """Do the jobs `poll` (each minute, whatever is due then) and `digest` (each day at 08:00 in Japan) until a signal comes.

    Each is also done once at the start: a digest that fell due while nothing ran is written then, for the calendar knows it, not
    this process. A job that fails is told through `on_error` and done again at its next time. SIGTERM and SIGINT end the job at
    hand as Ctrl-C does; a second one stops at once.
    """
    wanted: SimpleQueue[str] = SimpleQueue()
    waiting: set[str] = set()

    def want(name: str) -> None:
        # What still waits is not wanted twice: a job that takes long is not done again and again afterwards.
        if name not in waiting:
            waiting.add(name)
            wanted.put(name)

    scheduler = BackgroundScheduler(timezone=ZONE, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    scheduler.add_job(want, IntervalTrigger(seconds=every_seconds, timezone=ZONE), args=[POLL])
    scheduler.add_job(want, CronTrigger(hour=8, minute=0, timezone=ZONE), args=[DIGEST])
    before = {number: signal.signal(number, _stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        scheduler.start()
        want(POLL)
        want(DIGEST)
        while True:
            name = wanted.get()
            waiting.discard(name)
            _do(name, jobs[name], on_error)
    except KeyboardInterrupt:
        return
    finally:
        scheduler.shutdown(wait=False)
        for number, handler in before.items():
            signal.signal(number, handler)


def _do(name: str, job: Callable[[], None], on_error: Callable[[str, TrackerError], None]) -> None:
    try:
        job()
    except TrackerError as error:
        on_error(name, error)


def _stop(number: int, frame: FrameType | None) -> None:
    """End what runs as Ctrl-C does; from now on a signal has its plain effect."""
    del frame
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt
