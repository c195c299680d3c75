"""An index page leads to pages: the newest are opened once each, read as documents, and told with the address of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.origin import Origin, in_turn, page, reply
from tests.stories.field import NOW, Folder, after, coverage, entries, told
from tests.stories.test_kills import found, trials

FINDS = "新制度の案内です。どんぐり法は2026年6月1日に施行されました。同法の窓口は森林局です。"
PLAIN = "森林局の窓口の案内です。受付は平日の午前九時から午後五時までです。駐車場はありません。"


def index(*items: tuple[str, str, str]) -> bytes:
    """A list page: address, day, title of each item."""
    rows = "".join(f'<li><span>{day}</span> <a class="doc" href="\t{url}">{title}</a></li>' for url, day, title in items)
    return (
        f'<html lang="ja"><head><title>森林局 報道発表</title></head><body><nav><a class="doc-nav" href="/top">トップ</a></nav>'
        f"<main><h1>報道発表の一覧</h1><ul>{rows}</ul><p>この一覧は森林局の報道発表を新しい順に並べたものです。</p></main></body></html>"
    ).encode()


def article(text: str, title: str = "森林局") -> bytes:
    """A page behind an item."""
    return f'<html lang="ja"><head><title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>'.encode()


def items(count: int) -> list[tuple[str, str, str]]:
    """So many items, the oldest first: what is newest has to be found by its day."""
    return [(f"/doc/{number}", f"2026年6月{number}日", f"窓口の案内 その{number}をお知らせします") for number in range(1, count + 1)]


@contextmanager
def bureau(path: Path, *listed: tuple[str, str, str], etag: str = '"1"') -> Iterator[tuple[Origin, Folder]]:
    """An origin with an index at /list and a page behind each item, and a folder that watches it as `bureau`."""
    with Origin() as origin:
        origin.route("/list", page(index(*listed), etag=etag))
        for url, _, title in listed:
            origin.route(url, page(article(PLAIN, title)))
        folder = Folder(path)
        folder.sources["bureau"] = {"url": origin.url("/list"), "kind": "page", "follow": "a.doc"}
        yield origin, folder.set_up()


def opened(origin: Origin) -> list[str]:
    return [path for path in origin.paths() if path.startswith("/doc/")]


def test_the_newest_ten_are_opened_at_first_sight_and_the_rest_is_only_known(tmp_path: Path) -> None:
    with bureau(tmp_path, *items(13)) as (origin, folder):
        row = folder.poll()["bureau"]
        assert sorted(opened(origin)) == sorted(f"/doc/{number}" for number in range(4, 14))
        assert (row["outcome"], "/top" in origin.paths()) == ("first", False)
        assert folder.poll(after(hours=2))["bureau"]["outcome"] == "unchanged"
        assert len(opened(origin)) == 10


def test_a_new_link_is_opened_once_and_told_with_its_own_address_and_day(tmp_path: Path) -> None:
    with bureau(tmp_path, *items(3)) as (origin, folder):
        folder.poll()
        folder.digest(NOW)
        new = ("/doc/new", "2026年6月9日", "窓口の新しい案内をお知らせします")
        origin.route("/list", page(index(new, *items(3)), etag='"2"'))
        origin.route("/doc/new", page(article(FINDS, "森林局の案内")))
        row = folder.poll(after(hours=2))["bureau"]
        assert opened(origin).count("/doc/new") == 1
        assert (row["outcome"], row["findings"], row["changes"]) == ("changed", 1, 2)
        digest = folder.digest(after(hours=3))
        assert told(digest) == [("decided", "advances", "act.in-force")]
        (source,) = entries(digest, "decided")[0]["sources"]
        assert source["url"] == origin.url("/doc/new")
        assert source["quote"] == "どんぐり法は2026年6月1日に施行されました。"
        assert source["title"] == "窓口の新しい案内をお知らせします"


def test_twenty_in_a_pass_and_the_rest_stays_closed(tmp_path: Path) -> None:
    with bureau(tmp_path, *items(2)) as (origin, folder):
        folder.poll()
        many = [(f"/doc/b{number}", "2026年6月10日", f"多くの案内 その{number}をお知らせします") for number in range(25)]
        origin.route("/list", page(index(*many, *items(2)), etag='"2"'))
        for url, _, title in many:
            origin.route(url, page(article(PLAIN, title)))
        folder.poll(after(hours=2))
        assert len([path for path in opened(origin) if path.startswith("/doc/b")]) == 20
        folder.poll(after(hours=4))
        assert len([path for path in opened(origin) if path.startswith("/doc/b")]) == 20


def test_a_page_that_cannot_be_opened_is_tried_three_times_and_then_a_gap(tmp_path: Path) -> None:
    with bureau(tmp_path, *items(2)) as (origin, folder):
        origin.route("/doc/2", reply(404, b"gone"))
        row = folder.poll()["bureau"]
        assert (row["outcome"], "/doc/2" in row["why"]) == ("first", True)
        assert coverage(folder.digest(NOW), "bureau")["possible_gap"] is False
        for hours in (2, 4, 6):
            folder.poll(after(hours=hours))
        assert opened(origin).count("/doc/2") == 3
        assert opened(origin).count("/doc/1") == 1
        seen = coverage(folder.digest(after(hours=7)), "bureau")
        assert (seen["possible_gap"], seen["failed"], seen["blind_since"]) == (True, 0, None)


def test_a_soft_404_is_tried_again_and_read_when_it_is_there(tmp_path: Path) -> None:
    missing = page(article("お探しのページは見つかりませんでした。", "ページが見つかりません"))
    with bureau(tmp_path, *items(1)) as (origin, folder):
        origin.route("/doc/1", in_turn(missing, page(article(FINDS))))
        assert "/doc/1" in folder.poll()["bureau"]["why"]
        row = folder.poll(after(hours=2))["bureau"]
        assert (row["outcome"], row["findings"], row["why"]) == ("unchanged", 1, None)


def test_what_an_old_index_leads_to_is_background(tmp_path: Path) -> None:
    old = ("/doc/1", "2026年3月1日", "窓口の案内 その1をお知らせします")
    with bureau(tmp_path, old) as (origin, folder):
        origin.route("/doc/1", page(article("種子基金は、第2回公募で7件を採択しました。", "種子基金の結果")))
        folder.poll()
        assert [entry["verdict"] for entry in entries(folder.digest(NOW), "background")] == ["adds"]


def test_a_page_may_not_lead_into_a_private_network(tmp_path: Path) -> None:
    with bureau(tmp_path, ("http://10.0.0.1/doc/x", "2026年6月1日", "内側の案内をお知らせします")) as (origin, folder):
        row = folder.poll()["bureau"]
        assert row["outcome"] == "first"
        assert "10.0.0.1" in row["why"]
        assert opened(origin) == []


@pytest.mark.soak
def test_a_poll_killed_at_any_step_opens_the_pages_all_the_same(tmp_path: Path) -> None:
    with bureau(tmp_path / "template", *items(2)) as (origin, template):
        origin.route("/doc/1", page(article(FINDS)))
        origin.route("/doc/2", page(article("どんぐり法は2026年2月20日に公布されました。")))
        whole = Folder(tmp_path / "whole", template.sources).set_up()
        whole.poll()
        findings, story = found(whole)[0], told(whole.digest(NOW))
        assert len(story) == 2
        all_trials = trials(template, tmp_path / "trials", "poll", "--now", NOW)
        for trial in all_trials[:-1]:
            trial.folder.poll(after(hours=2))
            assert (trial.killed, found(trial.folder)[0], told(trial.folder.digest(after(hours=2)))) == (-9, findings, story), trial
    assert all_trials[-1].step > 10
