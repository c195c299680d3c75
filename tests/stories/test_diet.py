"""The Diet is watched: bills through the lists of both houses, what is said through its minutes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.diet.houses import ACORN, LOWER_LIST, PASSED, Row, lower_course, lower_list, serve_lower
from tests.diet.kokkai import Meeting, Minutes
from tests.origin import Origin, page, reply
from tests.stories.field import NOW, Folder, after, coverage, entries, told

ENACTED = {
    "衆議院審議終了年月日_衆議院審議結果": "令和 8年 2月 3日／可決",
    "参議院審議終了年月日_参議院審議結果": "令和 8年 2月10日／可決",
}
PROMULGATED = {**ENACTED, "公布年月日_法律番号": "令和 8年 2月20日／7"}


@contextmanager
def watched(path: Path, **options: object) -> Iterator[tuple[Origin, Folder]]:
    with Origin() as origin:
        folder = Folder(path)
        folder.sources["diet"] = {"url": origin.url(LOWER_LIST), "kind": "diet", **options}
        yield origin, folder.set_up()


def test_the_stages_of_a_bill_are_told_with_their_days(tmp_path: Path) -> None:
    with watched(tmp_path) as (origin, folder):
        serve_lower(origin, [Row("12", ACORN, course="A"), Row("13", "苗木の検疫に関する法律案")], A=lower_course(**PASSED))
        assert folder.poll()["diet"]["outcome"] == "first"
        assert told(folder.digest(NOW)) == [], "nothing that the timeline of this field speaks of"
        serve_lower(origin, [Row("12", ACORN, "成立", course="A")], A=lower_course(**ENACTED))
        row = folder.poll(after(hours=2))["diet"]
        assert row["outcome"] == "changed"
        assert ("confirmed", "confirms", "act.enacted") in told(folder.digest(after(hours=2)))
        serve_lower(origin, [Row("12", ACORN, "成立", course="A")], A=lower_course(**PROMULGATED))
        assert folder.poll(after(hours=4))["diet"]["changes"] == 1
        digest = folder.digest(after(hours=4))
        assert told(digest) == [("confirmed", "refines", "act.promulgated")]
        cited = entries(digest, "confirmed")[0]["sources"][0]
        assert cited["url"].endswith("/keika/A.htm")
        assert cited["quote"] == f"{ACORN}は、2026年2月20日に公布された（令和8年法律第7号）。"


def test_a_change_of_status_is_a_revised_bill_and_a_new_session_takes_none_back(tmp_path: Path) -> None:
    with watched(tmp_path) as (origin, folder):
        serve_lower(origin, [Row(str(number), f"苗木法案その{number}") for number in range(1, 40)])
        folder.poll()
        serve_lower(origin, [Row("1", "苗木法案その1", "参議院で審議中"), Row("1", "森の法案", session="222")])
        row = folder.poll(after(hours=2))["diet"]
        assert (row["outcome"], row["changes"]) == ("changed", 2)


def test_a_wall_in_front_of_the_bills_is_no_change(tmp_path: Path) -> None:
    with watched(tmp_path) as (origin, folder):
        serve_lower(origin, [Row("12", ACORN, course="A")], A=lower_course())
        folder.poll()
        for hours, route, outcome in (
            (2, reply(403, b"no"), "blocked"),
            (4, page(b"<html><title>Error</title><body><h1>Service unavailable</h1></body></html>"), "error-page"),
            (6, page(lower_list([]), content_type="text/html"), "error-page"),
        ):
            origin.route(LOWER_LIST, route)
            assert folder.poll(after(hours=hours), "--all")["diet"]["outcome"] == outcome
        serve_lower(origin, [Row("12", ACORN, course="A")], A=lower_course())
        assert folder.poll(after(hours=20), "--all")["diet"]["outcome"] == "unchanged", "the last good version stayed"


def test_what_is_said_in_the_diet_is_read_around_its_words_and_a_poll_without_news_asks_once(tmp_path: Path) -> None:
    with Origin() as origin:
        said = "農業の話です。" * 200 + "どんぐり法は2026年6月1日に施行されました。" + "次の話です。" * 200
        minutes = Minutes(
            origin, [Meeting("2026-06-02", [("森", "○森委員長　どんぐり法について質疑を行います。"), ("林", f"○林国務大臣　{said}")])]
        )
        folder = Folder(tmp_path)
        folder.sources["minutes"] = {"url": minutes.url, "kind": "diet", "any": ["どんぐり法"], "since": "SINCE"}
        folder.set_up()
        # As a person writes it: a day without quotes.
        (tmp_path / "sources.yaml").write_text((tmp_path / "sources.yaml").read_text().replace("since: SINCE", "since: 2026-04-01"))
        assert folder.poll()["minutes"]["outcome"] == "first"
        digest = folder.digest(NOW)
        assert ("decided", "advances", "act.in-force") in told(digest)
        cited = entries(digest, "decided")[0]["sources"][0]
        assert cited["url"] == f"{origin.url()}/txt/{minutes.meetings[0].issue}/1"
        assert "林" in cited["title"]
        minutes.asked.clear()
        assert folder.poll(after(hours=2))["minutes"]["outcome"] == "unchanged"
        assert [path for path, _ in minutes.asked] == ["meeting_list"]
        minutes.meetings.append(Meeting("2026-05-29", [("林", "○林国務大臣　どんぐり法の話です。")], number=2))
        row = folder.poll(after(days=9))["minutes"]
        assert (row["outcome"], row["changes"]) == ("changed", 1)
        assert not coverage(folder.digest(after(days=9)), "minutes")["possible_gap"]


def test_saved_bodies_are_read(tmp_path: Path) -> None:
    folder = Folder(tmp_path).set_up()
    (tmp_path / "list.htm").write_bytes(lower_list([Row("12", ACORN, course="A")]))
    (tmp_path / "course.htm").write_bytes(lower_course(**PASSED))
    (tmp_path / "no.htm").write_bytes(b"<html><body>nothing</body></html>")
    keys = [
        [block["key"] for block in folder.run("extract", name, "--kind", "diet", "--json").json["blocks"]]
        for name in ("list.htm", "course.htm")
    ]
    assert keys[0] == ["221-閣法-12"]
    assert keys[1][0] == "221-閣法-12/提出"
    assert folder.run("extract", "no.htm", "--kind", "diet", "--json").json["problem"] == "error-page"
