"""Pages in the shapes that offices publish, seen for the first time: what is news, what is history, and what the next look adds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.kinds.pages import office_page
from tests.origin import Origin, page, reply
from tests.stories.field import NOW, Folder, after, coverage, entries, told


@contextmanager
def office(path: Path, name: str, **options: str) -> Iterator[tuple[Origin, Folder]]:
    """An origin with one of the pages at /forest/, and a folder that watches it as `office`."""
    with Origin() as origin:
        origin.route("/forest/", page(office_page(name).encode(), etag='"1"'))
        folder = Folder(path)
        folder.sources["office"] = {"url": origin.url("/forest/"), "kind": "page", **options}
        yield origin, folder.set_up()


def article(text: str) -> bytes:
    return f'<html lang="ja"><head><title>森林府</title></head><body><main><h1>森林府</h1><p>{text}</p></main></body></html>'.encode()


def test_a_decision_on_a_line_below_its_name_is_news_of_what_is_named(tmp_path: Path) -> None:
    with office(tmp_path, "plan") as (origin, folder):
        row = folder.poll()["office"]
        digest = folder.digest(NOW)
        assert (row["outcome"], row["findings"], row["why"]) == ("first", 1, None)
        assert [line[:2] for line in told(digest)] == [("decided", "supersedes")]
        (entry,) = entries(digest, "decided")
        assert entry["sources"][0]["quote"] == "樫指針（第1.2版） 令和８年６月５日 公表"
        stamped = office_page("plan").replace('<div class="pageTop">', '<p>最終更新日：2026年6月11日</p><div class="pageTop">').encode()
        assert stamped != office_page("plan").encode()
        origin.route("/forest/", page(stamped, etag='"2"'))
        again = folder.poll(after(hours=2))["office"]
        assert (again["outcome"], again["changes"], told(folder.digest(after(hours=3)))) == ("unchanged", 0, [])


def test_the_list_of_releases_tells_the_new_ones_and_keeps_the_old_for_background(tmp_path: Path) -> None:
    with office(tmp_path, "releases", follow="a.cut_txt", list="newest") as (origin, folder):
        origin.route("/press/2026/06/20260608001/20260608001.html", page(article("種子基金は、第3回公募で12件を採択しました。")))
        origin.route(
            "/press/2026/06/20260605003/20260605003.html", page(article("苗木の輸出入の統計をまとめました。前年より多くなっています。"))
        )
        origin.route(
            "/press/2026/03/20260320002/20260320002.html", page(article("種子基金は、第2回公募で7件を採択しました。期間は三年です。"))
        )
        row = folder.poll()["office"]
        digest = folder.digest(NOW)
        assert (row["outcome"], row["why"]) == ("first", None)
        assert len([path for path in origin.paths() if path.startswith("/press/")]) == 3
        assert ("background", "adds", "seed-fund.2.selected.2026-03-20") in told(digest)
        # The headline announces the result; the release behind it is the result.
        assert {line[0] for line in told(digest) if line[2].startswith("seed-fund.3.")} == {"decided"}
        gone = office_page("releases").replace("/press/2026/03/20260320002/20260320002.html", "/press/2026/06/20260609001/20260609001.html")
        gone = gone.replace("2026年3月20日", "2026年6月9日").replace("第2回公募で7件", "第4回公募で3件")
        origin.route("/forest/", page(gone.encode(), etag='"2"'))
        origin.route("/press/2026/06/20260609001/20260609001.html", page(article("種子基金は、第4回公募で3件を採択しました。")))
        folder.poll(after(hours=2))
        later = folder.digest(after(hours=3))
        assert [line[:2] for line in told(later)] == [("new", "adds")], "what has left a list of the newest was not taken back"
        assert coverage(later, "office")["possible_gap"] is False


def test_the_meetings_of_a_body_are_read_on_the_pages_behind_their_list(tmp_path: Path) -> None:
    with office(tmp_path, "meetings", follow="a[href$='kai.html']") as (origin, folder):
        origin.route("/forest/1kai/1kai.html", page(article("どんぐり法推進本部の第1回は、令和７年９月12日に森林府で行われました。")))
        origin.route("/forest/2kai/2kai.html", page(article("どんぐり法は2026年2月10日に成立しました。本部は書面で行われました。")))
        origin.route("/forest/3kai/3kai.html", page(article("どんぐり法は2026年6月1日に施行されました。本部は運用の状況を確かめました。")))
        row = folder.poll()["office"]
        digest = folder.digest(NOW)
        assert (row["outcome"], row["findings"], row["why"]) == ("first", 2, None)
        assert [line for line in told(digest) if line[2]] == [
            ("confirmed", "confirms", "act.enacted"),
            ("decided", "advances", "act.in-force"),
        ]
        (source,) = entries(digest, "decided")[0]["sources"]
        assert source["url"] == origin.url("/forest/3kai/3kai.html")
        assert source["title"] == "第３回どんぐり法推進本部（令和８年６月８日）"
        assert "/forest/1kai/gijiroku.pdf" not in origin.paths()
        assert folder.poll(after(hours=2))["office"]["outcome"] == "unchanged"


def test_a_wall_before_the_list_is_told_as_one_and_changes_nothing(tmp_path: Path) -> None:
    with office(tmp_path, "releases", list="newest") as (origin, folder):
        folder.poll()
        before = told(folder.digest(NOW))
        script = b'<html><head><script src="https://x.token.awswaf.com/challenge.js"></script></head><body></body></html>'
        origin.route("/forest/", reply(202, script))
        walled = folder.poll(after(hours=2))["office"]
        digest = folder.digest(after(hours=3))
        assert (walled["outcome"], walled["changes"]) == ("blocked", 0)
        assert before != []
        assert told(digest) == []
        assert coverage(digest, "office")["blind_since"] is not None
