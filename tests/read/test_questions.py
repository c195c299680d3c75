"""What is asked, feared or only possible states nothing; what is really put off is."""

from __future__ import annotations

from datetime import date

import pytest

from tests.read.field import claims

PUBLISHED = date(2026, 3, 10)


@pytest.mark.parametrize("kind", ["title", "passage"])
@pytest.mark.parametrize(
    "text",
    [
        "Has the Tide Act been enacted?",
        "Questions and answers: Has the Tide Act been enacted?",
        "When was the Tide Act enacted, and by whom?",
        "Tide Act enacted?",
        "潮位法は成立したのか？",
        "潮位法は公布されたか。",
        "潮位法、成立？",
    ],
)
def test_a_question_states_nothing(text: str, kind: str) -> None:
    assert claims(text, PUBLISHED, kind) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tide Act enacted: what comes next?",
        "The Tide Act was enacted, but will it work?",
        "潮位法が成立、何が変わる？",
        "潮位法が成立した。次は何か？",
    ],
)
def test_what_stands_beside_a_question_is_stated(text: str) -> None:
    assert [claim[:3] for claim in claims(text, PUBLISHED)] == [("tide-law", "enacted", "occurred")]


@pytest.mark.parametrize(
    "text",
    [
        "The KAMOME launch may be postponed to May 2026.",
        "The KAMOME launch could be delayed until May 2026.",
        "If the KAMOME launch is postponed to May 2026, users will lose.",
        "The KAMOME launch risks being pushed back to May 2026.",
        "The KAMOME launch would be called off if the fog stays.",
        "KAMOMEの運航開始が2026年5月に延期される可能性がある。",
        "KAMOMEの運航開始が2026年5月にずれ込むおそれがある。",
        "KAMOMEの運航開始が延期された場合、乗客が困る。",
        "KAMOMEの運航開始の延期もあり得る。",
    ],
)
def test_what_may_be_put_off_is_not(text: str) -> None:
    assert [claim[:3] for claim in claims(text, PUBLISHED)] == [("ferry", "launched", "conditional")]


@pytest.mark.parametrize(
    "text",
    [
        "The KAMOME launch will not be postponed.",
        "The launch of KAMOME was never delayed.",
        "KAMOMEの運航開始は延期されない。",
        "KAMOMEの運航開始は中止せず",
    ],
)
def test_that_a_thing_is_not_put_off_says_nothing_new(text: str) -> None:
    assert claims(text, PUBLISHED) == []


@pytest.mark.parametrize(
    "text",
    [
        "The KAMOME launch was postponed to May 2026.",
        "Fears came true: the KAMOME launch was delayed to May 2026.",
        "KAMOMEの運航開始は2026年5月に延期された。",
    ],
)
def test_what_was_put_off_was(text: str) -> None:
    assert [(claim[0], claim[1], claim[3]) for claim in claims(text, PUBLISHED)] == [("ferry", "launched", "2026-05-01")]


@pytest.mark.parametrize(
    "text",
    [
        "Experts discussed whether the Tide Act will be promulgated in April.",
        '"The Tide Act should be promulgated at once," a professor said.',
        "Critics want the Tide Plan to be published.",
    ],
)
def test_what_is_doubted_or_wished_for_states_nothing(text: str) -> None:
    assert claims(text, PUBLISHED) == []


def test_neither_nor_denies_both() -> None:
    told = claims("Neither the Tide Act nor the Tide Plan has been published since.", PUBLISHED)
    assert told == [("tide-law", "published", "denied", None), ("tide-plan", "published", "denied", None)]


def test_what_is_to_happen_unless_it_is_done_has_not_been_done() -> None:
    assert claims("潮位基本計画が公表されなければ、予算は配られない。", PUBLISHED) == [("tide-plan", "published", "conditional", None)]
    assert claims("潮位基本計画は来年までに公表しなければならない。", PUBLISHED)[0][2] != "conditional"
