"""When the words of a page appeared: between the last look that did not show them and the first that did."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from tracker.model.document import Block, Change, ChangeKind, Document
from tracker.model.look import Fetch
from tracker.model.recorded import StoredDocument
from tracker.model.when import Precision, When
from tracker.read.newly import Days, days_named, newly_dated
from tracker.store import Store
from tracker.text.moments import JST


class Appearing:
    """Of the changes of one look: which have days that were not there at the look before.

    `reread` gives what the capture before says as it is read today: of a page alone, whose blocks nobody has dated. What another
    selection shows of a page that stayed as it was is not new. Of pages that sources lead to nothing is told: each is opened once.
    """

    def __init__(self, store: Store, fetch: Fetch, *, reread: Callable[[StoredDocument], Document | None]) -> None:
        self.fetch = fetch
        self._store, self._reread = store, reread

    def of(self, change: Change) -> When:
        """The days of the look before and of this one, where the change has such days; else only that of this one, as its last."""
        block, seen = change.block, self._seen
        only_seen = When(None, seen.latest, Precision.RANGE)
        if block is None or change.reverted or seen.earliest is None:
            return only_seen

        def before() -> Days | None:
            return days_named(change.old or "", seen) if block.published else self._days_before

        above = change.key.rpartition("/")[0].replace("/", "\n")
        written = change.change is ChangeKind.REVISED or (change.change is ChangeKind.ADDED and not block.published)
        return seen if written and newly_dated(_text(block), seen, before=before, above=above) else only_seen

    @cached_property
    def _seen(self) -> When:
        """The day on which the page was last seen without what is new in it, as far as it ever was, and that of this look."""
        day = self.fetch.at.astimezone(JST).date()
        if self._before is None:
            return When(None, day, Precision.RANGE)
        seen = self._before.seen
        last = max(seen, self._store.last_seen_before(self.fetch.source, self.fetch.at) or seen)
        return When(last.astimezone(JST).date(), day, Precision.RANGE)

    @cached_property
    def _before(self) -> StoredDocument | None:
        return self._store.current_document(self.fetch.source) if self.fetch.page is None else None

    @cached_property
    def _days_before(self) -> Days | None:
        document = self._reread(self._before) if self._before is not None else None
        return days_named("\n".join(map(_text, document.blocks)), self._seen) if document is not None else None


def _text(block: Block) -> str:
    return f"{block.title or ''}\n{block.text}"
