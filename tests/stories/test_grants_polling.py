"""Calls for subsidies are watched by keyword: one that opens, closes or moves its deadline is told; a poll without news is small."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.grants.jgrants import BASE, SMALL, asked, serve, subsidy
from tests.origin import Origin, reply
from tests.stories.field import FIELD, NOW, Folder, after, entries

CALLS = """\
  call-opened: {label: {ja: 公募開始, en: Call opened}, signals: {ja: ['公募が[^。]{0,20}開始'], en: [call opened]}, recurs: true}
  call-closed: {label: {ja: 公募締切, en: Call closed}, signals: {ja: ['公募は[^。]{0,20}締め切'], en: [call closed]}, recurs: true}
"""


@contextmanager
def watched(path: Path) -> Iterator[tuple[Origin, Folder]]:
    with Origin() as origin:
        folder = Folder(path)
        folder.sources["calls"] = {"url": origin.url(f"{BASE}/subsidies"), "kind": "grants", "keywords": ["種子"]}
        folder.set_up()
        (path / "db" / "timeline.yaml").write_text(FIELD.replace("ladders:\n", f"{CALLS}ladders:\n"), encoding="utf-8")
        yield origin, folder


def told(folder: Folder, now: str) -> list[tuple[str, str, str, str]]:
    """Section, verdict, type and first day of what a digest tells of the fund."""
    found = folder.digest(now)
    return [
        (section["name"], entry["verdict"], entry["event"].split(".")[-2], entry["when"]["earliest"])
        for section in found["sections"]
        for entry in section["entries"]
        if section["name"] in ("decided", "new", "moved", "contradicts", "confirmed", "coming") and entry["event"].startswith("seed-fund")
    ]


def test_a_call_opens_moves_its_deadline_and_closes(tmp_path: Path) -> None:
    with watched(tmp_path) as (origin, folder):
        serve(origin, [subsidy()])
        assert folder.poll()["calls"]["outcome"] == "first"
        assert told(folder, NOW) == [("new", "adds", "call-opened", "2026-06-01"), ("coming", "coming", "call-closed", "2026-07-10")]
        origin.asked.clear()
        assert folder.poll(after(hours=2))["calls"]["outcome"] == "unchanged"
        assert asked(origin) == ["種子 1"], "no news costs one small request"
        serve(origin, [subsidy(acceptance_end_datetime="2026-07-24T08:00:00Z")])
        assert folder.poll(after(hours=4))["calls"]["changes"] == 1
        assert told(folder, after(hours=4)) == [
            ("moved", "moves", "call-closed", "2026-07-24"),
            ("coming", "coming", "call-closed", "2026-07-24"),
        ]
        serve(origin, [], [subsidy(acceptance_end_datetime="2026-07-24T08:00:00Z")])
        origin.asked.clear()
        assert folder.poll("2026-07-25T09:00:00+09:00")["calls"]["changes"] == 1
        assert asked(origin) == ["種子 1", SMALL]
        assert told(folder, "2026-07-25T09:00:00+09:00") == [("decided", "advances", "call-closed", "2026-07-24")]


def test_an_api_that_fails_loses_nothing(tmp_path: Path) -> None:
    with watched(tmp_path) as (origin, folder):
        serve(origin, [subsidy()])
        folder.poll()
        folder.digest(NOW)
        for hours, status, body, outcome in (
            (2, 500, b'{"message":"internal error"}', "failed"),
            (4, 200, b"<html><body>maintenance</body></html>", "error-page"),
            (6, 200, b'{"result":[{"number":1}]}', "error-page"),
        ):
            origin.route(f"{BASE}/subsidies", reply(status, body))
            assert folder.poll(after(hours=hours))["calls"]["outcome"] == outcome
        serve(origin, [subsidy()])
        assert folder.poll(after(hours=8))["calls"]["outcome"] == "unchanged"
        assert entries(folder.digest(after(hours=8)), "corrections", "new", "moved") == []


def test_keywords_that_the_api_would_refuse_are_a_fault_of_the_file(tmp_path: Path) -> None:
    with watched(tmp_path) as (_, folder):
        folder.sources["calls"]["keywords"] = ["種"]
        folder.write_sources()
        ran = folder.run("poll")
        assert ran.code == 2
        assert "keywords: one or several words of 2 to 255 characters were expected" in ran.err
