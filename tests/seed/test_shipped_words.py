"""The shipped words of a law's entry into force: what comes into force in part is not told as the whole."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.seed.seeded import shipped
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read


@cache
def lexicon() -> Lexicon:
    return Lexicon(shipped().pack)


def told(text: str) -> list[tuple[str, str, str]]:
    claims = read(text, lexicon(), published=date(2025, 6, 5)).claims
    return [(claim.event, claim.modality.value, str(claim.when.exact)) for claim in claims if claim.event != "amended"]


@pytest.mark.parametrize(
    "text",
    [
        "AI法の一部は、2025年6月4日に施行された。",
        "人工知能関連技術の研究開発及び活用の推進に関する法律の一部は、令和7年6月4日に施行された。",
        "AI法の一部の規定は、2025年6月4日に施行された。",
        "AI法の一部が令和7年6月4日から施行された。",
        "AI法は、一部の規定を除き、2025年6月4日に施行された。",
        "AI法は、2025年6月4日に一部施行された。",
    ],
)
def test_a_part_of_a_law_is_in_force_in_part(text: str) -> None:
    assert told(text) == [("partly-in-force", "occurred", "2025-06-04")]


@pytest.mark.parametrize(
    "text",
    [
        "AI法は、2025年6月4日に施行された。",
        "AI法の一部を改正する法律は、2025年6月4日に施行された。",
        "AI法の一部が改正され2025年6月4日に施行された。",
    ],
)
def test_what_changes_a_part_of_a_law_is_in_force_as_a_whole(text: str) -> None:
    assert told(text) == [("in-force", "occurred", "2025-06-04")]


def test_a_part_that_is_to_come_is_planned() -> None:
    assert told("AI法の一部は、2025年9月1日から施行される予定である。") == [("partly-in-force", "scheduled", "2025-09-01")]
