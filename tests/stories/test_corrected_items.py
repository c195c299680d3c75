"""An item of a feed that is corrected after its own day: what the past tense tells of a day before it was seen has happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stories.field import Item, entries, office, serve

FIRST_LOOK, SECOND_LOOK = "2026-07-02T18:00:00+09:00", "2026-07-04T09:00:00+09:00"
BEFORE = "種子基金の第4回公募についてお知らせします。"


def item(text: str, day: str = "2026-07-02") -> Item:
    return Item("種子基金について", text, day=day, link="/fund")


def told(digest: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["type"], one["modality"], one["when"]["earliest"]) for one in entries(digest) if one["type"] == "selected"]


@pytest.mark.parametrize(
    ("text", "modality", "day"),
    [
        ("種子基金は2026年7月3日に第4回公募の採択を行いました。", "occurred", "2026-07-03"),
        ("種子基金は7月3日に第4回公募の採択を行いました。", "occurred", "2026-07-03"),
        ("The Seed Fund selected its fourth round on 3 July 2026.", "occurred", "2026-07-03"),
        ("The Seed Fund selected its fourth round on 3 July.", "occurred", "2026-07-03"),
        ("種子基金は2026年7月3日に第4回公募の採択を行う予定です。", "scheduled", "2026-07-03"),
        ("種子基金は2026年7月3日に第4回公募の採択を行います。", "scheduled", "2026-07-03"),
        ("種子基金は2026年7月5日に第4回公募の採択を行いました。", "scheduled", "2026-07-05"),
        ("種子基金は7月20日に第4回公募の採択を行いました。", "occurred", "2025-07-20"),
    ],
)
def test_what_the_corrected_text_tells_of(tmp_path: Path, text: str, modality: str, day: str) -> None:
    with office(tmp_path, item(BEFORE)) as (origin, folder):
        folder.poll(FIRST_LOOK)
        assert told(folder.digest(FIRST_LOOK)) == []
        origin.route("/feed", serve([item(text)]))
        folder.poll(SECOND_LOOK)
        assert told(folder.digest(SECOND_LOOK)) == [("selected", modality, day)]


@pytest.mark.parametrize(
    ("text", "modality", "day"),
    [
        ("種子基金は2026年7月3日に第4回公募の採択を行いました。", "occurred", "2026-07-03"),
        ("種子基金は2026年7月3日、第4回公募の採択。", "scheduled", "2026-07-03"),
        ("種子基金は7月20日に第4回公募の採択を行いました。", "occurred", "2025-07-20"),
    ],
)
def test_at_first_sight_a_day_that_is_written_in_full_counts_likewise(tmp_path: Path, text: str, modality: str, day: str) -> None:
    with office(tmp_path, item(text)) as (_, folder):
        folder.poll(SECOND_LOOK)
        assert told(folder.digest(SECOND_LOOK)) == [("selected", modality, day)]


def test_explain_judges_it_as_a_poll_would(tmp_path: Path) -> None:
    with office(tmp_path) as (_, folder):
        (tmp_path / "item.txt").write_text("種子基金は2026年7月3日に第4回公募の採択を行いました。", encoding="utf-8")
        asked = ("explain", "item.txt", "--published", "2026-07-02", "--authority", "official", "--json")
        modalities = [folder.run(*asked, now=moment).json["findings"][0]["modality"] for moment in (FIRST_LOOK, SECOND_LOOK)]
    assert modalities == ["scheduled", "occurred"]


def test_an_old_day_that_stays_in_a_corrected_text_keeps_its_year(tmp_path: Path) -> None:
    with office(tmp_path, item("種子基金は11月3日に第4回公募の採択を行った。", day="2026-07-02")) as (origin, folder):
        folder.poll(FIRST_LOOK)
        assert told(folder.digest(FIRST_LOOK)) == [("selected", "occurred", "2025-11-03")]
        origin.route("/feed", serve([item("種子基金は11月3日に第4回公募の採択を行いました。", day="2026-07-02")]))
        folder.poll("2026-12-01T09:00:00+09:00")
        assert told(folder.digest("2026-12-01T09:00:00+09:00")) == []
