"""A store that one process alone fills, look after look in their order: where the past is read once more."""

from __future__ import annotations

from collections import OrderedDict

import msgspec
from sqlalchemy import Engine

from tracker.model.recorded import Derivation, StoredDocument
from tracker.store.store import Store

_MOST = 500
"""Documents at hand: those of so many sources."""


class Rereading(Store):
    """As any store, with the last document of each source at hand: the next look is held against it, and it need not be read again."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._last: OrderedDict[str, StoredDocument] = OrderedDict()

    def current_document(self, source: str, page: str | None = None) -> StoredDocument | None:
        """The good document of the newest look."""
        if page is not None or source not in self._last:
            return super().current_document(source, page)
        self._last.move_to_end(source)
        return self._last[source]

    def record_derivation(self, made: Derivation) -> tuple[int, ...]:
        """Commit all that was made of one snapshot."""
        numbers = super().record_derivation(made)
        if made.page is None and made.document.problem is None:
            # As it is kept: the entries of a window stand in the history of blocks.
            kept = msgspec.structs.replace(made.document, links=(), blocks=() if made.document.windowed else made.document.blocks)
            self._last[made.source] = StoredDocument(
                id=made.fetch_id, source=made.source, snapshot=made.snapshot, document=kept, seen=made.observed
            )
            self._last.move_to_end(made.source)
            if len(self._last) > _MOST:
                self._last.popitem(last=False)
        return numbers
