"""`tracker export`: what was archived as WARC, the timeline and the findings as JSON or CSV, or everything as a bundle. Changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import shown
from tracker.cli.options import Database, Sources, TimelineFile, settings
from tracker.cli.streams import tell
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.publish.exports import Export

_MOST_LOST = 10
"""Captures that are lost and named; of more the number is told."""


def _file(name: str, does: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar="FILE", help=does, show_default=False)
    return option


def export(
    *,
    warc: Annotated[str | None, _file("--warc", "What was archived, for tools of web archives; .gz compresses each record.")] = None,
    as_json: Annotated[str | None, _file("--json", "Timeline with revisions, findings, decisions; - for standard output.")] = None,
    as_csv: Annotated[str | None, _file("--csv", "The findings as a table; - for standard output.")] = None,
    bundle: Annotated[str | None, _file("--bundle", "Everything as one ZIP that tracker verify checks anywhere.")] = None,
    new_key: Annotated[str | None, _file("--new-key", "Make a key to sign bundles with, and print its public half.")] = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="It stays in the house: cut and leave out nothing for terms of reuse.")
    ] = False,
    signing_key: Annotated[
        str | None,
        typer.Option("--signing-key-file", help="Signs bundles. [env: TRACKER_SIGNING_KEY_FILE]", show_default=False),
    ] = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
) -> None:
    """Write what is known, and what it rests on, to one new file."""
    given = {"warc": warc, "json": as_json, "csv": as_csv, "bundle": bundle, "new-key": new_key}
    asked = {name: file for name, file in given.items() if file is not None}
    if len(asked) != 1:
        raise UsageError("give exactly one of --warc FILE, --json FILE, --csv FILE, --bundle FILE and --new-key FILE")
    ((form, file),) = asked.items()
    if not file or (file == "-" and form not in ("json", "csv")):
        raise UsageError(f"--{form} {file or repr(file)}: a file was expected")
    if form == "new-key":
        _make_key(Path(file))
        return
    from tracker.cli.opening import open_to_read

    chosen = settings(sources=sources, timeline=timeline, database_url=database_url, signing_key_file=signing_key)
    tracker = open_to_read(chosen)
    try:
        if not tracker.store.has_looked():
            tell("no source was looked at yet: this is what the timeline begins with. Is it the right folder, the right database?")
        _write(form, file, tracker, internal=internal)
    finally:
        tracker.store.close()


def _make_key(path: Path) -> None:
    from tracker.publish.signing import new_key

    public = new_key(path)
    tell(f"{path}: the private key, for TRACKER_SIGNING_KEY_FILE; keep it to yourself. The public key, to pass on:")
    print(public)


def _write(form: str, file: str, tracker: Tracker, *, internal: bool) -> None:
    from tracker import __version__
    from tracker.publish.exports import Export

    made = Export(store=tracker.store, sources=tracker.sources, pack=tracker.seed.pack, version=__version__, internal=internal)
    match form:
        case "warc":
            _warc(made, Path(file))
        case "bundle":
            _bundle(made, Path(file), tracker.settings.signing_key_file)
        case "json":
            from tracker.publish.exports_text import export_json

            _pieces(file, export_json(made))
        case _:
            from tracker.publish.exports_text import export_csv

            _pieces(file, export_csv(made))


def _pieces(file: str, pieces: Iterable[bytes]) -> None:
    if file == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        return
    from tracker.publish.new_file import new_file

    with new_file(Path(file)) as stream:
        stream.writelines(pieces)
    print(Path(file).resolve())


def _warc(made: Export, path: Path) -> None:
    from tracker.publish.exports_warc import write_warc
    from tracker.publish.new_file import new_file

    with new_file(path) as stream:
        written = write_warc(made, stream, path.name)
    for line in written.lost[:_MOST_LOST]:
        tell(shown(f"left out: {line}"))
    lost = f", {len(written.lost)} left out because their bytes are not archived any more" if written.lost else ""
    tell(f"{written.responses} responses, {written.revisits} revisits, {written.resources} resources{lost}")
    print(path.resolve())


def _bundle(made: Export, path: Path, key: Path | None) -> None:
    from tracker.publish.bundle import write_bundle
    from tracker.publish.bundle_form import BY_TERMS
    from tracker.publish.new_file import new_file

    with new_file(path) as stream:
        manifest = write_bundle(made, stream, key)
    by_terms = sum(one.reason == BY_TERMS for one in manifest.left_out)
    missing = len(manifest.left_out) - by_terms
    tell(", ".join(f"{number} {name}" for name, number in manifest.counts.items()))
    if by_terms or manifest.cut:
        tell(f"left out by terms of reuse: {by_terms} snapshots; {manifest.cut} quotes were cut (--internal keeps all)")
    if missing:
        tell(f"{missing} snapshots are not archived any more; the manifest names them")
    tell("signed" if key else "not signed: name a key in TRACKER_SIGNING_KEY_FILE (tracker export --new-key FILE makes one)")
    print(path.resolve())


COMMANDS = {"export": export}
