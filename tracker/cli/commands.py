"""All commands, gathered. Each lives in the module of its step and imports what it needs only when it runs."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tracker import __version__
from tracker.cli import (
    UnfinishedError,
    auditing,
    capturing,
    demo,
    diffing,
    explaining,
    lookup,
    posting,
    publishing,
    pure,
    rederiving,
    reviewing,
    timeline,
    watching,
)


class _Commands(TyperGroup):
    """Hands on what the framework would swallow, so that `main` can say it."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - the framework's own words
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, BrokenPipeError) as error:
            raise UnfinishedError from error


app = typer.Typer(
    name="tracker",
    cls=_Commands,
    help="Holds what public sources say against a timeline of known events, and says what is new in the world.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _version(value: bool) -> None:
    if value:
        print(f"tracker {__version__}")
        raise typer.Exit


@app.callback()
def tracker(
    *, version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False
) -> None:
    """Holds what public sources say against a timeline of known events, and says what is new in the world."""


for name, group in (capturing.GROUPS | reviewing.GROUPS | timeline.GROUPS).items():
    app.add_typer(group, name=name)
for module in (watching, publishing, posting, demo, timeline, lookup, pure, diffing, explaining, auditing, rederiving):
    for name, function in module.COMMANDS.items():
        app.command(name)(function)
