"""Opening everything for a command that only reads: where there is no database yet it makes none, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli import shown
from tracker.cli.streams import tell

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.config.settings import Settings


def open_to_read(chosen: Settings, *, merges: bool = True) -> Tracker:
    """What a question is asked of. Without a database that is the seed alone, and the person is told: a name may have been mistyped."""
    from tracker.app import open_tracker

    tracker = open_tracker(chosen, only_reads=True, merges=merges)
    if tracker.missing is not None:
        tell(
            f"{shown(str(tracker.missing))}: there is no database yet: this is what the timeline begins with, and none was made. "
            "The first tracker poll makes it; if you have one elsewhere, name it with --database-url or in TRACKER_DATABASE_URL"
        )
    return tracker
