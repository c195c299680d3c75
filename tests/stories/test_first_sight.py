"""What a newcomer sees: the seed held against what is said today, told once, and then silence that is accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.stories.field import ADDS, ADVANCES, CONFIRMS, NOW, OTHER, STORY, after, coverage, entries, office, serve, told


def test_each_seeded_row_gets_its_verdict_and_is_told_once(tmp_path: Path) -> None:
    with office(tmp_path, *STORY, etag='"1"') as (_, folder):
        first = folder.poll()["office"]
        digest = folder.digest(NOW)
    assert (first["outcome"], first["changes"]) == ("first", len(STORY))
    assert [row for row in told(digest) if row[2].startswith(("act.", "guide.", "fund."))] == [
        ("confirmed", "confirms", "act.enacted"),
        ("confirmed", "refines", "act.promulgated"),
        ("contradicts", "contradicts", "fund.established"),
        ("decided", "advances", "act.in-force"),
    ]
    fresh = [row for row in told(digest) if not row[2].startswith(("act.", "guide.", "fund."))]
    assert [row[:2] for row in fresh] == [("background", "adds"), ("decided", "supersedes"), ("new", "adds")]
    assert digest["unread"]["names-no-subject"] == 1


def test_the_first_digest_says_what_became_of_the_seed(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, ADVANCES) as (_, folder):
        folder.poll()
        lines = entries(folder.digest(NOW), "coverage")
    assert len(lines) == 1
    assert "Of its 5 rows: advanced 1, confirmed 1, not seen yet 3" in lines[0]["title"]["en"]


def test_the_timeline_takes_what_an_office_said(tmp_path: Path) -> None:
    with office(tmp_path, *STORY) as (_, folder):
        folder.poll()
        rows = {row["id"]: row for row in folder.run("timeline", "--format", "json").json}
        before = {row["id"]: row["modality"] for row in folder.run("timeline", "--format", "json", "--as-of", "2026-05-31").json}
        long_before = folder.run("timeline", "--format", "json", "--as-of", "2026-04-29").json
    assert (rows["act.in-force"]["modality"], rows["act.promulgated"]["when"]["earliest"]) == ("occurred", "2026-02-20")
    assert rows["fund.established"]["when"]["earliest"] == "2026-03-05", "a contradiction changes nothing by itself"
    assert (len(before), before["act.in-force"]) == (5, "scheduled"), "the seed was known before anything was looked at"
    assert long_before == []


def test_the_second_look_changes_nothing_and_the_second_digest_is_quiet(tmp_path: Path) -> None:
    with office(tmp_path, *STORY, etag='"1"') as (origin, folder):
        folder.poll()
        folder.digest(NOW)
        second = folder.poll(after(hours=2))["office"]
        third = folder.poll(after(hours=4))["office"]
        quiet = folder.digest(after(hours=5))
        asked = [asked.headers.get("if-none-match") for asked in origin.asked if asked.path == "/feed"]
    assert asked == [None, '"1"', '"1"']
    assert [(row["outcome"], row["changes"], row["findings"]) for row in (second, third)] == [("unchanged", 0, 0)] * 2
    assert told(quiet) == []
    assert (coverage(quiet, "office")["looked"], coverage(quiet, "office")["failed"]) == (2, 0)
    assert [track["proven"] for track in quiet["tracks"]] == [True, True, True]
    assert quiet["unread"] == {}


def test_what_is_not_due_is_not_looked_at(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        folder.poll()
        assert folder.poll(after(minutes=50)) == {}
        assert folder.run("poll", now=after(minutes=50)).err == "nothing is due\n"
        named = folder.poll(after(minutes=50), "office")
        assert origin.paths().count("/feed") == 2
    assert named["office"]["outcome"] == "unchanged"


def test_asking_again_at_the_same_moment_gives_the_same_paths_and_bytes(tmp_path: Path) -> None:
    with office(tmp_path, *STORY) as (_, folder):
        folder.poll()
        first = folder.run("digest", now=NOW)
        bytes_before = {path: path.read_bytes() for path in (tmp_path / "digests").rglob("*") if path.is_file()}
        again = folder.run("digest", now=NOW)
        rewritten = {path: path.read_bytes() for path in (tmp_path / "digests").rglob("*") if path.is_file()}
    assert [path.name for path in first.paths] == ["run-2026-06-10T0900.md", "run-2026-06-10T0900.json"]
    assert all(path.is_absolute() for path in first.paths)
    assert (again.code, again.out) == (0, first.out)
    assert rewritten == bytes_before


def test_a_part_of_a_second_does_not_make_another_moment(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        first = folder.run("digest", now="2026-06-10T09:00:00.250+09:00")
        again = folder.run("digest", now="2026-06-10T09:00:00.750+09:00")
    assert (again.code, again.out) == (0, first.out)


def test_a_calendar_series_asked_again_at_the_same_moment_gives_the_same(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        first = folder.run("digest", "--series", "weekly", now=NOW)
        again = folder.run("digest", "--series", "weekly", now=NOW)
        later = folder.run("digest", "--series", "weekly", now=after(hours=1))
    assert [path.name for path in first.paths] == ["weekly-2026-W23.md", "weekly-2026-W23.json"]
    assert again.out == first.out
    assert (later.code, later.out, later.err) == (0, "", "weekly: no period has ended since the last digest\n")


def test_a_different_file_is_never_overwritten(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        path = folder.run("digest", "--format", "md", now=NOW).paths[0]
        path.write_text("my notes", encoding="utf-8")
        again = folder.run("digest", "--format", "md", now=NOW)
        assert path.read_text(encoding="utf-8") == "my notes"
    assert (again.code, again.out) == (1, "")
    assert (
        again.err == f"tracker: {path}: exists already with other contents and is not overwritten; move it away and run the command again\n"
    )


def test_an_edited_or_removed_digest_does_not_stop_the_next(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        path = folder.run("digest", "--format", "md", now=NOW).paths[0]
        path.write_text("my notes", encoding="utf-8")
        later = folder.run("digest", "--format", "md", now=after(hours=1))
        assert path.read_text(encoding="utf-8") == "my notes"
    assert (later.code, [one.name for one in later.paths]) == (0, ["run-2026-06-10T1000.md"])


def test_each_series_tells_a_finding_once_and_for_itself(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        folder.poll()
        assert [row[2] for row in told(folder.digest(NOW))] == ["act.enacted"]
        weekly = json.loads(folder.run("digest", "--series", "weekly", "--format", "json", now=NOW).paths[0].read_text(encoding="utf-8"))
        origin.route("/feed", serve([CONFIRMS, ADDS]))
        folder.poll(after(hours=2))
        second = folder.digest(after(hours=2))
    assert [row[2] for row in told(weekly)] == ["act.enacted"]
    assert [row[:2] for row in told(second)] == [("new", "adds")]


def test_a_second_source_adds_its_word_and_is_no_news(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        origin.route("/press", serve([CONFIRMS, OTHER]))
        folder.set_up(office=origin.url("/feed"), press=origin.url("/press"))
        folder.poll(NOW, "office")
        folder.digest(NOW)
        assert folder.poll(after(hours=1), "press")["press"]["findings"] == 0
        assert told(folder.digest(after(hours=1))) == []


@pytest.mark.parametrize("fmt", ["md", "json"])
def test_an_ad_hoc_digest_moves_no_cursor(tmp_path: Path, fmt: str) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        adhoc = folder.run("digest", "--since", "2026-06-01", "--until", "2026-06-10", "--format", fmt, now=NOW)
        run = folder.digest(NOW)
    assert [path.name for path in adhoc.paths] == [f"adhoc-2026-06-01--2026-06-10.{fmt}"]
    assert "act.enacted" in adhoc.paths[0].read_text(encoding="utf-8") or fmt == "md"
    assert [row[2] for row in told(run)] == ["act.enacted"]
