"""A store that one process alone fills, look after look in their order: where the past is read once more."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Engine, bindparam, func, select

from tracker.model.look import Fetch
from tracker.model.recorded import Derivation, StoredDocument
from tracker.model.timeline import Event, Seed, Timeline
from tracker.reconcile.signature import finding_signature
from tracker.store.at_hand import States, StatesAtHand
from tracker.store.base import insert_or_ignore, plain, short_key
from tracker.store.engine import reading, settle, writing
from tracker.store.looks import fresh_row, look_row
from tracker.store.past import Given
from tracker.store.portion import Portion, in_portions
from tracker.store.store import Store
from tracker.store.tables import block, finding, look, snapshot, source_state
from tracker.store.timelines import SeedReport

_AT_ONCE = 100
"""So many steps wait for the disk together."""
_MOST = 500
"""Documents at hand: those of so many sources."""

_MOST_STATES = 200_000
"""States of blocks at hand: some 50 MB."""
_LAST = select(func.max(look.c.at))
_STATES = select(block.c.key, block.c.hash).where(block.c.source == bindparam("the_source")).order_by(block.c.seen, block.c.document)
_SIGNATURES = select(finding.c.signature).distinct()


class Rereading(Store):
    """As any store, and what the next look is held against is at hand, since nobody else writes here.

    That is the last document of each source, what is believed, and by what findings are known again.
    """

    is_read_anew = True

    def __init__(self, engine: Engine) -> None:
        self._portion = Portion()
        super().__init__(in_portions(engine, self._portion))
        self._last: OrderedDict[str, StoredDocument] = OrderedDict()
        self._entered: set[str] = set()
        self._looked: Fetch | None = None
        self._believed: Timeline | None = None
        self._signatures: set[str] | None = None
        self._states_at_hand = StatesAtHand(_MOST_STATES)

    @contextmanager
    def step(self) -> Iterator[None]:
        """All that is read and written in here is one step. Several are committed together, before anything else is read or written."""
        with self._portion.step():
            yield
        if self._portion.steps >= _AT_ONCE:
            settle(self.engine)

    def close(self) -> None:
        """Let go of the database. Steps that are not committed by then have not happened."""
        self._portion.drop()
        super().close()

    def enter(self, number: int, fetch: Fetch) -> None:
        """Enter a look under a number that is given, recorded when it was made. Its bytes are kept elsewhere; twice is once.

        One that brought something to read is entered with what is made of it. Of its source it is only known that there is one: nobody
        asks here when that is due.
        """
        self._looked = fetch
        if fetch.snapshot is None:
            with writing(self.engine, lasting=False) as connection:
                self._enter(connection, number, fetch, {})

    def _enter(self, connection: Connection, number: int, fetch: Fetch, came: dict[str, object]) -> None:
        if fetch.snapshot is not None:
            gone = {"id": fetch.snapshot, "size": fetch.size, "body": b"", "depth": 0, "dropped": fetch.at}
            insert_or_ignore(connection, snapshot, [gone])
        insert_or_ignore(connection, look, [{"id": number, **look_row(fetch, fetch.at), **came}])
        if fetch.source not in self._entered:
            insert_or_ignore(connection, source_state, [fresh_row(fetch.source)])
            self._entered.add(fetch.source)

    def last_recorded(self) -> datetime | None:
        """The latest time at which anything was recorded."""
        marked = super().last_recorded()
        with reading(self.engine) as connection:
            looked: datetime | None = connection.execute(_LAST).scalar()
        return max((one for one in (marked, looked) if one is not None), default=None)

    def load_seed(self, seed: Seed, recorded: datetime) -> SeedReport:
        """Add what a seed brings."""
        self._believed = None
        return super().load_seed(seed, recorded)

    def take_over(self, one: Given, event: Event) -> None:
        """Believe of an event what was given."""
        self._believed = None
        super().take_over(one, event)

    def believed(self) -> Timeline:
        """All events as believed now."""
        if self._believed is None:
            self._believed = super().believed()
        return self._believed

    def signatures(self, values: Iterable[str]) -> set[str]:
        """Which of these findings were recorded before."""
        if self._signatures is None:
            with reading(self.engine) as connection:
                self._signatures = set(connection.execute(_SIGNATURES).scalars())
        return self._signatures.intersection(values)

    def seen_hashes(self, source: str, keys: Sequence[str], among: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
        """The states in which each block was ever seen, or those `among` some."""
        states = self._states_at_hand.of(source, self._load_states)
        wanted = None if among is None else set(among)
        found = {key: tuple(one for one in states.get(short_key(key), ()) if wanted is None or one in wanted) for key in keys}
        return {key: hashes for key, hashes in found.items() if hashes}

    def _load_states(self, source: str) -> States:
        states: States = {}
        with reading(self.engine) as connection:
            for row in connection.execute(_STATES, {"the_source": source}):
                states.setdefault(row.key, {})[row.hash] = None
        return states

    def current_document(self, source: str, page: str | None = None) -> StoredDocument | None:
        """The good document of the newest look."""
        if page is not None or source not in self._last:
            return super().current_document(source, page)
        self._last.move_to_end(source)
        return self._last[source]

    def record_derivation(self, made: Derivation) -> tuple[int, ...]:
        """Keep all that was made of one snapshot. Nobody can have taught the timeline meanwhile."""
        numbers = super().record_derivation(msgspec.structs.replace(made, concluded_from=None))
        if made.revisions:
            self._believed = None
        if self._signatures is not None:
            found = (one for read in made.changes if read.conclusion for one in read.conclusion.findings)
            self._signatures.update(map(finding_signature, found))
        if made.page is None:
            self._states_at_hand.add(made.source, {short_key(key): value for key, value in made.block_hashes.items()})
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

    def _claim(self, connection: Connection, made: Derivation) -> bool:
        """The look is entered with what came of it."""
        assert self._looked is not None
        came = {"derived": True, "outcome": made.outcome, "possible_gap": made.possible_gap, "error": plain(made.document.problem_detail)}
        self._enter(connection, made.fetch_id, self._looked, came)
        return True

    def _settle(self, connection: Connection, made: Derivation) -> None:
        """Nobody asks here how a source does."""

    def _mark(self, connection: Connection, made: Derivation) -> None:
        """The looks themselves say when the last was made."""
