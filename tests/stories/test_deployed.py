"""What `tracker deploy` writes does its work as it is written: line by line, in the bare surroundings of cron, of systemd, of a container."""

from __future__ import annotations

import json
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.stories.field import ADDS, CONFIRMS, Folder, Item, Ran, ended, office
from tests.stories.test_daemon import seen, stopped, until
from tests.stories.test_delivery import states, subscribe

BOOK = """\
version: 1
channels: {shelf: {kind: files, path: out}}
subscriptions:
  - {id: daily, channel: shelf, series: daily, on_holiday: send, alerts: [adds]}
  - {id: weekly, channel: shelf, on_holiday: send}
  - {id: monthly, channel: shelf, series: monthly, on_holiday: send}
"""
SERIES = {"daily", "weekly", "monthly"}
BARE = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
"""What cron and systemd give a command."""


@contextmanager
def deployed(path: Path, way: str) -> Iterator[tuple[Folder, list[Path]]]:
    """A folder that an office is watched from, with subscribers, and the files of a way that were written for it."""
    news = Item(ADDS.title, day=f"{datetime.now(UTC):%Y-%m-%d}", link=ADDS.link)
    with office(path, CONFIRMS, news) as (_, folder):
        subscribe(folder, BOOK)
        (path / "tracker.env").write_text("TRACKER_ALLOW_PRIVATE_HOSTS=127.0.0.1\n", encoding="utf-8")
        ran = folder.run("deploy", way, "--to", str(path / "units"), "--user", "watcher")
        assert ran.code == 0, ran.err
        yield folder, ran.paths


def begin(folder: Folder, *command: str, **environ: str) -> subprocess.Popen[str]:
    """A command as another program starts it. What is not ours is left out."""
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=folder.path, env={**BARE, **environ}, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True
    )


def of_env(folder: Folder) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (folder.path / "tracker.env").read_text(encoding="utf-8").splitlines())


def commands(unit: Path) -> list[list[str]]:
    """What a unit starts, in order, as systemd reads it."""
    return [shlex.split(line.replace("%%", "%")) for line in re.findall(r"(?m)^ExecStart=(.*)$", unit.read_text(encoding="utf-8"))]


def did(folder: Folder, unit: Path) -> list[Ran]:
    """One start of a unit that ends: each command after the other, for as long as all goes well."""
    found = [ended(begin(folder, *command, **of_env(folder))) for command in commands(unit)]
    assert [ran.code for ran in found] == [0] * len(found), found
    return found


def names(folder: Folder, where: str) -> set[str]:
    """The series of what lies in a folder, and whether there is an alert."""
    return {path.name.partition("-")[0] for path in (folder.path / where).glob("*.json")}


def test_the_lines_for_cron_look_write_send_copy_and_say_how_it_is(tmp_path: Path) -> None:
    with deployed(tmp_path, "cron") as (folder, (crontab,)):
        lines = [line for line in crontab.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        done = [line.split(maxsplit=5)[5].replace(r"\%", "%") for line in lines]
        for line in done:
            ran = ended(begin(folder, "/bin/sh", "-c", line, **of_env(folder)))
            assert ran.code == 0, (line, ran)
        assert names(folder, "digests") == SERIES
        assert names(folder, "out") == {"alert", *SERIES}
        assert set(states(folder).values()) == {"sent"}
        assert len(list((tmp_path / "backup").glob("tracker-20*.sqlite3"))) == 1
        assert "nothing keeps the tracker from its work" in (tmp_path / "health.txt").read_text(encoding="utf-8")
        assert ran.out == ran.err == "", "cron mails nobody that all is well"


def test_a_digest_that_waits_goes_out_with_the_next_pass_of_cron(tmp_path: Path) -> None:
    with deployed(tmp_path, "cron") as (folder, (crontab,)):
        assert folder.run("digest", "--due").code == 0
        assert set(states(folder).values()) == {"waiting"}
        line = next(line for line in crontab.read_text(encoding="utf-8").splitlines() if " poll;" in line)
        assert ended(begin(folder, "/bin/sh", "-c", line.split(maxsplit=5)[5], **of_env(folder))).code == 0
        assert set(states(folder).values()) == {"sent"}


@pytest.mark.soak
def test_the_units_of_the_timers_look_write_send_and_copy(tmp_path: Path) -> None:
    with deployed(tmp_path, "timer") as (folder, paths):
        units = {path.name: path for path in paths}
        did(folder, units["tracker-poll.service"])
        assert names(folder, "out") == {"alert"}
        did(folder, units["tracker-digest.service"])
        assert names(folder, "out") == {"alert", *SERIES}
        assert set(states(folder).values()) == {"sent"}
        did(folder, units["tracker-backup.service"])
        assert len(list((tmp_path / "backup").glob("tracker-20*.sqlite3"))) == 1
    timer = units["tracker-digest.timer"].read_text(encoding="utf-8")
    assert "OnCalendar=*-*-* 08:00 Asia/Tokyo\nPersistent=true\n" in timer


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.parametrize("way", ["systemd", pytest.param("container", marks=pytest.mark.soak)])
def test_the_daemon_looks_writes_and_sends_until_it_is_told_to_end(tmp_path: Path, way: str) -> None:
    with deployed(tmp_path, way) as (folder, paths):
        if way == "systemd":
            (command,) = commands(next(path for path in paths if path.name == "tracker.service"))
            command[command.index("--metrics-port") + 1] = str(free_port())
        else:
            text = paths[0].read_text(encoding="utf-8")
            command = json.loads(re.findall(r"(?m)^CMD (\[.*\])$", text)[-1])
        process = begin(folder, *command, **of_env(folder) | {"PATH": f"{Path(sys.executable).parent}:{BARE['PATH']}"})
        try:
            until(lambda: names(folder, "out") >= SERIES and seen(tmp_path), process=process)
            time.sleep(0.5)
        finally:
            ran, took = stopped(process, signal.SIGTERM)
        assert (ran.code, took < 10) == (0, True), ran
        assert folder.run("health").code == 0
