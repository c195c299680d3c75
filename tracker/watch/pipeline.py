"""One pass over the sources: the whole way from a due source to recorded findings, readable on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from tracker.fetch import ErrorCode, FetchPolicy, Plan, look_at_all
from tracker.model.look import Fetch, Outcome, Response, Snapshot, SourceState
from tracker.model.pack import Pack
from tracker.model.recorded import LinkedPage
from tracker.model.source import Source
from tracker.ports import Kind, LooksAgain, LooksByName
from tracker.read.lexicon import Lexicon
from tracker.store import Store
from tracker.watch.article import read_as
from tracker.watch.courtesy import busy_hosts, public_host
from tracker.watch.following import Opener, leads_on, open_pages
from tracker.watch.outcome import Derived, ledger_row, outcome_of
from tracker.watch.past import past_of
from tracker.watch.rhythm import next_due

_LEASE = timedelta(minutes=30)
_BATCH = 50


@dataclass(frozen=True)
class Watch:
    """What a pass works with.

    `lexicon` is made when a text is first read; `owner` names this process in leases; `is_alive` tells whether another still runs.
    """

    store: Store
    sources: Mapping[str, Source]
    kind: Callable[[str], Kind]
    pack: Pack
    lexicon: Callable[[], Lexicon]
    policy: FetchPolicy
    owner: str
    is_alive: Callable[[str], bool]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What a pass made of one source. `why` says what came to nothing and why, or what was left out."""

    id: str
    outcome: Outcome
    changes: int = 0
    findings: int = 0
    why: str | None = None


class _Unread(NamedTuple):
    """A capture that is committed and not read yet: of a source of this pass, or left by one that was cut short."""

    source: Source
    number: int
    fetch: Fetch
    own: bool = True


@dataclass
class _Pass:
    """One pass in progress: what was taken, what is done, and what waits.

    Unchanged looks wait to be committed together, captures until they are read in an order of their own (their sources are `held`
    until then), and rows of sources until the pages that they lead to are opened.
    """

    watch: Watch
    now: datetime
    taken: dict[str, SourceState]
    on_row: Callable[[Row], None]
    rows: list[Row] = field(default_factory=list)
    unchanged: list[tuple[Fetch, datetime]] = field(default_factory=list)
    unread: list[_Unread] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    waiting: dict[str, Row] = field(default_factory=dict)


def poll(watch: Watch, wanted: Sequence[str], now: datetime, on_row: Callable[[Row], None], *, only_due: bool = False) -> tuple[Row, ...]:
    """Look at the wanted sources once, each leased for it; what another pass holds is reported as skipped.

    `only_due` skips too what another pass has looked at since it was wanted. Every outcome is recorded. Bytes are committed as they
    come. They are read in an order of their own, so that what is found does not hang on who answered first: once all have answered,
    or nobody has for some seconds. What an earlier pass left unread is read among them; of the wanted sources, before they are asked.
    """
    # Asked before anything else: whoever looks at a source from here on raises its sequence, and is not followed by a second look.
    before = watch.store.states(wanted)
    left = _left_unread(watch, now)
    _read_all(watch, [one for one in left if one.source.id in before], now)
    work = _Pass(watch, now, {}, on_row, unread=[one for one in left if one.source.id not in before])
    _take(work, before, only_due=only_due)
    plans = [_plan(watch, watch.sources[source], state) for source, state in work.taken.items()]
    try:
        look_at_all(
            plans,
            watch.policy,
            watch.store.robots(now),
            lambda source, response: _arrived(work, source, response),
            now=now,
            on_quiet=lambda: _read_on(work),
        )
        _flush(work)
        _read_on(work)
        _follow(work)
    finally:
        _flush(work)
        for source in work.held:
            watch.store.break_lease(source, watch.owner)
        for row in work.waiting.values():
            _tell(work, row)
    return tuple(work.rows)


def finish_pending(watch: Watch, now: datetime) -> None:
    """Read the snapshots that were committed and have no document yet: a crash loses no evidence."""
    _read_all(watch, _left_unread(watch, now), now)


def _left_unread(watch: Watch, now: datetime) -> list[_Unread]:
    """What was committed by who runs no more; what another pass holds, that pass reads itself."""
    pending = watch.store.pending()
    states = watch.store.states(tuple({one.fetch.source for one in pending}))
    held = {name for name, state in states.items() if state.lease_until and state.lease_until > now and _is_of_another(watch, state)}
    return [
        _Unread(watch.sources[one.fetch.source], one.fetch_id, one.fetch, own=False)
        for one in pending
        if one.fetch.source in watch.sources and one.fetch.source not in held
    ]


def _is_of_another(watch: Watch, state: SourceState) -> bool:
    owner = state.lease_owner
    return owner is not None and owner != watch.owner and watch.is_alive(owner)


def _read(watch: Watch, unread: Iterable[_Unread], now: datetime) -> Iterator[tuple[_Unread, Derived]]:
    """Read captures: the best authority first, then by the name of the source, and of one source as they came."""
    for one in sorted(unread, key=lambda one: (one.source.authority.rank, one.source.id, one.fetch.page or "", one.number)):
        snapshot = watch.store.snapshot(one.fetch.snapshot or "")
        if snapshot is not None:
            yield one, _derive(watch, one.source, one.number, one.fetch, snapshot, now)


def _read_all(watch: Watch, unread: Iterable[_Unread], now: datetime) -> None:
    for _ in _read(watch, unread, now):
        pass


def _read_on(work: _Pass) -> None:
    """Read what has come so far."""
    unread, work.unread = work.unread, []
    for one, made in _read(work.watch, unread, work.now):
        if one.own:
            work.watch.store.break_lease(one.source.id, work.watch.owner)
            work.held.discard(one.source.id)
            _done(work, Row(id=one.source.id, outcome=made.outcome, changes=made.changes, findings=made.findings, why=made.why))


def _take(work: _Pass, before: Mapping[str, SourceState], *, only_due: bool) -> None:
    """Lease what is still to be looked at, all in one commit; what another pass has or had in the meantime is skipped."""
    store, states = work.watch.store, work.watch.store.states(tuple(before))
    late = {source for source, state in before.items() if only_due and state.next_due is not None and state.next_due > work.now}
    busy = busy_hosts(store, work.watch.sources, work.watch.owner, work.watch.is_alive, work.now) if only_due else frozenset()
    courteous = {source for source in before if source not in late and public_host(work.watch.sources[source]) in busy}
    wanted = {source: state.sequence for source, state in before.items() if source not in late | courteous}
    for source in wanted:
        owner = states[source].lease_owner
        if owner and not work.watch.is_alive(owner):
            store.break_lease(source, owner)
    taken = store.lease_all(wanted, owner=work.watch.owner, now=work.now, until=work.now + _LEASE)
    for source, state in states.items():
        if source in taken:
            work.taken[source] = state
        else:
            why = "another pass has just looked at it" if source in late else "another pass is looking at it"
            why = "another pass is asking its host" if source in courteous else why
            _done(work, Row(id=source, outcome=Outcome.SKIPPED, why=why))


def _plan(watch: Watch, source: Source, state: SourceState) -> Plan:
    kind = watch.kind(source.kind)
    if not isinstance(kind, LooksAgain | LooksByName):
        return Plan(key=source.id, look=kind.look(source), validators=state.validators)
    snapshot = watch.store.snapshot(state.snapshot) if state.snapshot else None
    last = snapshot.body if snapshot else None
    if isinstance(kind, LooksByName):
        look = kind.look_by_name(source, last, lambda text: watch.lexicon().names_any(text))
    else:
        look = kind.look_again(source, last)
    return Plan(key=source.id, look=look, validators=state.validators)


def _arrived(work: _Pass, source_id: str, response: Response) -> None:
    """One source has answered: commit what the world said. What we make of it comes later."""
    watch, source, state = work.watch, work.watch.sources[source_id], work.taken[source_id]
    if response.error_code == ErrorCode.INTERRUPTED:
        # It was not the source that failed: nothing is held against it, and it is due as before.
        watch.store.break_lease(source.id, watch.owner)
        _done(work, Row(id=source.id, outcome=Outcome.FAILED, why=response.error))
        return
    outcome = outcome_of(response, state)
    fetch = ledger_row(source, response, outcome, work.now)
    due = next_due(source, outcome, state.failures, response, work.now, lambda: past_of(watch.store, source, work.now))
    if outcome is Outcome.UNCHANGED:
        work.unchanged.append((fetch, due))
        _done(work, Row(id=source.id, outcome=outcome))
        if len(work.unchanged) >= _BATCH:
            _flush(work)
        return
    snapshot = Snapshot(id=fetch.snapshot, body=response.body) if fetch.snapshot else None
    number = watch.store.record_look(fetch, snapshot, next_due=due, recorded=work.now, holds=snapshot is not None)
    if snapshot is None:
        _done(work, Row(id=source.id, outcome=outcome, why=fetch.error))
        return
    work.held.add(source.id)
    work.unread.append(_Unread(source, number, fetch))


def _derive(watch: Watch, source: Source, number: int, fetch: Fetch, snapshot: Snapshot, now: datetime) -> Derived:
    from tracker.watch.derive import derive  # noqa: PLC0415 - the reading half, which most passes have no need of

    source = read_as(source, fetch)
    return derive(watch.store, watch.kind(source.kind), source, watch.pack, watch.lexicon(), (number, fetch, snapshot), now)


def _follow(work: _Pass) -> None:
    """Open the pages that the sources of this pass lead to; what comes of them counts with their source."""
    if not work.waiting:
        return
    watch = work.watch

    came: dict[int, LinkedPage] = {}
    unread: list[_Unread] = []

    def opened(page: LinkedPage, number: int, fetch: Fetch) -> None:
        if fetch.snapshot is None:
            told(page, Derived(outcome=Outcome(fetch.outcome), why=fetch.error))
            return
        came[number] = page
        unread.append(_Unread(watch.sources[page.source], number, fetch))

    def told(page: LinkedPage, made: Derived) -> None:
        row = work.waiting[page.source]
        why = row.why or (None if made.outcome.looked else f"a page that it leads to could not be opened: {page.url}: {made.why}")
        changes, findings = row.changes + made.changes, row.findings + made.findings
        work.waiting[page.source] = msgspec.structs.replace(row, changes=changes, findings=findings, why=why)

    def read() -> None:
        ready = unread[:]
        unread.clear()
        for one, made in _read(watch, ready, work.now):
            told(came[one.number], made)

    opener = Opener(watch.store, watch.kind, watch.policy, watch.owner, watch.is_alive)
    open_pages(opener, [watch.sources[name] for name in work.waiting], work.now, opened, read)


def _flush(work: _Pass) -> None:
    if work.unchanged:
        work.watch.store.record_unchanged(tuple(work.unchanged))
        work.unchanged.clear()


def _done(work: _Pass, row: Row) -> None:
    if row.outcome.looked and leads_on(work.watch.sources[row.id]):
        work.waiting[row.id] = row
    else:
        _tell(work, row)


def _tell(work: _Pass, row: Row) -> None:
    work.rows.append(row)
    work.on_row(row)
