"""`tracker why`, `snapshot`, `init`: look things up, and set up a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli import shown
from tracker.cli.options import AsJson, Database, Now, PrivateHosts, Sources, TimelineFile, settings
from tracker.cli.streams import tell
from tracker.errors import UsageError

_MOST_DIGITS = 18
"""Longer numbers are no finding's: databases count to about nine quintillions."""


def why(
    what: Annotated[str, typer.Argument(metavar="URL|TEXT|ID", help="An address, words of a title, or a finding's number.")],
    *,
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """How far something came, and which rule stopped it."""
    from tracker.cli.opening import open_to_read
    from tracker.digest.zone import local_iso
    from tracker.model.wire import to_json

    tracker = open_to_read(settings(sources=sources, timeline=timeline_file, database_url=database_url))
    try:
        store = tracker.store
        number = what.isascii() and what.isdigit() and len(what) <= _MOST_DIGITS
        steps = store.trace_finding(int(what)) if number else store.trace_url(what) if "://" in what else store.trace_text(what)
    finally:
        tracker.store.close()
    if as_json:
        print(to_json(steps))
        return
    if not steps:
        raise UsageError(f"nothing that was seen has {what!r}; it may not have been looked at yet, or stands under another address")
    for step in steps:
        rule = f" [{step.rule}]" if step.rule else ""
        print(f"{local_iso(step.at)}  {step.source:<20} {step.step}{rule}: {shown(step.text)}")


def snapshot(
    name: Annotated[str, typer.Argument(metavar="sha256:…", help="The snapshot, or the first digits of its name.")],
    *,
    out: Annotated[Path | None, typer.Option("--out", help="Write the bytes to this file.", show_default=False)] = None,
    text: Annotated[bool, typer.Option("--text", help="Decode it and print the text.")] = False,
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    database_url: Database = None,
) -> None:
    """Open what was archived, byte for byte."""
    from tracker.cli.opening import open_to_read
    from tracker.text.decode import decode

    tracker = open_to_read(settings(sources=sources, timeline=timeline_file, database_url=database_url))
    try:
        found = tracker.store.snapshot(name)
    finally:
        tracker.store.close()
    if found is None:
        raise UsageError(f"no snapshot is called {name}")
    if out is not None:
        _write_new(out, found.body)
        tell(f"{out}: {len(found.body)} bytes")
    elif text:
        print(decode(found.body, None).text)
    else:
        sys.stdout.buffer.write(found.body)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to; it may exist.")] = Path(),
    *,
    catch_up: Annotated[
        bool, typer.Option("--catch-up", help="Then ask the sources what they tell of their own past since the seed was known.")
    ] = False,
    allow_private_hosts: PrivateHosts = None,
    now: Now = None,
) -> None:
    """Write the shipped sources.yaml and db/timeline.yaml into a folder. Overwrites nothing."""
    from tracker.app import shipped_pack

    try:
        for name, body in shipped_pack().items():
            target = folder / name
            if target.exists():
                tell(f"{target}: exists already and is kept")
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            _create(target, body)
            print(target.resolve())
        (folder / "digests").mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: cannot be written: {error.strerror}; name another folder") from error
    if catch_up:
        from tracker.cli.backfilling import backfill

        sources, timeline, database = (folder / name for name in ("sources.yaml", "db/timeline.yaml", "db/tracker.sqlite3"))
        backfill(
            origins=["own"],
            sources=str(sources),
            timeline=str(timeline),
            database_url=f"sqlite:///{database}",
            allow_private_hosts=allow_private_hosts,
            now=now,
        )


def _write_new(path: Path, body: bytes) -> None:
    try:
        _create(path, body)
    except FileExistsError as error:
        raise UsageError(f"{path}: exists already and is not overwritten; name another file") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def _create(path: Path, body: bytes) -> None:
    """Write a new file whole, or leave none: half of one would be taken for the user's own by the next call."""
    with path.open("xb") as stream:
        try:
            stream.write(body)
            stream.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise


COMMANDS = {"why": why, "snapshot": snapshot, "init": init}
