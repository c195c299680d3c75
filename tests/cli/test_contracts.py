"""The JSON that other programs rely on: its keys stay as they are. More of them may come."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.stories.field import ADVANCES, CONFIRMS, NOW, STORY, Folder, Item, after, feed, office, serve
from tracker.model.digest import SECTIONS


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The first digest of a full story, and a weekly one."""
    with office(tmp_path_factory.mktemp("contracts"), *STORY) as (_, folder):
        folder.poll()
        weekly = folder.run("digest", "--series", "weekly", "--format", "json", now=after(days=7))
        return [folder.digest(after(days=7)), json.loads(weekly.paths[0].read_text(encoding="utf-8"))]


def _entries(digest: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (entry for section in digest["sections"] for entry in section["entries"])


def test_poll_has_one_row_a_source(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        folder.set_up(office=origin.url("/feed"), gone=origin.url("/gone"))
        ran = folder.run("poll", "--json", now=NOW)
        second = folder.run("poll", "--json", "--all", now=after(hours=2))
    assert {row["id"] for row in ran.json["sources"]} == {"office", "gone"}
    assert all({"id", "outcome", "changes", "findings"} <= row.keys() for row in ran.json["sources"])
    assert {row["id"]: row["outcome"] for row in second.json["sources"]} == {"office": "unchanged", "gone": "error-page"}
    assert len(ran.out.splitlines()) == 1, "results alone: progress is on standard error"
    assert "office: first" in ran.err


def test_a_digest_is_named_and_dated(digests: list[dict[str, Any]]) -> None:
    run, weekly = digests
    assert (run["id"], run["series"], run["since"], run["until"]) == (
        "run-2026-06-17T0900",
        "run",
        "2026-04-30T23:59:59+09:00",
        "2026-06-17T09:00:00+09:00",
    )
    assert (weekly["id"], weekly["series"], weekly["until"]) == ("weekly-2026-W24", "weekly", "2026-06-15T08:00:00+09:00")


def test_a_digest_has_its_sections_in_order(digests: list[dict[str, Any]]) -> None:
    for digest in digests:
        names = [section["name"] for section in digest["sections"]]
        assert names == [name for name in SECTIONS if name in names]
        assert {"brief", "decided", "new", "contradicts", "confirmed", "background", "coverage"} <= set(names)


def test_every_entry_has_its_keys(digests: list[dict[str, Any]]) -> None:
    entries = [entry for digest in digests for entry in _entries(digest)]
    assert len(entries) > 14
    for entry in entries:
        assert {"title", "verdict", "track", "tracks", "event", "when", "was", "sources"} <= entry.keys()
        assert {"ja", "en"} <= entry["title"].keys()
        for one in entry["sources"]:
            assert {"source", "authority", "url", "title", "quote", "snapshot", "seen"} <= one.keys()
            assert one["snapshot"].startswith("sha256:")
            assert one["seen"].endswith("+09:00")


def test_coverage_has_one_row_a_source(digests: list[dict[str, Any]]) -> None:
    for digest in digests:
        assert [row["source"] for row in digest["coverage"]] == ["office"]
        assert {"source", "looked", "failed", "blind_since", "possible_gap"} <= digest["coverage"][0].keys()


def test_the_timeline_has_one_row_an_event(tmp_path: Path) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    rows = folder.run("timeline", "--format", "json").json
    keys = {"id", "kind", "tracks", "subject", "type", "when", "modality", "facts", "title"}
    assert len(rows) == 5
    assert all(keys <= row.keys() for row in rows)
    assert rows[0]["when"].keys() >= {"earliest", "latest", "precision"}


def test_the_pure_steps_answer_with_their_keys(tmp_path: Path) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    (tmp_path / "old.xml").write_bytes(feed([CONFIRMS]))
    (tmp_path / "new.xml").write_bytes(feed([Item(CONFIRMS.title, "本文が加わった", link=CONFIRMS.link), ADVANCES]))
    text = "種子基金は2026年3月9日に設立され、総額1兆2390億円、34.6%、10,312社、第1.2版。"
    extracted = folder.run("extract", "new.xml").json
    compared = folder.run("diff", "old.xml", "new.xml", "--json").json
    read = folder.run("read", "-", "--json", stdin=text.encode()).json
    explained = folder.run("explain", "-", "--json", stdin=text.encode()).json
    assert {"key", "text", "title", "link", "published"} <= extracted["blocks"][0].keys()
    assert all({"change", "key", "old", "new"} <= change.keys() for change in compared["changes"])
    assert {change["change"] for change in compared["changes"]} == {"added", "revised"}
    by_kind = {one["kind"]: one for one in read["mentions"]}
    expected = {
        "date": {"earliest", "latest", "precision"},
        "money": {"currency", "amount", "least", "most"},
        "percent": {"value"},
        "count": {"value", "unit"},
        "version": {"value"},
        "status": {"value"},
        "subject": {"value"},
    }
    assert by_kind.keys() == expected.keys()
    for kind, keys in expected.items():
        assert keys | {"kind", "text", "start", "end"} <= by_kind[kind].keys()
    assert {"subject", "event", "modality", "when", "facts", "quote", "start", "end"} <= read["claims"][0].keys()
    finding = {"verdict", "track", "subject", "type", "modality", "event", "rule", "background", "when", "facts", "quote", "start", "end"}
    assert finding <= explained["findings"][0].keys()
    assert explained["verdict"] == "update"
    assert explained["findings"][0]["event"] == "fund.established"


def test_a_digest_names_every_look_since_the_last(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, etag='"1"') as (origin, folder):
        for hour in range(0, 6, 2):
            folder.poll(after(hours=hour))
        first = folder.digest(after(hours=6))
        origin.route("/feed", serve([CONFIRMS, ADVANCES]))
        folder.poll(after(hours=8))
        second = folder.digest(after(hours=9))
    assert [row["coverage"][0]["looked"] for row in (first, second)] == [3, 1]
    assert second["since"] == first["until"]
