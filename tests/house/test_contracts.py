"""Imports keep to the directions that pyproject.toml draws, and a step across each of them is reported."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.house.rules import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}

STEPS_ACROSS = {
    "layers": ("model/planted.py", "import tracker.text"),
    "pure": ("diff/planted.py", "import time"),
    "rows": ("watch/planted.py", "import tracker.store.tables"),
    "network": ("watch/planted_net.py", "import ssl"),
    "demo": ("demo/planted.py", "import tracker.fetch"),
    "sql": ("publish/planted.py", "import sqlite3"),
    "plugins-kinds": ("watch/planted_kind.py", "import tracker.kinds.planted"),
    "plugins-renderers": ("publish/planted_json.py", "import tracker.render.json"),
    "plugins-channels": ("publish/planted_mail.py", "import tracker.deliver.smtp"),
    "kinds": ("kinds/planted.py", "import tracker.kinds.feed"),
    "renderers": ("render/json.py", "import tracker.render.markdown"),
    "halves": ("watch/planted_half.py", "import tracker.publish"),
    "doors": ("store/planted.py", "import tracker.fetch"),
}
"""For each contract a module and the import that it forbids there."""


def report(folder: Path) -> dict[str, str]:
    """What import-linter says of the tree in `folder`: name of a contract → KEPT or BROKEN."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)
    lines = [line.split(" (", maxsplit=1)[0] for line in done.stdout.splitlines()]
    verdicts = dict(line.rsplit(" ", 1) for line in lines if line.endswith((" KEPT", " BROKEN")))
    assert verdicts, done.stdout + done.stderr
    return verdicts | {"report": done.stdout}


def names(verdicts: dict[str, str], verdict: str) -> set[str]:
    return {name for name, found in verdicts.items() if found == verdict}


@pytest.mark.slow
def test_no_import_goes_against_the_directions() -> None:
    verdicts = report(ROOT)
    assert names(verdicts, "BROKEN") == set(), verdicts["report"]
    assert names(verdicts, "KEPT") == {contract["name"] for contract in CONTRACTS.values()}


@pytest.mark.slow
def test_a_step_across_each_contract_is_reported(tmp_path: Path) -> None:
    """One bad import per contract, planted in a copy of the program, breaks every contract."""
    shutil.copytree(ROOT / "tracker", tmp_path / "tracker", ignore=shutil.ignore_patterns("__pycache__"))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    second_kind = project.replace('"tracker.kinds.feed",', '"tracker.kinds.planted", "tracker.kinds.feed",')
    (tmp_path / "pyproject.toml").write_text(second_kind, encoding="utf-8")
    (tmp_path / "tracker" / "store" / "tables.py").touch()
    for module, line in STEPS_ACROSS.values():
        with (tmp_path / "tracker" / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    verdicts = report(tmp_path)
    assert set(STEPS_ACROSS) == set(CONTRACTS)
    assert names(verdicts, "KEPT") == set(), verdicts["report"]


def test_every_renderer_and_kind_of_an_entry_point_is_under_its_contract() -> None:
    points = PROJECT["project"]["entry-points"]
    renderers = {value.split(":")[0] for value in points["tracker.renderers"].values()}
    assert set(CONTRACTS["renderers"]["modules"]) == renderers
    assert set(CONTRACTS["plugins-renderers"]["protected_modules"]) == renderers
    assert set(CONTRACTS["kinds"]["modules"]) == {value.split(":")[0] for value in points["tracker.kinds"].values()}
