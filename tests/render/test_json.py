"""The JSON that other programs read."""

from __future__ import annotations

import json
from importlib.metadata import entry_points

import pytest

from tests.render.weeks import full_week, hostile_week, quiet_week
from tracker.model.digest import SECTIONS, Digest
from tracker.model.wire import from_json
from tracker.render.json import JSON

ENTRY_KEYS = {"title", "verdict", "track", "tracks", "event", "when", "was", "sources"}
SOURCE_KEYS = {"source", "authority", "url", "title", "quote", "snapshot", "seen"}


@pytest.mark.parametrize("digest", [full_week(), quiet_week(), hostile_week("<b>\u2028\x07“’")], ids=["full", "quiet", "hostile"])
def test_reading_it_back_gives_the_digest(digest: Digest) -> None:
    assert from_json(JSON.render(digest), Digest) == digest


def test_it_keeps_the_keys_of_the_contract() -> None:
    read = json.loads(JSON.render(full_week()))
    assert {"id", "series", "since", "until", "sections", "coverage"} <= set(read)
    assert {"source", "looked", "failed", "blind_since", "possible_gap"} <= set(read["coverage"][0])
    assert [section["name"] for section in read["sections"]] == [
        name for name in SECTIONS if name in {one["name"] for one in read["sections"]}
    ]
    for entry in (entry for section in read["sections"] for entry in section["entries"]):
        assert set(entry) >= ENTRY_KEYS
        assert set(entry["title"]) == {"ja", "en"}
        assert set(entry["when"]) == set(entry["was"]) == {"earliest", "latest", "precision"}
        assert all(set(cited) >= SOURCE_KEYS for cited in entry["sources"])


def test_a_full_week_has_every_section() -> None:
    assert [section["name"] for section in json.loads(JSON.render(full_week()))["sections"]] == list(SECTIONS)


def test_dates_are_iso_and_periods_carry_japans_offset() -> None:
    read = json.loads(JSON.render(full_week()))
    decided = next(section for section in read["sections"] if section["name"] == "decided")
    assert decided["entries"][0]["when"] == {"earliest": "2026-08-12", "latest": "2026-08-12", "precision": "day"}
    assert (read["since"], read["until"]) == ("2026-08-10T08:00:00+09:00", "2026-08-17T08:00:00+09:00")


def test_it_is_readable_stable_and_not_escaped() -> None:
    written = JSON.render(full_week())
    assert "港湾利用法" in written
    assert "\\u" not in written
    assert written.startswith('{\n  "id"')
    assert written.endswith("}\n")
    assert written == JSON.render(full_week())


def test_it_is_found_by_its_entry_point() -> None:
    (point,) = entry_points(group="tracker.renderers", name="json")
    assert point.load() is JSON
    assert JSON.suffix == "json"
