"""Parts of links that are drawn anew at every look, learnt from a source's own captures: a parameter, or a step of a path.

A link whose words stay while one opaque value in it is another in each of the last captures leads to the same place. From then on that
part of the links of this source does not count.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from tracker.model.document import Block, Document, Rotating
from tracker.text.canonical import canonical_words
from tracker.text.links import canonical_link

CAPTURES = 3
"""So many captures in a row have to have another value each."""
_MOST_LINKS = 3_000
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_OPAQUE = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{6,200}", re.ASCII)
_OPAQUE_STEP = re.compile(r"(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_]{16,200}", re.ASCII)
_SAYS_SOMETHING = re.compile(r"v?\d+(?:[._-]\d+)*[a-z]?|(?:19|20)\d\d[-_]?[01]\d.*|[a-z]+[-_]?\d{1,4}", re.IGNORECASE)
"""Versions, days and numbered names: they are others because what they name is another."""


class _Part(NamedTuple):
    """A part of links: on which host, below which path (of a step alone), and `?name` of a parameter or `/place` of a step."""

    host: str
    path: str
    name: str


def learn(captures: Sequence[Document], known: Collection[Rotating] = ()) -> tuple[Rotating, ...]:
    """What rotates in the links of a source, by its last captures, oldest first; only what is not `known` yet.

    A part is learnt where it was another in each of the last `CAPTURES` captures on every link that was there in all of them: one link
    that kept its value shows that the part means something. Words that stand on two links of one capture are evidence of nothing.
    """
    last = captures[-CAPTURES:]
    if len(last) < CAPTURES:
        return ()
    captured = [_values(capture) for capture in last]
    drawn: dict[_Part, list[tuple[str, ...]]] = defaultdict(list)
    for place in captured[0].keys() & captured[1].keys() & captured[2].keys():
        drawn[place[1]].append(tuple(one[place] for one in captured))
    told = {(one.host, one.path, one.part) for one in known}
    return tuple(
        Rotating(host=part.host, path=part.path, part=part.name, values=min(values))
        for part, values in sorted(drawn.items())
        if part not in told and all(len(set(seen)) == CAPTURES for seen in values)
    )


def steady_link(url: str, rotating: Collection[Rotating]) -> str:
    """An address in canonical form without the parts that rotate."""
    address = canonical_link(url)
    if not rotating:
        return address
    learnt = {(one.host, one.path, one.part) for one in rotating}
    dropped = {part.name for part, _ in _parts(address) if part in learnt}
    if not dropped:
        return address
    parts = urlsplit(address)
    steps = ["*" if f"/{place}" in dropped else step for place, step in enumerate(parts.path.split("/"))]
    query = "&".join(pair for pair in parts.query.split("&") if pair and f"?{pair.partition('=')[0]}" not in dropped)
    return urlunsplit((parts.scheme, parts.netloc, "/".join(steps), query, parts.fragment))


def has_opaque_link(blocks: Sequence[Block]) -> bool:
    """Whether any of these blocks leads to an address that may hold something drawn anew."""
    return any(block.link is not None and any(_parts(canonical_link(block.link))) for block in blocks)


def _values(document: Document) -> dict[tuple[str, _Part], str]:
    """The opaque values of each link by its words and part; none of words that stand twice."""
    found: dict[tuple[str, _Part], str] = {}
    count: dict[str, int] = defaultdict(int)
    for block in document.blocks[:_MOST_LINKS]:
        if block.link is None:
            continue
        words = canonical_words(block)
        count[words] += 1
        for part, value in _parts(canonical_link(block.link)):
            found[words, part] = value
    return {place: value for place, value in found.items() if count[place[0]] == 1}


def _parts(address: str) -> Iterator[tuple[_Part, str]]:
    """The opaque parts of an address in canonical form, each with its value."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    for pair in parts.query.split("&"):
        name, _, value = pair.partition("=")
        if name and (_EPOCH.fullmatch(value) or (_OPAQUE.fullmatch(value) and not _SAYS_SOMETHING.fullmatch(value))):
            yield _Part(parts.netloc, "", f"?{name}"), value
    steps = parts.path.split("/")
    for place, step in enumerate(steps[:12]):
        if _OPAQUE_STEP.fullmatch(step.partition(".")[0]):
            yield _Part(parts.netloc, "/".join(steps[:place]), f"/{place}"), step
