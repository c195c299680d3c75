"""What a person saved, of a site that lets no program look: it takes the way of every capture, and is marked as what it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from tracker.errors import UsageError
from tracker.model.look import Fetch, Outcome, Snapshot, SourceState
from tracker.model.recorded import LinkedPage
from tracker.model.source import Source
from tracker.text.links import canonical_link
from tracker.watch.article import read_as
from tracker.watch.derive import derive
from tracker.watch.outcome import snapshot_id
from tracker.watch.pipeline import Row, Watch, finish_pending

_LEASE = timedelta(minutes=5)


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """A page as a person saved it: its bytes, the address that it was at, and when that was (UTC)."""

    body: bytes
    url: str
    seen: datetime


def source_of(url: str, sources: Mapping[str, Source]) -> Source:
    """The source that an address belongs to: the one at this very address, else the only one of its host.

    Raises `UsageError` where there is none, or more than one.
    """
    address = canonical_link(url)
    host = urlsplit(address).hostname
    if host is None or urlsplit(url).scheme not in ("http", "https"):
        raise UsageError(f"--url {url}: the address that the page was at was expected, beginning with http:// or https://")
    own = [source for source in sources.values() if canonical_link(source.url) == address]
    near = [source for source in sources.values() if urlsplit(source.url).hostname == host]
    found = own or near
    if len(found) == 1:
        return found[0]
    names = ", ".join(source.id for source in found)
    raise UsageError(f"--url {url}: {f'{names} are of this host' if names else 'no source is of this host'}; name one with --source")


def add_capture(watch: Watch, source: Source, saved: Saved, now: datetime) -> Row:
    """Keep what a person saved, read it, and commit what it says, as a look at the source or at a page that it leads to.

    Raises `UsageError`, with nothing kept, where it is from the future or older than what was last seen there.
    """
    finish_pending(watch, now)
    address = None if canonical_link(saved.url) == canonical_link(source.url) else canonical_link(saved.url)
    _check(watch, source, address, saved.seen, now)
    name = snapshot_id(saved.body)
    state = watch.store.states([source.id])[source.id]
    if address is None and state.snapshot == name:
        return Row(id=source.id, outcome=Outcome.UNCHANGED)
    first = state.snapshot is None if address is None else watch.store.current_document(source.id, address) is None
    fetch = Fetch(
        source=source.id,
        at=saved.seen,
        outcome=Outcome.FIRST if first else Outcome.CHANGED,
        url=saved.url,
        size=len(saved.body),
        snapshot=name,
        page=address,
        by_hand=True,
    )
    snapshot = Snapshot(id=name, body=saved.body)
    number = _record(watch, fetch, snapshot, state, now)
    reader = read_as(source, fetch)
    made = derive(watch.store, watch.kind(reader.kind), reader, watch.pack, watch.lexicon(), (number, fetch, snapshot), now)
    return Row(id=source.id, outcome=made.outcome, changes=made.changes, findings=made.findings, why=made.why)


def _check(watch: Watch, source: Source, address: str | None, seen: datetime, now: datetime) -> None:
    if seen > now:
        raise UsageError(f"--seen {seen.isoformat(timespec='minutes')}: that is in the future")
    last = watch.store.current_document(source.id, address)
    if last is not None and last.seen > seen:
        raise UsageError(
            f"--seen {seen.isoformat(timespec='minutes')}: {address or source.url} was seen later than that already, "
            f"{last.seen.isoformat(timespec='minutes')}; only what is newer can be added"
        )


def _record(watch: Watch, fetch: Fetch, snapshot: Snapshot, state: SourceState, now: datetime) -> int:
    if fetch.page is not None:
        watch.store.want_page(LinkedPage(source=fetch.source, address=fetch.page, url=fetch.url), now)
        return watch.store.record_page_look(fetch, snapshot, recorded=now)
    owner = state.lease_owner
    if owner and not watch.is_alive(owner):
        watch.store.break_lease(fetch.source, owner)
    if not watch.store.lease(fetch.source, sequence=state.sequence, owner=watch.owner, now=now, until=now + _LEASE):
        raise UsageError(f"{fetch.source} is being looked at by another pass; try again in a moment")
    # It was a person who looked: when the program looks again is as it was.
    return watch.store.record_look(fetch, snapshot, next_due=state.next_due or now, recorded=now)
