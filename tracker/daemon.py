"""The clock work of `tracker run`: which command is to be run when. It decides nothing: the database knows what is due.

Each piece of work is a command of ours in a process of its own, the same as from cron: one that is slow or stuck holds nobody up, and
what it took is given back with it. APScheduler only says that it is time to ask; the main thread asks, starts and looks after them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from tracker.errors import TrackerError

ZONE = "Asia/Tokyo"

_STOP_SECONDS = 8.0
"""How long what is under way may take to end in good order: a service manager's patience is ten."""

_LOOK_AFTER_SECONDS = 1.0
_REST_SECONDS = 60.0
_SAY_AGAIN_SECONDS = 3600.0
_LEAP_SECONDS = 2.0
"""Between two looks at the clock it may gain or lose so much on the time that passes; more, and it was set, or the machine slept."""


def each(seconds: float) -> BaseTrigger:
    """Again and again, the first time after so many seconds."""
    return IntervalTrigger(seconds=seconds, timezone=ZONE)


def afresh(trigger: BaseTrigger) -> BaseTrigger:
    """The same counted from now: what is repeated begins at a moment, which lies ahead once the clock is set back."""
    return each(trigger.interval_length) if isinstance(trigger, IntervalTrigger) else trigger


def at(**fields: int | str) -> BaseTrigger:
    """At a time of the calendar in Japan, as cron writes it: `hour=8, minute=0`."""
    return CronTrigger(timezone=ZONE, **fields)


@dataclass(frozen=True)
class Job:
    """A command that is run whenever it is time and `wanted` says so; at most `most` of it at once.

    `well` are the exit codes that nobody needs to hear of.
    """

    name: str
    arguments: tuple[str, ...]
    trigger: BaseTrigger
    wanted: Callable[[], bool]
    most: int = 1
    well: frozenset[int] = frozenset({0})


class _Faults:
    """Tells what goes wrong with a job, the same thing once an hour, and gives it a rest."""

    def __init__(self, on_error: Callable[[str, str], None], rest: float) -> None:
        self._on_error = on_error
        self._rest = rest
        self._told: dict[tuple[str, str], float] = {}
        self._rests: dict[str, float] = {}

    def tell(self, job: str, said: str) -> None:
        """Something went wrong."""
        now = time.monotonic()
        self._rests[job] = now + self._rest
        if now - self._told.get((job, said), -_SAY_AGAIN_SECONDS) >= _SAY_AGAIN_SECONDS:
            self._told[job, said] = now
            self._on_error(job, said)

    def is_resting(self, job: str) -> bool:
        """Whether something went wrong with it a moment ago."""
        return time.monotonic() < self._rests.get(job, 0.0)


class _Leaps:
    """Notices that the clock was set, or that the machine slept: then it leaves the time that passes."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        self._apart = wall() - time.monotonic()

    def happened(self) -> bool:
        """Whether it has leapt since it was asked last."""
        before, self._apart = self._apart, self._wall() - time.monotonic()
        return abs(self._apart - before) > _LEAP_SECONDS


class _Commands:
    """The commands that are under way."""

    def __init__(self, program: Sequence[str], environ: Mapping[str, str], faults: _Faults) -> None:
        self._program = program
        self._environ = environ
        self._faults = faults
        self._running: list[tuple[Job, subprocess.Popen[bytes]]] = []

    def count(self, name: str) -> int:
        """How many of one kind are under way."""
        return Counter(job.name for job, _ in self._running)[name]

    def start(self, job: Job) -> None:
        """Begin one. In a session of its own: a Ctrl-C of the terminal is for us alone, and we pass it on."""
        command = [*self._program, *job.arguments]
        process = subprocess.Popen(command, env=self._environ, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - ours alone
        self._running.append((job, process))

    def look_after(self) -> None:
        """Say what has ended badly, and forget what has ended."""
        for job, process in self._running:
            code = process.poll()
            if code is not None and code not in job.well:
                self._faults.tell(job.name, f"ended with {code}" if code > 0 else f"was killed by signal {-code}")
        self._running = [(job, process) for job, process in self._running if process.returncode is None]

    def stop(self) -> None:
        """Let all end in good order; what does not is killed."""
        for _, process in self._running:
            with suppress(ProcessLookupError):
                process.terminate()
        end = time.monotonic() + _STOP_SECONDS
        for _, process in self._running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, end - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        """End all that is left at once."""
        for _, process in self._running:
            if process.poll() is None:
                process.kill()
                process.wait()


def serve(
    jobs: Sequence[Job],
    program: Sequence[str],
    environ: Mapping[str, str],
    on_error: Callable[[str, str], None],
    *,
    rest: float = _REST_SECONDS,
    wall: Callable[[], float] = time.monotonic,
) -> None:
    """Run the commands whenever they are due, until a signal comes.

    Each is also asked for at the start: a digest that fell due while nothing ran is written then, for the calendar knows it, not this
    process. A question that fails and a command that ends badly are told through `on_error`, the same words once an hour, and after a
    `rest` (seconds) it is tried again. Where the clock (`wall`, in seconds) leaps, because it was set or the machine slept, each is
    asked for again at once, and is due from then on by the clock as it is.
    SIGTERM and SIGINT end what is under way as Ctrl-C does, within ten seconds; a second one ends all at once.
    """
    asked: SimpleQueue[Job] = SimpleQueue()
    faults = _Faults(on_error, rest)
    commands = _Commands(program, environ, faults)
    scheduler = BackgroundScheduler(timezone=ZONE, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    due = [(scheduler.add_job(asked.put, job.trigger, args=[job]), job) for job in jobs]
    leaps = _Leaps(wall)
    before = {number: signal.signal(number, _ending(commands)) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        scheduler.start()
        for job in jobs:
            asked.put(job)
        while True:
            _turn(asked, commands, faults)
            if leaps.happened():
                for scheduled, job in due:
                    scheduled.reschedule(afresh(job.trigger))
                    asked.put(job)
    except KeyboardInterrupt:
        commands.stop()
    finally:
        scheduler.shutdown(wait=False)
        for number, handler in before.items():
            signal.signal(number, handler)


def _turn(asked: SimpleQueue[Job], commands: _Commands, faults: _Faults) -> None:
    """Look after what runs, and take up what is asked for, if anything is by then."""
    commands.look_after()
    with suppress(Empty):
        job = asked.get(timeout=_LOOK_AFTER_SECONDS)
        try:
            if commands.count(job.name) < job.most and not faults.is_resting(job.name) and job.wanted():
                commands.start(job)
        except (TrackerError, OSError) as error:
            faults.tell(job.name, str(error))


def _ending(commands: _Commands) -> Callable[[int, FrameType | None], None]:
    """What a signal does: the first ends all in good order, a second at once."""

    def at_once(number: int, frame: FrameType | None) -> None:
        del frame
        commands.kill()
        os._exit(128 + number)

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, at_once)
        raise KeyboardInterrupt

    return stop
