"""The second commit of a look: what we made of it. Documents, the history of blocks, changes, findings, revisions, as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, tuple_, update

from tracker.model.document import Block, Document
from tracker.model.finding import Evidence, Finding, RecordedFinding
from tracker.model.look import Outcome
from tracker.model.recorded import Derivation, ReadChange, StoredDocument
from tracker.model.wire import from_json, to_json
from tracker.reconcile.signature import finding_signature
from tracker.store.base import Part, chunks, mark, pack, plain, short_url, unpack, upsert
from tracker.store.engine import reading, writing
from tracker.store.tables import block, change, document, finding, look, revision, source_state


class Derivations(Part):
    """Documents and what was concluded from them."""

    def current_document(self, source: str) -> StoredDocument | None:
        """The source's newest good document; an error page or an empty capture never takes its place."""
        wanted = select(document).where(document.c.source == source, document.c.good.is_(True)).order_by(document.c.id.desc()).limit(1)
        with reading(self.engine) as connection:
            row = connection.execute(wanted).first()
        if row is None:
            return None
        content = from_json(unpack(row.content), Document)
        return StoredDocument(id=row.id, source=row.source, snapshot=row.snapshot, document=content)

    def seen_hashes(self, source: str, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Every state in which each block was ever seen, as canonical hashes."""
        found: dict[str, tuple[str, ...]] = {}
        with reading(self.engine) as connection:
            for part in chunks(keys):
                for row in connection.execute(select(block.c.key, block.c.hash).where(block.c.source == source, block.c.key.in_(part))):
                    found[row.key] = (*found.get(row.key, ()), row.hash)
        return found

    def latest_blocks(self, source: str, keys: Sequence[str]) -> dict[str, Block]:
        """The last known state of each block, even of one that has left the window."""
        newest = (
            select(block.c.key, func.max(block.c.document).label("document"))
            .where(block.c.source == source)
            .group_by(block.c.key)
            .subquery()
        )
        found: dict[str, Block] = {}
        with reading(self.engine) as connection:
            for part in chunks(keys):
                wanted = select(block.c.key, block.c.content).where(
                    block.c.source == source,
                    block.c.key.in_(part),
                    tuple_(block.c.key, block.c.document).in_(select(newest.c.key, newest.c.document).where(newest.c.key.in_(part))),
                )
                found.update({row.key: from_json(row.content, Block) for row in connection.execute(wanted)})
        return {key: found[key] for key in keys if key in found}

    def signatures(self, values: Iterable[str]) -> set[str]:
        """Which of these findings were recorded before, of whatever source."""
        wanted = tuple(values)
        if not wanted:
            return set()
        with reading(self.engine) as connection:
            return {
                str(mark)
                for part in chunks(wanted)
                for mark in connection.execute(select(finding.c.signature).where(finding.c.signature.in_(part))).scalars()
            }

    def record_derivation(self, made: Derivation) -> tuple[int, ...]:
        """Commit all that was made of one snapshot. Answers the findings' numbers; none where it had been committed before."""
        with writing(self.engine) as connection:
            claimed = connection.execute(
                update(look)
                .where(look.c.id == made.fetch_id, look.c.derived.is_(False))
                .values(derived=True, outcome=made.outcome, possible_gap=made.possible_gap, error=plain(made.document.problem_detail))
            )
            if claimed.rowcount == 0:
                return ()
            number = _add_document(connection, made)
            _update_state(connection, made)
            _add_blocks(connection, made, number)
            numbers = [_add_change(connection, made, number, read) for read in made.changes]
            _add_revisions(connection, made, numbers)
            mark(connection, made.recorded)
            return tuple(one for found in numbers for one in found)


def _add_document(connection: Connection, made: Derivation) -> int:
    row = {
        "look": made.fetch_id,
        "source": made.source,
        "snapshot": made.snapshot,
        "extractor": made.document.extractor,
        "good": made.document.problem is None,
        "technical": made.technical,
        "recorded": made.recorded,
        # The entries of a window stand in the history of blocks, one by one; only what is whole is kept whole.
        "content": pack(
            msgspec.json.encode(msgspec.structs.replace(made.document, blocks=()) if made.document.windowed else made.document)
        ),
    }
    return int(connection.execute(insert(document).values(row).returning(document.c.id)).scalar_one())


def _update_state(connection: Connection, made: Derivation) -> None:
    """The extractor knows better than the look: a capture that is none neither counts as seen nor answers for the next one."""
    state = source_state.c.source == made.source
    outcome = Outcome(made.outcome)
    if made.document.problem is None:
        if outcome in (Outcome.CHANGED, Outcome.FIRST):
            connection.execute(update(source_state).where(state).values(last_change=made.observed))
        return
    wanted = select(document.c.snapshot).where(document.c.source == made.source, document.c.good.is_(True))
    good = connection.execute(wanted.order_by(document.c.id.desc()).limit(1)).scalar()
    before = select(func.max(look.c.at)).where(
        look.c.source == made.source, look.c.outcome.in_([one.value for one in Outcome if one.looked]), look.c.id != made.fetch_id
    )
    connection.execute(
        update(source_state)
        .where(state)
        .values(
            snapshot=good,
            etag=None,
            last_modified=None,
            failures=source_state.c.failures + 1,
            last_success=connection.execute(before).scalar(),
        )
    )


def _add_blocks(connection: Connection, made: Derivation, number: int) -> None:
    by_key = {one.key: one for one in made.document.blocks}
    rows = [
        {"source": made.source, "key": key, "hash": value, "document": number, "content": plain(to_json(by_key[key]))}
        for key, value in made.block_hashes.items()
        if key in by_key
    ]
    upsert(connection, block, rows, ("document", "content"))


def _add_change(connection: Connection, made: Derivation, number: int, read: ReadChange) -> tuple[int, ...]:
    concluded = read.conclusion
    findings = concluded.findings if concluded else ()
    row = {
        "document": number,
        "source": made.source,
        "kind": read.change.change.value,
        "title": plain(read.evidence.title),
        "url": short_url(read.evidence.url),
        "recorded": made.recorded,
        "told": any(found.tell for found in findings),
        "rule": concluded.rule if concluded else "not-read",
        "review": plain(concluded.review) if concluded else None,
        "payload": plain(to_json(read)),
    }
    place = int(connection.execute(insert(change).values(row).returning(change.c.id)).scalar_one())
    return tuple(_add_finding(connection, made, place, index, found) for index, found in enumerate(findings))


def _add_finding(connection: Connection, made: Derivation, place: int, index: int, found: Finding) -> int:
    row = {
        "change": place,
        "place": index,
        "source": made.source,
        "verdict": found.verdict.value,
        "event": found.event,
        "signature": finding_signature(found),
        "recorded": made.recorded,
        "withdrawn": False,
        "backfilled": made.backfilled,
        "payload": plain(to_json(found)),
    }
    return int(connection.execute(insert(finding).values(row).returning(finding.c.id)).scalar_one())


def _add_revisions(connection: Connection, made: Derivation, numbers: list[tuple[int, ...]]) -> None:
    for one in made.revisions:
        outer, _, inner = one.origin.removeprefix("finding:").partition(".")
        row = {
            "event": one.event.id,
            "observed": one.observed,
            "recorded": one.recorded,
            "origin": f"finding:{numbers[int(outer)][int(inner)]}",
            "payload": plain(to_json(one.event)),
        }
        connection.execute(insert(revision).values(row))


def recorded_finding(row: Row[Any]) -> RecordedFinding:
    """A joined row of `finding` and `change` (its payload as `change_payload`) as the value that a digest tells."""
    read = from_json(row.change_payload, ReadChange)
    evidence: Evidence = read.evidence
    return RecordedFinding(
        id=row.id,
        change=row.change,
        main=row.place == 0,
        finding=from_json(row.payload, Finding),
        evidence=evidence,
        recorded=row.recorded,
        replaces=row.replaces,
        withdrawn=row.withdrawn,
        backfilled=row.backfilled,
        context=context_of(read),
    )


def context_of(read: ReadChange) -> str:
    """The passage that a finding was read from: its title and its text."""
    one = read.change.block
    if one is None:
        return read.change.new or read.change.old or ""
    return "\n\n".join(part for part in (one.title, one.text) if part)
