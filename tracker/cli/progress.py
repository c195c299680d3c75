"""How far long work has come: a bar on a terminal, nothing elsewhere, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(what: str) -> Iterator[tuple[Callable[[str], None], Callable[[int], None]]]:
    """What to call for each step, with the name of what it is about, and for how many there are once that is known."""
    if not sys.stderr.isatty():
        yield (lambda _: None), (lambda _: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield (
            lambda name: bar.update(task, advance=1, description=f"{what}: {name}"),
            lambda number: bar.reset(task, total=number, description=what),
        )
