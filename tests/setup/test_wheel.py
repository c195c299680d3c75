"""The wheel holds all that the program needs, and works in an empty folder."""

from __future__ import annotations

import json
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.house.rules import ROOT
from tests.setup.installed import PROJECT, Installed, build
from tests.stories.field import ADDS, CONFIRMS, FIELD, NOW, office

PACK = {"tracker/pack/sources.yaml": "sources.yaml", "tracker/pack/timeline.yaml": "db/timeline.yaml"}
NO_NETWORK = "http://127.0.0.1:9"
"""A proxy that is not there: no address can be reached, and that is known at once."""


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_it_holds_every_file_of_the_package_and_the_pack(wheel: Path) -> None:
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tracker").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert names(wheel) == package | PACK.keys()
    for kind in ("py.typed", ".j2", "migrations/env.py", ".yaml"):
        assert any(name.endswith(kind) for name in names(wheel)), kind
    with zipfile.ZipFile(wheel) as archive:
        assert {inside: archive.read(inside) for inside in PACK} == {inside: (ROOT / tree).read_bytes() for inside, tree in PACK.items()}


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    sdist = build(ROOT, tmp_path / "sdist", "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    again = build(tmp_path / sdist.name.removesuffix(".tar.gz"), tmp_path / "again", "wheel")
    assert (again.name, again.read_bytes()) == (wheel.name, wheel.read_bytes())


def test_it_is_the_wheel_that_runs_with_what_it_asks_for_and_nothing_else(installed: Installed, tmp_path: Path) -> None:
    found = installed.run(installed.python, "-c", "import sys, tracker; print(tracker.__file__, *sys.path, sep='\\n')", cwd=tmp_path)
    module, *path = found.out.splitlines()
    assert Path(module).is_relative_to(installed.folder)
    assert not any(Path(entry).is_relative_to(ROOT) for entry in path if entry)
    checked = installed.run(sys.executable, "-m", "pip", "--python", installed.python, "check", cwd=tmp_path)
    assert (checked.code, checked.out.strip()) == (0, "No broken requirements found.")
    absent = installed.run(installed.python, "-c", "import pytest", cwd=tmp_path)
    assert "No module named 'pytest'" in absent.err


def test_it_says_its_version(installed: Installed, wheel: Path, tmp_path: Path) -> None:
    ran = installed.run(installed.program, "--version", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, f"tracker {wheel.name.split('-')[1]}\n")
    assert wheel.name.startswith(PROJECT.replace("-", "_"))


def test_init_writes_the_pack_once(installed: Installed, tmp_path: Path) -> None:
    first = installed.run(installed.program, "init", cwd=tmp_path)
    assert (first.code, first.paths) == (0, [tmp_path / name for name in PACK.values()])
    assert [path.read_bytes() for path in first.paths] == [(ROOT / name).read_bytes() for name in PACK.values()]
    (tmp_path / "sources.yaml").write_text("mine", encoding="utf-8")
    second = installed.run(installed.program, "init", cwd=tmp_path)
    assert (second.code, second.out, second.err.count("exists already and is kept")) == (0, "", 2)
    assert (tmp_path / "sources.yaml").read_text(encoding="utf-8") == "mine"


def test_the_shipped_pack_without_a_network(installed: Installed, tmp_path: Path) -> None:
    """Nobody is reached, and that is told; the digest of what time has done to the seed is written."""
    program = installed.program
    assert installed.run(program, "init", cwd=tmp_path).code == 0
    polled = installed.run(program, "poll", "--json", cwd=tmp_path, HTTPS_PROXY=NO_NETWORK, HTTP_PROXY=NO_NETWORK)
    assert polled.code == 3
    assert {row["outcome"] for row in polled.json["sources"]} == {"failed"}
    written = installed.run(program, "digest", cwd=tmp_path)
    assert (written.code, [path.suffix for path in written.paths]) == (0, [".md", ".json"])
    assert "not proven quiet" in written.paths[0].read_text(encoding="utf-8")
    shown = installed.run(program, "timeline", "--format", "json", cwd=tmp_path)
    assert (shown.code, len(shown.json) > 20) == (0, True)
    assert "Basic Plan" in installed.run(program, "timeline", cwd=tmp_path).out


def test_a_field_of_ones_own(installed: Installed, tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, ADDS) as (origin, _):
        environ = {"TRACKER_ALLOW_PRIVATE_HOSTS": origin.place}
        polled = installed.run(installed.program, "poll", "--json", "--now", NOW, cwd=tmp_path, **environ)
        assert (polled.code, [row["changes"] for row in polled.json["sources"]]) == (0, [2])
        written = installed.run(installed.program, "digest", "--now", NOW, cwd=tmp_path)
    markdown, data = written.paths
    assert CONFIRMS.title in markdown.read_text(encoding="utf-8")
    told = [entry["event"] for section in json.loads(data.read_text(encoding="utf-8"))["sections"] for entry in section["entries"]]
    assert "act.enacted" in told
    assert len(list((tmp_path / "digests").rglob("evidence/*.html"))) == 2
    assert (tmp_path / "db" / "timeline.yaml").read_text(encoding="utf-8") == FIELD


@pytest.mark.parametrize("group", ["tracker.kinds", "tracker.renderers"])
def test_its_plug_ins_are_found(installed: Installed, group: str, tmp_path: Path) -> None:
    code = f"from importlib.metadata import entry_points as e; print(*sorted(p.load() and p.name for p in e(group='{group}')))"
    here = installed.run(sys.executable, "-c", code, cwd=tmp_path)
    there = installed.run(installed.python, "-c", code, cwd=tmp_path)
    assert (there.code, there.out.split()) == (0, here.out.split())
    assert there.out.split()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "stories",
    [
        pytest.param("tests/cli/test_contracts.py", marks=pytest.mark.soak),
        pytest.param("tests/stories/test_first_sight.py", marks=pytest.mark.soak),
    ],
)
def test_the_stories_hold_for_the_wheel(installed: Installed, stories: str) -> None:
    """What is promised to other programs and what a first digest tells, asked of the installed command instead of the tree's."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", stories]
    ran = installed.run(*command, cwd=ROOT, TRACKER=str(installed.program))
    assert ran.code == 0, ran.out
    assert " passed" in ran.out
