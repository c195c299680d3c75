"""Builds the wheel and installs it into an environment of its own, with the dependencies that the runtime lock names and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from tests.house.rules import ROOT
from tests.stories.field import Ran

PROJECT = "policy-tracker"


def build(source: Path, into: Path, what: str) -> Path:
    """Build one distribution (`wheel` or `sdist`) of a source tree. Nothing is downloaded. Answers its path."""
    command = [sys.executable, "-m", "build", f"--{what}", "--no-isolation", "--outdir", str(into), str(source)]
    done = subprocess.run(command, env=_plain(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = into.iterdir()
    return found


@dataclass(frozen=True)
class Installed:
    """An environment that holds one wheel and what it depends on."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def program(self) -> Path:
        """The command that the wheel installed."""
        return self.folder / "bin" / "tracker"

    def run(self, *arguments: str | Path, cwd: Path, **environ: str) -> Ran:
        """Run something of it to its end, in a folder."""
        done = subprocess.run(arguments, cwd=cwd, env=_plain() | environ, capture_output=True, text=True, encoding="utf-8", check=False)
        return Ran(done.returncode, done.stdout, done.stderr)


def install(wheel: Path, folder: Path) -> Installed:
    """Install a wheel into a new environment. Its dependencies are those of the environment at hand, one link each."""
    made = environment(folder, "requirements.lock")
    command = [sys.executable, "-m", "pip", "--quiet", "--python", str(made.python), "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(command, env=_plain(), check=True)
    return made


def environment(folder: Path, lock: str, *more: str) -> Installed:
    """A new environment with what a lock names, and more, as links to what is installed here."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], env=_plain(), check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    locked = re.findall(r"(?m)^([\w.-]+)(?:\[[\w,-]+\])?==", (ROOT / lock).read_text(encoding="utf-8"))
    for name in [*locked, *more]:
        _link(name, packages)
    return Installed(folder)


def _link(name: str, packages: Path) -> None:
    try:
        files = distribution(name).files or []
    except PackageNotFoundError:
        return  # for another platform than this one
    for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
        (packages / top).symlink_to(Path(str(distribution(name).locate_file(top))).resolve())


def _plain() -> dict[str, str]:
    """The environment without what would lead Python back to the source tree or ask for measuring."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "COV_", "COVERAGE_"))}


def copy_of_the_tree(folder: Path) -> Path:
    """What a release is made from, where nothing else lies about."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.sqlite3*", "build", "dist", "digests"))
    shutil.copytree(ROOT / "digests", folder / "digests", ignore=shutil.ignore_patterns("[!R]*"))
    return folder
