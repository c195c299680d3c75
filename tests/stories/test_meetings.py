"""A list of meetings that goes on by number: the next meeting is found before the list names it, and told with its number and day."""

from __future__ import annotations

from pathlib import Path

from tests.kinds.meetings import MEETINGS, Meeting, serve_meetings
from tests.origin import Origin
from tests.stories.field import FIELD, NOW, Folder, after

HQ = """\
  meeting-held: {label: {ja: 会合開催, en: Meeting held}, signals: {ja: ['\\(第[0-9]+回\\)'], en: [meeting]}, recurs: true}
"""
SUBJECT = """\
  hq: {tracks: [law], label: {ja: どんぐり戦略本部, en: Acorn HQ}, force: statute, aliases: [どんぐり戦略本部, Acorn HQ]}
"""
MANY = (*MEETINGS, Meeting(4, "令和８年６月９日", "種子の交換（再）"))


def told(folder: Folder, now: str) -> list[tuple[str, str, str]]:
    return [
        (section["name"], entry["verdict"], entry["event"])
        for section in folder.digest(now)["sections"]
        for entry in section["entries"]
        if section["name"] in ("new", "decided", "moved", "contradicts", "background", "confirmed") and "meeting-held" in entry["event"]
    ]


def test_a_new_meeting_is_told_once_with_its_number_and_day(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = Folder(tmp_path)
        folder.sources["hq"] = {"url": origin.url("/hq/kaisai.html"), "kind": "index", "next": origin.url("/hq/{n}kai/{n}kai.html")}
        folder.set_up()
        field = FIELD.replace("ladders:\n", f"{HQ}ladders:\n").replace("subjects:\n", f"subjects:\n{SUBJECT}")
        (tmp_path / "db" / "timeline.yaml").write_text(field, encoding="utf-8")
        serve_meetings(origin, MEETINGS, listed=3)
        assert folder.poll()["hq"]["outcome"] == "first"
        assert told(folder, NOW) == [
            ("new", "adds", "hq.3.meeting-held.2026-06-05"),
            ("background", "adds", "hq.2.meeting-held.2026-03-05"),
            ("background", "adds", "hq.meeting-held.2026-01-09"),
        ]
        assert folder.poll(after(hours=7))["hq"]["outcome"] == "unchanged"
        serve_meetings(origin, MANY, listed=3)
        assert folder.poll(after(hours=14))["hq"]["changes"] == 1
        assert told(folder, after(hours=14)) == [("new", "adds", "hq.4.meeting-held.2026-06-09")]
        origin.asked.clear()
        serve_meetings(origin, MANY, listed=4)
        assert folder.poll(after(hours=21))["hq"]["outcome"] in ("changed", "unchanged")
        assert [path for path in origin.paths() if "kai/" in path] == [
            "/hq/5kai/5kai.html",
            "/hq/4kai/4kai.html",
        ], "of what is known the newest alone is asked for again"
        assert told(folder, after(hours=21)) == []
        assert folder.poll(after(hours=28))["hq"]["outcome"] == "unchanged"


def test_the_pages_of_meetings_are_opened_like_those_of_any_list(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = Folder(tmp_path)
        folder.sources["hq"] = {"url": origin.url("/hq/kaisai.html"), "kind": "index", "follow": "main li a"}
        folder.set_up()
        serve_meetings(origin, MEETINGS, listed=3)
        assert folder.poll()["hq"]["outcome"] == "first"
        opened = sorted(path for path in origin.paths() if "kai/" in path)
        assert opened == [f"/hq/{number}kai/{number}kai.html" for number in (1, 2, 3)]
