"""A backfill that is stopped from outside, by a kill, a full disk or Ctrl-C, goes on with the next call."""

from __future__ import annotations

import os
import pty
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from tests.archives.internet_archive import InternetArchive
from tests.origin import Origin
from tests.stories.field import ADVANCES, OTHER, REFINES, Folder, Item, after, ended, feed
from tests.stories.past import END, known

LATER = after(END.isoformat(), days=30)
NEWS = "https://office.example/news.rdf"
CAPTURES = 30


def kept_by(origin: Origin, path: Path) -> tuple[InternetArchive, Folder]:
    """A feed with a month of captures, and a folder that watches it."""
    archive = InternetArchive(origin, page=7)
    for day in range(1, CAPTURES + 1):
        items = [
            Item(f"第{day}回見学会", link=f"/visit/{day}"),
            *((REFINES,) if day > 9 else ()),
            *((ADVANCES,) if day > 20 else ()),
            OTHER,
        ]
        archive.keep(NEWS, f"202605{day:02}090000", feed(items, noise=str(day)), mimetype="application/rss+xml")
    folder = Folder(path, environ={"TRACKER_WAYBACK_URL": origin.url("").rstrip("/"), "TRACKER_WAYBACK_GAP": "0.02"})
    folder.sources["office"] = {"url": NEWS, "backfill": {"archives": ["wayback"]}}
    return archive, folder.set_up()


@pytest.mark.soak
def test_killed_while_it_fetches_it_asks_for_nothing_twice(tmp_path: Path) -> None:
    with Origin() as origin:
        archive, folder = kept_by(origin, tmp_path / "killed")
        in_flight = []
        for most in (8, 19):
            process = folder.start("backfill", "--from", "wayback", now=LATER)
            while len(archive.mementos()) < most and process.poll() is None:
                time.sleep(0.005)
            process.kill()
            process.communicate()
            in_flight.append(archive.mementos()[-1])
        assert len(archive.mementos()) < CAPTURES
        ran = folder.run("backfill", "--from", "wayback", now=LATER)
        assert ran.code == 0, ran.err
        asked = Counter(archive.mementos())
        assert len(asked) == CAPTURES
        assert {name for name, count in asked.items() if count > 1} <= set(in_flight), "only what had not arrived is asked for again"
        _, whole = kept_by(origin, tmp_path / "whole")
        assert whole.run("backfill", "--from", "wayback", now=LATER).code == 0
    assert known(folder) == known(whole)
    assert len(known(folder)["looks"]) == CAPTURES


def captured_at_length(place: Path) -> Path:
    """Twenty captures of a feed whose texts have nothing in common, so that they are not kept in less."""
    chance = random.Random(1)
    (place / "office").mkdir(parents=True)
    for day in range(1, 21):
        items = [Item(f"第{day}回見学会", chance.randbytes(12_000).hex(), link=f"/visit/{day}"), *((REFINES,) if day > 9 else ()), OTHER]
        (place / "office" / f"202605{day:02}T0900.xml").write_bytes(feed(items))
    return place


@pytest.mark.soak
def test_a_full_disk_is_told_and_with_room_it_goes_on(tmp_path: Path) -> None:
    place = captured_at_length(tmp_path / "captures")
    folder, beside = Folder(tmp_path / "full").set_up(office=NEWS), Folder(tmp_path / "beside").set_up(office=NEWS)
    for room in (400_000, 800_000):
        process = folder.start("backfill", "--from", str(place), now=LATER)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (room, room))
        ran = ended(process)
        assert (ran.code, ran.out, "Traceback" in ran.err) == (1, "", False), ran.err
        assert "cannot be written" in ran.err
        assert "see that the disk is well and has room" in ran.err
    for one in (folder, beside):
        assert one.run("backfill", "--from", str(place), now=LATER).code == 0
    assert known(folder) == known(beside)
    assert len(known(folder)["looks"]) == 20
    assert not list((folder.path / "db").glob("*.past-*"))


def test_ctrl_c_at_a_terminal_is_one_line_and_the_next_call_goes_on(tmp_path: Path) -> None:
    place = captured_at_length(tmp_path / "captures")
    folder = Folder(tmp_path / "folder").set_up(office=NEWS)
    near, far = pty.openpty()
    command = [sys.executable, "-m", "tracker", "backfill", "--from", str(place), "--now", LATER]
    process = subprocess.Popen(command, cwd=folder.path, stdin=far, stdout=far, stderr=far, start_new_session=True)
    os.close(far)
    shown, pressed = b"", False
    with suppress(OSError):  # how a terminal says that nobody is there any more
        while piece := os.read(near, 65_536):
            shown += piece
            if b"reading" in shown and not pressed:
                os.killpg(process.pid, signal.SIGINT)
                pressed = True
    os.close(near)
    assert process.wait() == 130, shown
    assert b"Traceback" not in shown
    *_, last, rest = shown.replace(b"\x1b[2K", b"\n").split(b"\n")
    assert (last.strip(), rest) == (b"tracker: stopped; what was committed is kept, and the next run goes on from there", b"")
    ran = folder.run("backfill", "--from", str(place), now=LATER)
    assert (ran.code, "20 were here already" in ran.err, "20 captures read" in ran.err) == (0, True, True), ran.err
