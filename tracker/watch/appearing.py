"""When the words of a page appeared: between the last look that did not show them and the first that did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from tracker.model.document import Block, Change, ChangeKind, Document
from tracker.model.look import Fetch
from tracker.model.when import Precision, When
from tracker.read.newly import newly_dated
from tracker.store import Store

JST = ZoneInfo("Asia/Tokyo")


class Appearing:
    """Of the changes of one look: which have days that were not there at the look before.

    `reread` gives what the capture before says as it is read today: of a page alone, whose blocks nobody has dated. What another
    selection shows of a page that stayed as it was is not new.
    """

    def __init__(self, store: Store, fetch: Fetch, *, before: datetime | None, reread: Callable[[], Document | None]) -> None:
        self.fetch = fetch
        self._store, self._before, self._reread = store, before, reread

    def of(self, change: Change) -> When:
        """The days of the look before and of this one, where the change has such days; else only that of this one, as its last."""
        day = self.fetch.at.astimezone(JST).date()
        only_seen = When(None, day, Precision.RANGE)
        block = change.block
        if block is None or change.reverted or self._since is None:
            return only_seen
        seen = When(self._since.astimezone(JST).date(), day, Precision.RANGE)
        before = change.old if block.published else self._text_before
        written = change.change is ChangeKind.REVISED or (change.change is ChangeKind.ADDED and not block.published)
        above = change.key.rpartition("/")[0].replace("/", "\n")
        return seen if written and before is not None and newly_dated(_text(block), before, seen, above) else only_seen

    @cached_property
    def _since(self) -> datetime | None:
        """When the page was last seen without what is new in it; None where it was never seen."""
        if self._before is None:
            return None
        return max(self._before, self._store.last_seen_before(self.fetch.source, self.fetch.at) or self._before)

    @cached_property
    def _text_before(self) -> str | None:
        document = self._reread()
        return "\n".join(map(_text, document.blocks)) if document is not None else None


def _text(block: Block) -> str:
    return f"{block.title or ''}\n{block.text}"
