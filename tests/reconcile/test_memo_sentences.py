"""Sentences as memos have them, held against the shipped seed alone: none is called unproven that the seed has."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reconcile.test_contradictions import shipped
from tracker.config.memo_words import memo_words
from tracker.model.timeline import Timeline
from tracker.reconcile.audit import audit
from tracker.reconcile.judge import Known

LAW = "On May 28, 2025, the Diet passed the AI Promotion Act."
SURVEY = "A joint Teikoku Databank survey of 10,312 firms, fielded March 17–31, 2026, found generative AI in use at 34.6% of them."


def notes(text: str) -> list[tuple[str, str, str | None]]:
    """Verdict, rule and event of every note of a memo, in its order."""
    seed, lexicon = shipped()
    known = Known(Timeline({event.id: event for event in seed.events}, seed.known_at), seed.pack, date(2026, 11, 26))
    return [
        (note.verdict.value, note.rule, note.event) for one in audit(text, known, lexicon, memo_words()).sentences for note in one.notes
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{LAW} Most provisions took effect on June 4, 2025.", ("supported", "confirms.same", "act.partly-in-force")),
        (
            f"{LAW} The chapters establishing the AI Strategy Headquarters and authorizing the AI Basic Plan entered force on September 1, 2025.",
            ("supported", "confirms.same", "act.in-force"),
        ),
        (
            "Japan's amended Payment Services Act comes with further refinements taking effect by June 2026.",
            ("stale", "stale.overdue", "stablecoin.psa-amendment.in-force"),
        ),
        (
            f"{SURVEY}\n\nThe same survey flagged two concerns. About 20% of AI-using firms report widening gaps between employees.",
            ("supported", "figures.same", "adoption.survey-2026.employee-gap"),
        ),
    ],
)
def test_what_the_seed_has_is_found(text: str, found: tuple[str, str, str]) -> None:
    told = notes(text)
    assert found in told
    assert "unproven" not in {verdict for verdict, _, _ in told}


@pytest.mark.parametrize(
    "text",
    [
        "The AI Basic Plan has four basic policies: Adopt AI, Create AI, Enhance AI Trustworthiness, Collaborate with AI.",
        "Sakana AI, founded in Tokyo in 2023 by former Google Brain researchers, won a $135 million funding round in 2025.",
    ],
)
def test_what_is_no_statement_of_the_kind_is_not_called_unproven(text: str) -> None:
    assert "unproven" not in {verdict for verdict, _, _ in notes(text)}


def test_a_lone_quotation_mark_is_no_sentence() -> None:
    text = "The question is “what can be shown in good faith.”\n\nAnother paragraph (with this. And that.)"
    seed, lexicon = shipped()
    known = Known(Timeline({event.id: event for event in seed.events}, seed.known_at), seed.pack, date(2026, 11, 26))
    told = [one.text for one in audit(text, known, lexicon, memo_words()).sentences]
    assert "".join("".join(told).split()) == "".join(text.split()), "nothing is left out"
    assert all(any(letter.isalnum() for letter in one) for one in told)
