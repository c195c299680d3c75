"""`tracker capture add`: take in what a person saved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli import EXIT_FAILED
from tracker.cli.options import AsJson, Database, Now, Sources, TimelineFile, settings
from tracker.config.settings import moment_of
from tracker.errors import UsageError

_LARGEST = 15 * 1024 * 1024


def add(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The saved page (HTML, or one .mhtml file); - for standard input.")],
    *,
    url: Annotated[str, typer.Option("--url", help="The address that it was saved from.")],
    seen: Annotated[str, typer.Option("--seen", help="When it was saved: ISO 8601 with zone.")],
    source: Annotated[
        str | None, typer.Option("--source", help="The source it belongs to. [default: by its address]", show_default=False)
    ] = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Take a page that a person saved (of a site that lets no program look) through the same steps, marked as saved by hand."""
    from tracker.app import open_tracker, watch_of
    from tracker.cli.watching import report
    from tracker.watch.by_hand import Saved, add_capture, source_of

    saved = Saved(body=_body(file), url=url, seen=moment_of("--seen", seen))
    tracker = open_tracker(settings(sources=sources, timeline=timeline, database_url=database_url, now=now))
    try:
        if source is not None and source not in tracker.sources:
            raise UsageError(
                f"--source {source}: no source is called so; {tracker.settings.sources} has {', '.join(sorted(tracker.sources))}"
            )
        chosen = tracker.sources[source] if source else source_of(url, tracker.sources)
        row = add_capture(watch_of(tracker), chosen, saved, tracker.now)
        report(tracker, (row,), as_json=as_json)
    finally:
        tracker.store.close()
    if not row.outcome.looked:
        raise typer.Exit(EXIT_FAILED)


def _body(file: str) -> bytes:
    try:
        with sys.stdin.buffer if file == "-" else Path(file).open("rb") as stream:
            body = stream.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror or error}") from error
    if len(body) > _LARGEST:
        raise UsageError(f"{file}: is larger than 15 MB; save the page alone, without its pictures")
    if not body.strip():
        raise UsageError(f"{file}: is empty; save the page again")
    return body


capture = typer.Typer(no_args_is_help=True, help="What a person saved.")
capture.command("add")(add)

GROUPS = {"capture": capture}
