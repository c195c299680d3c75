"""The past is read while others go on looking, on each kind of database: nothing is lost and nothing told twice."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.databases import PostgresServer, database, kind, postgres, postgres_programs, sqlite_template
from tests.origin import Origin, page
from tests.stories.field import Folder, after, entries, told
from tests.stories.past import END, FEED, STATES, captured, known, watching
from tracker.app import open_tracker, watch_of
from tracker.archives.places import archive_at
from tracker.cli.staging import stage_of
from tracker.config.settings import read_settings
from tracker.store.past import Planned
from tracker.watch.backfill import Heard, Wish, bring_in
from tracker.watch.lateness import Told, put_in_place

__all__ = ["database", "kind", "postgres", "postgres_programs", "sqlite_template"]

LATER = after(END.isoformat(), days=30)


def started(path: Path, port: int, database: str) -> Folder:
    folder = watching(path, port)
    folder.environ["TRACKER_DATABASE_URL"] = database
    return folder


def backfill(folder: Folder, place: Path, *arguments: str) -> dict[str, Any]:
    ran = folder.run("backfill", "--from", str(place), "--json", *arguments, now=LATER)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = ran.json
    return found


def test_in_two_parts_it_ends_as_at_once(tmp_path: Path, database: str) -> None:
    at_once, parts = started(tmp_path / "once", 1, f"sqlite:///{tmp_path}/once.sqlite3"), started(tmp_path / "parts", 1, database)
    backfill(at_once, captured(tmp_path / "all"))
    for number in (1, 0):
        made = backfill(parts, captured(tmp_path / f"part-{number}", STATES[number::2]))
        assert made["archives"][0]["new"] == len(STATES[number::2])
    assert known(parts) == known(at_once)
    digest = parts.digest(after(LATER, hours=1))
    assert {("decided", "advances", "act.in-force"), ("contradicts", "contradicts", "fund.established")} <= set(told(digest))
    assert backfill(parts, tmp_path / "all")["read"] is None


def serve(origin: Origin, *numbers: int) -> None:
    for number in numbers:
        kind = "application/rss+xml" if STATES[number].source == FEED else "text/html; charset=utf-8"
        origin.route(f"/{STATES[number].source}", page(STATES[number].body, content_type=kind))


def land_while(folder: Folder, place: Path, meanwhile: Callable[[], object]) -> None:
    """What `tracker backfill --from PLACE` does, with something that happens once half of it is read."""
    files = {"TRACKER_SOURCES": str(folder.path / "sources.yaml"), "TRACKER_TIMELINE": str(folder.path / "db" / "timeline.yaml")}
    tracker = open_tracker(read_settings({**folder.environ, **files}, now=LATER), only_reads=True)
    happened: list[Planned] = []

    def look(one: Planned) -> None:
        happened.append(one)
        if len(happened) == len(STATES) // 2:
            meanwhile()

    with tracker.store:
        wish = Wish(sources=list(tracker.sources.values()), since=STATES[0].at, until=tracker.now)
        bring_in(tracker.store, archive_at(place, None), wish, tracker.now, Heard(*[lambda _: None] * 3))
        stage = stage_of(tracker, None)
        told = Told(begin=lambda *_: None, look=look, before=lambda _: None, after=lambda: None)
        put_in_place(watch_of(tracker), tracker.seed, stage, tracker.now, told, whole=False)
        stage.end()
    assert len(happened) > len(STATES) // 2


def test_what_is_looked_at_while_the_past_is_read_is_read_too(tmp_path: Path, database: str) -> None:
    place, second = captured(tmp_path / "captures", STATES[:8]), after(LATER, minutes=30)
    with Origin() as origin:
        during = started(tmp_path / "during", origin.port, database)
        before = started(tmp_path / "before", origin.port, f"sqlite:///{tmp_path}/before.sqlite3")
        for folder in (during, before):
            serve(origin, 8, 9)
            folder.poll(END.isoformat())
            serve(origin, 10, 11)
            if folder is before:
                folder.poll(second)
                backfill(folder, place)
            else:
                land_while(folder, place, lambda: during.poll(second))
    assert [row for row in known(during)["looks"] if row[2] == "changed"] != []
    assert known(during) == known(before)
    digest = during.digest(after(LATER, hours=1))
    tellings = [(entry["verdict"], entry.get("event")) for entry in entries(digest)]
    assert len(tellings) == len(set(tellings)) > 3
    assert told(during.digest(after(LATER, hours=2))) == []


def test_beside_a_server_the_past_is_read_in_a_folder_of_ones_own(tmp_path: Path, postgres: PostgresServer) -> None:
    name = postgres.borrow()
    folder = started(tmp_path / "folder", 1, postgres.url(name))
    place, temporary = captured(tmp_path / "captures", STATES[:2]), tmp_path / "temporary"
    mine = temporary / f"tracker-{os.getuid()}"
    mine.mkdir(parents=True, mode=0o755)
    refused = folder.spawn("backfill", "--from", str(place), now=LATER, TMPDIR=str(temporary))
    assert (refused.code, f"{mine}: is not a folder of this user's alone" in refused.err) == (2, True), refused.err
    mine.chmod(0o700)
    (mine / "another.past-0").write_bytes(b"of another database")
    ran = folder.spawn("backfill", "--from", str(place), now=LATER, TMPDIR=str(temporary))
    assert (ran.code, "2 were here already" in ran.err, "2 captures read" in ran.err) == (0, True, True), ran.err
    assert [path.name for path in mine.iterdir()] == ["another.past-0"]
    postgres.give_back(name)
