"""A page whose paragraphs plan several things: when all slip, each is told with its sentence, and at once to whom wants that."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.origin import page
from tests.stories.field import NOW, Item, after, entries
from tests.stories.test_alerts import Stage, staged, subjects

MOVES = "  - {id: head, channel: mail, to: head@forest.example, alerts: [moves, contradicts, supersedes]}\n"
NEXT_DAY = after(days=1)


def plans(guide: str, act: str, fund: str) -> bytes:
    """The page of an office: three plans, each in a paragraph of the list."""
    return (
        "<html lang=ja><head><title>森林局</title></head><body><main><h1>今後の予定</h1><p>森林局が予定していることをまとめています。</p><ul>"
        f"<li>樫指針（第1.2版）は{guide}に公表される予定です。</li><li>樫指針（第1.2版）は{act}に施行される予定です。</li>"
        f"<li>種子基金は{fund}に第4回公募の採択を行う予定です。</li></ul></main></body></html>"
    ).encode()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as made:
        made.folder.sources["plans"] = {"url": made.origin.url("/plans"), "kind": "page", "name": {"ja": "予定", "en": "Plans"}}
        made.folder.write_sources()
        made.subscribe(MOVES)
        yield made


def on_day(stage: Stage, moment: str, served: bytes) -> list[EmailMessage]:
    stage.origin.route("/plans", page(served))
    return stage.pass_at(moment)


FIRST = plans("2026年7月10日", "2026年10月1日", "2026年9月1日")
SLIPPED = plans("2026年7月20日", "2026年12月1日", "2026年9月8日")
NOW_PLANNED = [
    ("2026-07-20", "2026-07-10", ["樫指針（第1.2版）は2026年7月20日に公表される予定です。"]),
    ("2026-09-08", "2026-09-01", ["種子基金は2026年9月8日に第4回公募の採択を行う予定です。"]),
    ("2026-12-01", "2026-10-01", ["樫指針（第1.2版）は2026年12月1日に施行される予定です。"]),
]
ALERTS = [
    "[Alert] Oak Guide: Published (scheduled) moved to 20 July 2026 (was 10 July 2026)",
    "[Alert] Oak Guide: In force (scheduled) moved to 1 December 2026 (was 1 October 2026)",
    "[Alert] Seed Fund: Selected (scheduled) moved to 8 September 2026 (was 1 September 2026)",
]


def told(digest: dict[str, Any], section: str) -> list[tuple[str, str, list[str]]]:
    """By the day: what it was before, and the sentences that say so."""
    return sorted(
        (one["when"]["earliest"], (one["was"] or {}).get("earliest") or "", [cited["quote"] for cited in one["sources"]])
        for one in entries(digest, section)
    )


def test_each_plan_that_slips_is_told_with_its_sentence_and_raises_the_alert_that_is_wanted(stage: Stage) -> None:
    assert on_day(stage, NOW, FIRST) == [], "nobody wants to hear at once of what is new"
    first = stage.folder.digest(NOW)
    assert [quotes for _, _, quotes in told(first, "new")] == [
        ["樫指針（第1.2版）は2026年7月10日に公表される予定です。"],
        ["種子基金は2026年9月1日に第4回公募の採択を行う予定です。"],
        ["樫指針（第1.2版）は2026年10月1日に施行される予定です。"],
    ]
    assert subjects(on_day(stage, NEXT_DAY, SLIPPED)) == ALERTS
    assert told(stage.folder.digest(NEXT_DAY), "moved") == NOW_PLANNED
    assert on_day(stage, after(days=2), SLIPPED) == []


def test_a_digest_of_both_days_tells_what_is_now_and_no_old_day(stage: Stage) -> None:
    on_day(stage, NOW, FIRST)
    on_day(stage, NEXT_DAY, SLIPPED)
    digest = stage.folder.digest(NEXT_DAY)
    assert told(digest, "moved") == NOW_PLANNED
    assert told(digest, "new") == []
    assert [one["when"]["earliest"] for one in entries(digest, "brief")].count("2026-07-10") == 0
    markdown = stage.folder.run("digest", "--series", "daily", "--format", "md", now=after(days=2)).paths[0].read_text(encoding="utf-8")
    assert "**3 moved**" in markdown


DONE = (
    FIRST.replace("公表される予定です".encode(), "公表されました".encode())
    .replace("採択を行う予定です".encode(), "採択を行いました".encode())
    .replace("2026年9月1日".encode(), "2026年9月2日".encode())
)


def test_what_was_planned_and_done_within_one_digest_is_told_as_done(stage: Stage) -> None:
    on_day(stage, NOW, FIRST)
    stage.subscribe(MOVES.replace("[moves, contradicts, supersedes]", "[published, selected]"))
    assert subjects(on_day(stage, after(days=90), DONE)) == [
        "[Alert] Oak Guide: Published, 10 July 2026, version 1.2",
        "[Alert] Seed Fund: Selected, 2 September 2026, no. 4",
    ]
    digest = stage.folder.digest(after(days=90))
    assert [(one["was"] or {}).get("earliest") for one in entries(digest, "decided")] == ["2026-07-10", "2026-09-01"]
    assert [(one["type"], one["when"]["earliest"]) for one in entries(digest, "new")] == [("in-force", "2026-10-01")]
    assert len({one["event"] for one in entries(digest)}) == len(entries(digest))


def test_who_wants_only_what_is_new_hears_of_it_as_it_is_by_then(stage: Stage) -> None:
    stage.subscribe(MOVES.replace("[moves, contradicts, supersedes]", "[selected]"))
    assert on_day(stage, NOW, FIRST) == []
    assert on_day(stage, after(hours=1), SLIPPED) == []
    stage.subscribe(MOVES.replace("[moves, contradicts, supersedes]", "[adds]"))
    assert subjects(on_day(stage, after(hours=2), SLIPPED)) == ALERTS
    assert on_day(stage, after(hours=3), SLIPPED) == []


def test_of_an_item_that_tells_several_matters_the_wanted_one_is_the_alert(stage: Stage) -> None:
    stage.tell(Item("お知らせ", text="どんぐり法は2026年6月1日に施行されました。種子基金は2026年3月9日に設立されました。", link="/both"))
    (letter,) = stage.pass_at(NOW)
    assert subjects([letter])[0].startswith("[Alert] Seed Fund: Established, 9 March 2026 (the timeline has 5 March 2026)")
    ran = stage.folder.run("digest", "--format", "md,json", now=after(hours=1))
    markdown = next(one for one in ran.paths if one.suffix == ".md").read_text(encoding="utf-8")
    assert "**1 decided** · 1 contradiction" in markdown
    assert "**Also · Contradicts the timeline:** Seed Fund: Established, 9 March 2026" in markdown
    assert "“種子基金は2026年3月9日に設立されました。”" in markdown
