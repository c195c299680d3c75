"""A backfill that is stopped from outside, by a kill, a full disk or Ctrl-C, goes on with the next call."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from tests.archives.internet_archive import InternetArchive
from tests.origin import Origin
from tests.stories.field import ADVANCES, OTHER, REFINES, Folder, Item, after, feed
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
