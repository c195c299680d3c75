"""`tracker extract` reads saved bodies of each kind of record: a bundle, a budget's page, an answer of the subsidies API, a list of meetings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.budgets.ministry import REQUESTS, ROWS, bundle, index_page, table
from tests.grants.jgrants import subsidy
from tests.kinds.meetings import MEETINGS, meeting_list
from tests.stories.field import Folder

SAVED = {
    "bundle": (bundle(table(ROWS)), "budget", "歳出/エネルギー対策/先端半導体・人工知能関連技術勘定"),
    "table": (table(ROWS), "budget", "歳出/エネルギー対策/エネルギー需給勘定"),
    "page": (index_page([REQUESTS]).encode(), "budget", "令和8年度予算/予算の編成/各省各庁の概算要求(令和7年9月3日)"),
    "calls": (json.dumps({"result": [subsidy()]}).encode(), "grants", "a0W2x000001AbcDEAS"),
    "meetings": (meeting_list(MEETINGS).encode(), "index", "第3回"),
}


@pytest.mark.parametrize("name", sorted(SAVED))
def test_a_saved_body_is_read_as_its_kind(tmp_path: Path, name: str) -> None:
    body, kind, key = SAVED[name]
    (tmp_path / "saved").write_bytes(body)
    ran = Folder(tmp_path).run("extract", "saved", "--kind", kind, "--url", "https://www.example.go.jp/x/y")
    assert ran.code == 0, ran.err
    assert key in [block["key"] for block in ran.json["blocks"]]
    assert ran.json["problem"] is None


def test_a_bundle_cut_short_says_what_is_wrong_without_a_trace(tmp_path: Path) -> None:
    (tmp_path / "saved").write_bytes(SAVED["bundle"][0][:500])
    ran = Folder(tmp_path).run("extract", "saved", "--kind", "budget")
    assert (ran.code, ran.json["problem"]) == (0, "error-page")
    assert "was cut short" in ran.json["problem_detail"]
    assert "Traceback" not in ran.err
