"""What was seen and told to nobody: differences that are none, parts of links that rotate, blocks that flip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from rapidfuzz.distance import Indel
from sqlalchemy import Connection, Select, insert, select

from tracker.model.document import Block, Change, ChangeKind, Document, Ignored, Rotating
from tracker.model.recorded import Derivation, Flip, IgnoredCount, ReadChange
from tracker.store.base import Part, chunks, decode, encode, insert_or_ignore, short_key, unpack
from tracker.store.engine import reading
from tracker.store.tables import block, change, document, ignored, look, rotating

_MOST_SAMPLES = 5
_MOST_CHARS = 200
_MOST_ROTATING = 100
_RECENT_BLOCKS = 500
UNSTABLE_WITHIN = timedelta(days=30)
_ALIKE = 0.5
_MOST_COMPARED = 200
_RETURNS = 2
"""A second return within the time makes a block unstable."""


class Noise(Part):
    """What no digest tells unless it is asked."""

    def ignored_between(self, since: datetime, until: datetime) -> tuple[IgnoredCount, ...]:
        """What was ignored of each source after `since` and up to `until`, by reason, most first, with the newest samples."""
        count: dict[tuple[str, str], int] = defaultdict(int)
        samples: dict[tuple[str, str], list[Ignored]] = defaultdict(list)
        columns = ignored.c.source, ignored.c.why, ignored.c.count.label("times"), ignored.c.samples
        wanted = select(*columns).where(ignored.c.recorded > since, ignored.c.recorded <= until).order_by(ignored.c.id.desc())
        with reading(self.engine) as connection:
            for row in connection.execute(wanted):
                place = row.source, row.why
                count[place] += row.times
                if len(samples[place]) < _MOST_SAMPLES:
                    samples[place].extend(one for one in decode(row.samples, tuple[Ignored, ...]) if one not in samples[place])
        ordered = sorted(count, key=lambda place: (place[0], -count[place], place[1]))
        return tuple(
            IgnoredCount(source=place[0], why=place[1], count=count[place], samples=tuple(samples[place][:_MOST_SAMPLES]))
            for place in ordered
        )

    def rotating(self, source: str) -> tuple[Rotating, ...]:
        """The parts of a source's links that were learnt to rotate."""
        wanted = select(rotating.c.payload).where(rotating.c.source == source).order_by(rotating.c.name).limit(_MOST_ROTATING)
        with reading(self.engine) as connection:
            return tuple(decode(payload, Rotating) for payload in connection.execute(wanted).scalars())

    def recent_documents(self, source: str, most: int) -> tuple[Document, ...]:
        """The last good documents of a source itself, oldest first; of a window with the blocks whose state it brought."""
        wanted = (
            select(document.c.id, document.c.content)
            .join(look, document.c.look == look.c.id)
            .where(document.c.source == source, document.c.good.is_(True), document.c.page.is_(None))
            .order_by(look.c.at.desc(), document.c.look.desc())
            .limit(most)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(wanted).all()
            return tuple(_whole(connection, source, row.id, decode(unpack(row.content), Document)) for row in reversed(rows))

    def recent_blocks(self, source: str) -> tuple[Block, ...]:
        """The blocks of a source whose state was last seen or changed most recently."""
        wanted = (
            select(block.c.content)
            .where(block.c.source == source)
            .order_by(block.c.seen.desc(), block.c.document.desc())
            .limit(_RECENT_BLOCKS)
        )
        with reading(self.engine) as connection:
            return tuple(decode(content, Block) for content in connection.execute(wanted).scalars())

    def flips(self, until: datetime, sources: Sequence[str]) -> dict[str, tuple[Flip, ...]]:
        """The unstable blocks of sources: those that returned to an earlier state at least twice in the 30 days up to `until`.

        A passage without a name of its own (a paragraph) goes under one key and comes back under another: the two are one.
        """
        returns: dict[tuple[str, frozenset[str]], list[tuple[datetime, Change]]] = defaultdict(list)
        with reading(self.engine) as connection:
            for part in chunks(sources):
                rows = connection.execute(_returns(until, part)).all()
                gone = _gone(connection, [row.document for row in rows if row.kind == ChangeKind.ADDED.value])
                for row in rows:
                    one = _with_partner(decode(row.payload, ReadChange).change, gone.get(row.document, ()))
                    if one.reverted:
                        returns[row.source, frozenset((one.key, one.old_key or one.key))].append((row.at, one))
        flips: dict[str, list[Flip]] = defaultdict(list)
        for (source, _), found in returns.items():
            if len(found) >= _RETURNS:
                last = found[-1][1]
                flips[source].append(Flip(source=source, key=last.key, old=last.old, new=last.new, since=found[0][0], times=len(found)))
        return {source: tuple(found) for source, found in flips.items()}


def _returns(until: datetime, sources: Sequence[str]) -> Select[Any]:
    """Changes to an earlier state, oldest first."""
    return (
        select(change.c.source, change.c.document, change.c.kind, look.c.at, change.c.payload)
        .join(document, change.c.document == document.c.id)
        .join(look, document.c.look == look.c.id)
        .where(look.c.at > until - UNSTABLE_WITHIN, look.c.at <= until, change.c.source.in_(sources), change.c.replaced.is_(None))
        .where(change.c.kind.in_((ChangeKind.REVISED.value, ChangeKind.ADDED.value)))
        .where(change.c.payload.contains('"reverted":true', autoescape=True))
        .order_by(look.c.at, change.c.id)
    )


def _gone(connection: Connection, documents: Sequence[int]) -> dict[int, list[Change]]:
    """What was removed in some documents."""
    found: dict[int, list[Change]] = defaultdict(list)
    for part in chunks(sorted(set(documents))):
        wanted = select(change.c.document, change.c.payload).where(change.c.document.in_(part), change.c.kind == ChangeKind.REMOVED.value)
        for row in connection.execute(wanted.order_by(change.c.id)):
            if len(found[row.document]) < _MOST_COMPARED:
                found[row.document].append(decode(row.payload, ReadChange).change)
    return found


def _with_partner(one: Change, gone: Sequence[Change]) -> Change:
    """A passage that came, as a revision of the one most like it that went with it."""
    if one.change is not ChangeKind.ADDED or not gone:
        return one
    alike, place = max((Indel.normalized_similarity(other.old or "", one.new or ""), -place) for place, other in enumerate(gone))
    return msgspec.structs.replace(one, old=gone[-place].old, old_key=gone[-place].key) if alike >= _ALIKE else one


def _whole(connection: Connection, source: str, number: int, kept: Document) -> Document:
    if not kept.windowed:
        return kept
    wanted = select(block.c.content).where(block.c.source == source, block.c.document == number).limit(_RECENT_BLOCKS)
    return msgspec.structs.replace(kept, blocks=tuple(decode(content, Block) for content in connection.execute(wanted).scalars()))


def add_noise(connection: Connection, made: Derivation, number: int) -> None:
    """Keep what a derivation ignored, a row for each reason with some samples, and what it learnt of links."""
    by_reason: dict[str, list[Ignored]] = defaultdict(list)
    for one in made.ignored:
        by_reason[one.why].append(one)
    rows = [
        {
            "document": number,
            "source": made.source,
            "why": why[:20],
            "recorded": made.recorded,
            "count": len(found),
            "samples": encode(tuple(_cut(one) for one in found[:_MOST_SAMPLES])),
        }
        for why, found in by_reason.items()
    ]
    if rows:
        connection.execute(insert(ignored), rows)
    learnt = [
        {
            "source": made.source,
            "name": short_key(f"{one.part} {one.host}{one.path}"),
            "recorded": made.recorded,
            "payload": encode(one),
        }
        for one in made.rotating
    ]
    insert_or_ignore(connection, rotating, learnt)


def _cut(one: Ignored) -> Ignored:
    return Ignored(one.why, *(None if side is None else side[:_MOST_CHARS].replace("\0", "") for side in (one.old, one.new)))
