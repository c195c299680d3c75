"""A question makes no database: where there is none, a mistyped name is told and nothing is left on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.field import ADDS, Folder, office
from tracker.cli.commands import MODULES
from tracker.cli.stopping import ONLY_READ

QUESTIONS = [
    ["timeline"],
    ["timeline", "--format", "json"],
    ["timeline", "diff", "2026-01-01", "2026-06-01"],
    ["clock"],
    ["review"],
    ["sources"],
    ["deliveries"],
    ["health", "--json"],
    ["why", "https://example.org/", "--json"],
    ["rederive"],
    ["backtest"],
    ["export", "--json", "-"],
]


def _on_disk(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_a_question_of_a_database_that_is_not_there_leaves_nothing_behind(tmp_path: Path, question: list[str]) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1/feed")
    before = _on_disk(tmp_path)
    ran = folder.run(*question, "--database-url", f"sqlite:///{tmp_path}/nowhere/mistyped.sqlite3")
    assert ran.code in (0, 1), ran.err
    assert "nowhere/mistyped.sqlite3: there is no database yet" in ran.err
    assert "--database-url" in ran.err
    assert _on_disk(tmp_path) == before


def test_a_new_folder_shows_its_seed_before_anything_was_looked_at(tmp_path: Path) -> None:
    with office(tmp_path, ADDS) as (_, folder):
        first = folder.run("timeline")
        made = (tmp_path / "db" / "tracker.sqlite3").exists()
        folder.poll()
        later = folder.run("timeline", "--database-url", f"sqlite:///{tmp_path}/db/tracker.sqlite3")
    assert (first.code, later.code, made) == (0, 0, False)
    assert "act.enacted" in first.out
    assert (first.err, later.err) == ("", ""), "nothing was named that is not there"


def test_commands_that_only_read_are_commands() -> None:
    assert set(MODULES) > ONLY_READ
    assert not {"poll", "run", "digest", "send", "backfill", "rederive", "capture", "ack", "restore", "vacuum"} & ONLY_READ


def test_vacuum_gives_nothing_up_where_there_is_no_database(tmp_path: Path) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1/feed")
    ran = folder.run("vacuum", "--database-url", f"sqlite:///{tmp_path}/nowhere/mistyped.sqlite3")
    assert ran.code == 2
    assert "there is no database" in ran.err
    assert not (tmp_path / "nowhere").exists()
