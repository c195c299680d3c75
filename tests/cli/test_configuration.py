"""What is wrong with a folder is said by file and line, with what to do, and never by a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.field import CONFIRMS, FIELD, NOW, Folder, office

COMMANDS = [
    ("poll",),
    ("digest",),
    ("run", "--once"),
    ("timeline",),
    ("why", "act"),
    ("sources",),
    ("snapshot", "sha256:0123456789"),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("missing", ["sources.yaml", "db/timeline.yaml"])
def test_without_its_files_a_command_says_how_to_get_them(tmp_path: Path, command: tuple[str, ...], missing: str) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    (tmp_path / missing).unlink()
    ran = folder.run(*command)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"tracker: {missing}: ")
    assert "tracker init" in ran.err
    assert not (tmp_path / "db" / "tracker.sqlite3").exists(), "an empty tracker is never started silently"


@pytest.mark.parametrize("command", [("read", "-"), ("explain", "-")])
def test_the_pure_commands_need_the_timeline_too(tmp_path: Path, command: tuple[str, ...]) -> None:
    ran = Folder(tmp_path).run(*command, stdin=b"text")
    assert (ran.code, "tracker init" in ran.err) == (2, True)


SOURCES_FAULTS = [
    ("kind: feed", "kind: feeed", 9, "kind", "feed"),
    ("authority: official", "authority: officious", 8, "authority", "official"),
    ("url: http:", "url: ftp:", 18, "url", "http"),
    ("- law", "- lawn", 15, "tracks", "law"),
    ("lang: ja", "lnag: ja", 10, "lnag", "lang"),
    ("every: 1h", "every: 1 fortnight", 3, "every", "6h"),
    ("version: 1", "version: 2", 1, "version", "version 1"),
]


@pytest.mark.parametrize(("old", "new", "line", "key", "hint"), SOURCES_FAULTS)
def test_a_fault_of_the_sources_is_named_by_file_and_line(tmp_path: Path, old: str, new: str, line: int, key: str, hint: str) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "timeline.yaml").write_text(FIELD, encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(SOURCES.replace(old, new, 1), encoding="utf-8")
    assert (folder.run("sources").code, SOURCES.count(old) >= 1) == (2, True)
    ran = folder.run("poll", now=NOW)
    where = f"tracker: sources.yaml:{line}: "
    assert (ran.code, ran.out) == (2, "")
    assert any(row.startswith(where) and key in row and hint in row for row in ran.err.splitlines()), ran.err


SOURCES = """\
version: 1
defaults:
  every: 1h
sources:
  - id: office
    name: {ja: 森林局, en: Forest Office}

    authority: official
    kind: feed
    lang: ja

    every: 6h

    tracks:
      - law
      - guide

    url: http://127.0.0.1:9/feed
"""

TIMELINE_FAULTS = [
    ("kind: event", "kind: evnet", "kind", "event"),
    ("subject: acorn-act", "subject: acron-act", "subject", "acorn-act"),
    ("earliest: 2026-02-10", "earliest: 2026-02-30", "earliest", "2026-02-30"),
    ("precision: month", "precision: day", "when", "day"),
    ("id: act.promulgated", "id: act.enacted", "id", "twice"),
    ("known_at: 2026-04-30", "known_at: April", "known_at", "2026-04-30"),
    ("signals: {ja: [成立]", "signals: {ja: ['(成立']", "signals", "regular expression"),
]


@pytest.mark.parametrize(("old", "new", "key", "hint"), TIMELINE_FAULTS)
def test_a_fault_of_the_timeline_is_named_by_file_and_line(tmp_path: Path, old: str, new: str, key: str, hint: str) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    broken = FIELD.replace(old, new, 1)
    (tmp_path / "db" / "timeline.yaml").write_text(broken, encoding="utf-8")
    ran = folder.run("timeline")
    line = FIELD[: FIELD.index(old)].count("\n") + 1
    assert (ran.code, ran.out) == (2, "")
    assert any(row.startswith(f"tracker: db/timeline.yaml:{line}: ") and key in row and hint in row for row in ran.err.splitlines()), (
        ran.err
    )


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"a: [", b"- just a list", b"&a [*a]", b"a: 1\na: 2\n", bytes(100)])
@pytest.mark.parametrize("name", ["sources.yaml", "db/timeline.yaml"])
def test_rubbish_for_a_file_is_refused(tmp_path: Path, name: str, body: bytes) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    (tmp_path / name).write_bytes(body)
    ran = folder.run("timeline")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"tracker: {name}:")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("poll", "nobody"), "no source is called nobody; sources.yaml has office"),
        (("timeline", "--track", "lawn"), "no track is called lawn; known are law, guide, fund"),
        (("timeline", "--format", "xml"), "--format xml: one of table, json, md, csv"),
        (("timeline", "--as-of", "last week"), "--as-of last week: a day"),
        (("timeline", "--as-of", "2026-07-01T00:00"), "has no zone"),
        (("timeline", "--as-of", "0001-01-01"), "a year from"),
        (("timeline", "--lang", "de"), "ja or en"),
        (("digest", "--series", "hourly"), "no series 'hourly'"),
        (("digest", "--format", "xml"), "known formats are"),
        (("digest", "--format", ","), "known formats are"),
        (("digest", "--since", "yesterday"), "--since yesterday: a day was expected"),
        (("digest", "--since", "9999-12-31"), "a year from"),
        (("digest", "--until", "2026-06-01"), "--until needs --since"),
        (("digest", "--since", "2026-06-02", "--until", "2026-06-01"), "is after"),
        (("run", "--now", "2026-06-01T00:00:00+09:00"), "--now needs --once"),
        (("why", "nothing of the kind"), "nothing that was seen has 'nothing of the kind'"),
        (("why", "123456789012345678901234567890"), "nothing that was seen has"),
        (("why", "²"), "nothing that was seen has"),
        (("snapshot", "sha256:0123456789"), "no snapshot is called"),
        (("snapshot", "%"), "no snapshot is called"),
        (("timeline", "--database-url", "mysql://root:secret@host/db"), "a database URL was expected"),
        (("init", "sources.yaml"), "cannot be written"),
        (("poll", "--no-such-option"), "--no-such-option"),
        (("no-such-command",), "no-such-command"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(tmp_path: Path, arguments: tuple[str, ...], word: str) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    ran = folder.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert word in ran.err.replace("\n", " ")
    assert "Traceback" not in ran.err
    assert "secret" not in ran.err


def test_a_database_that_cannot_be_used_ends_the_run(tmp_path: Path) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    (tmp_path / "db" / "tracker.sqlite3").write_bytes(b"this is no database" * 100)
    ran = folder.run("timeline")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("tracker: ")
    assert "Traceback" not in ran.err


def test_init_makes_a_folder_that_works_and_overwrites_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    made = folder.spawn("init")
    shown = folder.spawn("timeline", "--format", "json")
    (tmp_path / "sources.yaml").write_text("mine", encoding="utf-8")
    again = folder.spawn("init")
    assert (made.code, [path.name for path in made.paths]) == (0, ["sources.yaml", "timeline.yaml"])
    assert (shown.code, len(shown.json) > 20) == (0, True), "the shipped pack"
    assert (again.code, again.out) == (0, "")
    assert "exists already and is kept" in again.err
    assert (tmp_path / "sources.yaml").read_text(encoding="utf-8") == "mine"


def test_options_win_over_the_environment(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        (tmp_path / "sources.yaml").rename(tmp_path / "watched.yaml")
        assert folder.run("sources", TRACKER_SOURCES="nowhere.yaml").code == 2
        ran = folder.run("sources", "--sources", "watched.yaml", "--json", TRACKER_SOURCES="nowhere.yaml")
        assert [row["source"]["id"] for row in ran.json] == ["office"]
        assert folder.run("sources", "--json", TRACKER_SOURCES="watched.yaml").json == ran.json
        folder.run("digest", "--sources", "watched.yaml", TRACKER_DATABASE_URL="sqlite:///other.sqlite3")
    assert (tmp_path / "other.sqlite3").exists()
