"""When a law comes into force, as the text of its promulgation tells it; and years that only name an amending law."""

from __future__ import annotations

from datetime import date

import pytest

from tests.read.field import claims, days, whole_claims
from tracker.model.reading import Modality
from tracker.read.dates import find_dates
from tracker.read.terms import find_terms
from tracker.text.normal import normalise

PUBLISHED = date(2027, 6, 24)

BOUNDS = [
    ("6月20日に公布され、公布の日から起算して六月を超えない範囲内", date(2027, 12, 20)),
    ("令和9年6月20日(日)付けで公布。公布の日から起算して三月を超えない範囲内", date(2027, 9, 20)),
    ("公布日は6月20日で、公布から2年以内", date(2029, 6, 20)),
    ("2027年8月31日に公布された。公布の日から6か月を超えない範囲", date(2028, 2, 29)),
]


@pytest.mark.parametrize(("text", "latest"), BOUNDS)
def test_a_term_counts_from_the_day_of_promulgation(text: str, latest: date) -> None:
    normal = normalise(text).text
    (term,) = find_terms(normal, find_dates(normal, PUBLISHED))
    assert (term.when.earliest, term.when.latest) == (None, latest)


@pytest.mark.parametrize(
    "text",
    [
        "公布の日から起算して六月を超えない範囲内",
        "6月20日に成立し、公布の日から1年以内",
        "6月20日に公布された。施行の日から1年以内",
        "6月20日に公布され、公布の日から七百年以内",
    ],
)
def test_without_such_a_day_it_bounds_nothing(text: str) -> None:
    normal = normalise(text).text
    assert find_terms(normal, find_dates(normal, PUBLISHED)) == []


def test_it_is_what_comes_by_then_and_no_mention() -> None:
    text = "潮位法は6月20日に公布され、公布の日から起算して六月を超えない範囲内において政令で定める日から施行される。"
    coming = next(claim for claim in whole_claims(text, PUBLISHED) if claim.event == "in-force")
    assert (coming.modality, coming.when.earliest, coming.when.latest) == (Modality.SCHEDULED, None, date(2027, 12, 20))
    assert [words for words, *_ in days(text, PUBLISHED)] == ["6月20日"]


def test_a_day_still_to_be_fixed_has_not_come() -> None:
    text = "潮位法が6月20日に公布されました。施行日は、一部を除き、公布の日から2年を超えない範囲内で政令で定める日です。"
    assert ("tide-law", "in-force", "scheduled", None) in claims(text, PUBLISHED)


def test_a_day_alone_behind_one_that_lies_ahead_has_been_where_it_is_told_as_past() -> None:
    text = "潮位法は9月1日から施行されるもので、22日に公布された。"
    assert ("tide-law", "promulgated", "occurred", "2027-06-22") in claims(text, PUBLISHED)


@pytest.mark.parametrize(
    "text", ["令和7年改正潮位法の政令案を公表した。", "令和7年潮位法改正に係る政令案を公表した。", "「令和4年改正に伴う内閣府令案」"]
)
def test_the_year_of_an_amending_law_is_part_of_its_name(text: str) -> None:
    assert days(text, PUBLISHED) == []


@pytest.mark.parametrize(
    "text", ["2025年に潮位法が改正された。", "2025年の潮位法改正", "潮位法は2025年改正された。", "2025年、潮位法改正に動く"]
)
def test_a_year_in_which_it_was_amended_is_not(text: str) -> None:
    assert [found[3] for found in days(text, PUBLISHED)] == ["year"]
