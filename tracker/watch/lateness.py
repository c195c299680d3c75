"""History that arrives late, put in its place: everything is read once more in its order, and what comes of it lands as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.errors import OvertakenError
from tracker.model.timeline import Seed
from tracker.store import Store
from tracker.store.landing import Landed
from tracker.store.past import Planned
from tracker.store.rereading import Rereading
from tracker.watch.pipeline import Watch
from tracker.watch.replay import goes_on, in_order, replay

_ATTEMPTS = 5
"""So often what was seen meanwhile is read too before it is left to another run."""


class Stage:
    """Where the past is read: a store of its own, by how it is opened and how it is removed."""

    def __init__(self, open_store: Callable[[], Rereading], remove: Callable[[], None]) -> None:
        self._open, self._remove = open_store, remove
        self.store = open_store()

    def renew(self) -> None:
        """Begin anew: what it holds belongs to another past."""
        self.end()
        self.store = self._open()

    def end(self) -> None:
        """Remove it."""
        self.store.close()
        self._remove()


@dataclass(frozen=True)
class Told:
    """Who hears how far it has come: the store with all looks and how many are left, each look, and the moments between them.

    `before` is told each moment before anything of it is read, and `after` the store once all is read.
    """

    begin: Callable[[Store, Sequence[Planned], int], None]
    look: Callable[[Planned], None]
    before: Callable[[datetime], None]
    after: Callable[[], None]


def put_in_place(watch: Watch, seed: Seed, stage: Stage, now: datetime, told: Told, *, whole: bool) -> Landed:
    """Read all that was ever seen in the order in which it was, and land what comes of it.

    `whole`: looks that saw nothing new too, which digests of the past count. Raises `OvertakenError` where the sources are looked at
    faster than they can be read.
    """
    for left in reversed(range(_ATTEMPTS)):
        horizon, found = watch.store.plan(whole=whole)
        plan = in_order(found, watch.sources)
        if not goes_on(watch, stage.store, plan):
            stage.renew()
        into = stage.store
        if plan:
            into.load_seed(seed, min(plan[0].at, seed.known_at))
        told.begin(into, plan, len(plan) - len(into.replayed()))
        replay(watch, into, plan, before=told.before, on_look=told.look)
        try:
            landed = watch.store.land(into, horizon, now)
        except OvertakenError:
            if not left:
                raise
            continue
        told.after()
        return landed
    raise AssertionError("unreachable")
