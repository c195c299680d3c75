"""The coverage of a period: how often each source was looked at, how often in vain, and since when it cannot be seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy import ColumnElement, Connection, Integer, ScalarSelect, and_, func, or_, select

from tracker.model.look import Fetch, Outcome
from tracker.model.recorded import LookCount
from tracker.store.base import Part, chunks
from tracker.store.engine import reading
from tracker.store.tables import look, source_state

GOOD = [outcome.value for outcome in Outcome if outcome.looked]
"""The outcomes of looks that saw their source."""

OWN = look.c.page.is_(None)
"""Whether a look was at the source itself, not at a page that it leads to."""

LIVE = look.c.archive.is_(None)
"""Whether it was we who looked: what an archive kept says nothing of how well we watch."""


class Coverage(Part):
    """What the ledger of looks says about a period."""

    def look_counts(self, since: datetime, until: datetime, ids: Sequence[str]) -> tuple[LookCount, ...]:
        """How often each source was looked at after `since` and up to `until`, how often in vain, and since when it is blind.

        A source is blind where its last look up to `until` was in vain: since the first such look after the last good one.
        """
        found = {name: LookCount(source=name, looked=0, failed=0) for name in ids}
        with reading(self.engine) as connection:
            for part in chunks(ids):
                blind = _blind(connection, part, until)
                counts = _counts(connection, part, since, until)
                for name in part:
                    looked, seen, gap = counts.get(name, (0, 0, 0))
                    start, why = blind.get(name, (None, None))
                    found[name] = LookCount(
                        source=name, looked=looked, failed=looked - seen, blind_since=start, possible_gap=bool(gap), why=why
                    )
        return tuple(found[name] for name in ids)

    def in_a_row(self, fetch: Fetch, outcome: Outcome, most: int) -> int:
        """How many looks directly before one came to an outcome, at the same source or page; no more than `most` are counted."""
        place = OWN if fetch.page is None else look.c.page == fetch.page
        wanted = select(look.c.outcome).where(look.c.source == fetch.source, place, look.c.at < fetch.at)
        with reading(self.engine) as connection:
            last = connection.execute(wanted.order_by(look.c.at.desc(), look.c.id.desc()).limit(most)).scalars().all()
        return sum(1 for _ in takewhile(outcome.value.__eq__, last))


def _counts(connection: Connection, ids: Sequence[str], since: datetime, until: datetime) -> dict[str, tuple[int, int, int]]:
    good = func.count().filter(OWN, look.c.outcome.in_(GOOD))
    # A page that could not be opened in the end is a gap of the source that leads to it.
    wanted = select(
        look.c.source,
        func.count().filter(OWN).label("looked"),
        good.label("seen"),
        func.max(look.c.possible_gap.cast(Integer)).label("gap"),
    )
    wanted = wanted.where(look.c.source.in_(ids), look.c.at > since, look.c.at <= until, LIVE).group_by(look.c.source)
    return {row.source: (row.looked, row.seen, row.gap) for row in connection.execute(wanted)}


def _blind(connection: Connection, ids: Sequence[str], until: datetime) -> dict[str, tuple[datetime | None, str | None]]:
    """Sources that cannot be seen: since when, and what the last look said."""
    last, last_good = _last_look(until), _last_look(until, look.c.outcome.in_(GOOD))
    wanted = select(source_state.c.source, last.label("last"), last_good.label("good")).where(source_state.c.source.in_(ids))
    blind: dict[str, tuple[datetime | None, str | None]] = {}
    for row in connection.execute(wanted).all():
        if row.last is not None and row.last != row.good:
            why = connection.execute(select(look.c.error).where(look.c.id == row.last)).scalar()
            start = select(func.min(look.c.at)).where(look.c.source == row.source, look.c.at <= until, OWN, LIVE)
            if row.good is not None:
                start = start.where(looked_after(row.good))
            blind[row.source] = (connection.execute(start).scalar(), why)
    return blind


def _last_look(until: datetime, *wanted: ColumnElement[bool]) -> ScalarSelect[int]:
    """The number of the last look at the source of a state, found from the end of an index."""
    looks = select(look.c.id).where(look.c.source == source_state.c.source, look.c.at <= until, OWN, LIVE, *wanted)
    return looks.order_by(look.c.at.desc(), look.c.id.desc()).limit(1).correlate(source_state).scalar_subquery()


def looked_after(number: int) -> ColumnElement[bool]:
    """Whether a look came after the one of that number. Several may have been made at one moment."""
    earlier = look.alias("earlier")
    moment = select(earlier.c.at).where(earlier.c.id == number).scalar_subquery()
    return or_(look.c.at > moment, and_(look.c.at == moment, look.c.id > number))
