"""The pages that the sources of a pass lead to: each is opened once, kept like any capture, and read as a document of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from tracker.fetch import ErrorCode, FetchPolicy, Plan, look_at_all
from tracker.model.look import Fetch, Response, Snapshot, SourceState
from tracker.model.recorded import LinkedPage
from tracker.model.source import Source
from tracker.ports import Kind
from tracker.store import Store
from tracker.watch.article import page_options
from tracker.watch.outcome import ledger_row, outcome_of

_LEASE = timedelta(minutes=30)


class Opener(NamedTuple):
    """What pages are opened with: the store, the kind of a source, the manners of the fetcher, and who opens them."""

    store: Store
    kind: Callable[[str], Kind]
    policy: FetchPolicy
    owner: str
    is_alive: Callable[[str], bool]


def leads_on(source: Source) -> bool:
    """Whether the pages that a source links are opened too."""
    return "follow" in source.options or "attachments" in source.options


def open_pages(
    opener: Opener,
    sources: Sequence[Source],
    now: datetime,
    on_page: Callable[[LinkedPage, int, Fetch], None],
    on_quiet: Callable[[], None],
) -> None:
    """Open what is wanted of these sources, each page by one process alone, and tell of each as soon as it is committed, with its number.

    Once all have come, or none has for some seconds, `on_quiet` may read those that were told of.
    """
    by_id = {source.id: source for source in sources}
    taken = {f"{page.source} {page.address}": page for page in opener.store.wanted_pages(tuple(by_id)) if _claim(opener, page, now)}
    plans = [_plan(opener, by_id[page.source], key, page) for key, page in taken.items()]

    def arrived(key: str, response: Response) -> None:
        page = taken[key]
        if response.error_code == ErrorCode.INTERRUPTED:
            opener.store.release_page(page.source, page.address)
            return
        on_page(page, *_record(opener, by_id[page.source], page, response, now))

    look_at_all(plans, opener.policy, opener.store.robots(now), arrived, now=now, on_quiet=on_quiet)
    on_quiet()


def _claim(opener: Opener, page: LinkedPage, now: datetime) -> bool:
    held = page.owner is not None and page.claimed is not None and page.claimed > now and opener.is_alive(page.owner)
    return not held and opener.store.claim_page(page, owner=opener.owner, until=now + _LEASE)


def _plan(opener: Opener, source: Source, key: str, page: LinkedPage) -> Plan:
    # What the index is looked at with beyond one request is its own affair.
    page_source = msgspec.structs.replace(source, url=page.url, options=page_options(source.options))
    return Plan(key=key, look=opener.kind(source.kind).look(page_source))


def _record(opener: Opener, source: Source, page: LinkedPage, response: Response, now: datetime) -> tuple[int, Fetch]:
    """Commit what the world said of one page."""
    outcome = outcome_of(response, SourceState(source=source.id))
    fetch = msgspec.structs.replace(ledger_row(source, response, outcome, now), page=page.address)
    body = Snapshot(id=fetch.snapshot, body=response.body) if fetch.snapshot else None
    return opener.store.record_page_look(fetch, body, recorded=now), fetch
