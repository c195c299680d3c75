"""English words of the Markdown and HTML editions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tracker.digest.fact_text import fact_words
from tracker.digest.when_text import when_words
from tracker.errors import RenderError
from tracker.model.reading import Fact
from tracker.model.when import Precision, When

HEADINGS = {
    "corrections": "Corrections to earlier digests",
    "brief": "In brief",
    "decided": "Decided or in force",
    "new": "New",
    "moved": "Moved",
    "overdue": "Overdue",
    "contradicts": "Contradicts the timeline",
    "confirmed": "Confirmed",
    "open": "Still open",
    "coming": "Coming up",
    "changed": "Texts that changed",
    "review": "For review",
    "background": "Background",
    "coverage": "Coverage",
}
"""The heading of each section."""

COUNTED = {
    "corrections": ("correction", "corrections"),
    "decided": ("decided", "decided"),
    "new": ("new", "new"),
    "moved": ("moved", "moved"),
    "overdue": ("overdue", "overdue"),
    "contradicts": ("contradiction", "contradictions"),
    "confirmed": ("confirmed", "confirmed"),
    "changed": ("text changed", "texts changed"),
    "open": ("still open", "still open"),
    "review": ("for review", "for review"),
}
"""How a section is counted in one line, for one and for more."""

SURE = {
    "occurred": "happened",
    "scheduled": "scheduled (fixed by an authority)",
    "expected": "expected (aimed at or forecast)",
    "reported": "reported (not confirmed)",
    "conditional": "conditional (changes no status)",
    "denied": "denied",
    "postponed": "postponed",
    "cancelled": "cancelled",
}
"""How sure, by modality."""

_REASONS = {
    "names-no-subject": "names nothing that is followed",
    "states-nothing": "names what is followed, states no event",
    "not-read": "removed or moved, says nothing new",
}
_PRECISE = {Precision.THIRD: "third of a month", Precision.RANGE: "a range of days"}
_SPEAKING = frozenset({"amount", "percent", "count", "version", "ordinal"})


def reason(rule: str) -> str:
    """Why items that were read are not told; a rule that has no words of its own by its name."""
    return _REASONS.get(rule, rule)


def precise(precision: Precision | None) -> str:
    """How exact a date is: `to the day`, `to the fiscal year`."""
    if precision is None:
        return ""
    name = _PRECISE.get(precision, f"the {precision.value.replace('-', ' ')}")
    return f"to {name}"


def moment(iso: str) -> str:
    """`17 August 2026 08:00 JST` from the digest's own ISO times."""
    try:
        at = datetime.fromisoformat(iso)
    except ValueError as error:
        raise RenderError(f"{iso!r} is no ISO 8601 time: the digest was not made by this program, or was changed by hand") from error
    return f"{at.day} {at:%B %Y %H:%M} JST"


def state(when: When | None, modality: str | None, facts: tuple[Fact, ...]) -> str:
    """How sure, when, and what, in one phrase."""
    parts = [SURE.get(modality, modality)] if modality else []
    if when is not None and when.known:
        parts.append(when_words(when, "en"))
    return ", ".join([*parts, *(fact(one) for one in facts)])


def gathered(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Names by what they have in common, the most frequent first."""
    found: dict[str, list[str]] = {}
    for common, name in pairs:
        found.setdefault(common, []).append(name)
    return sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))


def fact(value: Fact) -> str:
    """A fact with its name, where the words alone do not say what it is."""
    words = fact_words(value, "en")
    named = words if value.name in _SPEAKING else f"{value.name}: {words}"
    return f"{named} [{value.pot}]" if value.pot else named


def number(count: int, one: str, many: str | None = None) -> str:
    """`1 source`, `2 sources`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
