"""Days of a tracker in minutes: time is an argument, the origin knows the hour, and faults come by a script."""

from __future__ import annotations

import gc
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.origin import Asked, Origin, Reply
from tests.stories.field import Folder, Item, feed

START = datetime.fromisoformat("2026-06-10T08:00:00+09:00")
HOUR = timedelta(hours=1)

Fault = Callable[[float], Reply | None]
"""What is wrong with a source after so many hours, or None where nothing is."""


def between(first: float, last: float, answer: Reply) -> Fault:
    """Wrong from one hour up to another."""
    return lambda hours: answer if first <= hours < last else None


@dataclass
class World:
    """Offices that each publish a selection now and then, at one origin, watched from one folder.

    `every` is their rhythm in hours, by number in turn; `faults` are scripted by name; a frozen office publishes nothing new.
    """

    origin: Origin
    folder: Folder
    count: int
    faults: Mapping[str, Fault] = field(default_factory=dict)
    frozen: frozenset[str] = frozenset()
    hours: float = 0.0

    RHYTHMS = (2, 4, 6, 12)

    def set_up(self) -> World:
        for number in range(self.count):
            name = self.name(number)
            self.origin.route(f"/{name}", self._answer(number))
            given = {"url": self.origin.url(f"/{name}"), "every": f"{self.every(name)}h", "timeout": "1s"}
            self.folder.sources[name] = dict(given)
        self.folder.set_up()
        return self

    @staticmethod
    def name(number: int) -> str:
        return f"office-{number:02d}"

    def every(self, name: str) -> int:
        return self.RHYTHMS[int(name.rpartition("-")[2]) % len(self.RHYTHMS)]

    @property
    def now(self) -> str:
        return (START + self.hours * HOUR).isoformat()

    def published(self, number: int) -> list[Item]:
        """What an office has published by now: a selection every four days, each office on another hour."""
        last = 0 if self.name(number) in self.frozen else int((self.hours - number) // 96) + 1
        entries = [self._entry(number, index) for index in range(max(0, last - 5), last + 1)]
        return entries[::-1]

    def _entry(self, number: int, index: int) -> Item:
        day = (START + ((index - 1) * 96 + number - 960 * (self.name(number) in self.frozen)) * HOUR).date().isoformat()
        return Item(f"種子基金、第{10 * (number + 1) + index}回公募で{index + 3}件を採択", day=day, link=f"/{number}/{index}")

    def _answer(self, number: int) -> Callable[[Asked], Reply]:
        def answer(asked: Asked) -> Reply:
            fault = self.faults.get(self.name(number))
            wrong = fault(self.hours) if fault is not None else None
            if wrong is not None:
                return wrong
            body = feed(self.published(number))
            tag = f'"{hash(body):x}"'
            if asked.headers.get("if-none-match") == tag:
                return Reply(status=304, headers={"ETag": tag})
            return Reply(body=body, headers={"Content-Type": "application/rss+xml", "ETag": tag})

        return answer

    def pass_once(self) -> dict[str, dict[str, Any]]:
        """What cron does each hour: a poll, and the weekly digest where one is due."""
        rows = self.folder.poll(self.now)
        self.origin.asked.clear()  # what the origin remembers is not to be taken for what the tracker holds
        assert self.folder.run("digest", "--series", "weekly", "--format", "json", now=self.now).code == 0
        return rows

    def looks(self) -> dict[str, list[tuple[float, str]]]:
        """Every look at each source, in hours since the start, with its outcome."""
        found: dict[str, list[tuple[float, str]]] = defaultdict(list)
        with sqlite3.connect(self.folder.path / "db" / "tracker.sqlite3") as connection:
            for source, at, outcome in connection.execute("SELECT source, at, outcome FROM look ORDER BY id"):
                found[source].append(((datetime.fromisoformat(at) - START) / HOUR, outcome))
        connection.close()
        return found


def memory() -> int:
    """The bytes that this process holds just now."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096
