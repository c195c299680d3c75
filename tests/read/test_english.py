"""English as the press, law firms and translators write it: who acts, what is told in passing, what is still to come."""

from __future__ import annotations

from datetime import date

import pytest

from tests.read.field import claims

PUBLISHED = date(2026, 3, 10)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "modality", "day"),
    [
        ("The Tide Act is expected to be enacted on Thursday.", "expected", "2026-03-12"),
        ("The Tide Act will be enacted on Tuesday.", "scheduled", "2026-03-10"),
        ("The Tide Act was enacted on Thursday.", "occurred", "2026-03-05"),
        ("The Tide Act will be enacted soon, the harbour master said on Thursday.", "scheduled", None),
    ],
)
def test_a_weekday_lies_where_the_tense_says(text: str, modality: str, day: str | None) -> None:
    assert claims(text, PUBLISHED) == [("tide-law", "enacted", modality, day)]
