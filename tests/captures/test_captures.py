"""Captures that are none, and good pages that look like them, in both languages: how many are told apart.

Each file is of our own making, in the shape of what servers, firewalls and offices send.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tracker.errors import ExtractError
from tracker.kinds.feed import FEED
from tracker.kinds.page import PAGE
from tracker.model.document import Document
from tracker.model.look import Capture
from tracker.ports import Kind

HERE = Path(__file__).parent
URL = "https://www.example.go.jp/policy/"
PROBLEMS = ("blocked", "error-page", "empty")


class Case(NamedTuple):
    """One capture: its file, the problem that it is, and the selector of the source that looks at it."""

    name: str
    body: bytes
    problem: str | None
    select: str | None


def cases(folder: str) -> list[Case]:
    listed: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "manifest.yaml").read_text(encoding="utf-8"))[folder]
    return [Case(name, (HERE / folder / f"{name}.html").read_bytes(), row["problem"], row.get("select")) for name, row in listed.items()]


BAD, GOOD = cases("bad"), cases("good")


def told(case: Case, kind: Kind = PAGE) -> Document:
    options = {"select": case.select} if case.select and kind is PAGE else {}
    try:
        return kind.extract(Capture(body=case.body, url=URL), options)
    except ExtractError as error:
        return Document(problem=error.problem, problem_detail=str(error))


def test_the_list_and_the_files_are_the_same_and_enough() -> None:
    for folder, listed in (("bad", BAD), ("good", GOOD)):
        assert {path.stem for path in (HERE / folder).iterdir()} == {case.name for case in listed}
        assert len(listed) >= 40
    assert {case.problem for case in BAD} == set(PROBLEMS)
    assert {case.problem for case in GOOD} == {None}


def test_of_captures_that_are_none_nearly_all_are_known_by_their_word() -> None:
    right = [case for case in BAD if told(case).problem == case.problem]
    assert len(right) / len(BAD) >= 0.95, sorted({case.name for case in BAD} - {case.name for case in right})
    assert all(told(case).problem for case in BAD), "one that is taken for content tells a change"


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_no_good_page_is_taken_for_one(case: Case) -> None:
    document = told(case)
    assert document.problem is None, document.problem_detail
    assert document.blocks


@pytest.mark.parametrize(
    "case", [case for case in BAD if case.problem in ("blocked", "error-page") and not case.select], ids=lambda case: case.name
)
def test_the_rule_and_the_words_are_kept_as_evidence(case: Case) -> None:
    detail = told(case).problem_detail or ""
    assert "[rule " in detail
    words = detail.rpartition(": ")[2].strip("]'\"")
    assert words


def test_none_of_them_is_a_feed_and_nearly_all_walls_are_walls_there_too() -> None:
    found = {case.name: told(case, FEED).problem for case in BAD}
    assert set(found.values()) <= set(PROBLEMS)
    walls = [case.name for case in BAD if case.problem == "blocked"]
    assert sum(found[name] == "blocked" for name in walls) / len(walls) >= 0.95, [name for name in walls if found[name] != "blocked"]
