"""Deadlines that move, are told only as the end of a time, or lie in quiet hours: each word comes at its day, and none of a day that is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.field import OTHER, Item, entries
from tests.stories.test_alerts import HEAD, Stage, staged, subjects

TYPES = """\
  closed: {label: {ja: 締切, en: Comments close}, signals: {ja: [締切, 締め切]}, deadline: true, recurs: true}
  opened: {label: {ja: 意見募集, en: Comments invited}, signals: {ja: ['意見募集(?!の締)']}, opens: true, closed_by: closed, recurs: true}
"""
TITLE = "Oak Guide comments close, {} (scheduled)"
PUT_OFF = Item("樫指針の意見募集の締切を2026年7月10日に延期します", day="2026-06-18", link="/put-off")
BROUGHT_FORWARD = Item("樫指針の意見募集の締切を2026年6月20日に早めます", day="2026-06-15", link="/sooner")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as made:
        seed = tmp_path / "db" / "timeline.yaml"
        text = seed.read_text(encoding="utf-8").replace("  closed: {label: {ja: 締切, en: Closed}}\n", TYPES)
        seed.write_text(text, encoding="utf-8")
        yield made


def heard(stage: Stage, month: int, *days: int) -> dict[int, list[str]]:
    """What each morning's pass brings, by day; the days that bring nothing are left out."""
    found = {day: subjects(stage.pass_at(f"2026-{month:02}-{day:02}T10:00:00+09:00")) for day in days}
    return {day: letters for day, letters in found.items() if letters}


def test_a_deadline_that_is_put_off_is_told_once_and_counts_from_its_new_day(stage: Stage) -> None:
    assert heard(stage, 6, 16, 17) == {17: [f"[Deadline in 7 days] {TITLE.format('24 June 2026')}"]}
    stage.tell(PUT_OFF, OTHER)
    moved = "[Alert] Oak Guide: Comments close (scheduled) moved to 10 July 2026 (was 24 June 2026)"
    assert heard(stage, 6, 18, 20, 21, 22, 23, 24, 25) == {18: [moved]}, "and nothing more of the old day"
    assert heard(stage, 7, 2, 3, 4, 7, 8, 9, 10, 11) == {
        3: [f"[Deadline in 7 days] {TITLE.format('10 July 2026')}"],
        7: [f"[Deadline in 3 days] {TITLE.format('10 July 2026')}"],
        9: [f"[Deadline tomorrow] {TITLE.format('10 July 2026')}"],
    }
    digest = stage.folder.digest("2026-07-12T10:00:00+09:00")
    (told,) = entries(digest, "moved")
    assert (told["event"], told["when"]["latest"], told["was"]["latest"]) == ("guide.closed", "2026-07-10", "2026-06-24")


def test_a_deadline_that_comes_sooner_says_how_near_it_is_by_then(stage: Stage) -> None:
    assert heard(stage, 6, 14) == {}
    stage.tell(BROUGHT_FORWARD, OTHER)
    told = heard(stage, 6, 15, 16, 17, 19, 20, 21, 22, 23, 24)
    assert [subject.partition("]")[0] for subject in told.pop(15)] == ["[Alert", "[Deadline in 5 days"]
    assert told == {
        17: [f"[Deadline in 3 days] {TITLE.format('20 June 2026')}"],
        19: [f"[Deadline tomorrow] {TITLE.format('20 June 2026')}"],
    }


def test_a_word_that_quiet_hours_held_back_is_not_sent_of_a_day_that_has_moved(stage: Stage) -> None:
    stage.subscribe('  - {id: head, channel: mail, to: head@forest.example, quiet: "22:00-07:00"}\n')
    assert stage.pass_at("2026-06-17T00:30:00+09:00") == []
    stage.tell(PUT_OFF, OTHER)
    assert stage.pass_at("2026-06-18T02:00:00+09:00") == []
    moved = "[Alert] Oak Guide: Comments close (scheduled) moved to 10 July 2026 (was 24 June 2026)"
    assert heard(stage, 6, 18) == {18: [moved]}


def test_what_is_told_only_as_a_time_has_a_closing_and_its_alerts(stage: Stage) -> None:
    stage.subscribe(HEAD.replace("}", ", alerts: [deadline], tracks: [law]}"))
    invited = Item("どんぐり法の改正案について意見募集を始めました", "募集期間：2026年6月9日から6月24日", day="2026-06-09", link="/invited")
    stage.tell(invited, OTHER)
    title = "Acorn Act: Comments close, 24 June 2026 (scheduled)"
    assert heard(stage, 6, 10, 16, 17, 21, 23, 24) == {
        17: [f"[Deadline in 7 days] {title}"],
        21: [f"[Deadline in 3 days] {title}"],
        23: [f"[Deadline tomorrow] {title}"],
    }
    events = {(row["type"], row["when"]["latest"]) for row in stage.folder.run("timeline", "--format", "json").json}
    assert {("opened", "2026-06-09"), ("closed", "2026-06-24")} <= events


ROW = """\
  - id: fund.call
    kind: event
    tracks: [fund]
    subject: seed-fund
    type: opened
    when: {earliest: 2026-06-01, latest: 2026-06-24, precision: range}
    title: {ja: 種子基金 意見募集, en: Seed Fund comments invited}
"""


def test_a_row_of_the_seed_that_is_a_time_has_them_too(stage: Stage) -> None:
    seed = stage.folder.path / "db" / "timeline.yaml"
    text = seed.read_text(encoding="utf-8")
    seed.write_text(text.replace("rows:\n", f"rows:\n{ROW}", 1), encoding="utf-8")
    stage.subscribe(HEAD.replace("}", ", alerts: [deadline], tracks: [fund]}"))
    title = "Seed Fund: Comments close, 24 June 2026 (scheduled)"
    assert heard(stage, 6, 16, 17, 18) == {17: [f"[Deadline in 7 days] {title}"]}
    coming = entries(stage.folder.digest("2026-06-18T11:00:00+09:00"), "coming")
    (ours,) = [entry for entry in coming if entry["event"] == "fund.call"]
    assert (ours["type"], ours["window"]["closes"], ours["window"]["days_left"]) == ("closed", "2026-06-24", 6)
