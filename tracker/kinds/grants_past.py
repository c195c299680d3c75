"""The past of calls for subsidies from the API of jGrants: which calls were known, and which of them open, whenever that changed.

The API has closed calls too, as they stand today, and their days; since when it has had one it does not say. A call counts as known from
the moment at which it opened, and is left out once it has been closed for long: that a call is not there says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec

from tracker.kinds.grants_calls import Row, days_of
from tracker.kinds.grants_polled import ACCEPT, MOST_CALLS, Kept, all_calls, base_of
from tracker.model.past import OWN, Listed, PastCapture
from tracker.model.source import Source
from tracker.ports import LookBack

MOST_TURNS = 2_000
"""Of more moments at which something opened or closed the newest count."""
_SHOWN = timedelta(days=60)


class _Known(NamedTuple):
    """A call, since when it was known, and when it closed, if it does: UTC."""

    row: Row
    since: datetime
    until: datetime | None

    def is_shown(self, moment: datetime) -> bool:
        """Whether it stands in a capture of a moment."""
        return self.since <= moment and (self.until is None or moment - _SHOWN <= self.until)

    def at(self, moment: datetime) -> Row:
        """As it was then."""
        return msgspec.structs.replace(self.row, open=self.until is None or moment < self.until)


def look_back_at_calls(source: Source, keywords: Sequence[str], since: datetime, until: datetime) -> LookBack:
    """A capture for the state at `since`, and one for each moment up to `until` at which a call opened or closed.

    Where one keyword is not answered there is none: the state would lack its calls. Nor is there of calls without days.
    """
    found: dict[str, _Known] = {}
    for keyword in keywords:
        rows = yield from all_calls(base_of(source.url), keyword, source.timeout.total_seconds())
        if rows is None:
            return
        for row in rows:
            starts, ends = days_of(row.call)
            if begins := starts or ends:
                found.setdefault(row.id, _Known(row, begins, ends))
    turns = {since.astimezone(UTC)} | {moment for one in found.values() for moment in (one.since, one.until) if moment is not None}
    for moment in sorted(turn for turn in turns if since <= turn <= until)[-MOST_TURNS:]:
        known = [one.at(moment) for one in found.values() if one.is_shown(moment)]
        if known:
            yield _capture(source, moment, known)


def _capture(source: Source, moment: datetime, known: Sequence[Row]) -> PastCapture:
    rows = sorted(known, key=lambda row: (not row.open, row.id))[:MOST_CALLS]
    reference = f"{base_of(source.url)}/subsidies?acceptance=0#{moment:%Y%m%dT%H%M%SZ}"
    listed = Listed(source=source.id, url=source.url, at=moment, archive=OWN, reference=reference)
    return PastCapture(listed=listed, body=msgspec.json.encode(Kept(tuple(rows))), content_type=ACCEPT)
