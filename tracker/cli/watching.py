"""`tracker poll` and `tracker run`: look at what is watched."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import EXIT_NOTHING_REACHED, shown
from tracker.cli.options import AsJson, Database, Digests, Now, PrivateHosts, Sources, TimelineFile, settings
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.watch.pipeline import Row


def poll(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources to look at now; without any, those that are due.")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Look at every source, due or not.")] = False,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    allow_private_hosts: PrivateHosts = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Look once at what is due (or named, or all), then exit. For cron."""
    from tracker.app import open_tracker

    tracker = open_tracker(
        settings(sources=sources, timeline=timeline, database_url=database_url, allow_private_hosts=allow_private_hosts, now=now)
    )
    try:
        rows = look(tracker, names or [], everything=everything)
    finally:
        tracker.store.close()
    if as_json:
        _print_json(tracker, rows)
    else:
        _summarise(rows)
    looked = [row for row in rows if row.outcome.value != "skipped"]
    if looked and not any(row.outcome.looked for row in looked):
        raise typer.Exit(EXIT_NOTHING_REACHED)


def run(
    *,
    once: Annotated[bool, typer.Option("--once", help="One poll and one digest, then exit.")] = False,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    digests: Digests = None,
    allow_private_hosts: PrivateHosts = None,
    now: Now = None,
) -> None:
    """Look at what is due and write the digest. Ends with 0 if the digest was written, whatever could be reached."""
    from tracker.app import open_tracker
    from tracker.cli.publishing import write

    if not once:
        raise UsageError("the daemon is not part of this version; call `tracker run --once` from cron")
    tracker = open_tracker(
        settings(
            sources=sources, timeline=timeline, database_url=database_url, digests=digests, allow_private_hosts=allow_private_hosts, now=now
        )
    )
    try:
        _summarise(look(tracker, [], everything=False))
        write(tracker, series="run", formats="md,json")
    finally:
        tracker.store.close()


def look(tracker: Tracker, names: list[str], *, everything: bool) -> tuple[Row, ...]:
    """One pass, with progress."""
    from tracker.app import watch_of
    from tracker.watch.pipeline import poll as one_pass

    unknown = [name for name in names if name not in tracker.sources]
    if unknown:
        known = ", ".join(sorted(tracker.sources))
        raise UsageError(f"no source is called {', '.join(unknown)}; {tracker.settings.sources} has {known}")
    only_due = not names and not everything
    wanted = list(dict.fromkeys(names)) or list(tracker.sources)
    if only_due:
        wanted = tracker.store.due(wanted, tracker.now)
    with progress(len(wanted)) as on_row:
        return one_pass(watch_of(tracker), wanted, tracker.now, on_row, only_due=only_due)


@contextmanager
def progress(total: int) -> Iterator[Callable[[Row], None]]:
    """A bar on a terminal, plain lines elsewhere, on standard error."""
    if not sys.stderr.isatty():
        yield _line
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("looking", total=total)

        def on_row(row: Row) -> None:
            if row.why:
                bar.console.print(f"{row.id}: {row.outcome.value}: {shown(row.why)}", markup=False, highlight=False)
            bar.update(task, advance=1, description=row.id)

        yield on_row


def _line(row: Row) -> None:
    tail = f": {shown(row.why)}" if row.why else f" ({row.changes} changes, {row.findings} findings)" if row.changes else ""
    print(f"{row.id}: {row.outcome.value}{tail}", file=sys.stderr)


def _summarise(rows: tuple[Row, ...]) -> None:
    looked = [row for row in rows if row.outcome.looked]
    failed = [row for row in rows if not row.outcome.looked and row.outcome.value != "skipped"]
    skipped = len(rows) - len(looked) - len(failed)
    parts = [f"{len(looked)} of {len(rows) - skipped} sources seen"]
    parts += [f"{sum(row.changes for row in rows)} changes", f"{sum(row.findings for row in rows)} findings"]
    if skipped:
        parts.append(f"{skipped} left to another pass")
    print("nothing is due" if not rows else ", ".join(parts), file=sys.stderr)


def _print_json(tracker: Tracker, rows: tuple[Row, ...]) -> None:
    from tracker.model.wire import to_json

    print(to_json({"at": tracker.now, "sources": rows}))


COMMANDS = {"poll": poll, "run": run}
