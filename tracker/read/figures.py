"""Dates, amounts, shares, counts and versions of a text, without names and claims: what two wordings are held against each other by."""

from __future__ import annotations

from tracker.model.reading import Mention
from tracker.read.mentions import gather, mentions_of
from tracker.text.normal import normalise

_MOST_CHARACTERS = 20_000


def figures(text: str) -> tuple[Mention, ...]:
    """The mentions of numbers and dates in a text, in order; of a very long one in its beginning. Raises nothing."""
    return mentions_of(gather(normalise(text[:_MOST_CHARACTERS]), None, []))
