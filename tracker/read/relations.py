"""Sentences that begin by saying how their sum stands to that of the one before: うち, このほか, これに加え, of which, on top of that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from tracker.model.reading import Claim, Linked
from tracker.read.clauses import Sentence
from tracker.read.mentions import Material
from tracker.read.spans import between

_BEGINNINGS = (
    (
        "holds",
        re.compile(
            r"(?:この|その)?(?:うち|内訳(?:は|として))(?!に)|(?:of|out of) (?:that|this|which|these|the (?:total|sum|amount))\b"
            r"|(?:this|that|it|the (?:total|sum|amount|money|budget)) includes?\b|including\b|included (?:in (?:that|this|it)|are|is)\b"
        ),
    ),
    (
        "apart",
        re.compile(
            r"(?:この|その|これの|それの)?(?:ほか|他)に?(?:も|は)?、|(?:これ|それ)(?:に(?:加え|上乗せ)|とは?別)|(?:加えて|別途|別枠で)、?"
            r"|(?:that|this|it) (?:is|comes|will come) on top of\b|(?:on top of|in addition to) (?:that|this|it|these)\b"
            r"|in addition,|separately,"
        ),
    ),
    (
        "inside",
        re.compile(
            r"(?:これ|それ|この(?:額|金額|予算|支援|資金))は、?[^。]{1,60}(?:に含ま|の内数|の一部)"
            r"|(?:this|that|it|the (?:sum|amount|money)) (?:is|comes|will be) (?:part of|included in|inside|within|out of)\b"
        ),
    ),
)
"""Of the sum before: it holds the one that follows, is apart from it, or is inside it."""


def with_relations(claims: Sequence[Claim], told: Sequence[Sentence], material: Material) -> tuple[Claim, ...]:
    """The claims, each with what its sentence and one beside it say of their sums."""
    links: dict[int, list[Linked]] = {}
    for first, second in pairwise(told):
        how = _beginning(material.masked, second)
        if how is None or not all(between(material.money, one.start, one.end) for one in (first, second)):
            continue
        one, other = (material.normal.written(sentence.start, sentence.end) for sentence in (first, second))
        for sentence in (first, second):
            links.setdefault(material.normal.start(sentence.start), []).append(Linked(one, other, how))
    return tuple(msgspec.structs.replace(claim, linked=tuple(links[claim.start])) if claim.start in links else claim for claim in claims)


def _beginning(text: str, sentence: Sentence) -> str | None:
    return next((how for how, pattern in _BEGINNINGS if pattern.match(text, sentence.start, sentence.end)), None)
