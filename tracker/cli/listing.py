"""`tracker sources`: what is watched, with `check` to try what is there and `add` to watch more."""

from __future__ import annotations

import typer

from tracker.cli import shown
from tracker.cli.adding import add
from tracker.cli.checking import check
from tracker.cli.options import AsJson, Database, Sources, TimelineFile, settings
from tracker.errors import UsageError

sources = typer.Typer(help="What is watched, when it was last seen, and when it is due.")


@sources.callback(invoke_without_command=True)
def listed(
    context: typer.Context,
    *,
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """List what is watched, when it was last seen, and when it is due."""
    if context.invoked_subcommand is not None:
        if as_json or sources or timeline_file or database_url:
            raise UsageError(f"options stand behind the word that they are for: tracker sources {context.invoked_subcommand} --…")
        return
    from tracker.cli.opening import open_to_read
    from tracker.cli.watching import warn
    from tracker.digest.zone import local_minute
    from tracker.model.wire import to_json

    tracker = open_to_read(settings(sources=sources, timeline=timeline_file, database_url=database_url))
    warn(tracker)
    try:
        states = tracker.store.states(list(tracker.sources))
        flips = tracker.store.flips(tracker.store.last_recorded() or tracker.now, list(tracker.sources))
    finally:
        tracker.store.close()
    rows = [(source, states[source.id]) for source in tracker.sources.values()]
    if as_json:
        print(to_json([{"source": source, "state": state, "flips": flips.get(source.id, ())} for source, state in rows]))
        return
    for source, state in rows:
        seen = local_minute(state.last_success) if state.last_success else "never seen"
        print(f"{source.id:<24} {source.kind:<6} {source.authority.value:<12} {seen:<24} {source.url}")
        for one in flips.get(source.id, ()):
            told = f"“{(one.old or '')[:40]}” ⇄ “{(one.new or '')[:40]}”"
            print(f"    unstable since {local_minute(one.since)}, {one.times} returns: {shown(told)}")


sources.command("check")(check)
sources.command("add")(add)

GROUPS = {"sources": sources}
