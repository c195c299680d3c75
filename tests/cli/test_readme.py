"""The README names everything that a person meets: commands, options, settings, kinds, formats, verdicts, errors, dependencies."""

from __future__ import annotations

import inspect
import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.house.rules import ROOT
from tracker import errors, plugins
from tracker.cli.commands import MODULES, program
from tracker.cli.streams import LOG_FORM
from tracker.config.settings import SETTINGS
from tracker.digest.periods import SERIES
from tracker.digest.sections import SECTION_OF
from tracker.model.finding import Verdict
from tracker.model.source import Authority
from tracker.render.timeline import FORMATS

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _commands(group: Any, *path: str) -> dict[str, Any]:
    """All commands by their whole names, those of groups among them."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found.update(_commands(command, *path, name))
        if not hasattr(command, "commands") or command.invoke_without_command:
            found[" ".join((*path, name))] = command
    return found


COMMANDS = _commands(program([]))

COMMON = {"--help", "--version"}
"""Options that every program has."""

CODE = set(re.findall(r"`([^`\n]+)`", README)) | set(re.findall(r"```[a-z]*\n(.*?)```", README, re.DOTALL))
"""Everything that is set as code."""


def _named(word: str) -> bool:
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    return any(pattern.search(one) for one in CODE)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_named(name: str) -> None:
    assert _named(f"tracker {name}") or (name in ("diff", "read", "explain", "same") and _named(name))


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_option_is_named(command: str) -> None:
    options = {option for parameter in COMMANDS[command].params for option in parameter.opts if option.startswith("--")}
    assert sorted(option for option in options - COMMON if not _named(option)) == []


@pytest.mark.parametrize("variable", SETTINGS.values())
def test_every_setting_is_named(variable: str) -> None:
    assert _named(variable)


def test_every_variable_that_the_readme_names_is_a_setting() -> None:
    assert set(re.findall(r"\bTRACKER_[A-Z_]+\b", README)) == {*SETTINGS.values(), LOG_FORM}


@pytest.mark.parametrize("word", sorted({*Verdict, *Authority, *SERIES, *FORMATS}))
def test_every_word_of_the_results_is_named(word: str) -> None:
    assert _named(word)


@pytest.mark.parametrize(("verdict", "section"), [(verdict, section) for verdict, section in SECTION_OF.items() if section])
def test_the_section_of_every_verdict_is_the_one_that_is_written(verdict: Verdict, section: str) -> None:
    rows = [line.split("|") for line in README.splitlines() if line.startswith(f"| `{verdict}`")]
    assert [row[-2].strip().partition(" ")[0] for row in rows] == [section]


@pytest.mark.parametrize("group", [plugins.KINDS, plugins.RENDERERS])
def test_every_plug_in_is_named(group: str) -> None:
    assert [name for name in plugins.names(group) if not _named(name)] == []
    assert _named(group)


@pytest.mark.parametrize(
    "name",
    sorted(name for name, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, errors.TrackerError)),
)
def test_every_error_is_named(name: str) -> None:
    assert _named(name) or name in ("TrackerError", "ConfigFaultsError"), "the base of all, and several of one kind at once"


def test_every_dependency_is_there_for_a_reason() -> None:
    table = README.partition("## Dependencies")[2].partition("\n## ")[0].lower().replace("-", "")
    names = [re.split(r"[<>=\[ ]", one)[0] for one in PROJECT["dependencies"]]
    assert [name for name in names if name.replace("-", "") not in table] == []


def _links() -> list[str]:
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", README) if "://" not in target]


def test_every_relative_link_leads_somewhere() -> None:
    anchors = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ")).strip().lower().replace(" ", "-") for line in README.splitlines() if line[:1] == "#"
    }
    for target in _links():
        path, _, anchor = target.partition("#")
        assert not path or (ROOT / path).exists(), target
        assert path or anchor in anchors, target


def test_every_path_that_the_readme_names_is_there() -> None:
    named = {word for word in re.findall(r"`((?:tracker|db|tests|digests)/[\w./-]+)`", README) if "*" not in word}
    made_at_run_time = {"db/tracker.sqlite3"}
    assert [word for word in sorted(named - made_at_run_time) if not (ROOT / word).exists()] == []


def test_the_make_targets_that_the_readme_names_are_there() -> None:
    makefile = Path(ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {word.split()[0] for word in re.findall(r"make ([a-z-]+)", "\n".join(CODE))}
    assert [target for target in sorted(targets) if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_no_place_of_the_readme_waits_to_be_filled() -> None:
    assert re.findall(r"@@\w+@@", README) == []


def test_a_command_is_found_in_its_module_alone_and_every_module_s_commands_are_listed() -> None:
    offered: dict[str, set[str]] = {}
    for name in sorted(set(MODULES.values())):
        module = import_module(f"tracker.cli.{name}")
        offered[name] = {*getattr(module, "COMMANDS", {}), *getattr(module, "GROUPS", {})}
    assert offered == {name: {command for command, home in MODULES.items() if home == name} for name in offered}
    for command in MODULES:
        assert list(program([command, "--help"]).commands) == [command]


def test_every_quirk_that_a_check_tells_is_named() -> None:
    rooms = (ROOT / "tracker" / "watch" / "examining.py", *(ROOT / "tracker").glob("*/*quirks.py"))
    words = {
        word
        for room in rooms
        for word in re.findall(r'(?:Quirk\(|^    )"([a-z0-9-]+)"(?:,|:) ', room.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(words) > 50
    assert sorted(word for word in words if not _named(word)) == []
