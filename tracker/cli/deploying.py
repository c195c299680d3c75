"""`tracker deploy`: the files that let a machine run it: systemd units, lines for cron, a file for containers."""

from __future__ import annotations

import getpass
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.streams import tell
from tracker.errors import UsageError

WAYS = {
    "systemd": ("tracker.service", "tracker-backup.service", "tracker-backup.timer"),
    "timer": tuple(f"tracker-{name}.{ending}" for name in ("poll", "digest", "backup") for ending in ("service", "timer")),
    "cron": ("crontab",),
    "container": ("Containerfile",),
}
"""Way → its files: the daemon under systemd, passes and digests by its timers, by cron, or a container."""

_SHIPPED = Path(__file__).parent / "deploy"


def deploy(
    way: Annotated[str, typer.Argument(metavar="WAY", help="systemd (the daemon), timer (passes, no daemon), cron or container.")],
    *,
    to: Annotated[
        Path | None, typer.Option("--to", help="A folder to write the files into; without it they are shown.", show_default=False)
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where sources.yaml and db lie. [default: this folder]", show_default=False)
    ] = None,
    user: Annotated[str | None, typer.Option("--user", help="Whom it runs as. [default: you]", show_default=False)] = None,
) -> None:
    """Show or write what a machine needs to run tracker, filled in for this folder, user and program. Installs nothing."""
    if way not in WAYS:
        raise UsageError(f"there is no way {way!r}; there are {', '.join(WAYS)}")
    filled = {
        "folder": str((folder or Path.cwd()).resolve()),
        "user": user or getpass.getuser(),
        "program": str(Path(shutil.which("tracker", path=str(Path(sys.executable).parent)) or sys.argv[0]).resolve()),
    }
    odd = next((value for value in filled.values() if any(sign in value for sign in " \t\n\"'%\\$")), None)
    if odd is not None:
        raise UsageError(f"{odd!r} holds a sign that units and crontabs read in their own way; use a path without spaces, quotes, % or $")
    texts = {name: (_SHIPPED / name).read_text(encoding="utf-8") for name in WAYS[way]}
    for name, text in texts.items():
        for key, value in filled.items():
            text = text.replace(f"{{{key}}}", value)  # noqa: PLW2901 - one text, filled in step by step
        _hand_over(name, text, to, alone=len(texts) == 1)


def _hand_over(name: str, text: str, to: Path | None, *, alone: bool) -> None:
    if to is None:
        print(text if alone else f"# ── {name} ──\n{text}")
        return
    target = to / name
    if target.exists() and target.read_text(encoding="utf-8", errors="replace") != text:
        raise UsageError(f"{target}: exists already with other contents and is not overwritten; move it away, or name another folder")
    try:
        to.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}; name another folder") from error
    print(target.resolve())
    tell(f"{target}: read it before you install it")


COMMANDS = {"deploy": deploy}
