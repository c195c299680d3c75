"""What people decided, and what cannot be read again, stands when more of the past comes."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.stories.field import Folder, Item, after, coverage, feed
from tests.stories.past import ADDRESS, known
from tests.stories.test_voices import DONE, event

LATER = "2026-08-01T09:00:00+09:00"
BY = ("--by", "M. Sato", "--reason", "asked the office")
MOVED = Item("種子基金は2026年3月9日に設立されました", link="/established")
FOUNDED = Item("種子基金は2026年3月5日に設立されました", link="/founded", day="2026-05-01")
MENU = Item("食堂の献立", link="/menu", day="2026-05-02")
DAY = Item("どんぐり法は2026年2月20日に公布されました", link="/promulgated", day="2026-05-06")


def watching(path: Path) -> Folder:
    """Two official offices and a paper."""
    folder = Folder(path)
    folder.sources["office"] = {"url": ADDRESS.format(port=1, name="office")}
    folder.sources["bureau"] = {"url": ADDRESS.format(port=1, name="bureau")}
    folder.sources["paper"] = {"url": ADDRESS.format(port=1, name="paper"), "authority": "press"}
    return folder.set_up()


def bring(folder: Folder, *states: tuple[str, str, list[Item] | bytes], now: str = LATER) -> dict[str, Any]:
    """Bring in what sources showed at moments (20260501T0900 in UTC)."""
    place = folder.path / "captures"
    shutil.rmtree(place, ignore_errors=True)
    for source, at, items in states:
        (place / source).mkdir(parents=True, exist_ok=True)
        (place / source / f"{at}.xml").write_bytes(items if isinstance(items, bytes) else feed(items))
    ran = folder.run("backfill", "--from", str(place), "--json", now=now)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = ran.json
    return found


def waiting(folder: Folder) -> list[dict[str, Any]]:
    ran = folder.run("review", "--json")
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = ran.json
    return found


def decide(folder: Folder, *arguments: str, days: float = 1) -> None:
    ran = folder.run("review", *arguments, *BY, now=after(LATER, days=days))
    assert ran.code == 0, ran.err


def test_a_decision_stands(tmp_path: Path) -> None:
    folder = watching(tmp_path)
    bring(folder, ("office", "20260610T0900", [MOVED]))
    (item,) = waiting(folder)
    decide(folder, "accept", item["id"])
    bring(folder, ("office", "20260502T0900", [FOUNDED]), now=after(LATER, days=2))
    assert day(folder, "fund.established") == "2026-03-09"
    assert waiting(folder) == []


def test_what_earlier_captures_teach_stands_beside_a_decision(tmp_path: Path) -> None:
    """Somebody rejects what a paper says of a day that the office had told before, as it turns out."""
    folder = watching(tmp_path)
    bring(folder, ("paper", "20260610T0900", [DAY]))
    (item,) = waiting(folder)
    decide(folder, "reject", item["id"])
    bring(folder, ("office", "20260507T0900", [DAY]), now=after(LATER, days=2))
    assert (day(folder, "act.promulgated"), event(folder, "act.promulgated").proposals) == ("2026-02-20", ())
    assert waiting(folder) == []
    decide(folder, "undo", "1", days=3)
    assert day(folder, "act.promulgated") == "2026-02-20"


def test_an_item_of_the_past_is_offered_once(tmp_path: Path) -> None:
    folder = watching(tmp_path)
    bring(folder, ("office", "20260610T0900", [MOVED]))
    (item,) = waiting(folder)
    bring(folder, ("office", "20260507T0900", [DAY]), now=after(LATER, hours=1))
    assert [one["id"] for one in waiting(folder)] == [item["id"]]
    decide(folder, "reject", item["id"])
    assert day(folder, "fund.established") == "2026-03-05"
    bring(folder, ("office", "20260505T0900", [MENU]), now=after(LATER, days=2))
    assert (waiting(folder), day(folder, "fund.established")) == ([], "2026-03-05")
    log = folder.run("review", "log", "--json").json
    assert [one["action"] for one in log] == ["reject"]
    shown = folder.run("timeline", "show", "fund.established").out
    assert "kept by: folder office/20260610T0900.xml" in shown


def test_what_a_source_taught_stays_when_it_is_watched_no_more(tmp_path: Path) -> None:
    folder = watching(tmp_path)
    bring(folder, ("office", "20260507T0900", [DAY]), ("bureau", "20260610T0900", [MOVED, DONE]))
    before = [event(folder, name) for name in ("act.promulgated", "fund.established", "act.in-force")]
    found = findings(folder)
    assert (len(found), before[2].modality) == (3, "occurred")
    del folder.sources["bureau"]
    folder.write_sources()
    made = bring(folder, ("office", "20260505T0900", [MENU]), ("bureau", "20260611T0900", [MENU]), now=after(LATER, days=1))
    assert (made["archives"][0]["new"], made["archives"][0]["lost"]) == (1, 1)
    assert [event(folder, name) for name in ("act.promulgated", "fund.established", "act.in-force")] == before
    assert findings(folder) == found
    assert bring(folder, ("office", "20260505T0900", [MENU]), now=after(LATER, days=2))["read"] is None


@pytest.mark.parametrize("action", ["accept", "reject"])
def test_a_backtest_holds_rules_against_rules_whatever_people_have_decided(tmp_path: Path, action: str) -> None:
    folder = watching(tmp_path)
    bring(folder, ("office", "20260610T0900", [MOVED]), ("bureau", "20260611T0900", [DONE]))
    decide(folder, action, waiting(folder)[0]["id"])
    assert folder.run("backtest").out == "2 findings stay as they are; 0 would appear, 0 vanish, 0 change\n"
    del folder.sources["bureau"]
    folder.write_sources()
    ran = folder.run("backtest")
    assert ran.out == "1 findings stay as they are; 0 would appear, 0 vanish, 0 change\n"
    assert "bureau: not in sources.yaml: what was seen of it is left out" in ran.err


def findings(folder: Folder) -> list[tuple[str, str]]:
    with sqlite3.connect(folder.path / "db" / "tracker.sqlite3") as connection:
        found = connection.execute("SELECT source, event FROM finding WHERE NOT withdrawn ORDER BY id").fetchall()
    connection.close()
    return found


def day(folder: Folder, name: str) -> str:
    return str(event(folder, name).when.earliest)


def test_what_vacuum_gave_up_is_said_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    folder = watching(tmp_path)
    states = [("office", f"202605{number:02}T0900", feed([DAY, MENU], noise=str(number))) for number in range(5, 9)]
    bring(folder, *states)
    before = known(folder)
    assert folder.run("vacuum", "--older-than", "30d", now=LATER).code == 0
    ran = folder.run("backfill", "--from", str(folder.path / "captures"), now=LATER)
    assert "nothing new to read" in ran.err
    place = folder.path / "more" / "office"
    place.mkdir(parents=True)
    (place / "20260610T0900.xml").write_bytes(feed([MOVED]))
    ran = folder.run("backfill", "--from", str(place.parent), "--digests", "weekly", "--format", "json", now=after(LATER, days=1))
    assert ran.code == 0, ran.err
    assert "2 looks could not be read again, since tracker vacuum gave up their bytes" in ran.err
    after_that = known(folder)
    for name in ("changes", "findings", "beliefs"):
        assert all(row in after_that[name] for row in before[name]), name
    first = json.loads(next(path for path in ran.paths if "W19" in path.name).read_text(encoding="utf-8"))
    assert coverage(first, "office")["looked"] == 4
