"""`tracker backup`, `tracker restore` and `tracker vacuum`: copies of everything that is remembered, and giving up what nobody needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.options import AsJson, Database, Now, settings
from tracker.cli.streams import tell
from tracker.errors import UsageError

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


def vacuum(
    *,
    older_than: Annotated[str, typer.Option("--older-than", help="Only captures that were last seen longer ago.")] = "90d",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be given up, and give up nothing.")] = False,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Give up the bytes of old captures from which no change came. Their names, their looks and what was read of them are kept."""
    from tracker.app import clock
    from tracker.config.durations import parse_duration
    from tracker.store import Store, missing_file

    try:
        age = parse_duration(older_than)
    except ValueError as error:
        raise UsageError(f"--older-than {older_than}: {error}") from error
    chosen = settings(database_url=database_url, now=now)
    moment = chosen.now or clock()
    if (missing := missing_file(chosen.database_url)) is not None:
        raise UsageError(f"{missing}: there is no database, so there is nothing to give up; is TRACKER_DATABASE_URL right?")
    with Store.open(chosen.database_url) as store:
        found = store.droppable(moment - age)
        dropped = 0 if dry_run else store.drop_snapshots([name for name, _ in found], moment)
        if dropped:
            store.give_back_room()
    size = sum(size for _, size in found)
    if as_json:
        from tracker.model.wire import to_json

        print(to_json({"captures": len(found), "bytes": size, "dropped": dropped}))
    said = "would be given up" if dry_run else "were given up; their names and looks are kept"
    tell(f"{len(found):,} captures of {size / 1e6:.1f} MB from which no change came {said}" if found else "there is nothing to give up")


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


COMMANDS = {"backup": backup, "restore": restore, "vacuum": vacuum}
