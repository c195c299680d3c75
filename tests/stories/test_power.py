"""The power goes in the middle of a pass: what is on the disk at that instant, without the last of its journal, goes on by itself."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.origin import Origin
from tests.stories.field import NOW, Folder, Item, after, serve

OFFICES = 12
LATER = after(hours=3)


def items(number: int, count: int) -> list[Item]:
    """What an office has published so far, newest first: each entry a round of its own."""
    rounds = range(10 * (number + 1), 10 * (number + 1) + count)
    return [Item(f"種子基金、第{one}回公募で{one + 3}件を採択", link=f"/{number}/{one}") for one in reversed(rounds)]


def publish(origin: Origin, count: int) -> None:
    for number in range(OFFICES):
        origin.route(f"/office-{number}", serve(items(number, count), noise=str(count)))


def told(folder: Folder) -> list[str]:
    """The titles of everything that the digests of a folder tell."""
    digests = [json.loads(path.read_text(encoding="utf-8")) for path in (folder.path / "digests").glob("run-*.json")]
    sections = [section for digest in digests for section in digest["sections"] if section["name"] in ("new", "background")]
    return sorted(source["title"] for section in sections for entry in section["entries"] for source in entry["sources"])


def at_one_instant(folder: Folder, into: Path, chance: random.Random) -> int:
    """Start a pass, stop it dead at some moment, and take what the disk has, less some of the journal's end. Answers what was cut off."""
    process = folder.start("poll", "--all", now=LATER)
    database = folder.path / "db" / "tracker.sqlite3"
    wal = database.with_name("tracker.sqlite3-wal")
    end = time.monotonic() + 30
    while not wal.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.5))
    if process.poll() is None:
        os.kill(process.pid, signal.SIGSTOP)
    shutil.copytree(folder.path, into, ignore=shutil.ignore_patterns("*-shm"))
    process.kill()
    process.communicate()
    kept = into / "db" / "tracker.sqlite3-wal"
    size = kept.stat().st_size if kept.exists() else 0
    cut = chance.randrange(0, size + 1) if size and chance.random() < 0.5 else size
    if size:
        with kept.open("r+b") as stream:
            stream.truncate(cut)
    return size - cut


@pytest.mark.slow
def test_the_power_goes_and_comes_back(tmp_path: Path) -> None:
    seed = int(os.environ.get("POWER_SEED", str(random.randrange(10**6))))
    chance, cuts = random.Random(seed), 0
    with Origin() as origin:
        publish(origin, 1)
        sources = {f"office_{number}": origin.url(f"/office-{number}") for number in range(OFFICES)}
        template = Folder(tmp_path / "template").set_up(**sources)
        template.poll()
        template.digest(NOW)
        publish(origin, 3)
        for trial in range(int(os.environ.get("POWER_CUTS", "3"))):
            running = Folder(tmp_path / f"running-{trial}", template.sources)
            shutil.copytree(template.path, running.path)
            found = Folder(tmp_path / f"found-{trial}", template.sources)
            cuts += at_one_instant(running, found.path, chance) > 0
            rows = found.poll(LATER, "--all")
            assert {row["outcome"] for row in rows.values()} <= {"changed", "unchanged"}, f"POWER_SEED={seed}, trial {trial}"
            found.digest(LATER)
            with sqlite3.connect(found.path / "db" / "tracker.sqlite3") as database:
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            database.close()
            expected = sorted(item.title for number in range(OFFICES) for item in items(number, 3))
            assert told(found) == expected, f"POWER_SEED={seed}, trial {trial}"
