"""Consultations are told with their days, and a window that was missed is filled or said to be a gap."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.consultations.egov import LIST, Case, Site, cases
from tests.origin import Origin, reply
from tests.stories.field import Folder, after, coverage


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
