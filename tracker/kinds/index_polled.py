"""An index and the pages that it is known to go on with: the next meetings by number, and the page of the newest year.

What the requests of one look brought is kept as one capture: a JSON object whose `index` are the pages, the index itself first. What
was found by its number once is carried over; only the newest are asked for again, since minutes and late entries come to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.index_items import names_number
from tracker.model.document import Document
from tracker.model.look import Request, Response
from tracker.model.wire import NO_JSON
from tracker.pages.addresses import Pattern
from tracker.pages.document import ACCEPT
from tracker.pages.years import (
    Page,
    as_far,
    document_in,
    document_of,
    is_there,
    look_at_years,
    newest_years,
    pattern_of,
    years_seen,
)
from tracker.ports import Look

MARK = b'{"index":'
MOST_NEW = 5
"""So many new numbers are asked for in one look."""
_MOST_KEPT = 100
_MOST_BYTES = 8 * 1024 * 1024
"""Of all pages of a capture that are kept beside the index; the oldest go first."""
_STILL_GROW = 2
"""So many of the newest known meetings are asked for again: their minutes come weeks later."""

Options = Mapping[str, str | tuple[str, ...]]


class Kept(msgspec.Struct, frozen=True):
    """What one look brought. `stopped` says at which address it ended otherwise than by there being no such page."""

    index: tuple[Page, ...]
    stopped: str | None = None


def look_at_index(url: str, options: Options, timeout: float, last: bytes | None) -> Look:
    """Ask for the index, then for what goes on from it. An index that is no good page ends the look with what came."""
    response = yield Request(url=url, accept=ACCEPT, timeout=timeout)
    following, years = pattern_of(options, "next"), pattern_of(options, "years")
    document = document_in(response) if following or years else None
    if document is None or document.problem is not None:
        return response
    known = pages_before(last)
    pages = [Page(url=response.url, body=response.body, content_type=response.content_type)]
    links = [url, *_links(document)]
    stopped = []
    if years:
        stopped.append((yield from as_far(look_at_years(years, years_seen(years, links, known) or _newest_year(document), pages, timeout))))
        links += [link for page in pages[1:] for link in _links(document_of(page))]
    if following:
        stopped.append((yield from as_far(_numbers(following, links, known, pages, timeout))))
        stopped.append((yield from as_far(_again(following, known, pages, timeout))))
    body = msgspec.json.encode(Kept(tuple(_with_known(pages, known)), next(filter(None, stopped), None)))
    # The validators are those of one page among many: none of them speaks for the whole.
    return Response(url=url, status=200, body=body, content_type="application/json", duration=response.duration)


def read_pages(body: bytes) -> Kept:
    """A capture of `look_at_index`. Raises `ExtractError` where it is none."""
    try:
        return msgspec.json.decode(body, type=Kept)
    except NO_JSON as error:
        raise ExtractError(f"the pages of the index cannot be read: {error}") from error


def pages_before(last: bytes | None) -> tuple[Page, ...]:
    """The pages of the last capture; none where it was that of an index alone."""
    if last is None or not last.startswith(MARK):
        return ()
    try:
        return read_pages(last).index
    except ExtractError:
        return ()


def _newest_year(document: Document) -> set[int]:
    """The year of the newest item, where the pages of years are linked nowhere."""
    days = [block.published for block in document.blocks if block.published is not None]
    return {max(days, key=lambda day: day.timestamp()).year} if days else set()


def _numbers(pattern: Pattern, links: Iterable[str], known: Sequence[Page], pages: list[Page], timeout: float) -> Look:
    """The pages after the last number that is linked or known, until there is none."""
    told = {number for link in links if (number := pattern.number_in(link)) is not None}
    told |= {page.number for page in known if page.number is not None}
    first = max(told, default=0) + 1
    response = Response(url=pattern.written, status=200)
    for number in range(first, first + MOST_NEW):
        response = yield Request(url=pattern.address(number), accept=ACCEPT, timeout=timeout)
        if not is_there(response, pattern, number, pages) or not names_number(document_in(response), number):
            break
        pages.append(Page(url=response.url, body=response.body, content_type=response.content_type, number=number))
    return response


def _again(pattern: Pattern, known: Sequence[Page], pages: list[Page], timeout: float) -> Look:
    """The newest meetings that were known before, as they are now. One that is gone stays as it was."""
    response = Response(url=pattern.written, status=200)
    for number in sorted((page.number for page in known if page.number is not None), reverse=True)[:_STILL_GROW]:
        response = yield Request(url=pattern.address(number), accept=ACCEPT, timeout=timeout)
        if is_there(response, pattern, number, pages) and names_number(document_in(response), number):
            pages.append(Page(url=response.url, body=response.body, content_type=response.content_type, number=number))
    return response


def _with_known(pages: Sequence[Page], known: Sequence[Page]) -> list[Page]:
    """The pages of this look and, of those before, the meetings that are not asked for again and the year before the newest."""
    numbers = {page.number: page for page in (*known, *pages) if page.number is not None}
    newest = newest_years(pages, known)
    newest += [numbers[number] for number in sorted(numbers, reverse=True)[:_MOST_KEPT]]
    kept, left = [], _MOST_BYTES
    for page in newest:
        left -= len(page.body)
        kept += [page] if left >= 0 else []
    return [pages[0], *(page for page in kept if page.number is None), *reversed([page for page in kept if page.number is not None])]


def _links(document: Document) -> list[str]:
    return [*(link.url for link in document.links), *(block.link for block in document.blocks if block.link)]
