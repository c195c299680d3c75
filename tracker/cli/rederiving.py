"""`tracker rederive`: bring what is stored under the extractors and rules of today, silently."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli import shown
from tracker.cli.options import AsJson, Database, Sources, TimelineFile, settings
from tracker.cli.progress import counting
from tracker.cli.streams import tell
from tracker.cli.watching import known_names


def rederive(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Sources whose documents are read anew; without any, all.")
    ] = None,
    *,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """Read older documents anew with the extractors of today. Tells nobody anything; stopped half-way, the next call goes on."""
    from tracker import plugins
    from tracker.cli.opening import open_to_read
    from tracker.model.wire import to_json, to_plain
    from tracker.watch.rederive import count_older, rederive

    tracker = open_to_read(settings(sources=sources, timeline=timeline, database_url=database_url))
    with tracker.store as store:
        wanted = [tracker.sources[name] for name in known_names(tracker, names or []) or tracker.sources]
        with counting("reading anew") as (on_document, total):
            total(count_older(store, wanted, plugins.kind))
            made = rederive(store, wanted, plugins.kind, on_document)
        left = count_older(store, wanted, plugins.kind)
    for one in made:
        if one.why:
            tell(f"{one.id}: {one.unreadable} could not be read anew and stay as they are; the last: {shown(one.why)}")
    counts = {word: sum(getattr(one, word) for one in made) for word in ("documents", "reread", "kept", "unreadable")}
    if as_json:
        print(to_json({**counts, "left": left, "sources": [{**to_plain(one), "documents": one.documents} for one in made]}))
    else:
        told = f"{counts['reread']:,} read anew, {counts['kept']:,} under later rules alone, {counts['unreadable']:,} not readable"
        tell(f"{counts['documents']:,} documents: {told}" if made and counts["documents"] else "nothing is older than this program")


COMMANDS = {"rederive": rederive}
