"""`make run` in a new clone, and what it says where it cannot go on. The index is not asked: what is installed here is at hand there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.rules import ROOT
from tests.setup.installed import Installed, copy_of_the_tree, environment
from tests.stories.field import Ran

AWAY = "http://127.0.0.1:9"
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "HTTPS_PROXY": AWAY, "HTTP_PROXY": AWAY}
"""No network: neither for pip (0 is how pip spells that a build takes what is installed) nor for the sources."""


def make(tree: Path, *arguments: str, **environ: str) -> Ran:
    given = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "COV_", "COVERAGE_", "PYTHON"))}
    done = subprocess.run(
        ["make", *arguments], cwd=tree, env=given | environ, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new clone, with an environment in it that has the dependencies and not the program."""
    copied = copy_of_the_tree(tmp_path_factory.mktemp("clone") / "tree")
    environment(copied / ".venv", "requirements-dev.lock", "pip")
    return copied


@pytest.fixture(scope="module")
def first(tree: Path) -> Ran:
    """The first `make run` in it."""
    return make(tree, "run", **OFFLINE)


def test_the_first_run_installs_polls_and_says_where_the_digest_is(tree: Path, first: Ran) -> None:
    assert first.code == 0, first.err
    assert "installing requirements.lock into .venv" in first.err
    assert [path.parent for path in first.paths] == [tree / "digests"] * 2
    assert "not proven quiet" in first.paths[0].read_text(encoding="utf-8")
    place = Installed(tree / ".venv").run(
        tree / ".venv" / "bin" / "python", "-c", "import tracker; print(tracker.__file__)", cwd=tree.parent
    )
    assert place.paths == [tree / "tracker" / "__init__.py"]


def test_the_second_run_installs_nothing_and_overwrites_nothing(tree: Path, first: Ran) -> None:
    mine = tree / "sources.yaml"
    mine.write_text(mine.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    kept = {path: path.read_bytes() for path in [mine, tree / "db" / "timeline.yaml", *first.paths]}
    assert "pip" not in make(tree, "--dry-run", "run").out
    second = make(tree, "run", **OFFLINE)
    assert (second.code, "installing" in second.err) == (0, False)
    assert {path: path.read_bytes() for path in kept} == kept
    assert not set(second.paths) & set(first.paths)


def test_a_changed_lock_is_installed_again(tree: Path, first: Ran) -> None:
    assert first.code == 0
    assert "pip" not in make(tree, "--dry-run", "run").out
    assert "--requirement requirements.lock" in make(tree, "--dry-run", "--what-if=requirements.lock", "run").out


def test_an_installation_that_fails_says_what_it_needs(tree: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    environment(bare, os.devnull, "pip")
    ran = make(tree, "run", f"VENV={bare}", **OFFLINE)
    assert (ran.code, ran.out) == (2, "")
    assert "It needs a package index once (behind a proxy: set HTTPS_PROXY; your own index: PIP_INDEX_URL)." in ran.err
    assert not (bare / ".run").exists()


@pytest.mark.parametrize("lacking", ["sys.version_info = (3, 10, 13)", "sys.modules['venv'] = None", "sys.modules['ensurepip'] = None"])
def test_where_no_python_will_do_it_says_how_to_get_one(tree: Path, tmp_path: Path, lacking: str) -> None:
    """The interpreter at hand, made to lack what it has: an older version, or a part that Debian packs by itself."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$1" = -c ] && exec {sys.executable} -c "import sys; {lacking}; $2"\nexit 9\n', encoding="utf-8")
    python.chmod(0o755)
    venv = tmp_path / "new"
    ran = make(tree, "run", f"VENV={venv}", f"PYTHONS={python}")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("No Python 3.11 or newer that can make an environment was found.\n")
    assert "apt-get install python3 python3-venv" in ran.err
    assert not venv.exists()


def test_the_named_python_is_taken_first(tree: Path, tmp_path: Path) -> None:
    named, new = tmp_path / "named", tmp_path / "new"
    named.write_text(f'#!/bin/sh\n[ "$1" = -m ] && set -- "$@" --without-pip\nexec {sys.executable} "$@"\n', encoding="utf-8")
    named.chmod(0o755)
    ran = make(tree, f"{new}/.made", f"VENV={new}", f"PYTHON={named}")
    assert ran.code == 0, ran.err
    assert (new / "bin" / "python").exists()
    assert not (new / "bin" / "pip").exists()


def test_make_alone_lists_what_it_can_do(tree: Path) -> None:
    ran = make(tree)
    assert ran.code == 0
    for target in ("run", "test", "lint", "score", "lock", "clean", "help"):
        assert f"  make {target} " in ran.out
    unknown = make(tree, "everything")
    assert (unknown.code, "No rule to make target 'everything'" in unknown.err) == (2, True)


@pytest.mark.parametrize("root", [True, False])
def test_a_build_machine_is_given_a_browser_and_a_font_where_it_lets_itself(tmp_path: Path, root: bool) -> None:
    """`.ci/run` on a machine that has neither. What it calls is written down by stand-ins for the machine's own programs."""
    programs, script = tmp_path / "bin", tmp_path / ".ci" / "run"
    for folder in (programs, script.parent):
        folder.mkdir()
    shutil.copy(ROOT / ".ci" / "run", script)
    for name in ("bash", "dirname"):
        (programs / name).symlink_to(shutil.which(name) or name)
    for name, body in {"make": 'echo "make $* CI=$CI"', "apt-get": 'echo "apt-get $*" >&2', "id": f"echo {0 if root else 1000}"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    done = subprocess.run([script], env={"PATH": str(programs)}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "make test CI=true\n")
    if root:
        assert "apt-get update -qq" in done.stderr
        assert done.stderr.rstrip().endswith("apt-get install -qq -y --no-install-recommends chromium fontconfig fonts-noto-cjk")
    else:
        assert "apt-get update" not in done.stderr
        assert done.stderr.startswith("Missing here: chromium fontconfig fonts-noto-cjk.")
