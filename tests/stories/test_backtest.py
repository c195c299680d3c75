"""What another pack, other sources or today's rules would have told of the past: shown, and nothing changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.origin import Origin, page
from tests.stories.field import FIELD, Folder, Ran, after
from tests.stories.past import END, FEED, PAGE, STATES, captured, watching

LATER = after(END.isoformat(), days=30)
LIVED = STATES[:8]
"""What was polled at its time; the rest is brought in afterwards."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Folder]:
    """A tracker with a past, a part of which was brought in. No test may change it."""
    with Origin() as origin:
        lived = watching(tmp_path_factory.mktemp("lived"), origin.port)
        for state in LIVED:
            kind = "application/rss+xml" if state.source == FEED else "text/html; charset=utf-8"
            origin.route(f"/{state.source}", page(state.body, content_type=kind))
            lived.poll(state.at.isoformat(), state.source)
        assert lived.run("backfill", "--from", str(captured(lived.path / "captures", STATES[8:])), now=LATER).code == 0
    before = rows(lived)
    yield lived
    assert rows(lived) == before


def rows(folder: Folder) -> list[str]:
    """Everything that the database holds, and the files beside it."""
    with sqlite3.connect(folder.path / "db" / "tracker.sqlite3") as connection:
        found = list(connection.iterdump())
    connection.close()
    return [*found, *sorted(path.name for path in (folder.path / "db").iterdir() if not path.name.endswith(("-wal", "-shm")))]


def backtest(folder: Folder, *arguments: str) -> Ran:
    ran = folder.run("backtest", *arguments)
    assert ran.code == 0, ran.err
    return ran


def pack(path: Path, *changes: tuple[str, str]) -> str:
    """The pack with some words changed, as a file."""
    text = FIELD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("option", ["--pack", "--with-sources"])
def test_a_changed_file_that_is_not_there_is_called_by_its_option(folder: Folder, option: str) -> None:
    ran = folder.run("backtest", option, "nowhere.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert f"{option} nowhere.yaml: there is no such file" in ran.err
    assert "tracker init" not in ran.err


def sources(path: Path, folder: Folder, **changed: object) -> str:
    """`sources.yaml` with another page, as a file."""
    found = yaml.safe_load((folder.path / "sources.yaml").read_text(encoding="utf-8"))
    for one in found["sources"]:
        one.update(changed if one["id"] == PAGE else {})
    path.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
    return str(path)


ALIAS = ("aliases: [樫指針, Oak Guide]", "aliases: [楢指針, Holm Guide]")
DAY = ("earliest: 2026-03-05, latest: 2026-03-05", "earliest: 2026-03-09, latest: 2026-03-09")


def test_the_same_files_and_rules_tell_the_same(folder: Folder) -> None:
    assert backtest(folder).out == "7 findings stay as they are; 0 would appear, 0 vanish, 0 change\n"
    again = backtest(folder, "--pack", "db/timeline.yaml", "--with-sources", "sources.yaml", "--json").json
    assert again == {"same": 7, "appears": [], "vanishes": [], "changes": []}


def test_what_a_pack_does_not_know_vanishes_and_what_it_learns_appears(folder: Folder, tmp_path: Path) -> None:
    other = pack(tmp_path / "other.yaml", ALIAS)
    found = backtest(folder, "--pack", other, "--json").json
    assert {one["subject"] for one in found["vanishes"]} == {"oak-guide"}
    assert (found["same"], found["appears"], len(found["vanishes"]), found["changes"]) == (4, [], 3, [])
    assert {one["source"] for one in found["vanishes"]} == {FEED, PAGE}
    back = backtest(folder, "--timeline", other, "--pack", "db/timeline.yaml", "--json").json
    assert [one["title"] for one in back["appears"]] == [one["title"] for one in found["vanishes"]]
    assert (back["same"], back["vanishes"], back["changes"]) == (4, [], [])


def test_what_a_row_says_otherwise_changes_the_verdict(folder: Folder, tmp_path: Path) -> None:
    other = pack(tmp_path / "other.yaml", DAY)
    found = backtest(folder, "--pack", other, "--json").json
    assert [(one["was"]["verdict"], one["is"]["verdict"], one["is"]["event"]) for one in found["changes"]] == [
        ("contradicts", "confirms", "fund.established")
    ]
    assert (found["same"], found["appears"], found["vanishes"]) == (6, [], [])
    lines = backtest(folder, "--pack", other).out.splitlines()
    assert lines[0] == "6 findings stay as they are; 0 would appear, 0 vanish, 1 change"
    assert [line.strip() for line in lines[3:]] == [
        "2026-05-13 Seed Fund: Established, 9 March 2026 (the timeline has 5 March 2026) (contradicts, rule contradicts.date)",
        f"{FEED} <http://127.0.0.1/established>",
        "-> Seed Fund: Established, 9 March 2026 (confirms, rule confirms.same)",
    ]


@pytest.mark.parametrize("rule", ["contradicts", "confirms.same"])
def test_a_finding_that_another_rule_reaches_is_shown_under_both(folder: Folder, tmp_path: Path, rule: str) -> None:
    found = backtest(folder, "--pack", pack(tmp_path / "other.yaml", DAY), "--rule", rule, "--json").json
    assert (len(found["changes"]), found["appears"], found["vanishes"]) == (1, [], [])


def test_only_a_source_or_a_rule_is_shown(folder: Folder, tmp_path: Path) -> None:
    other = pack(tmp_path / "other.yaml", ALIAS)
    of_page = backtest(folder, "--pack", other, "--source", PAGE, "--json").json
    assert ({one["source"] for one in of_page["vanishes"]}, len(of_page["vanishes"])) == ({PAGE}, 2)
    of_rule = backtest(folder, "--pack", other, "--rule", "supersedes", "--json").json
    assert ({one["rule"] for one in of_rule["vanishes"]}, len(of_rule["vanishes"])) == ({"supersedes.instance"}, 2)
    none = backtest(folder, "--rule", "supersede.instance")
    assert "--rule supersede.instance: nothing in this past was concluded by such a rule" in none.err
    assert "supersedes.instance" in none.err


def test_a_subject_that_a_pack_has_no_more_is_called_as_it_was(folder: Folder, tmp_path: Path) -> None:
    head, _, rest = FIELD.partition("  seed-fund:")
    rest, _, tail = rest.partition("  - id: fund.established")
    less = tmp_path / "less.yaml"
    less.write_text(head + rest.partition("\n")[2] + "agencies:" + tail.partition("agencies:")[2], encoding="utf-8")
    vanished = backtest(folder, "--pack", str(less), "--json").json["vanishes"]
    assert [one["title"]["en"] for one in vanished] == [
        "Seed Fund: Established, 9 March 2026 (the timeline has 5 March 2026)",
        "Seed Fund: Selected, no. 3",
    ]


def test_another_selector_reads_another_page(folder: Folder, tmp_path: Path) -> None:
    found = backtest(folder, "--with-sources", sources(tmp_path / "h1.yaml", folder, select="h1"), "--json").json
    assert ({one["source"] for one in found["vanishes"]}, len(found["vanishes"]), found["same"]) == ({PAGE}, 2, 5)


def test_a_source_of_another_name_has_no_past_and_that_is_said(folder: Folder, tmp_path: Path) -> None:
    other = sources(tmp_path / "other.yaml", folder, id="leaflet")
    ran = backtest(folder, "--with-sources", other)
    assert ran.out.startswith("5 findings stay as they are; 0 would appear, 2 vanish")
    assert f"{PAGE}: not in {other}: what was seen of it is left out" in ran.err


@pytest.mark.parametrize("option", ["--pack", "--with-sources"])
def test_a_file_that_is_wrong_is_told_with_its_line(folder: Folder, tmp_path: Path, option: str) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("version: 1\nsources: []\nsources: []\n", encoding="utf-8")
    ran = folder.run("backtest", option, str(wrong))
    assert (ran.code, ran.out) == (2, "")
    assert f"{wrong}:3: the key 'sources' stands twice" in ran.err
    assert folder.run("backtest", option, str(tmp_path / "none.yaml")).code == 2


def test_an_edited_timeline_is_not_merged_by_asking(folder: Folder, tmp_path: Path) -> None:
    before = rows(folder)
    found = backtest(folder, "--timeline", pack(tmp_path / "other.yaml", DAY), "--json").json
    assert (len(found["changes"]), rows(folder) == before) == (1, True)


def test_without_a_past_there_is_nothing_to_read(tmp_path: Path) -> None:
    ran = backtest(watching(tmp_path, 1))
    assert "there is no past to read" in ran.err
