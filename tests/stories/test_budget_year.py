"""The budget of fiscal 2026 as it came, from its requests to its enactment, through the ministry's page, its bundle and a second ministry.

Against the shipped timeline: what is told is one history of facts, and nothing in it contradicts.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.budgets.ministry import BUNDLE, DRAFT, ENACTED, GUIDELINE, INDEX, REQUESTS, ROWS, Row, Stage, bundle, serve, table
from tests.origin import Origin, page, reply
from tests.seed.seeded import TIMELINE
from tests.stories.field import Folder, Item
from tests.stories.field import serve as feed

ACCOUNT = "budget.fy2026.meti-ai-semiconductor"
REQUEST = Item(
    "令和８年度経済産業省概算要求について",
    "AI・半導体関連予算については事項要求とし、予算編成過程において検討する。",
    "2025-08-29",
    "/request",
)
NET = Item(
    "令和８年度経済産業省関連予算案について",
    "令和8年度予算案では、先端半導体・人工知能関連技術勘定に総計12,390億円（純計12,188億円）を計上した。",
    "2025-12-26",
    "/draft",
)


@contextmanager
def watched(path: Path) -> Iterator[tuple[Origin, Folder]]:
    with Origin() as origin:
        folder = Folder(path)
        both = {"kind": "budget", "tracks": ["budget"], "name": {"ja": "財務省", "en": "Ministry of Finance"}}
        folder.sources["mof-fy2026"] = {"url": origin.url(INDEX), **both}
        folder.sources["mof-bundle"] = {"url": origin.url(BUNDLE), **both}
        folder.sources["meti"] = {"url": origin.url("/meti"), "tracks": ["budget"]}
        folder.set_up()
        shutil.copy(TIMELINE, path / "db" / "timeline.yaml")
        yield origin, folder


STEPS: tuple[tuple[str, tuple[Stage, ...], tuple[Item, ...], tuple[Row, ...] | None], ...] = (
    ("2025-09-05", (GUIDELINE, REQUESTS), (REQUEST,), None),
    ("2025-12-27", (GUIDELINE, REQUESTS, DRAFT), (NET, REQUEST), None),
    ("2026-02-21", (GUIDELINE, REQUESTS, DRAFT), (NET, REQUEST), ROWS),
    ("2026-04-08", (GUIDELINE, REQUESTS, DRAFT, ENACTED), (NET, REQUEST), ROWS),
)


class Year:
    """What was told of the year: each digest, the timeline in the end, and the history of the account."""

    def __init__(self, path: Path) -> None:
        self.digests: list[dict[str, Any]] = []
        with watched(path) as (origin, folder):
            for day, stages, items, rows in STEPS:
                serve(origin, stages, rows)
                origin.route("/meti", feed(items))
                folder.poll(f"{day}T09:00:00+09:00", "--all")
                self.digests.append(folder.digest(f"{day}T09:00:00+09:00"))
            self.timeline = folder.run("timeline", "--track", "budget", "--format", "json").json
            self.history = folder.run("timeline", "show", ACCOUNT, "--json").json
            self.shown = folder.run("timeline", "show", ACCOUNT).out

    def told(self, step: int) -> set[tuple[str, str]]:
        """The verdicts of one digest on budgets, each with its event."""
        sections = [one for one in self.digests[step]["sections"] if one["name"] not in ("brief", "open", "coming", "overdue", "coverage")]
        return {
            (entry["verdict"], entry["event"]) for section in sections for entry in section["entries"] if "budget" in (entry["event"] or "")
        }

    def row(self, name: str) -> dict[str, Any]:
        (found,) = [row for row in self.timeline if row["id"] == name]
        return dict(found)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return Year(tmp_path_factory.mktemp("year"))


def test_each_stage_is_told_as_it_comes(year: Year) -> None:
    assert year.told(0) == {
        ("adds", "national-budget.cabinet-understanding.2025-08-08"),
        ("adds", "national-budget.requested.2025-09-03"),
        ("adds", "ai-budget.requested.2026-04-01"),
    }
    assert year.told(1) == {("adds", "national-budget.cabinet-decision.2025-12-26"), ("refines", ACCOUNT)}
    assert year.told(2) == {("refines", ACCOUNT)}
    assert year.told(3) == {("adds", "national-budget.enacted.2026-04-07")}


def test_nothing_contradicts(year: Year) -> None:
    for digest in year.digests:
        names = {section["name"] for section in digest["sections"] if section["entries"]}
        assert not names & {"contradicts", "corrections", "review"}, names


def test_what_is_asked_for_without_an_amount_has_none_and_says_so(year: Year) -> None:
    (fact,) = year.row("ai-budget.requested.2026-04-01")["facts"]
    assert (fact["name"], fact["value"], fact["written"]) == ("amount", None, "事項要求")
    titles = [entry["title"] for section in year.digests[0]["sections"] for entry in section["entries"] if section["name"] == "new"]
    assert {
        "en": "METI money for AI and semiconductors: Budget requested, FY2026, no amount stated (事項要求)",
        "ja": "経済産業省のAI・半導体関連予算：概算要求、令和8年度（2026年度）、金額なし（事項要求）",
    } in titles


def test_the_account_has_its_exact_amount_gross_and_net_side_by_side(year: Year) -> None:
    facts = {(fact["pot"], fact["unit"]): fact["value"] for fact in year.row(ACCOUNT)["facts"]}
    gross, net = "meti-ai-semiconductor.fy2026.gross", "meti-ai-semiconductor.fy2026.net"
    assert (facts[gross, "JPY"], facts[net, "JPY"]) == ("1239004417000", "1218800000000")


def test_the_stages_stand_in_their_order(year: Year) -> None:
    order = [row["type"] for row in year.timeline if row["id"].startswith("national-budget.")]
    assert order == ["cabinet-understanding", "requested", "cabinet-decision", "enacted"]
    account = [row["id"] for row in year.timeline if row["id"] in (ACCOUNT, "ai-budget.requested.2026-04-01")]
    assert account == ["ai-budget.requested.2026-04-01", ACCOUNT]


def test_the_history_of_the_account_tells_who_made_it_more_exact(year: Year) -> None:
    assert "mof-bundle (official)" in year.shown
    assert "総計1,239,004,417千円を計上した" in year.shown
    assert "¥1.239004417 trillion (gross), about US$8 billion (gross), ¥1.2188 trillion (net)" in year.shown
    places = [year.shown.index(words) for words in ("the seed file", "finding:", "¥1.239 trillion", "mof-bundle")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, bundle(table(ROWS))[:600], "error-page"),
        (200, bundle(table(ROWS, ("勘定コード", "特別会計", "勘定", "項名", "目名", "令和8年度予定額", "前年度予算額"))), "error-page"),
        (200, "<html><head><title>503</title></head><body><h1>ただいまメンテナンス中です</h1></body></html>".encode(), "error-page"),
        (200, bundle(b""), "error-page"),
        (500, b'{"message":"internal error"}', "failed"),
    ],
)
def test_a_bundle_that_cannot_be_read_leaves_the_last_good_one(tmp_path: Path, status: int, body: bytes, outcome: str) -> None:
    with watched(tmp_path) as (origin, folder):
        serve(origin, (GUIDELINE,), ROWS)
        folder.poll("2026-02-21T09:00:00+09:00", "mof-bundle")
        origin.route(BUNDLE, reply(status, body))
        row = folder.poll("2026-02-22T09:00:00+09:00", "mof-bundle")["mof-bundle"]
        assert row["outcome"] == outcome
        assert row["why"]
        origin.route(BUNDLE, page(bundle(table(ROWS)), content_type="application/zip"))
        assert folder.poll("2026-02-24T09:00:00+09:00", "mof-bundle", "--all")["mof-bundle"]["outcome"] == "unchanged"


def test_another_amount_of_an_item_is_a_changed_cell(tmp_path: Path) -> None:
    with watched(tmp_path) as (origin, folder):
        serve(origin, (GUIDELINE,), ROWS)
        folder.poll("2026-02-21T09:00:00+09:00", "mof-bundle")
        serve(origin, (GUIDELINE,), _with_other(ROWS))
        row = folder.poll("2026-02-23T09:00:00+09:00", "mof-bundle")["mof-bundle"]
        assert (row["outcome"], row["changes"]) == ("changed", 2), "the item and what its account comes to"


def _with_other(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    changed = Row(rows[1].code, rows[1].account, rows[1].section, rows[1].item, rows[1].purpose, 673_820_001, rows[1].before)
    return (rows[0], changed, *rows[2:])
