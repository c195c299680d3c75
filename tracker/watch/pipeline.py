"""One pass over the sources: the whole way from a due source to recorded findings, readable on one screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from tracker.fetch import ErrorCode, FetchPolicy, Plan, look_at_all
from tracker.model.look import Fetch, Outcome, Response, Snapshot, SourceState
from tracker.model.pack import Pack
from tracker.model.source import Source
from tracker.ports import Kind, LooksAgain, LooksByName
from tracker.read.lexicon import Lexicon
from tracker.store import Store
from tracker.watch.article import read_as
from tracker.watch.following import Opened, Opener, leads_on, open_pages
from tracker.watch.outcome import Derived, ledger_row, next_due, outcome_of

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


@dataclass
class _Pass:
    """One pass in progress: what was taken, what is done, and what waits.

    Unchanged looks wait to be committed together, rows of sources until the pages that they lead to are opened.
    """

    watch: Watch
    now: datetime
    taken: dict[str, SourceState]
    on_row: Callable[[Row], None]
    rows: list[Row] = field(default_factory=list)
    unchanged: list[tuple[Fetch, datetime]] = field(default_factory=list)
    waiting: dict[str, Row] = field(default_factory=dict)


def poll(watch: Watch, wanted: Sequence[str], now: datetime, on_row: Callable[[Row], None], *, only_due: bool = False) -> tuple[Row, ...]:
    """Look at the wanted sources once, each leased for it; what another pass holds is reported as skipped.

    `only_due` skips too what another pass has looked at since it was wanted. Every outcome is recorded. Bytes are committed
    before anything is made of them; what an earlier pass left unread is read first.
    """
    # Asked before anything else: whoever looks at a source from here on raises its sequence, and is not followed by a second look.
    before = watch.store.states(wanted)
    finish_pending(watch, now)
    work = _Pass(watch, now, {}, on_row)
    _take(work, before, only_due=only_due)
    plans = [_plan(watch, watch.sources[source], state) for source, state in work.taken.items()]
    try:
        look_at_all(plans, watch.policy, watch.store.robots(now), lambda source, response: _arrived(work, source, response), now=now)
        _flush(work)
        _follow(work)
    finally:
        _flush(work)
        for row in work.waiting.values():
            _tell(work, row)
    return tuple(work.rows)


def finish_pending(watch: Watch, now: datetime) -> None:
    """Read the snapshots that were committed and have no document yet: a crash loses no evidence."""
    for pending in watch.store.pending():
        source = watch.sources.get(pending.fetch.source)
        snapshot = watch.store.snapshot(pending.fetch.snapshot or "")
        if source is not None and snapshot is not None:
            _derive(watch, source, pending.fetch_id, pending.fetch, snapshot, now)


def _take(work: _Pass, before: Mapping[str, SourceState], *, only_due: bool) -> None:
    """Lease what is still to be looked at, all in one commit; what another pass has or had in the meantime is skipped."""
    store, states = work.watch.store, work.watch.store.states(tuple(before))
    late = {source for source, state in before.items() if only_due and state.next_due is not None and state.next_due > work.now}
    wanted = {source: state.sequence for source, state in before.items() if source not in late}
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
    """One source has answered: commit what the world said, then what we make of it."""
    watch, source, state = work.watch, work.watch.sources[source_id], work.taken[source_id]
    if response.error_code == ErrorCode.INTERRUPTED:
        # It was not the source that failed: nothing is held against it, and it is due as before.
        watch.store.break_lease(source.id, watch.owner)
        _done(work, Row(id=source.id, outcome=Outcome.FAILED, why=response.error))
        return
    outcome = outcome_of(response, state)
    fetch = ledger_row(source, response, outcome, work.now)
    due = next_due(source, outcome, state.failures, response, work.now)
    if outcome is Outcome.UNCHANGED:
        work.unchanged.append((fetch, due))
        _done(work, Row(id=source.id, outcome=outcome))
        if len(work.unchanged) >= _BATCH:
            _flush(work)
        return
    snapshot = Snapshot(id=fetch.snapshot, body=response.body) if fetch.snapshot else None
    number = watch.store.record_look(fetch, snapshot, next_due=due, recorded=work.now)
    if snapshot is None:
        _done(work, Row(id=source.id, outcome=outcome, why=fetch.error))
        return
    made = _derive(watch, source, number, fetch, snapshot, work.now)
    _done(work, Row(id=source.id, outcome=made.outcome, changes=made.changes, findings=made.findings, why=made.why))


def _derive(watch: Watch, source: Source, number: int, fetch: Fetch, snapshot: Snapshot, now: datetime) -> Derived:
    from tracker.watch.derive import derive  # noqa: PLC0415 - the reading half, which most passes have no need of

    source = read_as(source, fetch)
    return derive(watch.store, watch.kind(source.kind), source, watch.pack, watch.lexicon(), (number, fetch, snapshot), now)


def _follow(work: _Pass) -> None:
    """Open the pages that the sources of this pass lead to; what comes of them counts with their source."""
    if not work.waiting:
        return
    watch = work.watch

    def read(source: Source, number: int, fetch: Fetch, snapshot: Snapshot) -> Derived:
        return _derive(watch, source, number, fetch, snapshot, work.now)

    def opened(one: Opened) -> None:
        row, made = work.waiting[one.source], one.made
        why = row.why or (None if made.outcome.looked else f"a page that it leads to could not be opened: {one.page.url}: {made.why}")
        changes, findings = row.changes + made.changes, row.findings + made.findings
        work.waiting[one.source] = msgspec.structs.replace(row, changes=changes, findings=findings, why=why)

    opener = Opener(watch.store, watch.kind, watch.policy, watch.owner, watch.is_alive, read)
    open_pages(opener, [watch.sources[name] for name in work.waiting], work.now, opened)


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
