"""The past, brought in afterwards, leaves everything as if the tracker had been there."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.origin import Origin, page
from tests.stories.field import Folder, after, told
from tests.stories.past import END, FEED, PAGE, STATES, State, captured, digests, known, lived_through, watching
from tests.stories.test_kills import trials
from tracker.app import process_name

SOON = after(STATES[9].at.isoformat(), hours=1)
LATER = after(END.isoformat(), days=30)
"""When somebody brings the past in."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, dict[str, Any], dict[str, str]]]:
    """What a tracker knows that was there all the time, its digests, and the port at which its sources were."""
    with Origin() as origin:
        folder = lived_through(tmp_path_factory.mktemp("lived"), origin)
        yield origin.port, known(folder), digests(folder)


def backfill(folder: Folder, place: Path, *arguments: str, now: str = LATER) -> dict[str, Any]:
    """Bring the captures of a folder in; what the command says of it."""
    ran = folder.run("backfill", "--from", str(place), "--json", *arguments, now=now)
    assert ran.code == 0, ran.err
    found: dict[str, Any] = ran.json
    return found


WEEKLY = ("--digests", "weekly", "--format", "json,md,html", "--until", "2026-06-21")


def test_what_is_brought_in_at_once_is_as_if_it_had_been_polled(tmp_path: Path, lived: tuple[int, dict[str, Any], dict[str, str]]) -> None:
    port, expected, weekly = lived
    folder = watching(tmp_path / "folder", port)
    made = backfill(folder, captured(tmp_path / "captures"), *WEEKLY)
    assert (made["archives"], made["lost"]) == ([{"archive": "folder", "new": len(STATES), "known": 0, "lost": 0}], {})
    assert made["read"]["captures"] == len(STATES)
    assert known(folder) == expected
    assert len(expected["findings"]) > 5
    assert digests(folder) == weekly
    assert len(weekly) == 18


def test_each_digest_of_the_past_says_that_it_was_put_together_afterwards(tmp_path: Path, lived: tuple[int, Any, dict[str, str]]) -> None:
    folder = watching(tmp_path / "folder", lived[0])
    made = backfill(folder, captured(tmp_path / "captures"), "--digests", "weekly", "--format", "json,md,html", "--until", "2026-05-18")
    paths = [Path(name) for name in made["digests"]]
    assert {path.name for path in paths} == {f"weekly-2026-W{week}.{suffix}" for week in (19, 20) for suffix in ("json", "md", "html")}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert (
            (json.loads(text)["reconstructed"] == ["folder"]) if path.suffix == ".json" else "Reconstructed from archives (folder)." in text
        )


@pytest.mark.slow
def test_in_any_order_and_killed_in_each_part_it_ends_the_same(tmp_path: Path, lived: tuple[int, dict[str, Any], dict[str, str]]) -> None:
    port, expected, weekly = lived
    own = random.Random(3)
    states = own.sample(STATES, len(STATES))
    folder = watching(tmp_path / "folder", port)
    for part in range(3):
        place = captured(tmp_path / f"part-{part}", tuple(states[part::3]))
        more = WEEKLY if part == 2 else ()
        process = folder.start("backfill", "--from", str(place), *more, now=LATER)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.7 + own.random())
        process.kill()
        process.communicate()
        backfill(folder, place, *more)
    assert known(folder) == expected
    assert digests(folder) == weekly


@pytest.mark.soak
def test_killed_at_any_step_the_next_call_ends_as_one_that_was_not(tmp_path: Path, lived: tuple[int, dict[str, Any], Any]) -> None:
    template = watching(tmp_path / "template", lived[0])
    place = captured(tmp_path / "captures")
    all_trials = trials(template, tmp_path / "trials", "backfill", "--from", str(place), "--now", LATER)
    for trial in all_trials[:-1]:
        assert (trial.killed, trial.code) == (-9, 0), trial
        assert known(Folder(trial.folder.path)) == lived[1], trial
    assert (all_trials[-1].killed, len(all_trials) > 5) == (0, True)


def test_a_past_that_is_here_is_not_brought_in_again(tmp_path: Path) -> None:
    folder, place = watching(tmp_path / "folder", 1), captured(tmp_path / "captures")
    backfill(folder, place)
    before = known(folder)
    left = folder.path / "db" / "tracker.sqlite3.past-0123"
    left.write_bytes(b"of a run that was killed when all was done")
    again = backfill(folder, place)
    assert not left.exists()
    assert (again["archives"][0]["new"], again["archives"][0]["known"], again["read"]) == (0, len(STATES), None)
    moved = backfill(folder, captured(tmp_path / "elsewhere" / "captures"))
    assert (moved["archives"][0]["new"], moved["archives"][0]["known"]) == (0, len(STATES))
    assert known(folder) == before


def test_it_brings_in_what_is_asked_for(tmp_path: Path) -> None:
    folder, place = watching(tmp_path / "folder", 1), captured(tmp_path / "captures")
    dry = folder.run("backfill", "--from", str(place), "--dry-run", "--json", now=LATER)
    assert dry.json["archives"] == [{"archive": "folder", "captures": 13, "known": 0, "seconds": 0, "sources": {FEED: 8, PAGE: 5}}]
    assert known(folder)["looks"] == []
    made = backfill(folder, place, "--source", PAGE, "--since", "2026-05-16", "--until", "2026-05-24")
    assert (made["archives"][0]["new"], [row[:2] for row in known(folder)["looks"]]) == (
        2,
        [
            [PAGE, "2026-05-16T01:07:00.000000+00:00"],
            [PAGE, "2026-05-24T01:07:00.000000+00:00"],
        ],
    )


def _live(path: Path, origin: Origin, *states: State) -> Folder:
    folder = watching(path, origin.port)
    for state in states:
        kind = "application/rss+xml" if state.source == FEED else "text/html; charset=utf-8"
        origin.route(f"/{state.source}", page(state.body, content_type=kind))
        folder.poll(state.at.isoformat(), state.source)
    return folder


def test_history_that_arrives_late_lands_at_its_place_and_what_was_told_stays_told(tmp_path: Path) -> None:
    newest, early = STATES[8], STATES[:8]
    with Origin() as origin:
        folder = _live(tmp_path / "folder", origin, newest)
        first = folder.digest(after(newest.at.isoformat(), hours=1))
        tellings = told(first)
        assert ("decided", "advances", "act.in-force") in tellings
        backfill(folder, captured(tmp_path / "captures", early))
        believed = {one["id"]: one for one in json.loads(folder.run("timeline", "--format", "json").out)}
        assert believed["act.promulgated"]["when"]["earliest"] == "2026-02-20", "only the past has told that"
        assert believed["act.in-force"]["modality"] == "occurred"
        later = folder.digest(after(LATER, hours=1))
    assert told(later) == [], "what was brought in is no news of today, and what was told is not told again"
    with sqlite3.connect(folder.path / "db" / "tracker.sqlite3") as connection:
        kept = connection.execute("SELECT count(*) FROM finding WHERE NOT backfilled AND NOT withdrawn").fetchone()[0]
        brought = connection.execute("SELECT count(*) FROM finding WHERE backfilled AND NOT withdrawn").fetchone()[0]
    connection.close()
    assert (kept >= 2, brought >= 2) == (True, True)


def test_a_change_that_lies_between_two_captures_is_told_between_them(tmp_path: Path) -> None:
    """The page said something else for a while: what is between the first and the last capture arrives after both."""
    pages = tuple(one for one in STATES if one.source == PAGE)
    folder = watching(tmp_path / "folder", 1)
    backfill(folder, captured(tmp_path / "ends", (pages[0], pages[3])))
    assert [row[2] for row in known(folder)["changes"]].count("removed") == 0
    backfill(folder, captured(tmp_path / "between", (pages[1], pages[2])))
    kinds = [row[2] for row in known(folder)["changes"] if row[1] == PAGE and row[0] > "2026-05-05"]
    assert kinds == ["added", "removed"]


def test_what_is_no_capture_is_lost_with_its_reason(tmp_path: Path) -> None:
    place = captured(tmp_path / "captures", STATES[:2])
    (place / FEED / "1780000000.bin").write_bytes(b" \n")
    (place / FEED / "20310101T000000.bin").write_bytes(STATES[0].body)
    for day in (1, 2):
        (place / FEED / f"2026050{day}T000000.bin").write_bytes(STATES[0].body + b" " * 16_000_000)
    folder = watching(tmp_path / "folder", 1)
    ran = folder.run("backfill", "--from", str(place), now=LATER)
    assert ran.code == 0, ran.err
    assert "1780000000.bin: it is empty" in ran.err
    assert "20310101T000000.bin: it says that it was captured in the future" in ran.err
    assert "2 captures brought in, 0 were here already, 4 lost" in ran.err
    assert "lost: 2 × the file is larger than 15 MB" in ran.err
    until = folder.run("backfill", "--from", str(place), "--until", "2026-07-01", now=LATER)
    assert "2 were here already, 3 lost" in until.err


def test_an_archive_that_lost_bytes_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    folder = watching(tmp_path / "folder", 9)
    half = len(STATES) // 2
    backfill(folder, captured(tmp_path / "first", STATES[half:]))
    before = known(folder)
    with sqlite3.connect(folder.path / "db" / "tracker.sqlite3") as connection:  # which lets go of what others refer to
        (gone,) = connection.execute("SELECT snapshot FROM look WHERE snapshot IS NOT NULL ORDER BY id LIMIT 1").fetchone()
        connection.execute("DELETE FROM snapshot WHERE id = ?", (gone,))
    ran = folder.run("backfill", "--from", str(captured(tmp_path / "second", STATES[:half])), now=LATER)
    assert ran.code == 1
    assert f"{gone}: these bytes are not in the archive any more; the database is damaged, restore a copy of it" in ran.err
    assert "defect" not in ran.err
    assert known(folder)["findings"] == before["findings"]


def test_a_foreign_file_in_the_place_of_a_digest_stops_it_and_stays(tmp_path: Path) -> None:
    folder, place = watching(tmp_path / "folder", 1), captured(tmp_path / "captures", STATES[:4])
    foreign = folder.path / "digests" / "weekly-2026-W19.md"
    foreign.parent.mkdir()
    foreign.write_text("mine", encoding="utf-8")
    weekly = ("--digests", "weekly", "--format", "json,md", "--until", "2026-05-17")
    ran = folder.run("backfill", "--from", str(place), *weekly, now=LATER)
    assert (ran.code, "weekly-2026-W19.md: exists already with other contents" in ran.err, foreign.read_text()) == (1, True, "mine")
    foreign.unlink()
    backfill(folder, place, *weekly)
    assert "Reconstructed from archives (folder)" in foreign.read_text(encoding="utf-8")
    before = digests(folder)
    backfill(folder, place, *weekly)
    assert digests(folder) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "nowhere"), "nowhere"),
        (("--from", "captures", "--since", "2026-06-01", "--until", "2026-05-01"), "lies after"),
        (("--from", "captures", "--since", "last week"), "YYYY-MM-DD"),
        (("--from", "captures", "--digests", "yearly"), "weekly"),
        (("--from", "captures", "--source", "offfice"), "offfice"),
        (("--from", "captures", "--source", ""), "no source is called (empty)"),
        (("--from", "captures", "--digests", "weekly", "--format", "paper"), "--format paper: known formats are"),
        (("--from", ""), "nothing was given"),
        (("--from", "captures", "--warp-list", "list.txt"), "--from warp"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    folder = watching(tmp_path, 1)
    captured(tmp_path / "captures", STATES[:1])
    ran = folder.run("backfill", *arguments, now=LATER)
    assert (ran.code, said in ran.err, "Traceback" in ran.err) == (2, True, False), ran.err


def test_who_is_not_asked_for_is_named_with_what_helps(tmp_path: Path) -> None:
    folder = watching(tmp_path, 1)
    (tmp_path / "list.txt").write_text(
        "\n".join(f"{name} https://warp.ndl.go.jp/web/20260501000000/http://a/" for name in (PAGE, "nobody"))
    )
    dry = folder.run("backfill", "--from", "wayback", "--from", "warp", "--warp-list", "list.txt", "--dry-run", "--json", now=LATER)
    assert dry.code == 0, dry.err
    assert [row["sources"] for row in dry.json["archives"]] == [{}, {PAGE: 1}]
    assert {name: why.partition(";")[0] for name, why in dry.json["silent"].items()} == {
        FEED: "its `backfill` does not name wayback or warp",
        PAGE: "its `backfill` does not name wayback",
    }
    assert "list.txt: names nobody, and no source is called so" in dry.err


def test_a_digest_that_was_told_at_the_time_is_not_put_together_again(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = _live(tmp_path / "folder", origin, STATES[8])
        ran = folder.run("digest", "--series", "weekly", "--format", "json", now="2026-06-08T09:00:00+09:00")
        at_the_time = ran.paths[0].read_bytes()
        made = backfill(folder, captured(tmp_path / "captures", STATES[:8]), "--digests", "weekly", "--format", "json")
    names = [Path(path).name for path in made["digests"]]
    assert ("weekly-2026-W22.json" in names, ran.paths[0].name in names, ran.paths[0].read_bytes() == at_the_time) == (True, False, True)


def test_only_one_at_a_time(tmp_path: Path) -> None:
    folder = watching(tmp_path / "folder", 1)
    place = captured(tmp_path / "captures")
    backfill(folder, place, "--source", PAGE)
    with sqlite3.connect(folder.path / "db" / "tracker.sqlite3") as connection:
        owner = _of_this_process()
        connection.execute("UPDATE source_state SET lease_owner = ? WHERE source = '@backfill'", (owner,))
    connection.close()
    ran = folder.run("backfill", "--from", str(place), now=LATER)
    assert (ran.code, "another backfill is at work" in ran.err) == (2, True), ran.err


def _of_this_process() -> str:
    return process_name(os.getpid())


def test_the_first_digest_tells_what_was_brought_in_since_the_seed_was_known(tmp_path: Path) -> None:
    folder = watching(tmp_path / "folder", 1)
    backfill(folder, captured(tmp_path / "captures"))
    digest = folder.digest(after(LATER, hours=1))
    assert {("decided", "advances", "act.in-force"), ("contradicts", "contradicts", "fund.established")} <= set(told(digest))
    assert "brought-in" not in digest["unread"], "what it tells was not left untold"
    ran = folder.run("digest", "--format", "md", now=after(LATER, hours=1))
    notice = next(line for line in ran.paths[0].read_text(encoding="utf-8").splitlines() if line.startswith("**Not looked.**"))
    assert notice.endswith(f" {digest['brought_in']} findings told here came from archives; all else rests on what was known before.")
    assert told(folder.digest(after(LATER, hours=2))) == []


def test_every_item_says_which_archive_kept_it(tmp_path: Path) -> None:
    folder = watching(tmp_path / "folder", 1)
    backfill(folder, captured(tmp_path / "captures"))
    kept = f"folder {FEED}/"
    assert f"kept by {kept}" in folder.run("why", "http://127.0.0.1/in-force").out
    assert f"kept by: {kept}" in folder.run("timeline", "show", "act.in-force").out
    assert folder.run("export", "--json", "all.json").code == 0
    findings = json.loads((folder.path / "all.json").read_text(encoding="utf-8"))["findings"]
    assert findings
    assert all(one["backfilled"] and one["archive"].startswith("folder ") for one in findings)


def test_a_past_of_both_is_kept_exported_and_brought_in_elsewhere_as_it_was(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = _live(tmp_path / "folder", origin, *STATES[8:10])
        backfill(folder, captured(tmp_path / "captures", STATES[:8]), now=SOON)
        before = known(folder)
        health = {row["source"]: row for row in folder.run("health", "--json", now=SOON).json["sources"]}
        assert {(row["looked"], row["gaps"], row["last_look"][:10]) for row in health.values()} == {(1, 0, "2026-06-07")}
        assert folder.run("rederive").code == 0
        assert folder.run("backup", "copy.sqlite3").code == 0
        assert folder.run("export", "--bundle", "all.zip", "--internal").code == 0
        assert folder.run("verify", "all.zip").code == 0
        assert folder.run("export", "--warc", "all.warc.gz").code == 0
        made = backfill(folder, folder.path / "all.warc.gz")
        assert (made["archives"][0]["new"], made["archives"][0]["known"], known(folder)) == (0, 10, before)
        elsewhere = watching(tmp_path / "elsewhere", origin.port)
        assert backfill(elsewhere, folder.path / "all.warc.gz")["archives"][0] == {"archive": "warc", "new": 10, "known": 0, "lost": 0}
    there = known(elsewhere)
    assert [row[:3] for row in there["beliefs"]] == [row[:3] for row in before["beliefs"]]
    assert [row[:2] for row in there["looks"]] == [row[:2] for row in before["looks"]]
