"""Three rounds over one kind of source, each polled by a process of its own, and what each of them cost and told."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from tests.bench.origin import HOSTS
from tests.bench.world import ROUNDS, Change, language, truth

ROOT = Path(__file__).resolve().parents[2]
PLACES = 200
"""Servers, each with an address and port of its own."""


class Cost(NamedTuple):
    """What one process took: wall-clock and processor seconds, and the most memory it ever held, in MB."""

    wall: float
    cpu: float
    memory: float


class Told(NamedTuple):
    """What a pass said had changed: how many of it true, how many false, and how many true changes it missed."""

    true: int = 0
    false: int = 0
    missed: int = 0


class Round(NamedTuple):
    """One pass: what it cost, what the servers counted, what it told, and the size of its database in MB."""

    cost: Cost
    counted: Mapping[str, int]
    told: Told | None
    database: float


class Origin:
    """The servers, in a process of their own."""

    def __init__(self, *, feeds: int, pages: int) -> None:
        command = [sys.executable, "-m", "tests.bench.origin", str(feeds), str(pages), str(PLACES)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.places: list[str] = json.loads(_of(self._process.stdout).readline())

    def turn(self, turn: int) -> dict[str, int]:
        """Begin a round, or go on with it. Answers with what was counted since this was last asked."""
        into = _of(self._process.stdin)
        into.write(f"{turn}\n")
        into.flush()
        return dict(json.loads(_of(self._process.stdout).readline()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        _of(self._process.stdin).close()
        self._process.wait()
        _of(self._process.stdout).close()


def _of(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


class Folder:
    """Where one tracker lives: its sources, the shipped timeline, its database, and the environment that leads to them."""

    def __init__(self, place: Path) -> None:
        self.database = place / "tracker.sqlite3"
        self.sources = place / "sources.yaml"
        self.errors = place / "errors.txt"
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith("TRACKER_") and not name.lower().endswith("_proxy")
        }
        self.environment = clean | {
            "TRACKER_SOURCES": str(self.sources),
            "TRACKER_TIMELINE": str(ROOT / "db" / "timeline.yaml"),
            "TRACKER_DATABASE_URL": f"sqlite:///{self.database}",
            "TRACKER_ALLOW_PRIVATE_HOSTS": ",".join(HOSTS),
        }

    def watch(self, kind: str, count: int, origins: Sequence[str]) -> None:
        """Watch so many sources of a kind, spread over the origins."""
        self.sources.parent.mkdir(parents=True)
        self.sources.write_text("".join(_sources(kind, count, origins)), encoding="utf-8")

    def poll(self, now: datetime) -> Cost:
        """One pass over what is due, as cron would have it made."""
        return measured([command(), "poll", "--now", now.isoformat()], self.environment, self.errors)

    def told(self, now: datetime, expected: Sequence[Change]) -> Told:
        """The changes that were recorded at a moment, held against those that there were. A change is true once."""
        with sqlite3.connect(self.database) as connection:
            moment = now.isoformat(timespec="microseconds")
            rows = connection.execute("SELECT source, kind, payload FROM change WHERE recorded = ?", (moment,)).fetchall()
        connection.close()
        open_ones = Counter(expected)
        false = 0
        for source, kind, payload in rows:
            one = next((one for one in open_ones if one.source == source and one.change == kind and one.text in payload), None)
            if one is None or open_ones[one] == 0:
                false += 1
            else:
                open_ones[one] -= 1
        missed = open_ones.total()
        return Told(len(expected) - missed, false, missed)


class Bare:
    """Where the bare loop lives."""

    def __init__(self, place: Path, kind: str, count: int, origins: Sequence[str]) -> None:
        place.mkdir(parents=True)
        self.database = place / "bare.sqlite3"
        self._errors = place / "errors.txt"
        self._command = [sys.executable, "-m", "tests.bench.floor", kind, str(self.database), json.dumps(list(origins)), str(count)]

    def poll(self) -> Cost:
        """One pass."""
        return measured(self._command, os.environ, self._errors)


def size(database: Path) -> float:
    """A database with its journal, in MB."""
    return sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*")) / 1e6


def command() -> str:
    """The tracker of this environment."""
    return str(Path(sys.executable).with_name("tracker"))


def measured(command: Sequence[str], environment: Mapping[str, str], errors: Path) -> Cost:
    """What a process cost, its children with it. One that fails ends everything, with its last words."""
    began = time.monotonic()
    with errors.open("wb") as stream:
        process = subprocess.Popen(command, cwd=ROOT, env=dict(environment), stdout=subprocess.DEVNULL, stderr=stream)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - began
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{errors.read_text(encoding='utf-8')[-2000:]}")
    per_mb = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / per_mb)


def rounds(place: Path, kind: str, count: int) -> Iterator[tuple[Round, Round]]:
    """First sight, nothing changed, one in twenty changed: each by the tracker, then by the bare loop beside it."""
    with Origin(feeds=count if kind == "feed" else 0, pages=count if kind == "page" else 0) as origin:
        folder = Folder(place / kind)
        folder.watch(kind, count, origin.places)
        bare = Bare(place / f"{kind}-bare", kind, count, origin.places)
        for turn, now in enumerate(ROUNDS):
            expected = truth(kind, count) if turn == 2 else []
            origin.turn(turn)
            cost = folder.poll(now)
            counted = origin.turn(turn)
            told = folder.told(now, expected) if turn else None
            floor = bare.poll()
            yield (
                Round(cost, counted, told, size(folder.database)),
                Round(floor, origin.turn(turn), None, size(bare.database)),
            )


def _sources(kind: str, count: int, origins: Sequence[str]) -> Iterator[str]:
    yield "version: 1\ndefaults: {every: 1h, timeout: 30s}\nsources:\n"
    select = ', select: "article"' if kind == "page" else ""
    for number in range(count):
        url = f"http://{origins[number % len(origins)]}/{kind}/{number}"
        yield (
            f"  - {{id: {kind}-{number:04d}, name: {{ja: 出典 {number}, en: Source {number}}}, kind: {kind}, url: '{url}', "
            f"authority: official, lang: {language(number)}, tracks: [guidelines]{select}}}\n"
        )
