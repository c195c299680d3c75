"""A reader of an archive in a process of its own, for what it costs: lists all sources, opens everything, and says what came of it.

python -m tests.archives.many URL SOURCES GAP
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from tests.archives.field import SINCE, UNTIL, source
from tests.fetch.field import NOW, Memory, policy
from tracker.archives.wayback import Wayback
from tracker.fetch.one_by_one import OneByOne
from tracker.model.past import Lost, PastCapture


class Came(msgspec.Struct, kw_only=True):
    """What came of it; `peak` is in MB."""

    listed: int = 0
    opened: int = 0
    lost: int = 0
    size: int = 0
    peak: int = 0


def url_of(number: int) -> str:
    return f"https://ministry-{number}.example/news"


def read(url: str, sources: int, gap: float) -> Came:
    came = Came()
    with OneByOne(policy(), Memory(), now=NOW) as asks:
        past = Wayback(asks, url, gap)
        for one in past.listed([source(f"ministry-{number}", url_of(number)) for number in range(sources)], SINCE, UNTIL):
            came.listed += 1
            found = one if isinstance(one, Lost) else past.opened(one)
            if isinstance(found, PastCapture):
                came.opened += 1
                came.size += len(found.body)
            else:
                came.lost += 1
    # Of this program alone: what `getrusage` says begins with the size of whoever started it.
    came.peak = (
        next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")) // 1024
    )
    return came


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(read(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))).decode())
