"""Whoever brings an archive in and gets little of it is told what else it holds, and why that was passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archives.warcs import record, response, write
from tests.stories.field import Folder, Ran, after
from tests.stories.past import END, STATES, captured

OAK, ELM = "https://www.oak.example.jp/news/", "https://elm.example.jp/list.html?lang=ja"
LATER = after(END.isoformat(), days=30)
AT = "2026-05-21T12:00:0{}Z"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "folder")
    for name, url in (("oak", OAK), ("elm", ELM)):
        folder.sources[name] = {"url": url, "kind": "page"}
    return folder.set_up()


def run(folder: Folder, place: Path, *more: str) -> Ran:
    ran = folder.run("backfill", "--from", str(place), *more, now=LATER)
    assert ran.code == 0, ran.err
    return ran


def pages(place: Path, *urls: str, status: str = "200 OK") -> Path:
    records = [response(url, AT.format(number), b"<p>%d</p>" % number, status=status) for number, url in enumerate(urls)]
    return write(
        place, [record("warcinfo", "urn:x", AT.format(0), b"x"), record("resource", "urn:pageinfo:x", AT.format(0), b"x"), *records]
    )


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc"])
def test_a_crawl_of_addresses_that_nobody_watches_says_which(folder: Folder, tmp_path: Path, name: str) -> None:
    place = pages(tmp_path / name, "https://ash.example/a", "https://ash.example/b", "http://oak.example.jp/other", "https://ash.example/c")
    ran = run(folder, place)
    assert "warc: 0 captures brought in, 0 were here already, 0 lost" in ran.err
    assert "4 captures in it are of no source: ash.example 3 (such as https://ash.example/a), oak.example.jp 1 (such as http" in ran.err
    assert f"on www.oak.example.jp is oak, at {OAK}" in ran.err
    assert "tracker sources add URL" in ran.err
    beside = run(folder, place, "--json").json["archives"][0]["beside"]
    assert (beside["others"], beside["places"], beside["outside"], beside["unasked"], beside["statuses"]) == (4, 2, 0, {}, {})
    assert beside["most"][0] == {"place": "ash.example", "captures": 3, "such_as": "https://ash.example/a"}
    dry = run(folder, place, "--dry-run", "--json")
    assert dry.json["archives"][0]["beside"] == beside
    assert "4 captures in it are of no source" in dry.err


def test_an_address_that_leads_to_the_same_page_is_the_same_and_one_that_may_lead_elsewhere_is_another(
    folder: Folder, tmp_path: Path
) -> None:
    alike = (
        "http://oak.example.jp/news",
        "https://www.oak.example.jp/news/index.html",
        "https://WWW.oak.example.jp:443/news/?utm_source=mail&fbclid=1",
        "https://oak.example.jp/news#top",
    )
    others = ("https://www.oak.example.jp/news/2", "https://elm.example.jp/list.html", "https://elm.example.jp/list.html?lang=en")
    made = run(folder, pages(tmp_path / "crawl.warc.gz", *alike, *others), "--json").json
    row = made["archives"][0]
    assert (row["new"], row["lost"], row["beside"]["others"], made["read"]["captures"]) == (len(alike), 0, len(others), len(alike))


def test_what_was_not_asked_for_and_what_is_no_capture_is_counted(folder: Folder, tmp_path: Path) -> None:
    place = tmp_path / "crawls"
    pages(place / "a.warc.gz", OAK, ELM, ELM)
    pages(place / "b.warc.gz", OAK, OAK, status="404 Not Found")
    ran = run(folder, place, "--source", "oak", "--until", "2026-05-20")
    for line in (
        "2 captures are of sources that were not asked for: elm 2",
        "1 captures lie outside of these days",
        "2 answers of sources are no captures, by their status: 404 2",
    ):
        assert line in ran.err
    beside = run(folder, place, "--source", "oak", "--until", "2026-05-20", "--json").json["archives"][0]["beside"]
    assert (beside["unasked"], beside["outside"], beside["statuses"]) == ({"elm": 2}, 1, {"404": 2})


def test_a_folder_whose_names_fit_no_source_says_so(folder: Folder, tmp_path: Path) -> None:
    place = captured(tmp_path / "captures", STATES[:3])
    ran = run(folder, place)
    assert "3 captures in it are of no source: office 2 (such as office/17" in ran.err
    assert "call the file after the source's id or address" in ran.err
    named = captured(tmp_path / "named", STATES[:3]) / "elm.example.jp" / "20260521120000.html"
    named.parent.mkdir()
    named.write_text("<p>elm", encoding="utf-8")
    made = run(folder, named.parents[1], "--source", "oak", "--json").json["archives"][0]
    assert (made["new"], made["beside"]["most"]) == (
        3,
        [{"place": "elm.example.jp", "captures": 1, "such_as": "elm.example.jp/20260521120000.html"}],
    )
    (tmp_path / "listed").mkdir()
    (tmp_path / "listed" / "manifest.csv").write_text("file,at,url\na,2026-05-21,https://ash.example/\n", encoding="utf-8")
    listed = run(folder, tmp_path / "listed", "--source", "oak")
    assert "1 captures in it are of no source: ash.example 1" in listed.err


def test_a_loss_is_told_once(folder: Folder, tmp_path: Path) -> None:
    place = tmp_path / "misdated"
    place.mkdir()
    (place / "oak_20261331000000.html").write_text("<p>oak", encoding="utf-8")
    (place / "elm_2026.html").write_text("<p>elm", encoding="utf-8")
    ran = run(folder, place)
    assert "0 captures brought in, 0 were here already, 2 lost" in ran.err
    assert (ran.err.count("20261331000000 in its name"), ran.err.count("2026 in its name")) == (1, 1)


def test_an_archive_of_nothing_says_so(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty.warc").write_bytes(b"")
    for name in ("empty", "empty.warc"):
        assert "nothing in it could be a capture" in run(folder, tmp_path / name).err
