"""The past from the network comes into a database: each capture once, also where the run is stopped at any of them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.archives.field import SINCE, UNTIL, own, source, wayback, with_past
from tests.archives.internet_archive import InternetArchive
from tests.origin import Origin, Reply, page
from tracker.app import open_tracker, remote_of
from tracker.config.settings import read_settings
from tracker.model.past import Listed, Lost
from tracker.ports import Archive
from tracker.store import Store
from tracker.watch.backfill import BroughtIn, Heard, Wish, bring_in

NEWS, OAKS = "https://acorns.example/news", "https://oaks.example/"
NOW = datetime(2026, 8, 22, tzinfo=UTC)
WISH = Wish(sources=[source(), source("oaks", OAKS)], since=SINCE, until=UNTIL)


class StoppedError(Exception):
    """Somebody stopped the run."""


def filled(origin: Origin) -> InternetArchive:
    archive = InternetArchive(origin, page=4)
    for day in range(1, 11):
        archive.keep(NEWS, f"202504{day:02}000000", b"<p>%d</p>" % day)
        archive.keep(OAKS, f"202505{day:02}000000", b"<p>oak %d</p>" % day)
    archive.instead[f"/web/20250405000000id_/{NEWS}"] = lambda _: Reply(body=b"<html>busy</html>")
    return archive


def run(store: Store, archive: Archive, lost: list[Lost], stop_after: int = 1_000, wish: Wish = WISH) -> BroughtIn:
    left = stop_after

    def count(_: Listed) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise StoppedError

    return bring_in(store, archive, wish, NOW, Heard(total=lambda _: None, capture=count, lost=lost.append))


@pytest.mark.parametrize("portion", [3, 7])
def test_a_run_that_is_stopped_goes_on_and_opens_nothing_twice(tmp_path: Path, portion: int) -> None:
    lost: list[Lost] = []
    stops = 0
    with Origin() as origin, Store.open(f"sqlite:///{tmp_path / 'past.sqlite3'}") as store:
        archive = filled(origin)
        came = None
        while came is None:
            with wayback(origin) as past:
                try:
                    came = run(store, past, lost, portion)
                except StoppedError:
                    stops += 1
        opened = Counter(archive.mementos())
        assert (len(store.brought_in("acorns")), len(store.brought_in("oaks"))) == (9, 10)
    assert stops == 18 // (portion + 1)
    assert came.known + came.new == 19
    bad = opened.pop(f"/web/20250405000000id_/{NEWS}")
    assert bad == len(lost)
    assert sorted(opened.values()) == [1] * 19


def test_what_a_server_tells_itself_is_brought_in_once(tmp_path: Path) -> None:
    with Origin() as origin, Store.open(f"sqlite:///{tmp_path / 'past.sqlite3'}") as store:
        for year in (2024, 2025):
            origin.route(f"/{year}", page(b"<p>%d</p>" % year, last_modified=f"Mon, 30 Jun {year} 03:00:00 GMT"))
        wish = Wish(sources=[with_past(source(), pages=[origin.url("/{year}")])], since=datetime(2024, 1, 1, tzinfo=UTC), until=UNTIL)
        with own() as past:
            assert run(store, past, [], wish=wish).new == 2
            again = run(store, past, [], wish=wish)
    assert (again.new, again.known) == (0, 2)


def test_the_archives_of_an_installation_are_asked_as_its_settings_say(tmp_path: Path) -> None:
    timeline = Path(__file__).parents[2] / "db" / "timeline.yaml"
    (tmp_path / "sources.yaml").write_text(
        "version: 1\nsources:\n  - {id: acorns, name: {ja: どんぐり, en: Acorns}, kind: page, url: 'https://acorns.example/news', "
        "authority: official, lang: ja, tracks: [guidelines], backfill: {archives: wayback}}\n",
        encoding="utf-8",
    )
    with Origin() as origin:
        filled(origin)
        environment = {
            "TRACKER_SOURCES": str(tmp_path / "sources.yaml"),
            "TRACKER_TIMELINE": str(timeline),
            "TRACKER_DATABASE_URL": f"sqlite:///{tmp_path / 'past.sqlite3'}",
            "TRACKER_ALLOW_PRIVATE_HOSTS": origin.place,
            "TRACKER_WAYBACK_URL": origin.url("/"),
            "TRACKER_WAYBACK_GAP": "0.001",
        }
        tracker = open_tracker(read_settings(environment))
        with tracker.store, remote_of(tracker) as remote:
            wish = Wish(sources=list(tracker.sources.values()), since=SINCE, until=UNTIL)
            assert run(tracker.store, remote["wayback"], [], wish=wish).new == 9
        assert {asked.headers["user-agent"].partition("/")[0] for asked in origin.asked} == {"policy-tracker"}
