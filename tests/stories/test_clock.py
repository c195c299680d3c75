"""A clock that ran ahead and was set right: nothing is recorded behind it unasked, and a person can say that it is right by now."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.stories.field import ADDS, ADVANCES, CONFIRMS, NOW, SUPERSEDES, Folder, Item, Ran, after, office, serve
from tests.stories.test_delivery import subscribe

BOOK = """\
version: 1
channels: {shelf: {kind: files, path: out}}
subscriptions:
  - {id: daily, channel: shelf, series: daily, on_holiday: send, alerts: [preset, deadline]}
  - {id: weekly, channel: shelf, on_holiday: send}
"""
AHEAD = "2031-01-15T09:00:00+09:00"
NEW = Item("種子基金、第4回公募で20件を採択", day="2026-06-11", link="/selected-4")


def counts(folder: Folder) -> dict[str, int]:
    """How many rows there are of what is never to be lost."""
    with closing(sqlite3.connect(folder.path / "db" / "tracker.sqlite3")) as connection:
        tables = ("look", "snapshot", "document", "change", "finding", "revision", "digest", "digest_finding", "delivery")
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def sent(folder: Folder, now: str) -> Ran:
    ran = folder.run("digest", "--due", "--send", "--format", "json", now=now)
    assert ran.code == 0, ran.err
    return ran


def told(path: Path) -> list[str]:
    """The events that a written digest tells as changed."""
    sections = json.loads(path.read_text(encoding="utf-8"))["sections"]
    return [one["event"] for section in sections if section["name"] in ("decided", "new") for one in section["entries"]]


def test_a_clock_that_was_years_ahead_is_accepted_again_and_all_that_was_recorded_stays(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, ADVANCES) as (origin, folder):
        subscribe(folder, BOOK)
        folder.poll()
        sent(folder, NOW)
        origin.route("/feed", serve([CONFIRMS, ADVANCES, SUPERSEDES]))
        folder.poll(AHEAD)
        wrong = {path.stem for path in sent(folder, AHEAD).paths}
        assert wrong == {"daily-2031-01-14", "weekly-2031-W02"}
        before = counts(folder)

        refused = folder.run("poll", now=after(days=1))
        assert (refused.code, "lies before what was last recorded" in refused.err) == (2, True)
        sick = folder.run("health", now=after(days=1))
        assert (sick.code, "tracker poll --accept-clock" in sick.err) == (1, True)

        ran = folder.run("poll", "--accept-clock", now=after(days=1))
        assert ran.code == 0, ran.err
        assert "is kept: 1 looks, 1 findings, 2 digests (daily-2031-01-14, weekly-2031-W02)" in ran.err
        assert "office: unchanged" in ran.err, "and the sources are due at once"
        assert all(counts(folder)[table] >= count for table, count in before.items())
        again = folder.run("poll", "--accept-clock", now=after(days=1, minutes=1))
        assert (again.code, "nothing was recorded ahead of the clock" in again.err) == (0, True)

        origin.route("/feed", serve([CONFIRMS, ADVANCES, SUPERSEDES, NEW]))
        assert folder.poll(after(days=1, hours=3))["office"]["findings"] == 1
        daily, weekly = (path for day in (2, 5) for path in sent(folder, after(days=day)).paths if "weekly" in path.name or day == 2)
        assert (daily.stem, weekly.stem) == ("daily-2026-06-11", "weekly-2026-W24")
        assert told(daily) == told(weekly) == ["seed-fund.4.selected.2026-06-11"], "what the wrong clock has told is not told again"
        assert "clock" not in folder.run("health", now=after(days=5, hours=1)).err


def test_days_whose_names_a_clock_has_given_away_are_told_under_another(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        subscribe(folder, BOOK)
        folder.poll()
        sent(folder, NOW)
        wrong = after(days=2)
        folder.poll(wrong)
        assert "daily-2026-06-11" in {path.stem for path in sent(folder, wrong).paths}
        origin.route("/feed", serve([CONFIRMS, NEW]))
        assert folder.run("poll", "--accept-clock", now=after(days=1, hours=2)).code == 0
        names = [path.stem for days in (2, 3) for path in sent(folder, after(days=days)).paths]
        assert names == ["daily-2026-06-11-2", "daily-2026-06-12"]
        assert told(tmp_path / "digests" / "daily-2026-06-11-2.json") == ["seed-fund.4.selected.2026-06-11"]


def test_what_waited_for_the_wrong_time_goes_out(tmp_path: Path) -> None:
    with office(tmp_path, ADDS) as (_, folder):
        subscribe(folder, BOOK)
        (tmp_path / "out").write_text("in the way", encoding="utf-8")
        folder.poll(AHEAD)
        assert "waiting" in sent(folder, AHEAD).err
        (tmp_path / "out").unlink()
        assert folder.run("poll", "--accept-clock", now=NOW).code == 0
        assert folder.run("send", now=NOW).code == 0
        assert {path.stem for path in (tmp_path / "out").glob("*.json")} == {"daily-2031-01-14-daily", "weekly-2031-W02-weekly"}


def test_the_way_out_is_named_where_it_is_the_clock_that_is_refused(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll("2345-01-01T00:00:00Z")
        ran = folder.run("digest")
        assert (ran.code, "if it is right by now and ran ahead before: tracker poll --accept-clock" in ran.err) == (2, True), ran.err
        doctor = folder.run("doctor", "--offline")
        assert (doctor.code, "tracker poll --accept-clock" in doctor.out) == (1, True)
        assert folder.run("poll", "--accept-clock").code == 0
        assert folder.run("digest").code == 0
