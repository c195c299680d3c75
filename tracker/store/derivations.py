"""The second commit of a look: what we made of it. Documents, the history of blocks, changes, findings, revisions, as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, and_, bindparam, func, insert, select, update

from tracker.errors import OvertakenError
from tracker.model.document import Block, Document
from tracker.model.finding import Evidence, Finding, RecordedFinding
from tracker.model.look import Fetch, Outcome
from tracker.model.recorded import Derivation, ReadChange, StoredDocument
from tracker.model.timeline import Event, Revision
from tracker.reconcile.signature import finding_signature
from tracker.store.base import Part, chunks, decode, encode, mark, pack, plain, short_key, short_url, unpack, upsert
from tracker.store.coverage import GOOD, LIVE, OWN, looked_after
from tracker.store.engine import reading, writing
from tracker.store.noise import add_noise
from tracker.store.pages import add_links, settle_page
from tracker.store.tables import block, change, document, finding, look, revision, source_state

REPLACED = and_(finding.c.backfilled, finding.c.withdrawn)
"""What late history has put something else in the place of: it was never told."""

_NEWEST = (look.c.at.desc(), document.c.look.desc())

# To put a statement together costs more than to run it: those of every look are made once.
_GOOD_ONES = (
    select(document, look.c.payload)
    .join(look, document.c.look == look.c.id)
    .where(document.c.source == bindparam("the_source"), document.c.good.is_(True))
    .order_by(*_NEWEST)
    .limit(1)
)
_CURRENT = _GOOD_ONES.where(document.c.page.is_(None))
_CURRENT_PAGE = _GOOD_ONES.where(document.c.page == bindparam("the_page"))
_HASHES, _CONTENTS = (
    select(block.c.key, column)
    .where(block.c.source == bindparam("the_source"), block.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(block.c.seen, block.c.document, block.c.hash)
    for column in (block.c.hash, block.c.content)
)
_KNOWN = select(finding.c.signature).where(finding.c.signature.in_(bindparam("signatures", expanding=True)), ~REPLACED).distinct()
_ONE_KNOWN = select(finding.c.signature).where(finding.c.signature == bindparam("the_signature"), ~REPLACED).limit(1)
_FEW = 10
"""So many are asked for one by one: what is said again and again has a row for each time, and one of them is enough."""
_CLAIM = (
    update(look)
    .where(look.c.id == bindparam("the_look"), look.c.derived.is_(False))
    .values(derived=True, outcome=bindparam("the_outcome"), possible_gap=bindparam("the_gap"), error=bindparam("the_error"))
)
_LATER = (
    select(revision.c.event)
    .where(revision.c.sequence > bindparam("since"), revision.c.event.in_(bindparam("events", expanding=True)))
    .limit(1)
)
_ADD_DOCUMENT = insert(document).returning(document.c.id)
_ADD_CHANGES = insert(change)
_ADD_CHANGE = _ADD_CHANGES.returning(change.c.id)
_NEW_CHANGES = (
    select(change.c.id).where(change.c.document == bindparam("the_document")).order_by(change.c.id.desc()).limit(bindparam("how_many"))
)
_ADD_FINDINGS = insert(finding)
_ADD_FINDING = _ADD_FINDINGS.returning(finding.c.id)
_NEW_FINDINGS = (
    select(finding.c.id, finding.c.change, finding.c.place)
    .where(finding.c.change.in_(bindparam("changes", expanding=True)))
    .order_by(finding.c.id)
)
_CHANGED = update(source_state).where(source_state.c.source == bindparam("the_source")).values(last_change=bindparam("seen"))


class Derivations(Part):
    """Documents and what was concluded from them."""

    def current_document(self, source: str, page: str | None = None) -> StoredDocument | None:
        """The good document of the newest look at a source, or at a page that it leads to (by its canonical address).

        An error page or an empty capture never takes its place. The newest is by when it was captured: one that another process reads
        late, or that an archive kept, is no newer for it. Of a windowed document only the frame is kept as one: its entries come from
        `latest_blocks`.
        """
        with reading(self.engine) as connection:
            wanted = _CURRENT if page is None else _CURRENT_PAGE
            row = connection.execute(wanted, {"the_source": source} | ({} if page is None else {"the_page": page})).first()
        if row is None:
            return None
        content, fetch = decode(unpack(row.content), Document), decode(row.payload, Fetch)
        return StoredDocument(
            id=row.id,
            source=row.source,
            snapshot=row.snapshot,
            document=content,
            seen=fetch.at,
            url=fetch.url,
            content_type=fetch.content_type,
            archived=fetch.archive is not None,
        )

    def seen_hashes(self, source: str, keys: Sequence[str], among: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
        """The states in which each block was ever seen, as canonical hashes, in the order in which they were last seen.

        Every one, or of a block that has had many those `among` some alone.
        """
        states: dict[str, list[str]] = {}
        wanted = _HASHES if among is None else _HASHES.where(block.c.hash.in_(among))
        for name, row in self._states(source, keys, wanted):
            states.setdefault(name, []).append(row.hash)
        return {name: tuple(hashes) for name, hashes in states.items()}

    def latest_blocks(self, source: str, keys: Sequence[str]) -> dict[str, Block]:
        """The last known state of each block, even of one that has left the window."""
        newest = {name: row.content for name, row in self._states(source, keys, _CONTENTS)}
        return {key: decode(newest[key], Block) for key in dict.fromkeys(keys) if key in newest}

    def _states(self, source: str, keys: Sequence[str], wanted: Select[Any]) -> Iterator[tuple[str, Row[Any]]]:
        """All states of some blocks, with the key as given, each block's in the order in which they were last seen."""
        given = {short_key(key): key for key in keys}
        with reading(self.engine) as connection:
            for part in chunks(tuple(given)):
                for row in connection.execute(wanted, {"the_source": source, "keys": list(part)}):
                    yield given[row.key], row

    def signatures(self, values: Iterable[str]) -> set[str]:
        """Which of these findings were recorded before, of whatever source."""
        wanted = tuple(values)
        if not wanted:
            return set()
        with reading(self.engine) as connection:
            if len(wanted) <= _FEW:
                found = (connection.execute(_ONE_KNOWN, {"the_signature": one}).scalar() for one in wanted)
                return {str(one) for one in found if one is not None}
            return {
                str(signature) for part in chunks(wanted) for signature in connection.execute(_KNOWN, {"signatures": list(part)}).scalars()
            }

    def record_derivation(self, made: Derivation) -> tuple[int, ...]:
        """Commit all that was made of one snapshot. Answers the findings' numbers; none where it had been committed before.

        Raises:
            OvertakenError: an event that it is about was revised after `concluded_from`; nothing is kept, and it is to be concluded again.
        """
        about = _about(made)
        # Whatever of it the machine's own end takes back is made again: the snapshot was committed, and is then unread.
        with writing(self.engine, alone=bool(about), lasting=False) as connection:
            if not self._claim(connection, made):
                return ()
            if made.concluded_from is not None:
                _check_not_overtaken(connection, about, made.concluded_from)
            number = _add_document(connection, made)
            add_noise(connection, made, number)
            if made.page is None:
                self._settle(connection, made)
                _add_blocks(connection, made, number)
                add_links(connection, made)
            elif settle_page(connection, made):
                connection.execute(update(look).where(look.c.id == made.fetch_id).values(possible_gap=True))
            numbers = _add_findings(connection, made, _add_changes(connection, made, number))
            _add_revisions(connection, made, numbers)
            self._mark(connection, made)
            return tuple(numbers.values())

    def _claim(self, connection: Connection, made: Derivation) -> bool:
        """Whether nobody has read this look before. It says then what came of it."""
        came = {"the_outcome": made.outcome, "the_gap": made.possible_gap, "the_error": plain(made.document.problem_detail)}
        return connection.execute(_CLAIM, {"the_look": made.fetch_id, **came}).rowcount > 0

    def _settle(self, connection: Connection, made: Derivation) -> None:
        """What is known of the source thereafter."""
        _update_state(connection, made)

    def _mark(self, connection: Connection, made: Derivation) -> None:
        """Until when there is a record."""
        mark(connection, made.recorded)


def _about(made: Derivation) -> set[str]:
    """The events that a derivation revises or speaks of."""
    findings = [found for read in made.changes if read.conclusion for found in read.conclusion.findings]
    named = {name for found in findings for name in (found.event, found.against) if name}
    return {short_key(name) for name in named | {one.event.id for one in made.revisions}}


def _check_not_overtaken(connection: Connection, about: set[str], since: int) -> None:
    for part in chunks(sorted(about)):
        event = connection.execute(_LATER, {"since": since, "events": list(part)}).scalar()
        if event is not None:
            raise OvertakenError(f"the timeline has learnt of {event} since this was concluded; it is concluded again")


def _add_document(connection: Connection, made: Derivation) -> int:
    # The entries of a window stand in the history of blocks, one by one, and links among the pages; only what is whole is kept whole.
    kept = msgspec.structs.replace(made.document, links=(), blocks=() if made.document.windowed else made.document.blocks)
    row = {
        "look": made.fetch_id,
        "source": made.source,
        "snapshot": made.snapshot,
        "extractor": made.document.extractor,
        "good": made.document.problem is None,
        "page": plain(made.page),
        "technical": made.technical,
        "rules": made.rules,
        "recorded": made.recorded,
        "content": pack(encode(kept).encode()),
    }
    return int(connection.execute(_ADD_DOCUMENT, row).scalar_one())


def _update_state(connection: Connection, made: Derivation) -> None:
    """The extractor knows better than the look: a capture that is none neither counts as seen nor answers for the next one."""
    state = source_state.c.source == made.source
    outcome = Outcome(made.outcome)
    if made.document.problem is None:
        if outcome in (Outcome.CHANGED, Outcome.FIRST):
            connection.execute(_CHANGED, {"the_source": made.source, "seen": made.observed})
        return
    wanted = select(document.c.snapshot).join(look, document.c.look == look.c.id).where(look.c.archive.is_(None))
    wanted = wanted.where(document.c.source == made.source, document.c.good.is_(True), document.c.page.is_(None))
    good = connection.execute(wanted.order_by(*_NEWEST).limit(1)).scalar()
    seen = select(look.c.id, look.c.at).where(look.c.source == made.source, look.c.outcome.in_(GOOD), look.c.id != made.fetch_id, OWN, LIVE)
    last = connection.execute(seen.order_by(look.c.at.desc(), look.c.id.desc()).limit(1)).first()
    vain = select(func.count()).select_from(look).where(look.c.source == made.source, look.c.outcome.not_in(GOOD), OWN, LIVE)
    values = {
        "snapshot": good,
        "etag": None,
        "last_modified": None,
        "failures": connection.execute(vain if last is None else vain.where(looked_after(last.id))).scalar(),
        "last_success": None if last is None else last.at,
    }
    # A look that came in between has the last word.
    connection.execute(update(source_state).where(state, source_state.c.snapshot == made.snapshot).values(values))


def _add_blocks(connection: Connection, made: Derivation, number: int) -> None:
    by_key = {one.key: one for one in made.document.blocks}
    rows = [
        {
            "source": made.source,
            "key": short_key(key),
            "hash": value,
            "document": number,
            "content": encode(by_key[key]),
            "seen": made.observed,
        }
        for key, value in made.block_hashes.items()
        if key in by_key
    ]
    upsert(connection, block, rows, ("document", "content", "seen"))


def _add_changes(connection: Connection, made: Derivation, number: int) -> list[int]:
    """The changes' numbers, in their order: they are inserted one after the other, and the document is nobody else's."""
    rows = [_change_row(made, number, read) for read in made.changes]
    if len(rows) < 2:
        return [int(connection.execute(_ADD_CHANGE, row).scalar_one()) for row in rows]
    connection.execute(_ADD_CHANGES, rows)
    newest = {"the_document": number, "how_many": len(rows)}
    return sorted(connection.execute(_NEW_CHANGES, newest).scalars())


def _change_row(made: Derivation, number: int, read: ReadChange) -> dict[str, Any]:
    concluded = read.conclusion
    return {
        "document": number,
        "source": made.source,
        "kind": read.change.change.value,
        "title": plain(read.evidence.title),
        "url": short_url(read.evidence.url),
        "recorded": made.recorded,
        "told": any(found.tell for found in concluded.findings) if concluded else False,
        "rule": concluded.rule if concluded else "not-read",
        "review": plain(concluded.review) if concluded else None,
        "payload": encode(read),
    }


def _add_findings(connection: Connection, made: Derivation, changes: list[int]) -> dict[tuple[int, int], int]:
    """The findings' numbers by their place: index of the change, index of the finding in it."""
    rows = [
        _finding_row(made, place, index, found)
        for place, read in zip(changes, made.changes, strict=True)
        for index, found in enumerate(read.conclusion.findings if read.conclusion else ())
    ]
    if len(rows) < 2:
        return {(changes.index(row["change"]), row["place"]): int(connection.execute(_ADD_FINDING, row).scalar_one()) for row in rows}
    connection.execute(_ADD_FINDINGS, rows)
    outer = {place: index for index, place in enumerate(changes)}
    return {
        (outer[row.change], row.place): row.id
        for part in chunks(changes)
        for row in connection.execute(_NEW_FINDINGS, {"changes": list(part)})
    }


def _finding_row(made: Derivation, place: int, index: int, found: Finding) -> dict[str, Any]:
    return {
        "change": place,
        "place": index,
        "source": made.source,
        "verdict": found.verdict.value,
        "event": None if found.event is None else short_key(found.event),
        "signature": finding_signature(found),
        "recorded": made.recorded,
        "withdrawn": False,
        "backfilled": made.backfilled,
        "payload": encode(found),
    }


def _add_revisions(connection: Connection, made: Derivation, numbers: dict[tuple[int, int], int]) -> None:
    rows = []
    for one in made.revisions:
        outer, _, inner = one.origin.removeprefix("finding:").partition(".")
        origin = f"finding:{numbers[int(outer), int(inner)]}"
        rows.append(revision_row(msgspec.structs.replace(one, origin=origin)))
    if rows:
        connection.execute(insert(revision), rows)


def revision_row(one: Revision) -> dict[str, Any]:
    """A revision of the timeline as it is stored; its number comes from the database."""
    return {
        "event": short_key(one.event.id),
        "observed": one.observed,
        "recorded": one.recorded,
        "origin": one.origin,
        "payload": encode(one.event),
    }


def revision_of(row: Row[Any]) -> Revision:
    """A row of `revision` as a value."""
    return Revision(
        event=decode(row.payload, Event), observed=row.observed, recorded=row.recorded, origin=row.origin, sequence=row.sequence
    )


def recorded_finding(row: Row[Any]) -> RecordedFinding:
    """A joined row of `finding` and `change` (its payload as `change_payload`, and its `archive`) as the value that a digest tells."""
    read = decode(row.change_payload, ReadChange)
    evidence: Evidence = read.evidence
    return RecordedFinding(
        id=row.id,
        change=row.change,
        main=row.place == 0,
        finding=decode(row.payload, Finding),
        evidence=evidence,
        recorded=row.recorded,
        replaces=row.replaces,
        withdrawn=row.withdrawn,
        backfilled=row.backfilled,
        context=context_of(read),
        archive=row.archive,
    )


def context_of(read: ReadChange) -> str:
    """The passage that a finding was read from: its title and its text."""
    one = read.change.block
    if one is None:
        return read.change.new or read.change.old or ""
    return "\n\n".join(part for part in (one.title, one.text) if part)
