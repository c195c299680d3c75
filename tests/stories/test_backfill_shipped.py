"""What a backfill of the shipped sources would fetch, told where nothing can be reached: something of each, with its reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.stories.field import Folder, Ran

ROOT = Path(__file__).parents[2]
LETTER = """
  - {id: letter, name: {ja: 手紙, en: Letter}, kind: mail, path: box, from: a@oak.example, url: 'https://oak.example.invalid/',
     authority: official, lang: ja, tracks: [act]}
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The dry run, with each source at a name that nobody can ever have."""
    folder = Folder(tmp_path_factory.mktemp("shipped"))
    text = (ROOT / "sources.yaml").read_text(encoding="utf-8")
    (folder.path / "sources.yaml").write_text(re.sub(r"(https?://[^/\"\s]+)", r"\1.invalid", text) + LETTER, encoding="utf-8")
    (folder.path / "db").mkdir()
    (folder.path / "db" / "timeline.yaml").write_bytes((ROOT / "db" / "timeline.yaml").read_bytes())
    folder.environ |= {"TRACKER_WAYBACK_URL": "https://archive.invalid", "TRACKER_WAYBACK_GAP": "0.001"}
    return folder.run("backfill", "--dry-run", "--since", "2025-01-01", "--json", now="2026-08-22T09:00:00+09:00")


def test_each_source_stands_in_it(ran: Ran) -> None:
    assert ran.code == 0, ran.err
    rows = {row["archive"]: row for row in ran.json["archives"]}
    assert list(rows) == ["own", "wayback", "warp"]
    told = {name for row in rows.values() for name in (*row["sources"], *row.get("failed", {}), *row.get("nothing", ()))}
    shipped = set(re.findall(r"(?m)^  - id: (\S+)", (ROOT / "sources.yaml").read_text(encoding="utf-8")))
    assert told == shipped
    assert ran.json["silent"] == {"letter": "what is in a mailbox is read at each look: older messages are, once they are put into it"}
    assert all(re.search(rf"(?m)\b{re.escape(name)}\b", ran.err) for name in shipped)


def test_who_cannot_be_reached_is_asked_once_or_twice_and_named(ran: Ran) -> None:
    own, wayback, warp = ran.json["archives"]
    assert {"egov-laws", "kokkai-minutes", "jgrants", "public-comment-open", "moj-press"} <= set(own["failed"])
    assert all(sum(reasons.values()) <= 2 for reasons in own["failed"].values())
    assert "not asked further in this run" in ran.err
    assert len(wayback["failed"]) > 60
    assert "captures that are known are named by --warp-list" in ran.err
    assert warp["nothing"]
