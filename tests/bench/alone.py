"""A daemon left alone with many sources at a rhythm of a minute: `python -m tests.bench.alone [--sources N] [--minutes M]`.

It tells how far looks are from their minute, what the daemon and its commands cost, and the most memory that all of them held at once.
"""

from __future__ import annotations

import argparse
import json
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from tests.bench.rounds import ROOT, Folder, Origin, command, size

_PAGE = 4096
_TICKS = 100


def _family(root: int) -> list[int]:
    """A process and all that come from it."""
    parents: dict[int, list[int]] = defaultdict(list)
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(place.read_text().rpartition(")")[2].split()[1])].append(int(place.parent.name))
        except (OSError, IndexError):
            continue
    found = [root]
    for one in found:
        found += parents[one]
    return found


def _memory(root: int) -> float:
    """What a process and its children hold just now, in MB."""
    total = 0
    for one in _family(root):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return total * _PAGE / 1e6


def _processor(root: int) -> float:
    """Seconds of processor of a process and of the children that it has waited for."""
    fields = Path(f"/proc/{root}/stat").read_text().rpartition(")")[2].split()
    return sum(int(value) for value in fields[11:15]) / _TICKS


def _gaps(folder: Folder, after: float) -> list[float]:
    """Seconds between two looks at each source, once the first were taken."""
    with sqlite3.connect(folder.database) as connection:
        rows = connection.execute("SELECT source, at FROM look ORDER BY source, id").fetchall()
    connection.close()
    times: dict[str, list[float]] = defaultdict(list)
    for source, at in rows:
        moment = datetime.fromisoformat(at).timestamp()
        if moment > after:
            times[source].append(moment)
    return [later - earlier for moments in times.values() for earlier, later in pairwise(moments)]


def left_alone(place: Path, count: int, minutes: float) -> dict[str, float]:
    """Run the daemon for so long. Answers with figures; the first two minutes, in which all is seen first, count for no gap."""
    with Origin(feeds=count, pages=0) as origin:
        folder = Folder(place / "feed")
        folder.watch("feed", count, origin.places)
        text = folder.sources.read_text(encoding="utf-8").replace("every: 1h", "every: 1m")
        folder.sources.write_text(text, encoding="utf-8")
        origin.turn(0)
        began, peak = time.time(), 0.0
        environment = folder.environment | {"TRACKER_DIGESTS": str(place / "digests")}
        with folder.errors.open("wb") as errors:
            process = subprocess.Popen([command(), "run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
            while time.time() - began < minutes * 60:
                time.sleep(0.5)
                peak = max(peak, _memory(process.pid))
                if process.poll() is not None:
                    raise SystemExit(folder.errors.read_text(encoding="utf-8")[-2000:])
            used = _processor(process.pid)
            process.send_signal(signal.SIGTERM)
            code = process.wait(20)
        gaps = sorted(_gaps(folder, began + 120))
        return {
            "exit": code,
            "looks": len(gaps),
            "gap_median": statistics.median(gaps),
            "gap_95": gaps[int(len(gaps) * 0.95)],
            "gap_longest": gaps[-1],
            "processor_share": used / (minutes * 60),
            "memory_peak_mb": peak,
            "database_mb": size(folder.database),
        }


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.alone", description=__doc__)
    parser.add_argument("--sources", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracker-alone-") as place:
        sys.stdout.write(json.dumps(left_alone(Path(place), given.sources, given.minutes), indent=1) + "\n")


if __name__ == "__main__":
    _main()
