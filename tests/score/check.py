"""Run the scorer over real data and hold its figures against the recorded floors: `python -m tests.score.check [SCORE…]`.

The scorer is a script `score.py` beside the project or in the folder that `SCORE_DIR` names. Where there is none, that is
said and nothing fails. `floors.json` maps a figure (a path into the scorer's JSON, or one divided by another) to
`{"least": x}` or `{"most": x}`; floors are raised when the program gets better and never lowered to let a change through.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.json")
MOST_SECONDS = 840


class Line(NamedTuple):
    """One figure against its floor. `value` is None where the scorer did not give it."""

    figure: str
    value: float | None
    bound: str
    kept: bool


def scorer() -> Path | None:
    """Where the scorer lies, if anywhere."""
    named = os.environ.get("SCORE_DIR")
    places = [Path(named)] if named else [ROOT.parent / "shared" / "score"]
    return next((place / "score.py" for place in places if (place / "score.py").is_file()), None)


def figure(figures: Mapping[str, Any], path: str) -> float | None:
    """A figure by its path (`replay.core_right.0`), or the quotient of two."""
    if " / " in path:
        above, below = (figure(figures, part) for part in path.split(" / ", maxsplit=1))
        return above / below if above is not None and below else None
    value: Any = figures
    for step in path.split("."):
        try:
            value = value[int(step)] if isinstance(value, list) else value[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return float(value) if isinstance(value, int | float) else None


def held(figures: Mapping[str, Any], floors: Mapping[str, Mapping[str, float]]) -> Iterator[Line]:
    """Every figure against its floor."""
    for path, bounds in floors.items():
        value = figure(figures, path)
        kept = value is not None and bounds.get("least", value) <= value <= bounds.get("most", value)
        yield Line(path, value, " and ".join(f"at {name} {bound:g}" for name, bound in bounds.items()), kept)


def measure(script: Path, name: str) -> dict[str, Any]:
    """The figures of one score; empty where the scorer failed, whose words then stand on standard error."""
    tracker = os.environ.get("TRACKER") or str(Path(sys.executable).with_name("tracker"))
    try:
        done = subprocess.run(
            [sys.executable, str(script), name],
            cwd=ROOT,
            env={**os.environ, "TRACKER": tracker},
            capture_output=True,
            text=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"{name}: no figures after {MOST_SECONDS} s\n")
        return {}
    sys.stderr.write(done.stderr)
    last = done.stdout.strip().splitlines()[-1:]
    try:
        return dict(json.loads(last[0])) if last and done.returncode == 0 else {}
    except ValueError:
        return {}


def main(names: Sequence[str]) -> int:
    """Measure, print a table, and end with 1 where a figure is below its floor."""
    script = scorer()
    if script is None:
        sys.stdout.write("no scorer here (set SCORE_DIR to the folder of score.py): nothing measured\n")
        return 0
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    wanted = list(names) or list(dict.fromkeys(path.split(".")[0] for path in floors))
    unknown = set(wanted) - {path.split(".")[0] for path in floors}
    if unknown:
        sys.stderr.write(f"no floor is recorded for {', '.join(sorted(unknown))}: see {FLOORS}\n")
        return 2
    figures: dict[str, Any] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each score is a process of its own
        for found in pool.map(lambda name: measure(script, name), wanted):
            figures |= found
    lines = list(held(figures, {path: bounds for path, bounds in floors.items() if path.split(".")[0] in wanted}))
    width = max(len(line.figure) for line in lines)
    for line in lines:
        value = "no figure" if line.value is None else f"{line.value:.4g}"
        sys.stdout.write(f"{'ok  ' if line.kept else 'FAIL'}  {line.figure:<{width}}  {value:>9}  {line.bound}\n")
    return 0 if all(line.kept for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
