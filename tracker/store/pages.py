"""The pages that sources lead to: which are to be opened, by whom, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update

from tracker.model.document import Link
from tracker.model.look import Fetch, Snapshot
from tracker.model.recorded import Derivation, LinkedPage
from tracker.store.archive import add_snapshot
from tracker.store.base import Part, chunks, insert_or_ignore, mark, plain, short_url
from tracker.store.engine import reading, writing
from tracker.store.looks import ADDING, look_row
from tracker.store.tables import page

AT_FIRST_SIGHT, IN_A_PASS, ATTEMPTS = 10, 20, 3
"""How many links of a source are opened when it is first seen, how many in one pass, and how often one is tried."""

WANTED, KNOWN, OPENED, GIVEN_UP = "wanted", "known", "opened", "given-up"


class Pages(Part):
    """Pages that sources lead to. Each is opened once; what is only known is never asked for."""

    def wanted_pages(self, ids: Sequence[str]) -> tuple[LinkedPage, ...]:
        """The pages of some sources that are still to be opened, at most 20 of a source, the oldest wish first."""
        found: dict[str, list[LinkedPage]] = {name: [] for name in ids}
        with reading(self.engine) as connection:
            for part in chunks(ids):
                wanted = select(page).where(page.c.source.in_(part), page.c.state == WANTED)
                for row in connection.execute(wanted.order_by(page.c.recorded, page.c.published.desc(), page.c.address)):
                    found[row.source].append(_page(row))
        return tuple(one for pages in found.values() for one in pages[:IN_A_PASS])

    def linked_page(self, source: str, address: str) -> LinkedPage | None:
        """One page that a source leads to, by its canonical address."""
        with reading(self.engine) as connection:
            row = connection.execute(select(page).where(page.c.source == source, page.c.address == short_url(address))).first()
        return None if row is None else _page(row)

    def want_page(self, wanted: LinkedPage, now: datetime) -> None:
        """Keep a page that nobody has linked, so that it can be opened; one that is known already stays as it is."""
        with writing(self.engine) as connection:
            insert_or_ignore(connection, page, [_row(wanted, WANTED, now)])

    def claim_page(self, seen: LinkedPage, *, owner: str, until: datetime) -> bool:
        """Take a page for opening. Only one of those that saw it in the same state gets it."""
        free = page.c.owner.is_(None) if seen.owner is None else page.c.owner == seen.owner
        taken = update(page).where(_is(seen.source, seen.address), page.c.state == WANTED, page.c.attempts == seen.attempts, free)
        with writing(self.engine) as connection:
            return connection.execute(taken.values(owner=owner, claimed=until)).rowcount == 1

    def release_page(self, source: str, address: str) -> None:
        """Let go of a page that was not opened after all: nothing is held against it."""
        with writing(self.engine) as connection:
            connection.execute(update(page).where(_is(source, address)).values(owner=None, claimed=None))

    def record_page_look(self, fetch: Fetch, body: Snapshot | None, *, recorded: datetime) -> int:
        """Commit one look at a linked page, with the bytes that came. The source's own state is not touched."""
        assert fetch.page is not None
        with writing(self.engine) as connection:
            if body is not None:
                add_snapshot(connection, body)
            given_up = body is None and _settle(connection, fetch.source, fetch.page, good=False)
            row = {**look_row(fetch, recorded), "possible_gap": given_up}
            number = connection.execute(ADDING, row).scalar_one()
            mark(connection, recorded)
            return int(number)


def add_links(connection: Connection, made: Derivation) -> None:
    """Keep the links of a document that are new: the newest are to be opened, the rest is known and stays closed."""
    links = {short_url(link.url): link for link in reversed(made.document.links)}
    if not links or made.page is not None:
        return
    known = {
        str(address)
        for part in chunks(tuple(links))
        for address in connection.execute(select(page.c.address).where(page.c.source == made.source, page.c.address.in_(part))).scalars()
    }
    first = connection.execute(select(func.count()).select_from(page).where(page.c.source == made.source)).scalar() == 0
    new = sorted(((address, links[address]) for address in reversed(links) if address not in known), key=lambda one: _age(one[1]))
    most = AT_FIRST_SIGHT if first else IN_A_PASS
    rows = [
        _row(_linked(made.source, address, link, first=first), WANTED if place < most else KNOWN, made.recorded)
        for place, (address, link) in enumerate(new)
    ]
    insert_or_ignore(connection, page, rows)


def settle_page(connection: Connection, made: Derivation) -> bool:
    """A page was read: it is done with, or to be tried again where it was none. Answers whether it is given up."""
    return made.page is not None and _settle(connection, made.source, made.page, good=made.document.problem is None)


def _settle(connection: Connection, source: str, address: str, *, good: bool) -> bool:
    where = _is(source, address)
    attempts = (connection.execute(select(page.c.attempts).where(where)).scalar() or 0) + (not good)
    state = OPENED if good else GIVEN_UP if attempts >= ATTEMPTS else WANTED
    connection.execute(update(page).where(where).values(state=state, attempts=attempts, owner=None, claimed=None))
    return state == GIVEN_UP


def _is(source: str, address: str) -> Any:  # noqa: ANN401 - an expression of SQLAlchemy
    return and_(page.c.source == source, page.c.address == short_url(address))


def _age(link: Link) -> tuple[bool, float]:
    """Sorts links newest first; those without a day come last, in the order of the page."""
    return (link.published is None, -link.published.timestamp() if link.published else 0.0)


def _linked(source: str, address: str, link: Link, *, first: bool) -> LinkedPage:
    return LinkedPage(source=source, address=address, url=link.url, title=link.title, published=link.published, first=first)


def _row(one: LinkedPage, state: str, now: datetime) -> dict[str, Any]:
    return {
        "source": one.source,
        "address": short_url(one.address),
        "state": state,
        "url": plain(one.url),
        "title": plain(one.title),
        "published": one.published.isoformat() if one.published else None,
        "first": one.first,
        "attempts": 0,
        "recorded": now,
    }


def _page(row: Row[Any]) -> LinkedPage:
    return LinkedPage(
        source=row.source,
        address=row.address,
        url=row.url,
        title=row.title,
        published=datetime.fromisoformat(row.published) if row.published else None,
        first=row.first,
        attempts=row.attempts,
        owner=row.owner,
        claimed=row.claimed,
    )
