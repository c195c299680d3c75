"""The locks install the same everywhere: pinned, hashed, from whatever index the machine uses, and complete."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, requires
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.rules import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
DEVELOPMENT: list[str] = PROJECT["dependency-groups"]["dev"] + PROJECT["project"]["optional-dependencies"]["postgres"]
LOCKS = ["requirements.lock", "requirements-dev.lock"]

_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def entries(text: str) -> list[str]:
    """The requirements of a lock, each with its hashes on one line; comments left out."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [entry.strip() for entry in "\n".join(lines).replace("\\\n", " ").splitlines() if entry.strip()]


def faults(text: str) -> list[str]:
    """Entries that tie a lock to one machine or leave open what is installed."""
    found = []
    for entry in entries(text):
        words, hashes = _HASH.sub("", entry).strip(), _HASH.findall(entry)
        if words.startswith("-"):
            found.append(f"{words}: an index, a folder or an option of one machine")
        elif "@" in words or "/" in words.split(";")[0] or "file:" in words:
            found.append(f"{words}: a path or an address instead of a version")
        elif not re.match(r"[A-Za-z0-9._-]+(?:\[[a-z0-9,-]+\])?==[^ ]+", words):
            found.append(f"{words}: not pinned to one version")
        elif not hashes:
            found.append(f"{words}: without a hash")
    return found


def pins(text: str) -> dict[str, str]:
    """Name → version of every entry of a lock."""
    required = [Requirement(_HASH.sub("", entry).strip()) for entry in entries(text)]
    return {canonicalize_name(one.name): next(iter(one.specifier)).version for one in required}


def extras(text: str) -> dict[str, set[str]]:
    """Name → extras that a lock names for it."""
    required = [Requirement(_HASH.sub("", entry).strip()) for entry in entries(text)]
    return {canonicalize_name(one.name): {canonicalize_name(extra) for extra in one.extras} for one in required}


def asked_of(name: str) -> list[str]:
    """What an installed distribution requires; nothing where it is for another platform than this one."""
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def nameless(wanted: list[str], locked: dict[str, set[str]], asked: Callable[[str], list[str]] = asked_of) -> list[str]:
    """Requirements with extras, of the project or of anything locked, whose extras the lock does not name.

    An older pip that installs by hashes does not find `name[extra]` satisfied by a bare `name==1.0`: it looks for a release of its
    own, takes the newest, and ends because that one has no hash.
    """
    lines = [(line, "") for line in wanted]
    lines += [(line, extra) for name, named in locked.items() for line in asked(name) for extra in ("", *named)]
    found = set()
    for line, extra in lines:
        one = Requirement(line)
        applies = one.marker is None or one.marker.evaluate({"extra": extra})
        if applies and {canonicalize_name(name) for name in one.extras} - locked.get(canonicalize_name(one.name), set()):
            found.add(line)
    return sorted(found)


def missing(wanted: list[str], locked: dict[str, str]) -> list[str]:
    """Requirements that a lock does not hold, or holds in a version that they do not allow."""
    return [
        line
        for line in wanted
        if (version := locked.get(canonicalize_name(Requirement(line).name))) is None
        or not Requirement(line).specifier.contains(Version(version))
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_folder_or_path_and_hashes_everything(lock: str) -> None:
    text = read(lock)
    assert faults(text) == []
    assert "://" not in text
    assert len(entries(text)) > 20


def test_the_runtime_lock_holds_every_runtime_dependency() -> None:
    assert missing(RUNTIME, pins(read("requirements.lock"))) == []


def test_the_development_lock_holds_everything_in_the_versions_of_the_runtime_lock() -> None:
    runtime, development = pins(read("requirements.lock")), pins(read("requirements-dev.lock"))
    assert missing(RUNTIME + DEVELOPMENT, development) == []
    assert {name: development.get(name) for name in runtime} == runtime


@pytest.mark.parametrize(("lock", "wanted"), [("requirements.lock", RUNTIME), ("requirements-dev.lock", RUNTIME + DEVELOPMENT)])
def test_what_is_asked_for_with_extras_is_locked_with_them(lock: str, wanted: list[str]) -> None:
    assert nameless(wanted, extras(read(lock))) == []


def test_a_lock_that_leaves_extras_out_is_found() -> None:
    old = re.sub(r"(?m)^([a-z0-9-]+)\[[a-z,]+\]==", r"\1==", read("requirements-dev.lock"))
    assert old != read("requirements-dev.lock")
    assert {line.partition("[")[0] for line in nameless(RUNTIME + DEVELOPMENT, extras(old))} == {"coverage", "psycopg"}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("c", False),
        ("c[fast]", False),
        ("c[slow]>=1", True),
        ("c[fast,slow]", True),
        ("gone[any]", True),
        ("c[slow]; python_version < '3'", False),
        ("c[slow]; extra == 'more'", True),
        ("c[slow]; extra == 'less'", False),
    ],
)
def test_extras_count_where_the_requirement_applies(line: str, fault: bool) -> None:
    locked = {"p": {"more"}, "c": {"fast"}}
    assert bool(nameless([], locked, {"p": [line], "c": []}.__getitem__)) is fault


def test_the_runtime_lock_holds_nothing_that_only_tests_need() -> None:
    only = {canonicalize_name(Requirement(line).name) for line in DEVELOPMENT} - {
        canonicalize_name(Requirement(line).name) for line in RUNTIME
    }
    assert only & pins(read("requirements.lock")).keys() == set()


HASH = "--hash=sha256:" + "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://pypi.example/simple",
        "-i https://pypi.example/simple",
        "--extra-index-url https://pypi.example/simple",
        "--find-links ./wheels",
        "-e .",
        "./wheels/thing-1.0-py3-none-any.whl",
        f"thing @ file:///opt/wheels/thing-1.0-py3-none-any.whl \\\n    {HASH}",
        f"thing>=1.0 \\\n    {HASH}",
        "thing==1.0",
    ],
)
def test_each_fault_of_a_lock_is_found(line: str) -> None:
    good = f"# a comment\nwith[extra]==1.0 \\\n    {HASH}\nother==2.0 ; sys_platform == 'win32' \\\n    {HASH} \\\n    {HASH}\n"
    assert faults(good) == []
    assert len(faults(good + line + "\n")) == 1


def test_a_dependency_that_is_not_locked_or_too_old_is_found() -> None:
    assert missing(["a>=2", "b>=1", "C[extra]"], {"a": "1.9", "c": "3"}) == ["a>=2", "b>=1"]
