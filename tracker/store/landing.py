"""What was read anew in a store of its own, put into the store that everybody uses: as one transaction, or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from tracker.errors import OvertakenError
from tracker.store.base import Part, chunks, insert_or_ignore, mark, upsert
from tracker.store.engine import reading, writing
from tracker.store.past import Horizon, horizon_of, origin_here
from tracker.store.tables import block, change, decision, document, finding, ignored, look, revision, rotating

_AT_ONCE = 100
_SEED = "seed"
_CAME = ("outcome", "possible_gap", "error")


class Landed(msgspec.Struct, frozen=True, kw_only=True):
    """What history that came late has put in: captures read, findings that are new, and events that are believed otherwise."""

    captures: int = 0
    findings: int = 0
    events: int = 0


class _Read(msgspec.Struct, frozen=True):
    """What was made of one look: its document, and the changes of it that stand, each with its findings."""

    document: Row[Any]
    changes: list[tuple[Row[Any], list[Row[Any]]]]

    def says(self) -> list[tuple[str, list[str]]]:
        """All of it, to be held against another reading."""
        return [(one.payload, [found.payload for found in findings]) for one, findings in self.changes]


class _Landing:
    """One landing in progress: `origins` says of each finding there what its revision names here."""

    def __init__(self, past: Connection, connection: Connection, now: datetime) -> None:
        self.past, self.connection, self.now = past, connection, now
        self.origins: dict[int, str] = {}
        self.documents: dict[int, int] = {}
        self.findings = 0


class Landing(Part):
    """History that arrives late."""

    def land(self, made: Part, horizon: Horizon, now: datetime) -> Landed:
        """Put what was read in the store `made` in the place of what was concluded without it.

        What an archive kept lands with its documents, changes and findings, marked as such. What we saw ourselves stays as it was told;
        only what it taught the timeline is taught anew, since it now follows what came before it. Nothing is struck out: what no longer
        stands says since when.

        Raises:
            OvertakenError: the live record went on after `horizon`; nothing is kept.
        """
        with reading(made.engine) as past, writing(self.engine, alone=True) as connection:
            if horizon_of(connection) != horizon:
                raise OvertakenError("the sources were looked at while the past was read; what came is read too")
            work = _Landing(past, connection, now)
            for rows in _batches(past):
                _land_documents(work, rows)
            _clear(work)
            _land_blocks(work)
            insert_or_ignore(connection, rotating, [row._asdict() for row in past.execute(select(rotating))])
            events = _land_revisions(work)
            captures = _settle(work)
            mark(connection, now)
        return Landed(captures=captures, findings=work.findings, events=events)


def _batches(connection: Connection) -> Iterator[Sequence[Row[Any]]]:
    after = 0
    while rows := connection.execute(select(document).where(document.c.id > after).order_by(document.c.id).limit(_AT_ONCE)).all():
        yield rows
        after = rows[-1].id


def _land_documents(work: _Landing, rows: Sequence[Row[Any]]) -> None:
    here = _documents_here(work.connection, [row.look for row in rows])
    archives = _archives(work.connection, [row.look for row in rows])
    there, known = _read(work.past, rows), _read(work.connection, list(here.values()))
    decided = _decided(work.connection, [row.id for row in here.values()])
    new: list[tuple[_Read, int, str]] = []
    fresh = [row for row in rows if row.look in archives and row.look not in here]
    numbers = _add_documents(work, fresh)
    for row in rows:
        made, archive = there[row.id], archives.get(row.look)
        # What an archive kept and is new here was just added.
        work.documents[row.id] = numbers[row.look] if row.look in numbers else here[row.look].id if row.look in here else 0
        old = known[here[row.look].id] if row.look in here else None
        if archive is None:
            _keep_live(work, made, old)
        elif old is None:
            new.append((made, numbers[row.look], archive))
        elif old.says() == made.says() or old.document.id in decided:
            _keep_live(work, made, old)
        else:
            _replace(work, old)
            new.append((made, old.document.id, archive))
    _add_changes(work, new)


def _documents_here(connection: Connection, looks: Sequence[int]) -> dict[int, Row[Any]]:
    return {row.look: row for row in connection.execute(select(document).where(document.c.look.in_(looks)))}


def _decided(connection: Connection, documents: Sequence[int]) -> frozenset[int]:
    """On which of these documents a person has decided: what they were shown stays."""
    found: set[int] = set()
    for part in chunks(documents):
        wanted = select(change.c.document).join(decision, decision.c.change == change.c.id).where(change.c.document.in_(part))
        found.update(connection.execute(wanted).scalars())
    return frozenset(found)


def _archives(connection: Connection, looks: Sequence[int]) -> dict[int, str]:
    wanted = select(look.c.id, look.c.archive).where(look.c.id.in_(looks), look.c.archive.is_not(None))
    return {row.id: row.archive for row in connection.execute(wanted)}


def _read(connection: Connection, documents: Sequence[Row[Any]]) -> dict[int, _Read]:
    """What was made of each document, by its number."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(
        select(finding)
        .join(change, finding.c.change == change.c.id)
        .where(change.c.document.in_([one.id for one in documents]), change.c.replaced.is_(None))
        .order_by(finding.c.id)
    ):
        found[row.change].append(row)
    changes: dict[int, list[Row[Any]]] = defaultdict(list)
    wanted = select(change).where(change.c.document.in_([one.id for one in documents]), change.c.replaced.is_(None))
    for row in connection.execute(wanted.order_by(change.c.id)):
        changes[row.document].append(row)
    return {one.id: _Read(one, [(row, found[row.id]) for row in changes[one.id]]) for one in documents}


def _add_documents(work: _Landing, rows: Sequence[Row[Any]]) -> dict[int, int]:
    """Documents that are new here, with what was ignored in them: their numbers by their looks."""
    if not rows:
        return {}
    work.connection.execute(insert(document), [_without(row, "id") | {"recorded": work.now} for row in rows])
    looks = [row.look for row in rows]
    wanted = select(document.c.look, document.c.id).where(document.c.look.in_(looks))
    numbers: dict[int, int] = {row.look: row.id for row in work.connection.execute(wanted)}
    by_document = {row.id: numbers[row.look] for row in rows}
    noise = work.past.execute(select(ignored).where(ignored.c.document.in_(list(by_document))).order_by(ignored.c.id)).all()
    if noise:
        kept = [_without(row, "id") | {"document": by_document[row.document], "recorded": work.now} for row in noise]
        work.connection.execute(insert(ignored), kept)
    return numbers


def _keep_live(work: _Landing, made: _Read, old: _Read | None) -> None:
    """What stands here stays. Findings are known again by their place, where both readings have the same changes."""
    alike = old is not None and [(one.kind, one.url, one.title) for one, _ in made.changes] == [
        (one.kind, one.url, one.title) for one, _ in old.changes
    ]
    for index, (_, findings) in enumerate(made.changes):
        here = {one.place: one.id for one in old.changes[index][1]} if alike and old is not None else {}
        for one in findings:
            work.origins[one.id] = f"finding:{here[one.place]}" if one.place in here else f"look:{made.document.look}"


def _replace(work: _Landing, old: _Read) -> None:
    numbers = [one.id for one, _ in old.changes]
    for part in chunks(numbers):
        work.connection.execute(update(change).where(change.c.id.in_(part)).values(replaced=work.now))
        work.connection.execute(update(finding).where(finding.c.change.in_(part)).values(withdrawn=True))


def _clear(work: _Landing) -> None:
    """Captures that say only what the one before them said, which has come since: what was read of them is nothing new any more.

    What was not read again, such as captures of a source that is watched no more, stays as it is.
    """
    read_again = frozenset(work.past.execute(select(look.c.id).where(look.c.derived.is_(True))).scalars())
    there = frozenset(work.past.execute(select(document.c.look)).scalars())
    here = select(document.c.id, document.c.look).join(look, document.c.look == look.c.id).where(look.c.archive.is_not(None))
    said_nothing = read_again - there
    silent = [row.id for row in work.connection.execute(here) if row.look in said_nothing]
    decided = _decided(work.connection, silent)
    for part in chunks([number for number in silent if number not in decided]):
        for one in _read(work.connection, work.connection.execute(select(document).where(document.c.id.in_(part))).all()).values():
            _replace(work, one)


def _add_changes(work: _Landing, new: Sequence[tuple[_Read, int, str]]) -> None:
    rows = [
        _without(one, "id") | {"document": number, "recorded": work.now, "archive": archive}
        for made, number, archive in new
        for one, _ in made.changes
    ]
    if not rows:
        return
    work.connection.execute(insert(change), rows)
    numbers: dict[int, list[int]] = defaultdict(list)
    wanted = select(change.c.id, change.c.document).where(change.c.document.in_([number for _, number, _ in new]))
    for row in work.connection.execute(wanted.where(change.c.replaced.is_(None)).order_by(change.c.id)):
        numbers[row.document].append(row.id)
    placed = [
        (one, number)
        for made, document_number, _ in new
        for (_, findings), number in zip(made.changes, numbers[document_number], strict=True)
        for one in findings
    ]
    if not placed:
        return
    kept = [_without(one, "id") | {"change": number, "recorded": work.now, "backfilled": True} for one, number in placed]
    work.connection.execute(insert(finding), kept)
    mine: dict[tuple[int, int], int] = {}
    for part in chunks([number for _, number in placed]):
        for one in work.connection.execute(select(finding.c.id, finding.c.change, finding.c.place).where(finding.c.change.in_(part))):
            mine[one.change, one.place] = one.id
    work.origins.update({one.id: f"finding:{mine[number, one.place]}" for one, number in placed})
    work.findings += len(placed)


def _land_blocks(work: _Landing) -> None:
    """The states of blocks, as all looks together leave them."""
    rows = work.past.execute(select(block).order_by(block.c.document), execution_options={"yield_per": _AT_ONCE})
    for part in rows.partitions():
        states = [row._asdict() | {"document": work.documents[row.document]} for row in part if work.documents.get(row.document)]
        upsert(work.connection, block, states, ("document", "content", "seen"))


def _land_revisions(work: _Landing) -> int:
    """The chains of what was believed. A chain that is another now is put after the old one, which stands no more."""
    here, there = _chains(work.connection), _chains(work.past)
    backfilled = _of_archives(work.connection)
    changed = 0
    for event in sorted(here.keys() | there.keys()):
        old, new = here.get(event, []), there.get(event, [])
        if [_said(row) for row in old] == [_said(row) for row in new]:
            continue
        if not new and not all(row.origin in backfilled for row in old):
            continue  # what we saw ourselves taught it: that nothing else does now strikes nothing out
        changed += 1
        for part in chunks([row.sequence for row in old]):
            work.connection.execute(update(revision).where(revision.c.sequence.in_(part)).values(replaced=work.now))
        rows = [_without(row, "sequence") | {"recorded": work.now, "origin": _origin(work, row.origin)} for row in new]
        if rows:
            work.connection.execute(insert(revision), rows)
    return changed


def _chains(connection: Connection) -> Mapping[str, list[Row[Any]]]:
    """What was believed of each event beyond the seed, in its order."""
    wanted = select(revision).where(revision.c.origin != _SEED, revision.c.replaced.is_(None))
    rows = connection.execute(wanted.order_by(revision.c.event, revision.c.sequence)).all()
    return {event: list(chain) for event, chain in groupby(rows, key=lambda row: str(row.event))}


def _of_archives(connection: Connection) -> frozenset[str]:
    wanted = select(finding.c.id).where(finding.c.backfilled.is_(True))
    return frozenset(f"finding:{number}" for number in connection.execute(wanted).scalars())


def _said(row: Row[Any]) -> tuple[datetime, str]:
    return row.observed, row.payload


def _origin(work: _Landing, name: str) -> str:
    return origin_here(name) or work.origins[int(name.partition(":")[2])]


def _settle(work: _Landing) -> int:
    """What came of the looks that archives stand for, now that all are read in order. Answers how many had not been read before."""
    settled, changed = 0, list[dict[str, Any]]()
    columns = select(look.c.id, look.c.derived, look.c.outcome, look.c.possible_gap, look.c.error)
    here = work.connection.execute(columns.where(look.c.archive.is_not(None))).all()
    for part in chunks(here):
        there = {row.id: row for row in work.past.execute(columns.where(look.c.id.in_([row.id for row in part])))}
        for row in part:
            came = there.get(row.id)
            if came is not None and came.derived and tuple(came) != tuple(row):
                changed.append({"the_look": row.id, **{f"new_{name}": getattr(came, name) for name in _CAME}})
                settled += not row.derived
    if changed:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _CAME}
        work.connection.execute(update(look).where(look.c.id == bindparam("the_look")).values(derived=True, **values), changed)
    return settled


def _without(row: Row[Any], name: str) -> dict[str, Any]:
    return {column: value for column, value in row._asdict().items() if column != name}
