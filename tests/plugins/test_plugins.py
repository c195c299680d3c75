"""Kinds and renderers of strangers come through the same door as the built-in ones. A tiny real distribution each time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

GOOD_KIND = """
from tracker.model.document import Block, Document

class Lines:
    version = 1
    windowed = False
    options = frozenset({"skip"})

    def look(self, source):
        raise NotImplementedError

    def extract(self, capture, options):
        return Document(blocks=tuple(Block(key=line, text=line) for line in capture.body.decode().splitlines()))

LINES = Lines()
"""


def run(tmp_path: Path, code: str, *, module: str = GOOD_KIND, points: str = "[tracker.kinds]\nlines = stranger:LINES\n") -> str:
    """Run a piece of Python with a stranger's distribution installed, and answer what it printed."""
    site = tmp_path / "site"
    info = site / "stranger-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "stranger.py").write_text(module, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={"PYTHONPATH": str(site)}, timeout=60
    )
    return done.stdout + done.stderr


def test_a_stranger_s_kind_is_used_like_a_built_in_one(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("one\ntwo\n", encoding="utf-8")
    code = (
        f"import sys; sys.argv = ['tracker', 'extract', {str(file)!r}, '--kind', 'lines', '--json']; from tracker.cli import main; main()"
    )
    assert '"key": "two"' in run(tmp_path, code)


def test_nothing_is_imported_to_know_the_names(tmp_path: Path) -> None:
    code = "import sys; from tracker import plugins; print(plugins.names(plugins.KINDS), 'stranger' in sys.modules)"
    out = run(tmp_path, code)
    assert "'feed'" in out
    assert "'lines'" in out
    assert out.strip().endswith("False")


def test_an_unknown_kind_names_those_that_are_known(tmp_path: Path) -> None:
    out = run(tmp_path, "from tracker import plugins\ntry: plugins.kind('gopher')\nexcept Exception as e: print(type(e).__name__, e)")
    assert "PluginError" in out
    assert "is not known; known are " in out
    assert ", feed, " in out


def test_a_kind_that_cannot_be_imported_names_its_distribution(tmp_path: Path) -> None:
    code = "from tracker import plugins\ntry: plugins.kind('lines')\nexcept Exception as e: print(type(e).__name__, e)"
    out = run(tmp_path, code, module="import no_such_thing\n")
    assert "PluginError plug-in 'lines' of stranger: cannot be imported (ModuleNotFoundError" in out


def test_a_kind_that_is_none_says_what_it_lacks(tmp_path: Path) -> None:
    code = "from tracker import plugins\ntry: plugins.kind('lines')\nexcept Exception as e: print(type(e).__name__, e)"
    assert "of stranger: lacks look, extract" in run(
        tmp_path, code, module="class L:\n    version = 1\n    windowed = True\n    options = frozenset()\nLINES = L()\n"
    )


def test_two_owners_of_one_name_are_refused(tmp_path: Path) -> None:
    code = "from tracker import plugins\ntry: plugins.names(plugins.KINDS)\nexcept Exception as e: print(type(e).__name__, e)"
    out = run(tmp_path, code, points="[tracker.kinds]\nfeed = stranger:LINES\n")
    assert "PluginError plug-in 'feed'" in out
    assert "is already taken by" in out
