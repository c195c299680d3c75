"""`tracker deploy`: units, crontab lines and a container file that name commands which are there, filled in for this machine."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest

from tests.stories.field import Folder
from tracker.cli.commands import MODULES
from tracker.cli.deploying import WAYS


def shown(tmp_path: Path, way: str, *options: str) -> str:
    ran = Folder(tmp_path).run("deploy", way, "--folder", str(tmp_path), "--user", "watcher", *options)
    assert ran.code == 0, ran.err
    return ran.out


def unit(path: Path) -> configparser.ConfigParser:
    made = configparser.ConfigParser(interpolation=None, strict=False, comment_prefixes=("#",))
    made.optionxform = str  # type: ignore[assignment,method-assign]
    made.read_string(path.read_text(encoding="utf-8"))
    return made


@pytest.mark.parametrize("way", WAYS)
def test_every_command_in_it_is_one_of_ours(tmp_path: Path, way: str) -> None:
    text = shown(tmp_path, way)
    assert not re.search(r"\{\w+\}", text)
    asked = re.findall(r"(?:/tracker|\btracker|-m pytest) (poll|run|send|digest|backup|health|init)\b", text)
    assert asked
    assert set(asked) <= set(MODULES)


@pytest.mark.parametrize("way", ["systemd", "timer"])
def test_units_have_their_parts_and_belong_together(tmp_path: Path, way: str) -> None:
    ran = Folder(tmp_path).run("deploy", way, "--to", str(tmp_path / "units"), "--folder", "/srv/tracker", "--user", "watcher")
    assert sorted(path.name for path in ran.paths) == sorted(WAYS[way])
    for path in ran.paths:
        made = unit(path)
        if path.suffix == ".service":
            assert (made["Service"]["User"], made["Service"]["WorkingDirectory"]) == ("watcher", "/srv/tracker")
            assert Path(shlex.split(made["Service"]["ExecStart"])[0]).is_absolute()
        else:
            assert path.with_suffix(".service").exists(), "a timer starts the unit of its name"
            assert "OnCalendar" in made["Timer"]


def test_lines_for_cron_escape_what_cron_reads_in_its_own_way(tmp_path: Path) -> None:
    lines = [line for line in shown(tmp_path, "cron").splitlines() if line and not line.startswith("#")]
    assert len(lines) == 4
    assert any("poll; " in line and " send; }" in line for line in lines)
    assert any("digest --due --send" in line for line in lines)
    for line in lines:
        assert re.match(r"(?:[\d*,/-]+ +){5}cd /", line)
        assert not re.search(r"(?<!\\)%", line)


def test_a_container_runs_as_nobody_of_importance_and_says_how_it_is(tmp_path: Path) -> None:
    text = shown(tmp_path, "container")
    assert re.search(r"^USER tracker$", text, re.MULTILINE)
    assert re.search(r'^HEALTHCHECK .*\["tracker", "health"\]$', text, re.MULTILINE)
    assert "--require-hashes" in text


def test_nothing_is_overwritten_and_an_odd_path_is_refused(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "crontab").write_text("mine", encoding="utf-8")
    kept = folder.run("deploy", "cron", "--to", str(tmp_path))
    assert (kept.code, (tmp_path / "crontab").read_text(encoding="utf-8")) == (2, "mine")
    assert "exists already" in kept.err
    odd = folder.run("deploy", "cron", "--folder", str(tmp_path / "a b"))
    assert (odd.code, "use a path without spaces" in odd.err) == (2, True)
    unknown = folder.run("deploy", "carrier-pigeon")
    assert (unknown.code, "there are systemd, timer, cron, container" in unknown.err) == (2, True)
