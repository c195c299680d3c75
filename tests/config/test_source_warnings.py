"""What sources.yaml leaves unseen is told with line and key, and is no fault; what it says of the past is checked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.config.test_sources import KINDS, TRACKS, entry, faults
from tests.origin import Origin
from tests.stories.field import CONFIRMS, NOW, Folder, serve
from tracker.config.sources import read_sources
from tracker.model.source import Backfill, SourcesFile

HEAD = "version: 1\nsources:\n"
OTHER_HOST = "https://bureau.example/x"


def read(tmp_path: Path, *entries: str) -> SourcesFile:
    path = tmp_path / "sources.yaml"
    path.write_text(HEAD + "".join(entries), encoding="utf-8")
    return read_sources(path, kinds=KINDS, tracks=TRACKS)


def warned(tmp_path: Path, *entries: str) -> list[tuple[int, str]]:
    return [(one.line, one.key) for one in read(tmp_path, *entries).warnings]


def test_what_a_source_says_of_its_reach_its_past_and_itself_is_kept(tmp_path: Path) -> None:
    pages = '"https://ministry.example/{year}/{n}.html"'
    text = entry(window="5d", note="'the guid is a place'", unverified="true", backfill=f"{{archives: [wayback, warp], pages: {pages}}}")
    (source,) = read(tmp_path, text).sources
    assert (source.window, source.note, source.unverified) == (timedelta(days=5), "the guid is a place", True)
    assert source.backfill == Backfill(archives=("wayback", "warp"), pages=("https://ministry.example/{year}/{n}.html",))


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"window": "often"}, "window", "a duration was expected"),
        ({"window": "10m"}, "window", "from 1h"),
        ({"note": "''"}, "note", "it is empty"),
        ({"unverified": "perhaps"}, "unverified", "true or false"),
        ({"backfill": "wayback"}, "backfill", "a mapping was expected"),
        ({"backfill": "{archives: [google]}"}, "backfill.archives.0", "'wayback' or 'warp'"),
        ({"backfill": '{pages: "https://x.example/{page}"}'}, "backfill.pages.0", "{year}"),
        ({"backfill": '{pages: ["ftp://x.example/{year}"]}'}, "backfill.pages.0", "http:// or https://"),
        ({"backfill": "{page: x}"}, "backfill.page", "unknown key"),
    ],
)
def test_what_cannot_be_meant_is_a_fault(tmp_path: Path, changes: dict[str, str], key: str, words: str) -> None:
    found = faults(tmp_path, HEAD + entry(**changes))
    assert [(at, words in message) for _, at, message in found] == [(f"sources.0.{key}", True)], found


def test_a_rhythm_slower_than_the_window_is_told_at_its_line(tmp_path: Path) -> None:
    assert warned(tmp_path, entry(every="7d", window="5d")) == [(10, "sources.ministry-news.every")]
    assert warned(tmp_path, entry(every="5d", window="5d")) == []


def test_a_rhythm_by_default_counts_too(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text("version: 1\ndefaults: {every: 7d}\nsources:\n" + entry(window="5d"), encoding="utf-8")
    (warning,) = read_sources(path, kinds=KINDS, tracks=TRACKS).warnings
    assert (warning.line, "every 1w is slower than the window of 5d" in warning.message) == (4, True)


def test_a_silent_source_needs_a_fallback_on_another_host(tmp_path: Path) -> None:
    other = entry(id="other", url=OTHER_HOST)
    neighbour = entry(id="neighbour", url="https://ministry.example/other")
    assert warned(tmp_path, entry(silent="normal"), other) == [(10, "sources.ministry-news.silent")]
    assert warned(tmp_path, entry(silent="normal", fallback="neighbour"), neighbour, other) == [(11, "sources.ministry-news.fallback")]
    assert warned(tmp_path, entry(silent="normal", fallback="other"), other) == []
    assert warned(tmp_path, entry()) == [], "one that speaks needs none"


def test_a_track_of_which_all_sources_are_silent_is_told(tmp_path: Path) -> None:
    one = entry(id="one", silent="normal", fallback="two", tracks="[act, guidelines]")
    two = entry(id="two", silent="normal", fallback="speaks", url=OTHER_HOST)
    speaks = entry(id="speaks", url="https://third.example/x", tracks="[guidelines]")
    assert warned(tmp_path, one, two, speaks) == [(9, "sources.one.tracks")]


def test_warnings_are_told_on_standard_error_and_stop_nothing(tmp_path: Path) -> None:
    with Origin() as origin:
        origin.route("/feed", serve([CONFIRMS]))
        folder = Folder(tmp_path)
        folder.sources["office"] = {"url": origin.url("/feed"), "every": "7d", "window": "5d"}
        folder.set_up()
        runs = [folder.run("poll", "--json", now=NOW), folder.run("sources", "--json"), folder.run("run", "--once", now=NOW)]
    line = "warning: sources.yaml:6: sources.office.every: a look every 1w is slower than the window of 5d"
    for ran in runs:
        assert (ran.code, [told for told in ran.err.splitlines() if told.startswith(line)]) == (0, [ran.err.splitlines()[0]]), ran.err
    assert folder.run("sources", "--json").json[0]["source"]["window"] == "P5D", "from the cache as from the file"
