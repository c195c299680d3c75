"""`tracker poll` and `tracker run`: look at what is watched."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import EXIT_NOTHING_REACHED, shown
from tracker.cli.log import event
from tracker.cli.options import AsJson, Database, Digests, Now, PrivateHosts, Sources, TimelineFile, settings
from tracker.cli.streams import tell
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.config.settings import Settings
    from tracker.watch.pipeline import Row

_ALIKE = 3
"""Where nothing at all can be seen, so many sources that fail for one reason have a line each; the others are named together."""


def poll(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources to look at now; without any, those that are due.")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Look at every source, due or not.")] = False,
    accept_clock: Annotated[
        bool, typer.Option("--accept-clock", help="Go by the clock again after it ran ahead; what was recorded then is kept and named.")
    ] = False,
    no_warnings: Annotated[bool, typer.Option("--no-warnings", help="Do not say what sources.yaml leaves unseen.")] = False,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    allow_private_hosts: PrivateHosts = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Look once at what is due (or named, or all), then exit. For cron."""
    from tracker.app import open_tracker

    chosen = settings(sources=sources, timeline=timeline, database_url=database_url, allow_private_hosts=allow_private_hosts, now=now)
    if accept_clock:
        _accept_clock(chosen)
    tracker = open_tracker(chosen)
    try:
        if not no_warnings:
            warn(tracker)
        rows = look(tracker, names or [], everything=everything)
    finally:
        tracker.store.close()
    report(tracker, rows, as_json=as_json)
    looked = [row for row in rows if row.outcome.value != "skipped"]
    if looked and not any(row.outcome.looked for row in looked):
        raise typer.Exit(EXIT_NOTHING_REACHED)


def _accept_clock(chosen: Settings) -> None:
    from tracker.app import accept_clock

    found = accept_clock(chosen)
    if found is None:
        tell("nothing was recorded ahead of the clock: there is nothing to accept")
        return
    digests = f"{len(found.digests)} digests ({', '.join(found.digests)})" if found.digests else "no digests"
    tell(
        f"the clock is gone by again; what was recorded ahead of it, up to {found.recorded.isoformat(timespec='seconds')}, is kept: "
        f"{found.looks} looks, {found.findings} findings, {digests}"
    )


def run(
    *,
    once: Annotated[bool, typer.Option("--once", help="One poll and one digest, then exit.")] = False,
    metrics_port: Annotated[
        int | None,
        typer.Option("--metrics-port", min=1, max=65535, help="Answer Prometheus on this port of 127.0.0.1.", show_default=False),
    ] = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    digests: Digests = None,
    allow_private_hosts: PrivateHosts = None,
    now: Now = None,
) -> None:
    """Poll what is due and write the weekly digest at its hour, until a signal. With --once: one poll and one digest, then exit."""
    chosen = settings(
        sources=sources, timeline=timeline, database_url=database_url, digests=digests, allow_private_hosts=allow_private_hosts, now=now
    )
    if once:
        _poll_and_write(chosen)
        return
    if chosen.now is not None:
        raise UsageError("--now needs --once: a daemon goes by the clock")
    # What is wrong from the start is said at once and ends it; what goes wrong later is told, and tried again.
    _in_a_tracker(chosen, warn)
    from tracker.cli.serving import serve_by_itself

    serve_by_itself(chosen, metrics_port)


def _poll_and_write(chosen: Settings) -> None:
    from tracker.cli.publishing import TemplateFaults, write

    def both(tracker: Tracker) -> None:
        warn(tracker)
        rows = look(tracker, [], everything=False)
        _summarise(rows, tracker)
        _say_what_helps(rows)
        faults = TemplateFaults()
        write(tracker, series="run", formats="md,json", faults=faults)
        faults.raise_any()

    _in_a_tracker(chosen, both)


def _say_what_helps(rows: tuple[Row, ...]) -> None:
    """Where no source at all could be reached: that the digest is none of the world as it is, and what can be had without a network."""
    failed = [row for row in rows if not row.outcome.looked and row.outcome.value != "skipped"]
    if failed and not any(row.outcome.looked for row in rows):
        tell("no source could be reached (see above): the digest tells what was known before; is there a network?")
        tell("to see a digest of pages that were read, without a network: tracker demo")


def _in_a_tracker(chosen: Settings, work: Callable[[Tracker], None]) -> None:
    """Open everything for one piece of work, at the moment at which it is done, with the files as they are then."""
    from tracker.app import open_tracker

    tracker = open_tracker(chosen)
    try:
        work(tracker)
    finally:
        tracker.store.close()


def look(tracker: Tracker, names: list[str], *, everything: bool) -> tuple[Row, ...]:
    """One pass, with progress."""
    only_due = not names and not everything
    wanted = known_names(tracker, names) or list(tracker.sources)
    if only_due:
        wanted = tracker.store.due(wanted, tracker.now)
        if not wanted and not tracker.store.pending():
            return ()
    from tracker.app import watch_of
    from tracker.watch.pipeline import poll as one_pass

    patience = _Patience(lambda row: _reason(row, tracker))
    with progress(len(wanted), patience.ready) as on_row:
        return one_pass(watch_of(tracker), wanted, tracker.now, on_row, only_due=only_due)


def warn(tracker: Tracker) -> None:
    """Tell what `sources.yaml` leaves unseen, one line each."""
    for line in tracker.warnings:
        tell(f"warning: {shown(line)}")


def known_names(tracker: Tracker, names: list[str]) -> list[str]:
    """The named sources, each once. Raises `UsageError` where there is none of that name."""
    unknown = [name for name in names if name not in tracker.sources]
    if unknown:
        known = ", ".join(sorted(tracker.sources))
        raise UsageError(f"no source is called {', '.join(name or '(empty)' for name in unknown)}; {tracker.settings.sources} has {known}")
    return list(dict.fromkeys(names))


class _Patience:
    """Holds back the lines of what fails for one reason again and again, for as long as nothing at all could be seen.

    Without a network each source would have the same line. Once one is seen, every failure is its own and is told.
    """

    def __init__(self, reason: Callable[[Row], str]) -> None:
        self._reason = reason
        self._heard: Counter[str] = Counter()
        self._held: list[Row] | None = []

    def ready(self, row: Row) -> list[Row]:
        """The rows that are to be told, now that this one has come."""
        if self._held is None:
            return [row]
        if row.outcome.looked:
            held, self._held = self._held, None
            return [*held, row]
        reason = self._reason(row)
        self._heard[reason] += 1
        if reason and self._heard[reason] > _ALIKE:
            self._held.append(row)
            return []
        return [row]


def _reason(row: Row, tracker: Tracker) -> str:
    """Why a source could not be seen, whatever its host is called; empty where it was seen."""
    from tracker.digest.coverage import failure_reason

    return f"{row.outcome.value}: {shown(failure_reason(row.why, tracker.sources[row.id].url))}" if row.why else ""


@contextmanager
def progress(total: int, ready: Callable[[Row], list[Row]]) -> Iterator[Callable[[Row], None]]:
    """A bar on a terminal, plain lines elsewhere, on standard error. `ready` gives for each row the rows that are told by then."""
    if not sys.stderr.isatty():
        yield lambda row: _lines(ready(row))
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("looking", total=total)

        def on_row(row: Row) -> None:
            for one in ready(row):
                if one.why:
                    bar.console.print(f"{one.id}: {one.outcome.value}: {shown(one.why)}", markup=False, highlight=False)
            bar.update(task, advance=1, description=row.id)

        yield on_row


def _lines(rows: list[Row]) -> None:
    for row in rows:
        counts = f" ({row.changes} changes, {row.findings} findings)" if row.changes else ""
        said = f"{row.id}: {row.outcome.value}{counts}{f': {shown(row.why)}' if row.why else ''}"
        event("looked", said, source=row.id, outcome=row.outcome.value, changes=row.changes, findings=row.findings, why=row.why)


def _summarise(rows: tuple[Row, ...], tracker: Tracker) -> None:
    looked = [row for row in rows if row.outcome.looked]
    failed = [row for row in rows if not row.outcome.looked and row.outcome.value != "skipped"]
    skipped = len(rows) - len(looked) - len(failed)
    parts = [f"{len(looked)} of {len(rows) - skipped} sources seen"]
    parts += [f"{sum(row.changes for row in rows)} changes", f"{sum(row.findings for row in rows)} findings"]
    if skipped:
        parts.append(f"{skipped} left to another pass")
    said = "nothing is due" if not rows else ", ".join(parts)
    counts = {"changes": sum(row.changes for row in rows), "findings": sum(row.findings for row in rows)}
    event("passed", said, seen=len(looked), failed=len(failed), skipped=skipped, **counts)
    alike: dict[str, list[str]] = {}
    for row in failed if not looked else ():
        alike.setdefault(_reason(row, tracker), []).append(row.id)
    for reason, ids in alike.items():
        if reason and len(ids) > _ALIKE:
            tell(f"{len(ids)} sources {reason}: {', '.join(sorted(ids))}")


def report(tracker: Tracker, rows: tuple[Row, ...], *, as_json: bool) -> None:
    """What a pass made of its sources: as JSON on standard output, or as one line for people."""
    if as_json:
        _print_json(tracker, rows)
    else:
        _summarise(rows, tracker)


def _print_json(tracker: Tracker, rows: tuple[Row, ...]) -> None:
    from tracker.model.wire import to_json

    print(to_json({"at": tracker.now, "sources": rows}))


COMMANDS = {"poll": poll, "run": run}
