"""What a text is about as a whole: what it names beside mere topics, and what a sentence says that the one before it was about."""

from __future__ import annotations

from tracker.read.clauses import Sentence, explains
from tracker.read.lexicon import Lexicon, Named
from tracker.read.mentions import Material
from tracker.read.spans import between


def sole(material: Material, lexicon: Lexicon) -> str | None:
    """The one thing that a text names; a mere topic beside it, which climbs no ladder, does not count."""
    named = {name.subject for name in material.names if not name.weak}
    things = {one for one in named if one is not None and lexicon.pack.subjects[one].ladder is not None}
    found = things if things and None not in named else named
    return next(iter(found)) if len(found) == 1 else None


def explained(material: Material, following: Sentence) -> str | None:
    """What a sentence that says what the one before it was about (狙いは…, …ものだ) names first."""
    if not explains(material.masked, following):
        return None
    return next((one.subject for one in between(material.names, following.start, following.end)), None)


def things_first(names: list[Named], lexicon: Lexicon) -> list[str | None]:
    """What a sentence names: a thing (「JPYC」) before the mere topic that it is one of (円建てステーブルコイン)."""
    return sorted((name.subject for name in names), key=lambda one: one is not None and lexicon.pack.subjects[one].ladder is None)


def only_described(material: Material) -> frozenset[str]:
    """The subjects that a text tells of without ever naming them."""
    named = {name.subject for name in material.names if not name.described}
    return frozenset(name.subject for name in material.names if name.subject and name.subject not in named)
