"""How Japanese offices and papers tell what was, what comes and what does not. Read with the shipped field."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tracker.config.seed import load_seed
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read

Told = tuple[str, str, str, str | None, str | None]


@cache
def lexicon() -> Lexicon:
    return Lexicon(load_seed(Path("db/timeline.yaml")).pack)


def told(text: str, published: str, kind: str = "passage") -> list[Told]:
    """Every claim: subject, event, modality, first and last day."""
    found = read(text, lexicon(), published=date.fromisoformat(published), kind=kind).claims
    return [(one.subject, one.event, one.modality.value, _written(one.when.earliest), _written(one.when.latest)) for one in found]


def _written(one: date | None) -> str | None:
    return one.isoformat() if one else None


def day(subject: str, event: str, modality: str, when: str | None) -> Told:
    """A claim about one day, or about none."""
    return (subject, event, modality, when, when)


FIXED_BY_ORDER = [
    "改正資金決済法の施行日を令和8年6月1日とする政令が22日に公布された。",
    "改正資金決済法の施行期日を6月1日と定める政令が閣議で決まり、公布された。",
]


@pytest.mark.parametrize("text", FIXED_BY_ORDER)
def test_an_order_fixes_the_day_on_which_a_law_comes_into_force(text: str) -> None:
    claims = told(text, "2026-05-23")
    assert day("payment-services-act", "in-force", "scheduled", "2026-06-01") in claims
    assert not [one for one in claims if one[1] == "in-force" and one[2] == "occurred"]


def test_an_order_that_names_no_day_leaves_it_open() -> None:
    assert told("改正資金決済法の施行期日を定める政令が公布された。", "2026-05-23") == []
