"""`tracker diff`: what differs between two captures, or between two documents of one subject, as a redline or as JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli import shown
from tracker.cli.options import AsJson, Batch, Database, Sources, TimelineFile, settings
from tracker.cli.pure import File, KindName, Remove, Select, Url, answer_all, needed
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.model.document import Document
    from tracker.model.redline import Redline, StoredEdition
    from tracker.render.redline import Line, Part

_STYLES = {"del": "strike red", "ins": "green", "place": "bold cyan", "word": "dim", "title": "bold"}


def diff(
    old: File = None,
    new: File = None,
    *,
    kind: KindName = "feed",
    url: Url = None,
    select: Select = None,
    remove: Remove = None,
    redline: Annotated[bool, typer.Option("--redline", help="As two documents of one subject: by passage, wherever it stands.")] = False,
    subject: Annotated[
        str | None, typer.Option("--subject", metavar="ID", help="Its last two documents in the database.", show_default=False)
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="V", help="With --subject: version, stage, day or #number.", show_default=False)
    ] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="V", help="The later one, likewise.", show_default=False)] = None,
    fmt: Annotated[str | None, typer.Option("--format", help="text, markdown or html.", show_default=False)] = None,
    batch: Batch = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """What differs between two captures, or with --subject between two documents in the database. Ends with 0, whatever it found."""
    _check(fmt, as_json=as_json, subject=subject, since=since, until=until)
    request: dict[str, Any] = {"old": old, "new": new, "kind": kind, "url": url, "select": select, "remove": remove, "redline": redline}
    if subject is not None:
        if old is not None or batch is not None:
            raise UsageError("--subject takes its documents from the database; leave OLD, NEW and --batch out")
        one, other = _editions(subject, since, until, sources=sources, timeline=timeline, database_url=database_url)
        _tell_editions(one, other, fmt, as_json=as_json)
    elif batch is not None or as_json:
        from tracker.cli.steps import diff_step

        answer_all(batch, request, diff_step(), as_json=as_json, needs=("old", "new"))
    else:
        _tell_files(needed(request, ("old", "new")), fmt, whole=redline)


def _check(fmt: str | None, *, as_json: bool, subject: str | None, since: str | None, until: str | None) -> None:
    from tracker.render.redline import FORMATS

    if fmt is not None and fmt not in FORMATS:
        raise UsageError(f"--format {fmt}: one of {', '.join(FORMATS)} was expected")
    if fmt is not None and as_json:
        raise UsageError("--format and --json are two ways to write one answer; give one of them")
    if subject is None and (since is not None or until is not None):
        raise UsageError("--from and --to need --subject: of which documents?")


def _tell_files(request: dict[str, Any], fmt: str | None, *, whole: bool) -> None:
    from tracker.cli.steps import compared, documents, redlined
    from tracker.render.redline import Span, headed, parts_of_comparison, parts_of_redline

    old, new = documents(request)
    if whole:
        found = redlined(old, new)
        _write(*_problem(old, new) or (headed(found), parts_of_redline(found)), fmt)
        return
    parts = parts_of_comparison(compared(old, new), old, new)
    count = len(parts)
    head = ((Span(f"{count:,} change{'' if count == 1 else 's'}" if count else "no change", "title"),),)
    _write(*_problem(old, new) or (head, parts), fmt)


def _problem(old: Document, new: Document) -> tuple[tuple[Line, ...], tuple[Part, ...]] | None:
    """What is said where one of two documents is no good capture."""
    from tracker.render.redline import Span

    for name, one in (("OLD", old), ("NEW", new)):
        if one.problem:
            why = shown(one.problem_detail or "")
            return ((Span(f"cannot be compared: {name} is no good capture: {one.problem}{f' ({why})' if why else ''}"),),), ()
    return None


def _write(head: Iterable[Line], parts: Sequence[Part], fmt: str | None) -> None:
    """In colour on a terminal that wants it; else as text with marks, or in the format that is asked for."""
    from tracker.render.redline import lines, written

    if fmt is not None or not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        print(written(head, parts, fmt or "text"), end="")
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines(head, parts):
        console.print(Text.assemble(*((text, _STYLES.get(style, "")) for text, style in line)), soft_wrap=True)


def _editions(
    subject: str, since: str | None, until: str | None, *, sources: str | None, timeline: str | None, database_url: str | None
) -> tuple[StoredEdition, StoredEdition]:
    from tracker.cli.opening import open_to_read
    from tracker.diff.editions import chosen

    tracker = open_to_read(settings(sources=sources, timeline=timeline, database_url=database_url))
    with tracker.store as store:
        known = tracker.seed.pack.subjects
        if subject not in known:
            raise UsageError(f"no subject is called {shown(subject)}; known are {', '.join(sorted(known))}")
        found = chosen(store.editions(subject), since, until)
        if isinstance(found, str):
            raise UsageError(f"{subject}: {found}")
        return store.stored_edition(found[0]), store.stored_edition(found[1])


def _tell_editions(old: StoredEdition, new: StoredEdition, fmt: str | None, *, as_json: bool) -> None:
    from tracker.cli.steps import redlined
    from tracker.model.wire import to_plain
    from tracker.render.redline import headed, parts_of_redline

    found: Redline = redlined(old.document, new.document)
    if as_json:
        from tracker.cli.steps import redline_to_plain

        sides = {"old": to_plain(old.edition), "new": to_plain(new.edition)}
        print(json.dumps({**sides, **redline_to_plain(found)}, ensure_ascii=False))
        return
    _write(*_problem(old.document, new.document) or (headed(found, (old.edition, new.edition)), parts_of_redline(found)), fmt)


COMMANDS = {"diff": diff}
