"""Days without a year on a page without a day of its own: what was seen to be new is of the year in which that was, and what is old is of none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.origin import Origin, Reply, page
from tests.stories.field import NOW, Folder, after, entries

LATER = after(hours=6)
KEPT = ("どんぐり法についてまとめています。", "種子基金は9月2日に第1回公募の採択を行いました。")
WHY = "Its year was not written: it is reckoned from when that was first seen."


def office_page(*items: str, section: str = "main") -> bytes:
    """The page of an office with a paragraph and a list."""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return (
        f"<html lang=ja><head><title>森林局</title></head><body><main><div id={section}><h1>森林局のお知らせ</h1>"
        f"<p>森林局が行っていることをまとめています。</p><ul>{listed}</ul></div></main></body></html>"
    ).encode()


class Watched:
    """A folder that watches one page by a selector, and what its digests tell."""

    def __init__(self, origin: Origin, folder: Folder) -> None:
        self.origin, self.folder = origin, folder

    def look(self, moment: str, served: bytes) -> list[dict[str, Any]]:
        """One poll and the next digest: what is told of events, by no word of the brief."""
        self.origin.route("/page", page(served))
        self.folder.poll(moment, "--all")
        return entries(self.folder.digest(moment))

    def days(self, moment: str, served: bytes) -> list[tuple[str, str, str | None]]:
        """Type, modality and first day of what is told."""
        return [(one["type"], one["modality"], one["when"]["earliest"]) for one in self.look(moment, served)]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with Origin() as origin:
        folder = Folder(tmp_path)
        folder.sources["page"] = {"url": origin.url("/page"), "kind": "page", "select": "main", "name": {"ja": "予定", "en": "Plans"}}
        yield Watched(origin, folder.set_up())


def test_what_is_new_between_two_looks_has_the_year_of_the_look_and_says_so(watched: Watched) -> None:
    (first,) = watched.look(NOW, office_page(*KEPT))
    assert (first["when"]["earliest"], first.get("year_by")) == (None, None), "at first sight nobody knows how old it is"
    plan = "樫指針（第1.2版）は6月15日に公表される予定です。"
    (told,) = watched.look(LATER, office_page(*KEPT, plan))
    assert (told["modality"], told["when"]) == ("scheduled", {"earliest": "2026-06-15", "latest": "2026-06-15", "precision": "day"})
    assert told["why"].endswith(WHY)
    assert told["why_ja"].endswith("年は書かれていないため、初めて確認した時から補った。")
    assert told["year_by"] == "2026-06-10"
    again = watched.folder.run("backtest")
    assert "0 would appear, 0 vanish, 0 change" in again.out, "what is read again is read as it was"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("樫指針（第1.2版）は12月20日に公表されました。", ("published", "occurred", "2026-12-20")),
        ("樫指針（第1.2版）は12月20日に公表される予定です。", ("published", "scheduled", "2027-12-20")),
        ("The Oak Guide version 1.2 was published on December 20.", ("published", "occurred", "2026-12-20")),
        ("樫指針（第1.2版）は2月1日に公表される予定です。", ("published", "scheduled", "2027-02-01")),
        ("樫指針（第1.2版）は10月1日に公表されました。", ("published", "occurred", "2026-10-01")),
        ("樫指針（第1.2版）は2月1日に公表されました。", ("published", "occurred", "2026-02-01")),
        ("令和5年度の取組として、樫指針（第1.2版）を12月20日に公表しました。", ("published", "occurred", None)),
        ("樫指針（第1.2版）は明日公表されます。", ("published", "scheduled", None)),
    ],
)
def test_at_the_turn_of_the_year_what_has_been_is_behind_and_what_is_planned_ahead(
    watched: Watched, words: str, told: tuple[str, str, str | None]
) -> None:
    turn = "2027-01-04T09:00:00+09:00"
    watched.look(after(turn, days=-1), office_page(*KEPT))
    assert watched.days(turn, office_page(*KEPT, words)) == [told]


def test_what_was_not_looked_at_for_long_has_a_year_only_where_all_of_that_time_gives_the_same(watched: Watched) -> None:
    watched.look(NOW, office_page(*KEPT))
    long_after = after(days=150)
    new = ("樫指針（第1.2版）は6月20日に公表されました。", "どんぐり法は1月20日に施行されました。")
    assert ("published", "occurred", "2026-06-20") in watched.days(long_after, office_page(*KEPT, *new))
    known = watched.folder.run("timeline", "--format", "json").json
    assert not any(str(one["when"]["earliest"]).endswith("-01-20") for one in known)


def test_that_a_page_was_looked_at_in_vain_is_no_look_at_it(watched: Watched) -> None:
    watched.look(NOW, office_page(*KEPT))
    for day in range(1, 200, 20):
        watched.origin.route("/page", lambda _: Reply(404))
        watched.folder.poll(after(days=day), "--all")
    assert ("published", "occurred", None) in watched.days(
        after(days=200), office_page(*KEPT, "樫指針（第1.2版）は12月15日に公表されました。")
    )


def test_that_a_page_was_as_before_is_a_look_at_it(watched: Watched) -> None:
    for day in range(0, 200, 20):
        watched.look(after(days=day), office_page(*KEPT))
    assert ("published", "occurred", "2026-12-15") in watched.days(
        after(days=200), office_page(*KEPT, "樫指針（第1.2版）は12月15日に公表されました。")
    )


@pytest.mark.parametrize(
    "items",
    [
        ("どんぐり法についてまとめています。", "種子基金は、9月2日に第1回公募の採択を行いました。"),
        (*KEPT, "種子基金は9月2日に第1回公募の採択を行いました（詳しくは別のページ）。"),
    ],
)
def test_a_sentence_that_is_only_reworded_or_copied_is_as_old_as_it_was(watched: Watched, items: tuple[str, ...]) -> None:
    watched.look(NOW, office_page(*KEPT))
    watched.look(LATER, office_page(*items))
    known = watched.folder.run("timeline", "--format", "json").json
    assert not any(str(one["when"]["earliest"]).endswith("-09-02") for one in known)


def test_what_another_selection_shows_of_a_page_is_not_new(watched: Watched) -> None:
    watched.folder.sources["page"]["select"] = "h1, p"
    watched.folder.write_sources()
    watched.look(NOW, office_page(*KEPT))
    watched.folder.sources["page"]["select"] = "main"
    watched.folder.write_sources()
    watched.look(LATER, office_page(*KEPT, "樫指針（第1.2版）は6月15日に公表される予定です。"))
    known = watched.folder.run("timeline", "--format", "json").json
    days = {str(one["when"]["earliest"]) for one in known}
    assert "2026-06-15" in days
    assert not any(day.endswith("-09-02") for day in days)


@pytest.mark.parametrize(
    ("heading", "day"),
    [("2023年", None), ("令和5年度の経過", None), ("2026年", "2026-06-05"), ("令和8年度", "2026-06-05"), ("経過", "2026-06-05")],
)
def test_what_is_put_up_below_the_heading_of_another_year_is_not_of_this_one(watched: Watched, heading: str, day: str | None) -> None:
    watched.look(NOW, office_page(*KEPT))
    more = f"<h2>{heading}</h2><ul><li>樫指針（第1.2版）は6月5日に公表されました。</li></ul></main>"
    served = office_page(*KEPT).replace(b"</main>", more.encode())
    assert watched.days(LATER, served) == [("published", "occurred", day)]
