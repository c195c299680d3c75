"""What was stored, brought under the extractors and rules of today. Silently: nothing is found, nothing is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from tracker.errors import StoreError
from tracker.model.document import Document
from tracker.model.recorded import StoredDocument
from tracker.model.source import Source
from tracker.ports import Kind
from tracker.reconcile.rules import RULES
from tracker.store import Store
from tracker.watch.derive import extractor_of, read_again

_AT_ONCE = 20


class Rederived(msgspec.Struct, frozen=True, kw_only=True):
    """What was made of the older documents of one source.

    `reread` were read anew from their snapshots; `kept` had been read by this extractor already, under earlier rules; `unreadable` are
    those of which today's extractor makes nothing: they stay as they were read. `why` says so of the last of these.
    """

    id: str
    reread: int = 0
    kept: int = 0
    unreadable: int = 0
    why: str | None = None

    @property
    def documents(self) -> int:
        """All of them."""
        return self.reread + self.kept + self.unreadable


def count_older(store: Store, sources: Sequence[Source], kind: Callable[[str], Kind]) -> int:
    """How many documents there are to be brought up to date."""
    return sum(store.older_count(source.id, extractor_of(kind(source.kind), source), RULES) for source in sources)


def rederive(
    store: Store, sources: Sequence[Source], kind: Callable[[str], Kind], on_document: Callable[[str], None]
) -> tuple[Rederived, ...]:
    """Bring the documents of some sources up to date, oldest first, each in a commit of its own: what is done when it is killed is done.

    `on_document` is told the source of each. Findings, changes and the timeline stay as they were recorded.
    """
    made = []
    for source in sources:
        result = Rederived(id=source.id)
        for old in _older(store, source, kind(source.kind)):
            result = _counted(result, *_one(store, kind(source.kind), source, old))
            on_document(source.id)
        made.append(result)
    return tuple(made)


def _older(store: Store, source: Source, kind: Kind) -> Iterator[StoredDocument]:
    after = 0
    while found := store.older_documents(source.id, extractor_of(kind, source), RULES, after=after, most=_AT_ONCE):
        yield from found
        after = found[-1].id


def _one(store: Store, kind: Kind, source: Source, old: StoredDocument) -> tuple[str, str | None]:
    extractor = extractor_of(kind, source)
    if old.document.extractor == extractor:
        store.record_rederivation(old, None, extractor, RULES)
        return "kept", None
    document, why = _read(store, kind, source, old)
    store.record_rederivation(old, document, extractor, RULES)
    return ("reread", None) if document is not None else ("unreadable", f"document {old.id} of {old.snapshot}: {why}")


def _read(store: Store, kind: Kind, source: Source, old: StoredDocument) -> tuple[Document | None, str]:
    page = store.linked_page(source.id, old.page) if old.page else None
    try:
        document = read_again(store, kind, source, old, page)
    except StoreError as error:
        return None, str(error)
    except Exception as error:  # noqa: BLE001 - whatever one capture sets off, the others are read
        return None, f"{type(error).__name__}: {error}"
    if document is None:
        return None, "its snapshot is gone, or today's extractor takes it for no good capture"
    return msgspec.structs.replace(document, extractor=extractor_of(kind, source)), ""


def _counted(result: Rederived, what: str, why: str | None) -> Rederived:
    counts: Mapping[str, int] = {what: getattr(result, what) + 1}
    return msgspec.structs.replace(result, **counts, why=why or result.why)
