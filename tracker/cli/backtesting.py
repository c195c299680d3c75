"""`tracker backtest`: what other rules, another pack or other sources would have told of the past. Changes nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tracker.cli import shown
from tracker.cli.comparing import shown_line
from tracker.cli.options import AsJson, Database, Sources, TimelineFile, settings
from tracker.cli.progress import counting
from tracker.cli.streams import tell
from tracker.cli.watching import known_names
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.model.finding import RecordedFinding


_REVIEWED = "review."
"""How the rules of what people decided are called."""


def backtest(
    *,
    pack: Annotated[Path | None, typer.Option("--pack", help="A changed timeline.yaml to read the past with.", show_default=False)] = None,
    with_sources: Annotated[
        Path | None, typer.Option("--with-sources", help="A changed sources.yaml to read it with.", show_default=False)
    ] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Show only what this rule reaches, or one that begins so.", show_default=False)
    ] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="Show only this source, repeatable.", show_default=False)] = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """Read everything that was ever seen once more, with a changed file or this program's rules, and show what would be told otherwise.

    With a file it is held against the same past read with the present ones; without, against what was recorded. Changes nothing.
    """
    from tracker.app import with_files
    from tracker.cli.opening import open_to_read
    from tracker.model.wire import to_json
    from tracker.reconcile.difference import difference
    from tracker.render.difference import difference_json, difference_text

    for option, file in (("--pack", pack), ("--with-sources", with_sources)):
        if file is not None and not file.exists():
            raise UsageError(f"{option} {file}: there is no such file; name the changed one that the past is to be read with")
    tracker = open_to_read(settings(sources=sources, timeline=timeline, database_url=database_url), merges=False)
    with tracker.store:
        wanted = set(known_names(tracker, source or []))
        other = with_files(tracker, timeline=pack, sources=with_sources)
        before = _recorded(tracker) if pack is None and with_sources is None else _read_again(tracker, "as it is")
        after = _read_again(other, "as it would be")
    if not before and not after:
        tell("nothing was ever told: there is no past to read")

    found = difference(before, after, _shows((*before, *after), wanted, rule))
    if as_json:
        print(to_json(difference_json(found, tracker.seed.pack, other.seed.pack)))
        return
    for line in difference_text(found, tracker.seed.pack, other.seed.pack):
        print(shown_line(line))


def _shows(findings: Sequence[RecordedFinding], wanted: Collection[str], rule: str | None) -> Callable[[RecordedFinding], bool]:
    """What is asked for, of these findings. A rule that reached none of them may be a misspelt one, which is told."""
    reached = sorted({one.finding.rule for one in findings})
    if rule is not None and reached and not any(name.startswith(rule) for name in reached):
        tell(f"--rule {shown(rule)}: nothing in this past was concluded by such a rule, but by {', '.join(reached)}")
    return lambda one: (not wanted or one.evidence.source in wanted) and (rule is None or one.finding.rule.startswith(rule))


def _recorded(tracker: Tracker) -> tuple[RecordedFinding, ...]:
    """What the rules concluded of the sources that are watched, whatever people have decided on it since."""
    with tracker.store.view() as view:
        found = [one for one in view.findings() if one.evidence.source in tracker.sources and not one.finding.rule.startswith(_REVIEWED)]
    taken_back = {number for one in tracker.store.decisions() for number in one.withdrew}
    return tuple(msgspec.structs.replace(one, withdrawn=False) if one.id in taken_back else one for one in found)


def _read_again(tracker: Tracker, what: str) -> tuple[RecordedFinding, ...]:
    """All findings of the past as this tracker reads it, in a database that is thrown away."""
    from tracker.app import watch_of
    from tracker.store.rereading import Rereading
    from tracker.watch.replay import in_order, replay

    watch = watch_of(tracker)
    _, found = tracker.store.plan(whole=False)
    plan = in_order(found, tracker.sources)
    for name in sorted({one.source for one in found} - tracker.sources.keys()):
        tell(f"{name}: not in {tracker.settings.sources}: what was seen of it is left out")
    with tempfile.TemporaryDirectory(prefix="tracker-") as place, Rereading.open(f"sqlite:///{place}/past.sqlite3") as store:
        if plan:
            store.load_seed(tracker.seed, min(plan[0].at, tracker.seed.known_at))
        with counting(what) as (step, total):
            total(len(plan))
            replay(watch, store, plan, before=lambda _: None, on_look=lambda one: step(one.source))
        with store.view() as view:
            return tuple(view.findings())


COMMANDS = {"backtest": backtest}
