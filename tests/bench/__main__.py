"""The table of `make bench`: `python -m tests.bench [--feeds N] [--pages N] [--keep FOLDER] [--json]`."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from tests.bench.claims import SIZES, held, shipped
from tests.bench.documents import costs
from tests.bench.rendering import costs as rendering_costs
from tests.bench.rounds import Folder, Round, command, measured, rounds
from tests.bench.world import ROUNDS

_ROUND_NAMES = ("first sight", "unchanged", "5 % changed")
_HEAD = ("", "round", "wall s", "CPU s", "MB", "requests", "304", "MB sent", "true", "false", "missed", "database MB")
_TIMES = 5


def _row(name: str, turn: int, one: Round) -> tuple[str, ...]:
    counted, told = one.counted, one.told
    changes = ("", "", "") if told is None else tuple(map(str, told))
    asked = (str(counted.get("requests", 0)), str(counted.get("unchanged", 0)), f"{counted.get('bytes', 0) / 1e6:.1f}")
    cost = (f"{one.cost.wall:.2f}", f"{one.cost.cpu:.2f}", f"{one.cost.memory:.0f}")
    return (name, _ROUND_NAMES[turn], *cost, *asked, *changes, f"{one.database:.1f}")


def _say(row: tuple[str, ...]) -> None:
    widths = (12, 11, 7, 6, 5, 8, 5, 7, 5, 5, 6, 11)
    first = "  ".join(cell.ljust(width) for cell, width in zip(row[:2], widths, strict=False))
    rest = "  ".join(cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True))
    sys.stdout.write(f"{first}  {rest}\n".rstrip() + "\n")
    sys.stdout.flush()


def _starting(folder: Folder, count: int) -> Iterator[tuple[str, float]]:
    """Processor milliseconds to start, after the last round."""
    yield "tracker --help", _middle(folder, [command(), "--help"])
    soon = ROUNDS[-1] + timedelta(minutes=5)
    yield f"tracker poll, none of {count:,} due", _middle(folder, [command(), "poll", "--now", soon.isoformat()])


def _middle(folder: Folder, words: list[str]) -> float:
    """The median of a few, after one that is not counted."""
    costs = [measured(words, folder.environment, folder.errors).cpu for _ in range(_TIMES + 1)]
    return statistics.median(costs[1:]) * 1000


def _main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="What polling costs, beside a bare loop that does the least."
    )
    parser.add_argument("--feeds", type=int, default=1000, help="feeds of 30 kB (default: 1000; 0 leaves them out)")
    parser.add_argument("--pages", type=int, default=1000, help="pages of 60 kB (default: 1000; 0 leaves them out)")
    parser.add_argument("--keep", type=Path, help="a new folder for the databases; else they are thrown away")
    parser.add_argument("--json", action="store_true", help="every figure as JSON, in place of the table")
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="tracker-bench-") as temporary:
        place = given.keep or Path(temporary)
        if not given.json:
            _say(_HEAD)
        for kind, count in (("feed", given.feeds), ("page", given.pages)):
            for turn, both in enumerate(rounds(place, kind, count) if count else ()):
                for who, one in zip((f"{kind}s", "  bare loop"), both, strict=True):
                    figures.setdefault(f"{kind} {who.strip()}", []).append(_figures(one))
                    if not given.json:
                        _say(_row(who, turn, one))
            for name, milliseconds in _starting(Folder(place / kind), count) if count else ():
                figures[f"{kind}s: {name}"] = round(milliseconds)
                _note(f"{name}: {milliseconds:.0f} ms CPU", quietly=given.json)
    figures |= _reconciling(quietly=given.json)
    for cost in chain(costs(), rendering_costs()):
        figures[cost.what] = round(cost.milliseconds, 2)
        aim = f" (aim: below {cost.aim:,g})" if cost.aim else ""
        _note(f"{cost.what}: {cost.milliseconds:.1f} ms CPU{aim}", quietly=given.json)
    if given.json:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")


def _reconciling(*, quietly: bool) -> dict[str, Any]:
    """Processor seconds to hold claims against timelines, told as they come unless `quietly`."""
    figures = {}
    for size in SIZES:
        found = held(shipped(), size)
        figures[f"claims against {size} events"] = found._asdict()
        _note(f"{found.claims:,} claims against a timeline of {found.events:,} events: {found.seconds:.2f} s CPU", quietly=quietly)
    return figures


def _note(line: str, *, quietly: bool) -> None:
    if not quietly:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _figures(one: Round) -> dict[str, Any]:
    told = {} if one.told is None else one.told._asdict()
    return {**one.cost._asdict(), **one.counted, **told, "database": one.database}


if __name__ == "__main__":
    _main()
