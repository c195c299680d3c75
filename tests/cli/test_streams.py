"""What a terminal, a pipe and a hostile headline make of the output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.origin import page
from tests.stories.field import CONFIRMS, NOW, Folder, Item, feed, office

EVIL = "どんぐり法\x1b]0;owned\x07\x1b[2J\u202eが\x9b31m成立\x00\x08"


def _piped(folder: Folder, arguments: str, reader: str) -> tuple[list[int], str]:
    """Run `tracker … | reader` in a shell: both exit codes, and what was said on standard error."""
    ran = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -m tracker {arguments} | {reader} >/dev/null; echo "${{PIPESTATUS[@]}}"'],
        cwd=folder.path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},  # what is buffered breaks last of all
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(word) for word in ran.stdout.split()], ran.stderr


@pytest.mark.parametrize(
    ("arguments", "reader"),
    [
        ("timeline --format json", "head -c 1"),
        ("snapshot sha256:{name}", "head -c 1"),
        ("snapshot sha256:{name}", "true"),
        ("sources", "true"),
        ("--help", "true"),
    ],
)
def test_a_reader_that_goes_away_is_no_drama(polled: Folder, arguments: str, reader: str) -> None:
    name = polled.sources["office"]["snapshot"]
    codes, said = _piped(polled, arguments.format(name=name), reader)
    assert codes[0] in (0, 1)
    assert codes[1] == 0
    assert said == ""


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder with one archived feed of 2 MB."""
    with office(tmp_path_factory.mktemp("pipes"), CONFIRMS, Item("献立", text="献立の数々。" * 100_000)) as (_, folder):
        folder.poll()
        found = folder.run("sources", "--json").json[0]["state"]["snapshot"]
        folder.sources["office"]["snapshot"] = found.removeprefix("sha256:")
        return folder


@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_results_are_utf_8_whatever_the_locale_says(tmp_path: Path, encoding: str) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        ran = folder.spawn("why", "成立", PYTHONIOENCODING=encoding)
    assert (ran.code, CONFIRMS.title in ran.out) == (0, True)


def test_no_escape_of_a_headline_reaches_the_terminal(tmp_path: Path) -> None:
    with office(tmp_path) as (origin, folder):
        origin.route("/feed", page(feed([Item(EVIL, text="どんぐり法が2026年2月10日に成立。\x1b[8m", link="/evil")])))
        polled = folder.run("poll", now=NOW)
        shown = [polled, folder.run("why", "成立"), folder.run("timeline"), folder.run("sources"), folder.run("digest", now=NOW)]
        # JSON is data: it holds what was published, with control characters as their escapes.
        files = [path.read_text(encoding="utf-8") for ending in ("md", "html") for path in (tmp_path / "digests").rglob(f"*.{ending}")]
    assert [ran.code for ran in shown] == [0] * 5
    assert len(files) > 1
    for text in [*(ran.out + ran.err for ran in shown), *files]:
        assert not {"\x1b", "\x07", "\x9b", "\x08", "\x00", "\u202e"} & set(text)


def test_what_a_failing_server_says_is_disarmed(tmp_path: Path) -> None:
    with office(tmp_path) as (origin, folder):
        origin.route("/feed", page("<html><title>Oops \x1b[31m \u202e error</title></html>".encode()))
        ran = folder.run("poll", now=NOW)
    assert ran.code == 3
    assert "\x1b" not in ran.err
    assert "\u202e" not in ran.err


@pytest.mark.parametrize("way", ["a file", "nowhere"])
def test_digests_that_cannot_be_written_are_kept_and_written_by_the_next_call(tmp_path: Path, way: str) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        place = "digests" if way == "a file" else "/proc/nowhere/digests"
        (tmp_path / "digests").write_text("in the way", encoding="utf-8")
        failed = folder.run("digest", now=NOW, TRACKER_DIGESTS=place)
        (tmp_path / "digests").unlink()
        again = folder.run("digest", now=NOW)
    assert (failed.code, failed.out) == (1, "")
    assert "the digest is kept in the database, run the command again" in failed.err
    assert again.code == 0
    assert "act.enacted" in again.paths[1].read_text(encoding="utf-8")


def test_a_defect_of_the_program_is_one_sentence(tmp_path: Path) -> None:
    """A plug-in that breaks its promise stands in for a defect."""
    code = (
        "import sys, types, tracker.cli.commands as c; m = types.ModuleType('tracker.cli.breaking'); m.COMMANDS = {'broken': lambda: 1 / 0}; "
        "sys.modules[m.__name__] = m; c.MODULES['broken'] = 'breaking'; sys.argv = ['tracker', 'broken']; import tracker.cli as t; t.main()"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert (
        ran.stderr
        == "tracker: this is a defect of the program, please report it: ZeroDivisionError in commands.py:"
        + ran.stderr.split(":")[-2]
        + ": division by zero\n"
    )
