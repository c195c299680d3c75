"""Digests of a past that was brought in afterwards, each written when its period had ended then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.publish.press import Press
    from tracker.store import Store
    from tracker.store.past import Planned

_INSTANT = timedelta(microseconds=1)


class Calendar:
    """The periods of a series that ended in the past: each is told when it has ended, before anything that was seen later is read."""

    def __init__(self, tracker: Tracker, series: str, formats: tuple[str, ...], until: datetime) -> None:
        self.paths: list[Path] = []
        self._tracker, self._series, self._formats, self._until = tracker, series, formats, until
        self._press: Press | None = None
        self._next = until

    def begin(self, store: Store, plan: Sequence[Planned]) -> None:
        """The past is read into this store."""
        from tracker.app import press_of
        from tracker.digest.periods import due_at
        from tracker.publish.press import Reconstruction

        if not plan:
            return
        live = self._tracker.store
        archives = tuple(sorted({one.archive for one in plan if one.archive}))
        past = Reconstruction(archives=archives, told=lambda name: live.digest(name) is not None)
        self._press = replace(press_of(replace(self._tracker, store=store)), past=past, subscriptions=())
        last = store.last_digest(self._series)
        # The files of the last one may be missing: whatever stopped an earlier run may have done so before they were written.
        self._next = due_at(self._series, (datetime.fromisoformat(last.until) if last else plan[0].at) - _INSTANT)

    def before(self, moment: datetime) -> None:
        """Write what had ended before this moment."""
        from tracker.digest.periods import due_at
        from tracker.publish.press import next_digest

        while self._press is not None and self._next < moment:
            self.paths += next_digest(self._press, self._series, self._formats, self._next)
            self._next = due_at(self._series, self._next)

    def end(self) -> None:
        """Write what had ended by the end of it all."""
        self.before(self._until + _INSTANT)
