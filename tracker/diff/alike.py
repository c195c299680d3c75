"""Which texts of two heaps may be versions of each other, without holding each against each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

_SHINGLE = 3
_RAREST = 16
"""So many of a text's rarest shingles are asked for: common ones lead everywhere."""
_MOST_BEARERS = 40
_BEST = 6
_LONGEST = 4_000


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """The share of characters that two texts have in common (0..1), judged by their beginnings; 0 where it is below `least`."""
    return Indel.normalized_similarity(one[:_LONGEST], other[:_LONGEST], score_cutoff=least)


def candidates(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places in `old` and `new` of texts that share rare shingles, the few best for each new one. Takes time by the length of the texts."""
    before, after = [_shingles(text) for text in old], [_shingles(text) for text in new]
    spread = Counter(shingle for shingles in (*before, *after) for shingle in shingles)
    bearers: dict[str, list[int]] = defaultdict(list)
    for place, shingles in enumerate(before):
        for shingle in shingles:
            if spread[shingle] <= 2 * _MOST_BEARERS:
                bearers[shingle].append(place)
    for place, shingles in enumerate(after):
        shared = sorted((shingle for shingle in shingles if shingle in bearers), key=lambda one: (spread[one], one))[:_RAREST]
        found = Counter(other for shingle in shared for other in bearers[shingle])
        yield from ((other, place) for other, _ in found.most_common(_BEST))


def _shingles(text: str) -> set[str]:
    text = text[:_LONGEST]
    return {text[start : start + _SHINGLE] for start in range(max(1, len(text) - _SHINGLE + 1))}
