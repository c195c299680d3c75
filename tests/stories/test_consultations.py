"""Consultations are told with their days, and a window that was missed is filled or said to be a gap."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.consultations.egov import LIST, Case, Site, cases
from tests.origin import Origin, Reply, reply
from tests.stories.field import NOW, Folder, Item, after, coverage, entries, serve, told


@contextmanager
def watched(path: Path) -> Iterator[tuple[Site, Folder]]:
    with Origin() as origin:
        site = Site(origin, cases(30))
        folder = Folder(path)
        folder.sources["e-gov"] = {"url": site.url, "kind": "consultation"}
        yield site, folder.set_up()


def test_a_missed_window_is_filled_from_the_list_and_no_gap_is_told(tmp_path: Path) -> None:
    with watched(tmp_path) as (site, folder):
        assert folder.poll()["e-gov"]["outcome"] == "first"
        site.cases = cases(60)
        row = folder.poll(after(hours=2))["e-gov"]
        assert (row["outcome"], row["changes"]) == ("changed", 30)
        assert not coverage(folder.digest(after(hours=2)), "e-gov")["possible_gap"]
        assert folder.poll(after(hours=4))["e-gov"]["outcome"] in ("changed", "unchanged")
        assert folder.poll(after(hours=6))["e-gov"]["changes"] == 0


def test_a_window_that_cannot_be_filled_is_a_possible_gap(tmp_path: Path) -> None:
    with watched(tmp_path) as (site, folder):
        folder.poll()
        site.cases = cases(60)
        site.origin.route(LIST, reply(500, b"no"))
        row = folder.poll(after(hours=2))["e-gov"]
        assert (row["outcome"], row["changes"]) == ("changed", 6)
        assert "brought nothing further" in row["why"]
        assert coverage(folder.digest(after(hours=2)), "e-gov")["possible_gap"]


def test_saved_bodies_are_read(tmp_path: Path) -> None:
    with watched(tmp_path) as (site, folder):
        (tmp_path / "feed.xml").write_bytes(site.feed([Case("315000140", "「樫指針（案）」に関する意見募集について")]))
        read = folder.run("extract", "feed.xml", "--kind", "consultation", "--json", "--url", site.url).json
        assert [block["key"] for block in read["blocks"]] == ["315000140"]
        (tmp_path / "gone.html").write_bytes(b"<html><title>404 Not Found</title><body><h1>404 Not Found</h1></body></html>")
        assert folder.run("extract", "gone.html", "--kind", "consultation", "--json").json["problem"] == "error-page"


def test_a_feed_behind_a_wall_is_no_change(tmp_path: Path) -> None:
    with watched(tmp_path) as (site, folder):
        folder.poll()
        site.origin.route("/rss/pcm_list.xml", reply(200, b"<html><body><h1>Service Unavailable</h1></body></html>"))
        assert folder.poll(after(hours=2))["e-gov"]["outcome"] == "error-page"
        site.origin.route("/rss/pcm_list.xml", reply(200, site.feed()))
        assert folder.poll(after(hours=8))["e-gov"]["outcome"] == "unchanged"


TYPES = """\
  consultation-opened: {label: {ja: 意見募集の開始, en: Public consultation opened}, signals: {ja: [意見募集]}, opens: true, closed_by: consultation-closed, recurs: true}
  consultation-closed: {label: {ja: 意見募集の締切, en: Public consultation closed}, signals: {ja: ['意見募集は[^。]{0,20}締め切']}, deadline: true, recurs: true}
  consultation-result: {label: {ja: 意見募集の結果, en: Consultation results}, signals: {ja: [意見募集の結果]}, recurs: true, result_of: consultation-opened}
"""
OAK = Case("315000140", "「樫指針（案）」に関する意見募集について", closes="2026/07/06 17:00")
ANNOUNCED = Item(
    "「樫指針（案）」に関する意見募集を実施します",
    "「樫指針（案）」について、令和8年6月5日から意見募集を実施します。意見提出期限：令和8年7月6日17時必着。提出先：oak@forest.example.go.jp",
    day="2026-06-05",
    link="/news/oak",
)


@contextmanager
def both(path: Path) -> Iterator[tuple[Site, Folder]]:
    """A field that knows of consultations, an office that announces one, and e-Gov that has it too."""
    with Origin() as origin:
        site = Site(origin, cases(5))
        origin.route("/feed", serve([ANNOUNCED]))
        folder = Folder(path)
        folder.sources["office"] = {"url": origin.url("/feed")}
        folder.sources["e-gov"] = {"url": site.url, "kind": "consultation", "publisher": {"ja": "e-Gov", "en": "e-Gov"}}
        folder.set_up()
        seed = path / "db" / "timeline.yaml"
        seed.write_text(seed.read_text(encoding="utf-8").replace("ladders:\n", f"{TYPES}ladders:\n", 1), encoding="utf-8")
        yield site, folder


def test_what_an_office_announces_and_what_e_gov_has_is_one_consultation(tmp_path: Path) -> None:
    with both(tmp_path) as (site, folder):
        folder.poll()
        first = folder.digest(NOW)
        assert told(first) == [("new", "adds", "oak-guide.consultation-opened.2026-06-05")]
        site.cases = [OAK, *cases(5)]
        assert folder.poll(after(hours=2), "--all")["e-gov"]["changes"] == 1
        second = folder.digest(after(hours=2))
        confirmed = entries(second, "confirmed")
        assert {entry["event"] for entry in confirmed} <= {
            "oak-guide.consultation-opened.2026-06-05",
            "oak-guide.consultation-closed.2026-07-06",
        }
        events = {row["id"]: row for row in folder.run("timeline", "--format", "json").json}
        ours = [name for name in events if "consultation" in name]
        assert ours == ["oak-guide.consultation-opened.2026-06-05", "oak-guide.consultation-closed.2026-07-06"]
        assert {(fact["name"], fact["value"]) for fact in events[ours[0]]["facts"]} == {
            ("submit", "oak@forest.example.go.jp"),
            ("case", "315000140"),
        }, confirmed


RESULT = "/rss/pcm_result.xml"


def test_a_result_under_another_title_is_of_the_consultation_that_has_its_number(tmp_path: Path) -> None:
    with both(tmp_path) as (site, folder):
        folder.sources["e-gov-results"] = {"url": site.origin.url(RESULT), "kind": "consultation"}
        folder.write_sources()
        site.cases = [OAK, *cases(5)]
        site.origin.route(RESULT, lambda _: Reply(body=site.feed(cases(5, first=900))))
        folder.poll()
        renamed = "苗木の植え方に関する考え方の制定について"
        results = [Case(OAK.number, renamed, closes=OAK.closes, result="2026/08/03"), Case("315000777", renamed, result="2026/08/03")]
        site.origin.route(RESULT, lambda _: Reply(body=site.feed(results)))
        folder.poll(after(days=55))
        new = [entry["event"] for entry in entries(folder.digest(after(days=55)), "new", "decided")]
        events = {row["id"]: row for row in folder.run("timeline", "--format", "json").json if "consultation" in row["id"]}
        assert {row["subject"] for row in events.values()} == {"oak-guide"}
        result = events["oak-guide.consultation-result.2026-08-03"]
        assert [fact["value"] for fact in result["facts"] if fact["name"] == "case"] == [OAK.number]
        assert result["id"] in new
        closed = events["oak-guide.consultation-closed.2026-07-06"]
        assert (closed["modality"], closed["when"]["latest"], len(events)) == ("occurred", "2026-07-06", 3)
