"""An index and the pages that it is known to go on with: the next meetings by number, and the page of the newest year.

What the requests of one look brought is kept as one capture: a JSON object whose `index` are the pages, the index itself first. What
was found by its number once is carried over; only the newest are asked for again, since minutes and late entries come to them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.index_addresses import Pattern
from tracker.kinds.index_items import names_number
from tracker.model.document import Document
from tracker.model.look import Capture, Request, Response
from tracker.pages.document import ACCEPT, read_page
from tracker.ports import Look
from tracker.text.kept import KeptPage

MARK = b'{"index":'
MOST_NEW = 5
"""So many new numbers are asked for in one look."""
_MOST_KEPT = 100
_MOST_BYTES = 8 * 1024 * 1024
"""Of all pages of a capture that are kept beside the index; the oldest go first."""
_KEPT_YEARS = 2
_STILL_GROW = 2
"""So many of the newest known meetings are asked for again: their minutes come weeks later."""
_GONE = (404, 410)

Options = Mapping[str, str | tuple[str, ...]]


class Page(KeptPage, frozen=True, kw_only=True):
    """One page of a capture. `number` is that of its meeting, `year` that of a page of a year; the index itself has neither."""

    number: int | None = None
    year: int | None = None


class Kept(msgspec.Struct, frozen=True):
    """What one look brought. `stopped` says at which address it ended otherwise than by there being no such page."""

    index: tuple[Page, ...]
    stopped: str | None = None


class _Stop(Exception):  # noqa: N818 - no error: a look ends early, with what it has
    """A page could not be asked for."""


def look_at_index(url: str, options: Options, timeout: float, last: bytes | None) -> Look:
    """Ask for the index, then for what goes on from it. An index that is no good page ends the look with what came."""
    response = yield Request(url=url, accept=ACCEPT, timeout=timeout)
    following, years = _pattern(options, "next"), _pattern(options, "years")
    document = _read(response) if following or years else None
    if document is None or document.problem is not None:
        return response
    known = pages_before(last)
    pages = [Page(url=response.url, body=response.body, content_type=response.content_type)]
    links = [url, *_links(document)]
    stopped = []
    if years:
        stopped.append((yield from _as_far(_years(years, _years_seen(years, links, known) or _newest_year(document), pages, timeout))))
        links += [link for page in pages[1:] for link in _links(_document(page))]
    if following:
        stopped.append((yield from _as_far(_numbers(following, links, known, pages, timeout))))
        stopped.append((yield from _as_far(_again(following, known, pages, timeout))))
    body = msgspec.json.encode(Kept(tuple(_with_known(pages, known)), next(filter(None, stopped), None)))
    # The validators are those of one page among many: none of them speaks for the whole.
    return Response(url=url, status=200, body=body, content_type="application/json", duration=response.duration)


def read_pages(body: bytes) -> Kept:
    """A capture of `look_at_index`. Raises `ExtractError` where it is none."""
    try:
        return msgspec.json.decode(body, type=Kept)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ExtractError(f"the pages of the index cannot be read: {error}") from error


def pages_before(last: bytes | None) -> tuple[Page, ...]:
    """The pages of the last capture; none where it was that of an index alone."""
    if last is None or not last.startswith(MARK):
        return ()
    try:
        return read_pages(last).index
    except ExtractError:
        return ()


def _as_far(look: Look) -> Generator[Request, Response, str | None]:
    """Go as far as it goes; what stopped it on the way."""
    try:
        yield from look
    except _Stop as stop:
        return str(stop)
    return None


def _years(pattern: Pattern, seen: set[int], pages: list[Page], timeout: float) -> Look:
    """The page of the newest year that is known and that of the year after, as soon as there is one; then that of the year before.

    All of them still grow: that of a fiscal year is there months before the year begins, and the last entries of a year come late.
    """
    response = Response(url=pattern.written, status=200)
    if not seen:
        raise _Stop("no page of a year is linked or known yet: `years` has nowhere to begin")
    own = pattern.number_in(pages[0].url)
    newest = max(seen)
    for year in (newest, newest + 1, *({newest - 1} & seen)):
        if year == own:
            continue
        response = yield Request(url=pattern.address(year), accept=ACCEPT, timeout=timeout)
        if _is_there(response, pattern, year, pages):
            pages.append(Page(url=response.url, body=response.body, content_type=response.content_type, year=year))
    return response


def _years_seen(pattern: Pattern, links: Iterable[str], known: Sequence[Page]) -> set[int]:
    linked = {year for link in links if (year := pattern.number_in(link)) is not None}
    return linked | {page.year for page in known if page.year is not None}


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
        if not _is_there(response, pattern, number, pages) or not names_number(_read(response), number):
            break
        pages.append(Page(url=response.url, body=response.body, content_type=response.content_type, number=number))
    return response


def _again(pattern: Pattern, known: Sequence[Page], pages: list[Page], timeout: float) -> Look:
    """The newest meetings that were known before, as they are now. One that is gone stays as it was."""
    response = Response(url=pattern.written, status=200)
    for number in sorted((page.number for page in known if page.number is not None), reverse=True)[:_STILL_GROW]:
        response = yield Request(url=pattern.address(number), accept=ACCEPT, timeout=timeout)
        if _is_there(response, pattern, number, pages) and names_number(_read(response), number):
            pages.append(Page(url=response.url, body=response.body, content_type=response.content_type, number=number))
    return response


def _is_there(response: Response, pattern: Pattern, number: int, pages: Sequence[Page]) -> bool:
    """Whether there is a page of that number. One that says that there is none, sends on to another or repeats one is none either.

    Raises `_Stop` where it cannot be told.
    """
    if response.status in _GONE:
        return False
    if response.status != 200:
        raise _Stop(f"{response.url}: {response.error or f'the server answered {response.status}'}")
    document = _read(response)
    if document.problem == "blocked":
        raise _Stop(f"{response.url}: {document.problem_detail}")
    moved = bool(response.redirects) and pattern.number_in(response.url) != number
    return document.problem is None and not moved and all(response.body != page.body for page in pages)


def _with_known(pages: Sequence[Page], known: Sequence[Page]) -> list[Page]:
    """The pages of this look and, of those before, the meetings that are not asked for again and the year before the newest."""
    years = {page.year: page for page in (*known, *pages) if page.year is not None}
    numbers = {page.number: page for page in (*known, *pages) if page.number is not None}
    newest = [years[year] for year in sorted(years, reverse=True)[:_KEPT_YEARS]]
    newest += [numbers[number] for number in sorted(numbers, reverse=True)[:_MOST_KEPT]]
    kept, left = [], _MOST_BYTES
    for page in newest:
        left -= len(page.body)
        kept += [page] if left >= 0 else []
    return [pages[0], *(page for page in kept if page.number is None), *reversed([page for page in kept if page.number is not None])]


def _pattern(options: Options, name: str) -> Pattern | None:
    written = options.get(name)
    return Pattern(written) if isinstance(written, str) else None


def _links(document: Document) -> list[str]:
    return [*(link.url for link in document.links), *(block.link for block in document.blocks if block.link)]


def _read(response: Response) -> Document:
    if response.status != 200:
        return Document(problem="error-page")
    return _document(Page(url=response.url, body=response.body, content_type=response.content_type))


def _document(page: Page) -> Document:
    """A page with all its links."""
    try:
        return read_page(Capture(body=page.body, url=page.url, content_type=page.content_type), {"follow": "a"})
    except ExtractError as error:
        return Document(problem=error.problem, problem_detail=str(error))
