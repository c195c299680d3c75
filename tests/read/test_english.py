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


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The town and the port signed a pact to launch KAMOME.", "expected"),
        ("The town decided to launch KAMOME.", "expected"),
        ("It was the first port on the coast to launch KAMOME.", "occurred"),
        ("Port sources said KAMOME would be launched in April.", "reported"),
        ("KAMOME will be launched in April, according to port sources.", "reported"),
        ("KAMOME will be launched in April, Nikkei has learned.", "reported"),
        ("The KAMOME launch slipped to May.", "scheduled"),
        ("Town to launch KAMOME in April, Kyodo reported.", "reported"),
    ],
)
def test_what_is_to_be_done_or_only_heard_of_has_not_been(text: str, modality: str) -> None:
    assert [claim[:3] for claim in claims(text, PUBLISHED)] == [("ferry", "launched", modality)]


@pytest.mark.parametrize(
    ("text", "subject", "event"),
    [
        ("The Tide Plan, which gives money to NAMIBO, was adopted by the cabinet.", "tide-plan", "cabinet-decision"),
        ("The Tide Plan, a list of wishes drawn up for NAMIBO, was adopted by the cabinet.", "tide-plan", "cabinet-decision"),
        ("KAMOME, owned by WAVEC and WAVESC, was selected.", "ferry", "selected"),
        ("The Tide Plan under the Tide Act was published.", "tide-plan", "published"),
        ("NAMIBO was set up under the Tide Plan, which the cabinet adopted.", "tide-plan", "cabinet-decision"),
        ("KAMOME left, and NAMIBO was selected.", "boats", "selected"),
    ],
)
def test_what_is_named_in_passing_is_not_what_it_happened_to(text: str, subject: str, event: str) -> None:
    assert [claim[:2] for claim in claims(text, PUBLISHED)] == [(subject, event)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The council delayed what is to be published, the Tide Plan 1.3, from April to May.",
            [("postponed", "2026-04-01"), ("scheduled", "2026-05-01")],
        ),
        ("That the Tide Plan is published, planned for April 2, will be delayed.", [("postponed", "2026-04-02")]),
        ("That the Tide Plan is published has been postponed to June.", [("scheduled", "2026-06-01")]),
    ],
)
def test_the_day_that_is_given_up_is_not_the_new_one(text: str, found: list[tuple[str, str]]) -> None:
    assert [claim[2:] for claim in claims(text, PUBLISHED)] == found


@pytest.mark.parametrize(
    "text",
    [
        "Fishermen called for the Tide Act to be enacted.",
        "Fishermen demanded that the Tide Act be enacted.",
        "It is unclear when the Tide Act will be enacted.",
        "The mayor urged the harbour to have the Tide Act, of all laws, to be enacted.",
    ],
)
def test_what_somebody_asks_for_is_no_event(text: str) -> None:
    assert claims(text, PUBLISHED) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "First published in April 2024, the Tide Plan was adopted by the cabinet in May 2025.",
            [("published", "2024-04-01"), ("cabinet-decision", "2025-05-01")],
        ),
        ("Launched in April 2024, KAMOME was selected in May 2025.", [("launched", "2024-04-01"), ("selected", "2025-05-01")]),
        (
            "Launch of KAMOME in May 2025 led to what the Tide Council decided in June 2025.",
            [("launched", "2025-05-01"), ("body-decision", "2025-06-01")],
        ),
    ],
)
def test_what_a_sentence_begins_with_is_of_what_it_names_next(text: str, found: list[tuple[str, str]]) -> None:
    assert [(claim[1], claim[3]) for claim in claims(text, PUBLISHED)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The port on March 5 published the results of the consultation on the Tide Plan.", [("consultation-result", "2026-03-05")]),
        ("The port on March 5 published the launch of KAMOME.", [("launched", "2026-03-05")]),
        ("On March 5 the Tide Plan was published, and KAMOME was launched.", [("published", "2026-03-05"), ("launched", None)]),
    ],
)
def test_a_verb_that_only_carries_the_noun_is_no_event_of_its_own(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(claim[1], claim[3]) for claim in claims(text, PUBLISHED)] == found
