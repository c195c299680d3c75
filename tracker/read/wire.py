"""A reading as the plain values that `tracker read --json` prints."""

from __future__ import annotations

from typing import Any

from tracker.model.reading import Claim, Fact, Mention, MentionKind, Reading
from tracker.model.when import When


def reading_to_plain(reading: Reading) -> dict[str, Any]:
    """`{"mentions": […], "claims": […]}`: mentions flat, dates as ISO text, an open side null."""
    return {
        "mentions": [mention_to_plain(mention) for mention in reading.mentions],
        "claims": [claim_to_plain(claim) for claim in reading.claims],
        "subjects": list(reading.subjects),
        "statuses": list(reading.statuses),
    }


def mention_to_plain(mention: Mention) -> dict[str, Any]:
    """One mention with the keys of its kind alone."""
    plain: dict[str, Any] = {"kind": mention.kind.value, "text": mention.text, "start": mention.start, "end": mention.end}
    if mention.kind is MentionKind.DATE:
        plain.update(when_to_plain(mention.when or When()))
    elif mention.kind is MentionKind.MONEY:
        plain.update(currency=mention.currency, amount=mention.amount, least=mention.least, most=mention.most, approx=mention.approx)
    else:
        plain["value"] = mention.value
        if mention.kind is MentionKind.COUNT:
            plain["unit"] = mention.unit
    if mention.doubt is not None:
        plain["doubt"] = mention.doubt
    return plain


def when_to_plain(when: When) -> dict[str, str | None]:
    """An interval with ISO dates; an open side is None."""
    return {
        "earliest": when.earliest.isoformat() if when.earliest else None,
        "latest": when.latest.isoformat() if when.latest else None,
        "precision": when.precision.value if when.precision else None,
    }


def claim_to_plain(claim: Claim) -> dict[str, Any]:
    """One claim."""
    return {
        "subject": claim.subject,
        "event": claim.event,
        "modality": claim.modality.value,
        "when": when_to_plain(claim.when),
        "facts": [_fact_to_plain(fact) for fact in claim.facts],
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
    }


def _fact_to_plain(fact: Fact) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": fact.name, "value": fact.value, "unit": fact.unit}
    for key in ("least", "most", "written", "pot"):
        value = getattr(fact, key)
        if value is not None:
            plain[key] = value
    if fact.approx:
        plain["approx"] = True
    return plain
