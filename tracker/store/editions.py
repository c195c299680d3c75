"""The documents of a subject, whatever source and address they came from: what its findings rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import func, select

from tracker.errors import StoreError
from tracker.model.document import Document
from tracker.model.finding import Finding
from tracker.model.look import Fetch
from tracker.model.recorded import ReadChange
from tracker.model.redline import Edition, StoredEdition
from tracker.store.base import Part, chunks, decode, unpack
from tracker.store.engine import reading
from tracker.store.tables import change, document, finding, look

_NUMBERED = ("version", "ordinal")


class _Frame(msgspec.Struct, frozen=True):
    """Of a stored document only what tells whether it can be held against another."""

    windowed: bool = False
    title: str | None = None


class Editions(Part):
    """Documents by their subject."""

    def editions(self, subject: str) -> tuple[Edition, ...]:
        """The documents that findings of a subject rest on, oldest first: of each version and stage the fullest one.

        Entries of feeds and of other windows are no documents. What a document is, its newest finding of the subject says.
        """
        wanted = (
            select(
                finding.c.payload.label("finding"),
                change.c.document,
                change.c.payload.label("change"),
                func.length(document.c.content).label("size"),
                look.c.payload.label("look"),
            )
            .join(change, finding.c.change == change.c.id)
            .join(document, change.c.document == document.c.id)
            .join(look, document.c.look == look.c.id)
            .where(
                document.c.good.is_(True),
                finding.c.withdrawn.is_(False),
                finding.c.payload.contains(f'"subject":"{subject}"', autoescape=True),
            )
            .order_by(finding.c.id)
        )
        by_document: dict[int, list[Any]] = defaultdict(list)
        with reading(self.engine) as connection:
            for row in connection.execute(wanted):
                by_document[row.document].append(row)
            frames = {
                row.id: decode(unpack(row.content), _Frame)
                for part in chunks(tuple(by_document))
                for row in connection.execute(select(document.c.id, document.c.content).where(document.c.id.in_(part)))
            }
        whole = {number: rows for number, rows in by_document.items() if not frames[number].windowed}
        found = [(rows[0].size, _edition(number, subject, rows, frames[number].title)) for number, rows in whole.items()]
        return tuple(sorted(_fullest(found), key=_age))

    def stored_edition(self, edition: Edition) -> StoredEdition:
        """An edition with what stands in it. Raises `StoreError` where the document is not there any more."""
        with reading(self.engine) as connection:
            content = connection.execute(select(document.c.content).where(document.c.id == edition.document)).scalar()
        if content is None:
            raise StoreError(f"document {edition.document} is not in the database any more; run the command again")
        return StoredEdition(edition, decode(unpack(content), Document))


def _edition(number: int, subject: str, rows: Iterable[Any], title: str | None) -> Edition:
    read = [(decode(row.finding, Finding), row) for row in rows]
    best, row = max(read, key=lambda one: (one[0].when.latest or date.min, _version(one[0]) is not None))
    evidence, fetch = decode(row.change, ReadChange).evidence, decode(row.look, Fetch)
    return Edition(
        document=number,
        subject=subject,
        source=evidence.source,
        url=fetch.url,
        title=title or evidence.title,
        snapshot=evidence.snapshot,
        seen=evidence.seen,
        stage=best.type,
        version=_version(best),
        when=best.when,
    )


def _version(found: Finding) -> str | None:
    return next((fact.value for name in _NUMBERED for fact in found.facts if fact.name == name), None)


def _fullest(found: Iterable[tuple[int, Edition]]) -> list[Edition]:
    """Of what several sources carry the one that says most. One that bears no number is taken for the one of its stage and day."""
    by_name: dict[tuple[object, ...], tuple[int, Edition]] = {}
    for size, one in sorted(found, key=lambda pair: (pair[1].version is None, -pair[0], pair[1].document)):
        day = one.when.latest or one.when.earliest or one.seen.date()
        numbered = [name for name in by_name if name[1:] == (one.stage, day)]
        by_name.setdefault(numbered[0] if one.version is None and numbered else (one.version, one.stage, day), (size, one))
    return [one for _, one in by_name.values()]


def _age(one: Edition) -> tuple[object, ...]:
    return (one.when.latest or one.when.earliest or one.seen.date(), one.seen, one.document)
