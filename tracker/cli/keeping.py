"""`tracker backup` and `tracker restore`: a copy of everything that is remembered, and the way back from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.options import AsJson, Database, settings
from tracker.cli.streams import tell

if TYPE_CHECKING:
    from tracker.store.copying import Kept


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; one that exists is not overwritten.")],
    *,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """Copy everything that is remembered into one file, while others go on, and check the copy."""
    from tracker.store.backup import back_up

    kept = back_up(settings(database_url=database_url).database_url, file)
    _report(kept, file, as_json=as_json)
    tell(f"copied and checked: {_told(kept)}; keep sources.yaml, timeline.yaml and subscriptions.yaml beside it: they are not in it")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that tracker backup wrote.")],
    *,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """Put a copy where no database is yet. What is there already is never overwritten."""
    from tracker.store.backup import restore as put_back

    chosen = settings(database_url=database_url)
    kept = put_back(file, chosen.database_url)
    _report(kept, file, as_json=as_json)
    tell(f"put back: {_told(kept)}")


def _report(kept: Kept, file: Path, *, as_json: bool) -> None:
    if as_json:
        from tracker.model.wire import to_json, to_plain

        print(to_json({"file": str(file.resolve()), **to_plain(kept)}))
    else:
        print(file.resolve())


def _told(kept: Kept) -> str:
    from tracker.digest.zone import local_iso

    last = f", the last of {local_iso(kept.recorded)}" if kept.recorded else ""
    return f"{kept.looks:,} looks, {kept.findings:,} findings, {kept.digests:,} digests{last} (version {kept.version})"


COMMANDS = {"backup": backup, "restore": restore}
