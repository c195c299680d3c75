"""All commands, gathered. A run imports the module of the command that it was asked for, and that imports what it needs only then."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tracker import __version__
from tracker.cli import UnfinishedError

MODULES = {
    "capture": "capturing",
    "review": "reviewing",
    "timeline": "timeline",
    "poll": "watching",
    "run": "watching",
    "digest": "publishing",
    "send": "posting",
    "deliveries": "posting",
    "demo": "demo",
    "clock": "timeline",
    "ack": "timeline",
    "why": "lookup",
    "snapshot": "lookup",
    "sources": "listing",
    "init": "lookup",
    "extract": "pure",
    "read": "pure",
    "same": "pure",
    "diff": "diffing",
    "explain": "explaining",
    "audit": "auditing",
    "rederive": "rederiving",
    "backfill": "backfilling",
    "backtest": "backtesting",
    "health": "health",
    "doctor": "doctoring",
    "backup": "keeping",
    "restore": "keeping",
    "vacuum": "keeping",
    "deploy": "deploying",
    "export": "exporting",
    "verify": "verifying",
    "compare": "comparing",
}
"""Command → the module of `tracker.cli` that has it among its `COMMANDS` or `GROUPS`, in the order in which `--help` lists them."""


class _Commands(TyperGroup):
    """Hands on what the framework would swallow, so that `main` can say it."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - the framework's own words
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, BrokenPipeError) as error:
            raise UnfinishedError from error


def _version(value: bool) -> None:
    if value:
        print(f"tracker {__version__}")
        raise typer.Exit


def _tracker(
    *, version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False
) -> None:
    """Holds what public sources say against a timeline of known events, and says what is new in the world."""


def program(arguments: Sequence[str]) -> TyperGroup:
    """The command line for these arguments: with one command where the first word is one, else with all, so that help lists them."""
    return _command_line(arguments[0] if arguments and arguments[0] in MODULES else None)


@cache
def _command_line(asked: str | None) -> TyperGroup:
    """The command line of one command, or of all; made once in a process, which matters where one runs several."""
    app = typer.Typer(
        name="tracker",
        cls=_Commands,
        help="Holds what public sources say against a timeline of known events, and says what is new in the world.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_tracker)
    for name in (asked,) if asked else MODULES:
        module = import_module(f"tracker.cli.{MODULES[name]}")
        groups: dict[str, typer.Typer] = getattr(module, "GROUPS", {})
        if name in groups:
            app.add_typer(groups[name], name=name)
        else:
            app.command(name)(module.COMMANDS[name])
    return typer.main.get_group(app)
