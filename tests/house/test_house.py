"""The house is in order: small modules, one clock, one mouth, everything named and told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from tests.house import rules
from tests.house.rules import ROOT, clocks, foreign_kinds, foreign_words, modules, prints, texts, too_long, undocumented

Rule = Callable[[PurePosixPath, str], list[str]]

ANYWHERE = PurePosixPath("tracker/text/sample.py")


@pytest.mark.parametrize("rule", [too_long, clocks, prints, undocumented, foreign_kinds])
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    assert [fault for path, text in modules() for fault in rule(path, text)] == []


def test_every_text_speaks_of_the_project_alone() -> None:
    assert [fault for path, text in texts() for fault in foreign_words(path, text)] == []


def test_no_module_is_called_after_nothing() -> None:
    nameless = {"utils.py", "util.py", "common.py", "misc.py"}
    assert [str(path) for path, _ in modules() if path.name in nameless] == []


def test_the_rules_look_at_the_whole_program() -> None:
    assert len(list(modules())) > 20
    assert {"README.md", "pyproject.toml", "Makefile", "db/timeline.yaml", "tests/house/rules.py"} <= {str(path) for path, _ in texts()}


def _function(lines: int) -> str:
    return 'def public() -> None:\n    """What it does."""\n' + "    pass\n" * lines


@pytest.mark.parametrize(
    ("rule", "path", "good", "bad"),
    [
        (too_long, ANYWHERE, "\n" * 400, "\n" * 401),
        (too_long, ANYWHERE, _function(50), _function(51)),
        (clocks, ANYWHERE, "moment = given.now", "moment = datetime.now(UTC)"),
        (clocks, ANYWHERE, "now: datetime", "ask = datetime.datetime.utcnow"),
        (clocks, ANYWHERE, "date(2026, 8, 1)", "day = date.today()"),
        (clocks, ANYWHERE, "import time", "from time import time"),
        (clocks, rules.CLOCK_ROOM, "moment = datetime.now(UTC)", "started = time.monotonic()"),
        (clocks, rules.STOPWATCH_ROOM / "lanes.py", "started = time.monotonic()", "started = time.time()"),
        (prints, rules.PRINTING_ROOM / "sample.py", "print('x')", ""),
        (prints, ANYWHERE, "blueprint('x')", "print('x')"),
        (undocumented, ANYWHERE, "def _inner() -> None: ...", "def public() -> None: ..."),
        (undocumented, ANYWHERE, "class _Inner: ...", "class Public: ..."),
        (undocumented, ANYWHERE, _function(1), 'class Public:\n    """What it is."""\n    def method(self) -> None: ...'),
        (foreign_kinds, rules.KINDS_ROOM / "feed.py", "from tracker.kinds.feed_json import read", "from tracker.kinds.law import LAW"),
        (foreign_kinds, rules.KINDS_ROOM / "feed_problem.py", "import tracker.kinds.feed_json", "import tracker.kinds.law_text"),
        (foreign_kinds, rules.KINDS_ROOM / "law.py", "from .law_text import read", "from .feed import FEED"),
        (foreign_kinds, rules.KINDS_ROOM / "law.py", "from tracker.kinds import law_text", "from tracker.kinds import feed"),
        (undocumented, PurePosixPath("tracker/text/__init__.py"), '"""What text is here for."""', '"""."""'),
    ],
)
def test_each_rule_finds_its_fault_and_nothing_else(rule: Rule, path: PurePosixPath, good: str, bad: str) -> None:
    assert rule(path, good) == []
    assert len(rule(path, bad)) == bool(bad)


@pytest.mark.parametrize(
    "line",
    [
        "see is" + "sue 12",
        "as the other ses" + "sion said",
        "read /wo" + "rk/main",
        "a small hel" + "per",
        "TO" + "DO later",
        "ask the a" + "gent",
    ],
)
def test_foreign_words_are_found(line: str) -> None:
    assert len(foreign_words(ANYWHERE, line)) == 1


@pytest.mark.parametrize(
    "line",
    ["the extraordinary session of the Diet", "an honest User-Agent with a contact", "ClientSession", "a shared name", "issued on 12 May"],
)
def test_words_of_the_field_are_none(line: str) -> None:
    assert foreign_words(ANYWHERE, line) == []


def test_each_name_by_which_the_makefile_picks_tests_picks_some() -> None:
    picked = re.findall(r'-k "([^"]+)"', (ROOT / "Makefile").read_text(encoding="utf-8"))
    words = {word for expression in picked for word in expression.split(" or ")}
    read = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests").rglob("test_*.py"))]
    names = re.findall(r"^def (test_\w+)", "\n".join(read), re.MULTILINE)
    assert words
    assert [word for word in sorted(words) if not any(word in name for name in names)] == []
