"""The store as one: looks, derivations, the timeline, digests, their deliveries, traces, over one database."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Self

from tracker.store.ahead import Clock
from tracker.store.alerts import Alerts
from tracker.store.archive import Archive
from tracker.store.captures import Captures
from tracker.store.coverage import Coverage
from tracker.store.decisions import Decisions
from tracker.store.derivations import Derivations
from tracker.store.editions import Editions
from tracker.store.engine import open_engine, passing_engine
from tracker.store.histories import Histories
from tracker.store.incidents import Incidents
from tracker.store.landing import Landing
from tracker.store.looks import Looks
from tracker.store.noise import Noise
from tracker.store.outbox import Outbox
from tracker.store.pages import Pages
from tracker.store.past import Past
from tracker.store.publications import Publications
from tracker.store.rederivations import Rederivations
from tracker.store.robots import Robots
from tracker.store.timelines import Timelines
from tracker.store.traces import Traces
from tracker.store.vitals import VitalSigns


class Store(
    Looks,
    Alerts,
    Archive,
    Coverage,
    Decisions,
    Derivations,
    Rederivations,
    Editions,
    Pages,
    Timelines,
    Histories,
    Publications,
    Outbox,
    Incidents,
    Traces,
    Noise,
    VitalSigns,
    Captures,
    Past,
    Landing,
    Clock,
):
    """All that is remembered. Each writing method is one transaction: all of it is kept or nothing.

    `is_read_anew`: every document in it was read by the program and for the sources of today.
    """

    is_read_anew = False

    @classmethod
    def open(cls, url: str) -> Self:
        """Open a database by its SQLAlchemy URL, created and brought up to date. Raises `ConfigError` or `StoreError`."""
        return cls(open_engine(url))

    @classmethod
    def passing(cls) -> Self:
        """An empty one that leaves nothing behind when it is closed. Raises `StoreError`."""
        return cls(passing_engine())

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def robots(self, now: datetime) -> Robots:
        """The memory of robots.txt as of `now`."""
        return Robots(self.engine, now)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
