"""`tracker verify`: a bundle held against its own manifest and signature, on a machine that has nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import EXIT_FAILED, shown
from tracker.cli.options import AsJson
from tracker.cli.streams import tell
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.publish.bundle_check import Verified

_MOST_TOLD = 20


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A file that tracker export --bundle wrote.")],
    *,
    key: Annotated[
        str | None, typer.Option("--key", metavar="PUBLIC", help="Whose signature it has to bear: the key or its file.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a bundle: seal, signature, every file, every snapshot, every quote. Needs no database and no configuration."""
    from tracker import plugins
    from tracker.model.wire import to_json
    from tracker.publish.bundle_check import verify_bundle
    from tracker.publish.signing import public_key

    public = public_key(key) if key is not None else None
    try:
        if bundle.exists() and not bundle.is_file():  # a pipe or a device would be waited for, and cannot be read from its end
            raise UsageError(f"{bundle}: is no file; the bundle itself was expected")
        with bundle.open("rb") as stream:
            found = verify_bundle(stream, plugins.kind, public)
    except OSError as error:
        raise UsageError(f"{bundle}: cannot be read: {error.strerror or error}") from error
    for fault in found.faults[:_MOST_TOLD]:
        tell(shown(f"tracker: {bundle}: {fault}"))
    if len(found.faults) > _MOST_TOLD:
        tell(f"tracker: {bundle}: {len(found.faults) - _MOST_TOLD} more faults")
    if as_json:
        print(to_json({"good": not found.faults, "signed_by": found.signed_by, "faults": found.faults, **_counted(found)}))
    elif not found.faults:
        for line in _lines(found, named=key is not None):
            print(shown(line))
    if found.faults:
        raise typer.Exit(EXIT_FAILED)


def _counted(found: Verified) -> dict[str, object]:
    manifest = found.manifest
    if manifest is None:
        return {}
    counts = {"counts": manifest.counts, "left_out": manifest.left_out, "cut": manifest.cut}
    return {"version": manifest.version, "recorded": manifest.recorded, **counts, "quotes": found.quotes, "unread": found.unread}


def _lines(found: Verified, *, named: bool) -> list[str]:
    manifest = found.manifest
    assert manifest is not None
    if found.signed_by is None:
        signed = "not signed: nobody vouches for it"
    elif named:
        signed = f"signed by {found.signed_by}, the key that you named"
    else:
        signed = f"signed by {found.signed_by}: hold that against the key that you were given, or name it with --key"
    counts = ", ".join(f"{number} {name}" for name, number in manifest.counts.items())
    return [
        f"good: {len(manifest.files)} files as the manifest names them ({counts})",
        signed,
        f"{found.quotes} quotes stand in their snapshots; {found.unread} have theirs left out, {manifest.cut} were cut to their terms",
    ]


COMMANDS = {"verify": verify}
