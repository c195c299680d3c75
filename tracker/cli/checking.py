"""`tracker sources check`: each source is looked at twice, and what is odd about it is told. Nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import EXIT_FAILED, shown
from tracker.cli.options import AsJson, Now, PrivateHosts, Sources, TimelineFile, settings
from tracker.cli.streams import tell
from tracker.errors import UsageError

if TYPE_CHECKING:
    from datetime import timedelta

    from tracker.model.check import SourceCheck

_HEADINGS = ("source", "kind", "outcome", "blocks", "newest", "reaches back", "every", "alike", "304", "robots", "read as", "quirks")
_WIDTHS = (28, 8, 10, 6, 10, 12, 6, 7, 4, 8, 9, 6)


def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Sources to try; without any, all of them.")] = None,
    *,
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    allow_private_hosts: PrivateHosts = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Look twice at each source, by all rules of a poll, and tell what was read and what is odd. Records nothing."""
    from tracker import plugins
    from tracker.app import declared, fetch_policy, moment, read_pack, warning_lines
    from tracker.watch.checking import check as try_out

    chosen = settings(sources=sources, timeline=timeline_file, allow_private_hosts=allow_private_hosts, now=now)
    seed, lexicon = read_pack(chosen)
    found = declared(chosen, seed)
    for line in warning_lines(chosen, found):
        tell(f"warning: {shown(line)}")
    by_id = {source.id: source for source in found.sources}
    unknown = [name for name in names or () if name not in by_id]
    if unknown:
        raise UsageError(f"no source is called {', '.join(unknown)}; {chosen.sources} has {', '.join(sorted(by_id))}")
    wanted = list(dict.fromkeys(names or by_id))
    made: dict[str, SourceCheck] = {}

    def done(one: SourceCheck) -> None:
        made[one.id] = one
        if not as_json:
            print("\n".join(_lines(one)), flush=True)

    if not as_json:
        print(_row(_HEADINGS))
    try_out([by_id[name] for name in wanted], plugins.kind, fetch_policy(chosen), lexicon.names_any, moment(chosen), done)
    if as_json:
        _print_json([made[name] for name in wanted if name in made])
    if not any(one.outcome.looked for one in made.values()):
        raise typer.Exit(EXIT_FAILED)


def _print_json(checks: list[SourceCheck]) -> None:
    from tracker.model.wire import to_json

    print(to_json({"sources": checks}))


def _row(cells: tuple[str, ...]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()


def _lines(one: SourceCheck) -> Iterator[str]:
    """A row of the table, and below it what does not fit into one."""
    cells = (
        one.id,
        one.kind,
        one.outcome.value,
        str(one.blocks),
        one.newest.date().isoformat() if one.newest else "-",
        _span(one.window),
        _span(one.every),
        _yes(one.agrees),
        _yes(one.not_modified),
        one.robots or "-",
        one.encoding or "-",
        str(len(one.quirks)),
    )
    yield _row(cells)
    yield f"    {one.url}"
    if one.why:
        yield f"    why: {shown(one.why)}"
    validators = [name for name, value in (("ETag", one.etag), ("Last-Modified", one.last_modified)) if value]
    if one.outcome.looked:
        yield f"    {one.size} bytes, {one.content_type or 'of no type'}; {' and '.join(validators) or 'no ETag, no Last-Modified'}"
    for sample in one.samples:
        yield f"    “{shown(sample)}”"
    for quirk in one.quirks:
        yield f"    ! {quirk.word}: {shown(quirk.told)}"
    if one.note:
        yield f"    note: {shown(one.note)}"


def _span(span: timedelta | None) -> str:
    from datetime import timedelta

    if span is None:
        return "-"
    days = span / timedelta(days=1)
    return f"{days:.0f} d" if days >= 1 else f"{span / timedelta(hours=1):.0f} h"


def _yes(value: bool | None) -> str:
    return "-" if value is None else "yes" if value else "no"
