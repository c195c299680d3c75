"""Texts that do not say when they were published: what the days between which they were first seen give, and what they never do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.read.field import LEXICON
from tracker.model.reading import Claim, Modality
from tracker.model.when import Precision, When
from tracker.read.reader import read
from tracker.read.timing import Publication

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
WORDS = st.sampled_from(
    (
        "KAMOMEの運航を{m}月{d}日に開始した。",
        "KAMOMEの運航を{m}月{d}日に開始する。",
        "KAMOMEの運航を{m}月{d}日に開始する予定です。",
        "局はKAMOMEの運航を{m}月{d}日に開始し、島の港を整備する方針を確かめた。",
        "KAMOMEの運航を明日開始する。",
        "KAMOMEの運航を来月開始する。",
    )
)


def told(text: str, seen: When) -> tuple[Claim, ...]:
    return read(text, LEXICON, published=Publication(None, seen)).claims


@example(day=date(2024, 2, 29), words="KAMOMEの運航を{m}月{d}日に開始する予定です。", look=date(2024, 3, 9), gap=1)
@given(day=DAYS, words=WORDS, look=DAYS, gap=st.integers(0, 400))
def test_nothing_has_happened_after_it_was_seen_and_no_plan_was_over_before(day: date, words: str, look: date, gap: int) -> None:
    seen = When(look - timedelta(days=gap), look, Precision.RANGE)
    for claim in told(words.format(m=day.month, d=day.day), seen):
        if claim.modality is Modality.OCCURRED and claim.when.earliest is not None:
            assert claim.when.earliest <= look
        if claim.modality in (Modality.SCHEDULED, Modality.EXPECTED) and claim.when.latest is not None:
            assert claim.when.latest >= look - timedelta(days=gap)


@given(words=WORDS, day=DAYS, look=DAYS)
def test_what_was_there_at_first_sight_has_no_year(words: str, day: date, look: date) -> None:
    claims = told(words.format(m=day.month, d=day.day), When(None, look, Precision.RANGE))
    assert not any(claim.when.known for claim in claims)


@pytest.mark.parametrize(("looked_before", "modality"), [(date(2026, 6, 14), Modality.EXPECTED), (date(2026, 6, 15), Modality.OCCURRED)])
def test_what_only_leads_over_to_a_plan_has_happened_where_it_cannot_have_been_written_before(
    looked_before: date, modality: Modality
) -> None:
    (claim,) = told(
        "局はKAMOMEの運航を6月15日に開始し、島の港を整備する方針を確かめた。", When(looked_before, date(2026, 6, 16), Precision.RANGE)
    )
    assert (claim.modality, claim.when.exact) == (modality, date(2026, 6, 15))
