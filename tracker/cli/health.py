"""`tracker health`: how well each source is seen, and whether anything keeps the tracker itself from its work. For monitors."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import EXIT_FAILED, counted, shown
from tracker.cli.options import AsJson, Database, Digests, Now, Sources, TimelineFile, settings
from tracker.cli.streams import tell

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.app import Tracker
    from tracker.model.health import Health, SourceHealth

_RECENT_DAYS = 7
_UNHEARD_HOURS = 1


def health(
    *,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    digests: Digests = None,
    now: Now = None,
    as_json: AsJson = False,
    metrics: Annotated[bool, typer.Option("--metrics", help="In the text format of Prometheus, for a textfile collector.")] = False,
) -> None:
    """How well each source is seen. Exit code 1 where something keeps the tracker itself from its work."""
    from tracker.cli.opening import open_to_read

    chosen = settings(sources=sources, timeline=timeline, database_url=database_url, digests=digests, now=now)
    tracker = open_to_read(chosen)
    with tracker.store:
        found = health_of(tracker, chosen.now or _clock())
    if as_json:
        from tracker.model.wire import to_json

        print(to_json(found))
    elif metrics:
        from tracker.cli.figures import figures

        print(figures(found), end="")
    else:
        _print(found)
    if not found.healthy:
        raise typer.Exit(EXIT_FAILED)


def health_of(tracker: Tracker, now: datetime) -> Health:
    """How it stands with an open tracker."""
    from datetime import timedelta

    from tracker.digest.health import DAYS, health, source_health
    from tracker.digest.periods import due_at
    from tracker.model.health import Vitals

    store, ids = tracker.store, list(tracker.sources)
    since, recorded = now - timedelta(days=DAYS), store.last_recorded()
    states, tallies = store.states(ids), store.tallies(since, now, ids)
    counts = {count.source: count for count in store.look_counts(since, now, ids)}
    flips = store.flips(max(now, recorded or now), ids)
    rows = tuple(
        source_health(source, states[name], tallies[name], counts[name], len(flips.get(name, ())), now)
        for name, source in tracker.sources.items()
    )
    late, given_up = store.delivery_troubles(now - timedelta(days=_RECENT_DAYS))
    vitals = Vitals(
        recorded=recorded if any(row.last_look for row in rows) else None,
        longest_due=store.longest_due(ids),
        periods={series: due_at(series, end) for series, end in store.last_ends().items() if series in ("daily", "weekly", "monthly")},
        late=late,
        given_up=given_up,
        free=_room(tracker),
        unread=len(store.pending()),
        unheard=_unheard(tracker, now),
    )
    return health(vitals, rows, now)


def _unheard(tracker: Tracker, now: datetime) -> int:
    """How many incidents the operator could not be told of for an hour; none where there is nobody to be told."""
    from datetime import timedelta

    from tracker.app import subscriptions_of

    waiting = tracker.store.unheard(now - timedelta(hours=_UNHEARD_HOURS))
    return waiting if waiting and subscriptions_of(tracker).operator is not None else 0


def _clock() -> datetime:
    from tracker.app import clock

    return clock()


def _room(tracker: Tracker) -> dict[str, int]:
    """The bytes left where the database and the digests lie, by folder; none for a server's database."""
    from tracker.store.engine import sqlite_file

    file = sqlite_file(tracker.settings.database_url)
    folders = [tracker.settings.digests, *([file.parent] if file else [])]
    return {str(folder): shutil.disk_usage(_there(folder)).free for folder in folders}


def _there(folder: Path) -> Path:
    """The folder, or what is there of the way to it."""
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())


def _print(found: Health) -> None:
    for row in found.sources:
        print(_line(row))
    for trouble in found.troubles:
        tell(f"tracker: {shown(trouble.said)}; {trouble.remedy}")
    worst = sum(1 for row in found.sources if row.marks[0].value not in ("well", "quiet"))
    told = "nothing keeps the tracker from its work" if found.healthy else "the tracker itself needs help (see above)"
    tell(f"{counted(len(found.sources), 'source')}, {worst} of them with something to say; {told}")


def _line(row: SourceHealth) -> str:
    from tracker.digest.zone import local_iso

    share = f"{row.seen}/{row.looked}" if row.looked else "–"
    last = local_iso(row.last_success)[:16].replace("T", " ") if row.last_success else "never seen"
    change = local_iso(row.last_change)[:10] if row.last_change else "–"
    return f"{row.marks[0].value:<9} {row.source:<28} {share:>9}  seen {last:<16}  changed {change:<10}  {shown(row.said)}".rstrip()


COMMANDS = {"health": health}
