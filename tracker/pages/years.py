"""Pages that go on from another by number or by year: what there is of them, and the pages of the newest years."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence

from tracker.errors import ExtractError
from tracker.model.document import Document
from tracker.model.look import Capture, Request, Response
from tracker.pages.addresses import Pattern
from tracker.pages.document import ACCEPT, read_page
from tracker.ports import Look
from tracker.text.kept import KeptPage

KEPT_YEARS = 2
_GONE = (404, 410)


class Page(KeptPage, frozen=True, kw_only=True):
    """One page of a capture. `number` is that of its meeting, `year` that of a page of a year; the first page may have neither."""

    number: int | None = None
    year: int | None = None


class Stop(Exception):  # noqa: N818 - no error: a look ends early, with what it has
    """A page could not be asked for."""


def pattern_of(options: Mapping[str, object], name: str) -> Pattern | None:
    """The address that an option gives; None where it gives none."""
    written = options.get(name)
    return Pattern(written) if isinstance(written, str) else None


def as_far(look: Look) -> Generator[Request, Response, str | None]:
    """Go as far as it goes; what stopped it on the way."""
    try:
        yield from look
    except Stop as stop:
        return str(stop)
    return None


def look_at_years(pattern: Pattern, seen: set[int], pages: list[Page], timeout: float) -> Look:
    """The page of the newest year that is known and that of the year after, as soon as there is one; then that of the year before.

    All of them still grow: that of a fiscal year is there months before the year begins, and the last entries of a year come late.
    What there is of them comes to `pages`, of which the first may be one of them itself. Raises `Stop`.
    """
    response = Response(url=pattern.written, status=200)
    if not seen:
        raise Stop("no page of a year is linked or known yet: `years` has nowhere to begin")
    own = pattern.number_in(pages[0].url)
    newest = max(seen)
    for year in (newest, newest + 1, *({newest - 1} & seen)):
        if year == own:
            continue
        response = yield Request(url=pattern.address(year), accept=ACCEPT, timeout=timeout)
        if is_there(response, pattern, year, pages):
            pages.append(Page(url=response.url, body=response.body, content_type=response.content_type, year=year))
    return response


def years_seen(pattern: Pattern, links: Iterable[str], known: Sequence[Page]) -> set[int]:
    """The years whose pages are linked, or were found before."""
    linked = {year for link in links if (year := pattern.number_in(link)) is not None}
    return linked | {page.year for page in known if page.year is not None}


def newest_years(pages: Sequence[Page], known: Sequence[Page]) -> list[Page]:
    """Of the pages of years those of the newest, as they are now or, where they were not asked for, as they were."""
    years = {page.year: page for page in (*known, *pages) if page.year is not None}
    return [years[year] for year in sorted(years, reverse=True)[:KEPT_YEARS]]


def is_there(response: Response, pattern: Pattern, number: int, pages: Sequence[Page]) -> bool:
    """Whether there is a page of that number. One that says that there is none, sends on to another or repeats one is none either.

    Raises `Stop` where it cannot be told.
    """
    if response.status in _GONE:
        return False
    if response.status != 200:
        raise Stop(f"{response.url}: {response.error or f'the server answered {response.status}'}")
    document = document_in(response)
    if document.problem == "blocked":
        raise Stop(f"{response.url}: {document.problem_detail}")
    moved = bool(response.redirects) and pattern.number_in(response.url) != number
    return document.problem is None and not moved and all(response.body != page.body for page in pages)


def document_in(response: Response) -> Document:
    """What an answer brought, with all its links."""
    if response.status != 200:
        return Document(problem="error-page")
    return document_of(Page(url=response.url, body=response.body, content_type=response.content_type))


def document_of(page: Page) -> Document:
    """A page with all its links."""
    try:
        return read_page(Capture(body=page.body, url=page.url, content_type=page.content_type), {"follow": "a"})
    except ExtractError as error:
        return Document(problem=error.problem, problem_detail=str(error))
