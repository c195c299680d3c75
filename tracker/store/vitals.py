"""What the ledger and the outbox say about how well the tracker does its work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from sqlalchemy import Integer, func, select

from tracker.model.delivery import DeliveryState
from tracker.model.document import Block, Document
from tracker.model.health import LookTally
from tracker.store.base import Part, chunks, decode, unpack
from tracker.store.coverage import LIVE, OWN
from tracker.store.engine import reading
from tracker.store.tables import block, delivery, digest, document, look, source_state

_ATTEMPTS = 3
_FEWEST_ENTRIES = 4
_MOST_ENTRIES = 300


class VitalSigns(Part):
    """Tallies for `tracker health`."""

    def tallies(self, since: datetime, until: datetime, ids: Sequence[str]) -> dict[str, LookTally]:
        """Looks by outcome and possible gaps after `since` and up to `until`; a source without a look has an empty one."""
        counts: dict[str, dict[str, int]] = {}
        gaps: dict[str, int] = {}
        wanted = select(
            look.c.source, look.c.outcome, func.count().label("looks"), func.sum(look.c.possible_gap.cast(Integer)).label("gaps")
        )
        wanted = wanted.where(look.c.at > since, look.c.at <= until, OWN, LIVE).group_by(look.c.source, look.c.outcome)
        with reading(self.engine) as connection:
            for part in chunks(ids):
                for row in connection.execute(wanted.where(look.c.source.in_(part))):
                    counts.setdefault(row.source, {})[row.outcome] = row.looks
                    gaps[row.source] = gaps.get(row.source, 0) + int(row.gaps or 0)
        found: dict[str, LookTally] = {}
        for name in ids:
            newest, spacing = self._entries(name, until)
            found[name] = LookTally(outcomes=counts.get(name, {}), gaps=gaps.get(name, 0), newest=newest, spacing=spacing)
        return found

    def longest_due(self, ids: Sequence[str]) -> tuple[str, datetime] | None:
        """The source that has been due longest, and since when; None where none was ever looked at."""
        found: list[tuple[datetime, str]] = []
        with reading(self.engine) as connection:
            for part in chunks(ids):
                wanted = select(source_state.c.next_due, source_state.c.source).where(source_state.c.source.in_(part))
                row = connection.execute(
                    wanted.where(source_state.c.next_due.is_not(None)).order_by(source_state.c.next_due).limit(1)
                ).first()
                if row is not None:
                    found.append((row.next_due, row.source))
        return (min(found)[1], min(found)[0]) if found else None

    def last_ends(self) -> dict[str, datetime]:
        """When the last digest of each series ended."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(digest.c.series, func.max(digest.c.until).label("until")).group_by(digest.c.series))
            return {row.series: row.until for row in rows}

    def delivery_troubles(self, since: datetime) -> tuple[int, int]:
        """How many deliveries wait after several attempts, and how many made after `since` were given up."""
        late = select(func.count()).where(delivery.c.state == DeliveryState.WAITING.value, delivery.c.attempts >= _ATTEMPTS)
        given_up = select(func.count()).where(delivery.c.state == DeliveryState.GIVEN_UP.value, delivery.c.created > since)
        with reading(self.engine) as connection:
            return int(connection.execute(late).scalar_one()), int(connection.execute(given_up).scalar_one())

    def _entries(self, source: str, until: datetime) -> tuple[datetime | None, float | None]:
        """When the newest entry of a feed was published, and the days between two, as a median. What is dated later does not count."""
        wanted = select(document.c.content).join(look, document.c.look == look.c.id)
        wanted = wanted.where(document.c.source == source, document.c.good.is_(True), document.c.page.is_(None))
        states = (
            select(block.c.content)
            .where(block.c.source == source)
            .order_by(block.c.seen.desc(), block.c.document.desc())
            .limit(_MOST_ENTRIES)
        )
        with reading(self.engine) as connection:
            content = connection.execute(wanted.order_by(look.c.at.desc(), look.c.id.desc()).limit(1)).scalar()
            if content is None or not decode(unpack(content), Document).windowed:
                return None, None
            blocks = [decode(text, Block) for text in connection.execute(states).scalars()]
        times = sorted({one.published for one in blocks if one.published is not None and one.published <= until})
        gaps = [(later - earlier) / timedelta(days=1) for earlier, later in pairwise(times)]
        return (times[-1] if times else None), (median(gaps) if len(gaps) >= _FEWEST_ENTRIES else None)
