"""Feeds of digests: two files that are begun once and hold each further digest."""

from __future__ import annotations

import json
from pathlib import Path

import feedparser
import icalendar

from tests.stories.field import ADDS, ADVANCES, NOW, Folder, after, office, serve


def titles(folder: Folder) -> list[str]:
    atom = feedparser.parse((folder.path / "digests" / "feed.atom").read_bytes())
    assert not atom.bozo
    items = json.loads((folder.path / "digests" / "feed.json").read_text(encoding="utf-8"))["items"]
    assert [(one["id"], one["title"], one["tags"]) for one in items] == [(one.id, one.title, [one.tags[0].term]) for one in atom.entries]
    return [one.title for one in atom.entries]


def test_they_are_begun_once_and_hold_each_further_digest(tmp_path: Path) -> None:
    with office(tmp_path, ADVANCES) as (origin, folder):
        folder.poll()
        assert folder.run("digest", now=NOW).code == 0
        assert not list((tmp_path / "digests").glob("feed*")), "nobody asked for them yet"
        begun = folder.run("digest", "feed", now=NOW)
        assert (begun.code, [path.name for path in begun.paths]) == (0, ["feed.atom", "feed.json"])
        assert titles(folder) == ["[run-2026-06-10T0900] Acorn Act: In force, 1 June 2026"]
        origin.route("/feed", serve([ADVANCES, ADDS]))
        folder.poll(after(hours=2))
        assert folder.run("digest", now=after(hours=2)).code == 0
        assert [title.partition("]")[0] for title in titles(folder)] == ["[run-2026-06-10T1100", "[run-2026-06-10T0900"]
        before = (tmp_path / "digests" / "feed.atom").read_bytes()
        assert folder.run("digest", "feed", now=after(hours=3)).code == 0
        assert (tmp_path / "digests" / "feed.atom").read_bytes() == before


def test_the_timeline_is_a_calendar_whose_events_move(tmp_path: Path) -> None:
    with office(tmp_path) as (_, folder):
        folder.poll(NOW)
        first = folder.run("timeline", "--format", "ics")
        assert first.code == 0, first.err
        text = (tmp_path / "db" / "timeline.yaml").read_text(encoding="utf-8")
        later = text.replace("earliest: 2026-06-01, latest: 2026-06-01", "earliest: 2026-07-01, latest: 2026-07-01")
        (tmp_path / "db" / "timeline.yaml").write_text(later, encoding="utf-8")
        folder.poll(after(hours=2))
        second = folder.run("timeline", "--format", "ics", "--track", "law", "--lang", "ja")

    def in_force(text: str) -> tuple[str, int]:
        found = [one for one in icalendar.Calendar.from_ical(text).walk("VEVENT") if one["uid"] == "act.in-force@policy-tracker"]
        return str(found[0].decoded("dtstart")), int(str(found[0]["sequence"]))

    assert (in_force(first.out), in_force(second.out)) == (("2026-06-01", 0), ("2026-07-01", 1))
    assert "guide" not in second.out
