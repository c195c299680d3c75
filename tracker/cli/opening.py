"""Opening everything for a command that only reads: where there is no database yet it makes none, and says so of one that was named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli import shown
from tracker.cli.streams import tell

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.config.settings import Settings


def open_to_read(chosen: Settings, *, merges: bool = True) -> Tracker:
    """What a question is asked of. Without a database that is the seed alone; of one that was named that is told: it may be mistyped."""
    from tracker.app import open_tracker
    from tracker.config.settings import DEFAULT_DATABASE_URL

    tracker = open_tracker(chosen, only_reads=True, merges=merges)
    if tracker.missing is not None and chosen.database_url != DEFAULT_DATABASE_URL:
        tell(
            f"{shown(str(tracker.missing))}: there is no database yet: this is what the timeline begins with, and none was made. "
            "The first tracker poll makes it; if you have one elsewhere, name it with --database-url or in TRACKER_DATABASE_URL"
        )
    return tracker
