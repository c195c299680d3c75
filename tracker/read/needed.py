"""What a pattern cannot do without: words of which one stands in every text that it matches.

Hundreds of patterns are then asked of a sentence by one search for all their words, and only those whose words stand there are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

# The engine's own reading of a pattern: nothing else knows its whole grammar.
from re import _constants as sre, _parser  # type: ignore[attr-defined]  # isort: skip

Words = frozenset[str]


@cache
def needed(pattern: str) -> Words:
    """Words of which at least one is part of every match; none where that cannot be said. Raises `re.error` where it is no pattern."""
    parsed = _parser.parse(pattern)
    return frozenset() if parsed.state.flags & re.IGNORECASE else _of_all(parsed)


def _of_all(parts: Iterable[tuple[Any, Any]]) -> Words:
    """Of parts that follow each other each is needed: the most telling is chosen, and letters in a row are one word."""
    best: Words = frozenset()
    word = ""
    for code, value in parts:
        if code is sre.LITERAL:
            word += chr(value)
            continue
        best = _better(best, _better(frozenset({word}) if word else frozenset(), _of_one(code, value)))
        word = ""
    return _better(best, frozenset({word}) if word else frozenset())


def _of_one(code: Any, value: Any) -> Words:  # noqa: ANN401 - the engine's own values
    if code is sre.SUBPATTERN and not value[1]:
        return _of_all(value[-1])
    if code in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] > 0:
        return _of_all(value[-1])
    if code is sre.BRANCH:
        each = [_of_all(branch) for branch in value[1]]
        return frozenset().union(*each) if all(each) else frozenset()
    if code is sre.IN and all(kind is sre.LITERAL for kind, _ in value):
        return frozenset(chr(char) for _, char in value)
    return frozenset()


def _better(one: Words, other: Words) -> Words:
    """The set whose shortest word is longer: the rarer it stands in a text."""
    if not one or not other:
        return one or other
    return max(one, other, key=lambda words: (min(map(len, words)), -len(words)))
