"""A feed is a window on its newest entries: it moves, it jumps, it is dressed anew, and none of that is news."""

from __future__ import annotations

from pathlib import Path

from tests.origin import page, reply
from tests.stories.field import ADDS, ADVANCES, CONFIRMS, NOW, OTHER, REFINES, SUPERSEDES, Item, after, coverage, feed, office, serve, told

NEWEST = Item("種子基金、第4回公募で9件を採択", day="2026-06-10", link="/selected-4")


def test_what_leaves_the_window_and_comes_back_is_told_once(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, ADDS) as (origin, folder):
        folder.poll()
        first = told(folder.digest(NOW))
        origin.route("/feed", serve([NEWEST, ADDS]))
        moved = folder.poll(after(hours=2))["office"]
        second = told(folder.digest(after(hours=2)))
        origin.route("/feed", serve([NEWEST, ADDS, CONFIRMS]))
        back = folder.poll(after(hours=4))["office"]
        third = folder.digest(after(hours=4))
    assert [row[1] for row in first] == ["confirms", "adds"]
    assert (moved["outcome"], moved["changes"]) == ("changed", 1)
    assert [row[:2] for row in second] == [("new", "adds")]
    assert (back["outcome"], back["changes"], told(third)) == ("unchanged", 0, [])


def test_a_window_jumped_over_is_a_possible_gap(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, ADDS) as (origin, folder):
        folder.poll()
        assert coverage(folder.digest(NOW), "office")["possible_gap"] is False
        origin.route("/feed", serve([NEWEST, OTHER]))
        folder.poll(after(hours=2))
        second = folder.digest(after(hours=2))
        folder.poll(after(hours=4))
        third = folder.digest(after(hours=4))
    assert coverage(second, "office")["possible_gap"] is True
    assert [track["proven"] for track in second["tracks"]] == [False, False, False], "silence is not proven across a gap"
    assert coverage(third, "office")["possible_gap"] is False


def test_a_feed_that_was_empty_leaves_no_gap(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        folder.poll()
        origin.route("/feed", serve([]))
        assert folder.poll(after(hours=2))["office"]["changes"] == 0
        origin.route("/feed", serve([CONFIRMS]))
        assert folder.poll(after(hours=4))["office"]["changes"] == 0
        assert coverage(folder.digest(after(hours=4)), "office")["possible_gap"] is False


def test_the_same_body_from_a_server_without_validators_is_unchanged(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        origin.route("/feed", reply(200, feed([CONFIRMS])))
        folder.poll()
        assert folder.poll(after(hours=2))["office"] == {"id": "office", "outcome": "unchanged", "changes": 0, "findings": 0, "why": None}


def test_a_body_that_differs_only_in_noise_is_unchanged(tmp_path: Path) -> None:
    with office(tmp_path) as (origin, folder):
        for hour, noise in enumerate(("Wed, 10 Jun 2026 08:00:00 +0900", "Wed, 10 Jun 2026 10:00:00 +0900")):
            origin.route("/feed", serve([CONFIRMS, ADDS], etag=f'"{noise}"', noise=noise))
            row = folder.poll(after(hours=2 * hour))["office"]
        assert (row["outcome"], row["changes"]) == ("unchanged", 0)
        folder.poll(after(hours=4))
        assert origin.asked[-1].headers["if-none-match"] == f'"{noise}"', "the newest validator is the one to send back"


def test_a_headline_set_anew_is_no_second_item(tmp_path: Path) -> None:
    plain = Item("樫指針 (第1.2版) を2026年6月5日に公表しました", link="/guide-1-2")
    with office(tmp_path, SUPERSEDES) as (origin, folder):
        folder.poll()
        folder.digest(NOW)
        origin.route("/feed", serve([plain]))
        assert folder.poll(after(hours=2))["office"]["findings"] == 0
        assert told(folder.digest(after(hours=2))) == []


def test_an_entry_that_is_rewritten_tells_only_what_is_new(tmp_path: Path) -> None:
    planned = Item("どんぐり法について", text="どんぐり法は2026年2月10日に成立しました。", link="/law")
    done = Item(
        "どんぐり法について", text="どんぐり法は2026年2月10日に成立しました。どんぐり法は2026年6月1日に施行されました。", link="/law"
    )
    with office(tmp_path, planned) as (origin, folder):
        folder.poll()
        assert [row[1:] for row in told(folder.digest(NOW))] == [("confirms", "act.enacted")]
        origin.route("/feed", serve([done]))
        assert folder.poll(after(hours=2))["office"]["outcome"] == "changed"
        assert [row[1:] for row in told(folder.digest(after(hours=2)))] == [("advances", "act.in-force")]


def test_many_looks_at_a_rolling_window_lose_and_repeat_nothing(tmp_path: Path) -> None:
    items = [Item(f"種子基金、第{number}回公募で{number + 20}件を採択", day="2026-06-09", link=f"/n/{number}") for number in range(3, 33)]
    found = []
    with office(tmp_path, *items[:3]) as (origin, folder):
        for step in range(0, 28, 4):
            origin.route("/feed", serve(items[step : step + 6][::-1]))
            moment = after(hours=2 * step)
            folder.poll(moment)
            found += told(folder.digest(moment))
    assert len(found) == 30
    assert len({row[2] for row in found}) == 30


def test_a_page_in_another_encoding_is_the_same_feed(tmp_path: Path) -> None:
    plain = feed([CONFIRMS, REFINES, ADVANCES]).decode()
    with office(tmp_path) as (origin, folder):
        origin.route("/feed", page(plain.encode(), content_type="application/rss+xml"))
        folder.poll()
        origin.route("/feed", page(plain.replace("UTF-8", "Shift_JIS").encode("cp932"), content_type="application/rss+xml"))
        assert folder.poll(after(hours=2))["office"]["outcome"] == "unchanged"
