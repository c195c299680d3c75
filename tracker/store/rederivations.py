"""Stored documents brought under a later extractor and later rules. What was concluded from them stays as it was told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, func, or_, select, update

from tracker.model.document import Block, Document
from tracker.model.look import Fetch
from tracker.model.recorded import StoredDocument
from tracker.store.base import Part, decode, encode, pack, short_key, unpack, upsert
from tracker.store.engine import reading, writing
from tracker.store.tables import block, document, look
from tracker.text.canonical import block_hash


class Rederivations(Part):
    """Documents that an earlier extractor or earlier rules have made."""

    def older_count(self, source: str, extractor: str, rules: int) -> int:
        """How many good documents of a source are not of this extractor and these rules."""
        with reading(self.engine) as connection:
            wanted = _older(select(func.count()).select_from(document), source, extractor, rules)
            return int(connection.execute(wanted).scalar_one())

    def older_documents(self, source: str, extractor: str, rules: int, *, after: int, most: int) -> tuple[StoredDocument, ...]:
        """The next of them by their numbers, `most` at a time."""
        wanted = select(document, look.c.payload).join(look, document.c.look == look.c.id).where(document.c.id > after)
        with reading(self.engine) as connection:
            rows = connection.execute(_older(wanted, source, extractor, rules).order_by(document.c.id).limit(most)).all()
        found = []
        for row in rows:
            fetch = decode(row.payload, Fetch)
            found.append(
                StoredDocument(
                    id=row.id,
                    source=row.source,
                    snapshot=row.snapshot,
                    document=decode(unpack(row.content), Document),
                    seen=fetch.at,
                    url=fetch.url,
                    content_type=fetch.content_type,
                    page=row.page,
                )
            )
        return tuple(found)

    def record_rederivation(self, old: StoredDocument, new: Document | None, extractor: str, rules: int) -> None:
        """Commit a document as it is read now; None where nothing was read anew: then it only bears the later names.

        The states of its blocks are remembered by their keys of now, so that what a later look brings back is known again; a state
        that a newer document has shown stays that one's. Doing it twice, or two at once, is doing it once.
        """
        values: dict[str, Any] = {"extractor": extractor, "rules": rules}
        if new is not None:
            kept = msgspec.structs.replace(new, links=(), blocks=() if new.windowed else new.blocks)
            values["content"] = pack(encode(kept).encode())
        with writing(self.engine, lasting=False) as connection:
            connection.execute(update(document).where(document.c.id == old.id).values(values))
            if new is not None and old.page is None:
                upsert(connection, block, _states(old, new.blocks), ("document", "content", "seen"), rising="seen")


def _older(wanted: Select[Any], source: str, extractor: str, rules: int) -> Select[Any]:
    other = or_(document.c.extractor != extractor, document.c.rules != rules)
    return wanted.where(document.c.source == source, document.c.good.is_(True), other)


def _states(old: StoredDocument, blocks: Sequence[Block]) -> list[dict[str, Any]]:
    rows = {(short_key(one.key), block_hash(one)): one for one in blocks}
    return [
        {"source": old.source, "key": key, "hash": value, "document": old.id, "content": encode(one), "seen": old.seen}
        for (key, value), one in rows.items()
    ]
