"""The index page of a fiscal year and, where the source says how their addresses go, that of the next as soon as it is there.

What the requests of one look brought is kept as one capture: a JSON object whose `years` are the pages, that of the source first.
"""

from __future__ import annotations

import msgspec

from tracker.errors import ExtractError
from tracker.model.look import Request, Response
from tracker.model.wire import NO_JSON
from tracker.pages.document import Options
from tracker.pages.years import Page, as_far, document_in, look_at_years, newest_years, pattern_of, years_seen
from tracker.ports import Look

ACCEPT = "text/html, application/zip, text/csv;q=0.9, */*;q=0.5"
MARK = b'{"years":'


class Kept(msgspec.Struct, frozen=True):
    """What one look brought. `stopped` says at which address it ended otherwise than by there being no such page."""

    years: tuple[Page, ...]
    stopped: str | None = None


def look_at_budget(url: str, options: Options, timeout: float, last: bytes | None) -> Look:
    """Ask for the page (or bundle) of the source, and with `years` for those of the newest years beside it."""
    response = yield Request(url=url, accept=ACCEPT, timeout=timeout)
    pattern = pattern_of(options, "years")
    if pattern is None or document_in(response).problem is not None:
        return response
    known = kept_before(last)
    pages = [Page(url=response.url, body=response.body, content_type=response.content_type)]
    stopped = yield from as_far(look_at_years(pattern, years_seen(pattern, [url], known), pages, timeout))
    body = msgspec.json.encode(Kept((pages[0], *newest_years(pages, known)), stopped))
    # The validators are those of one page among several: none of them speaks for the whole.
    return Response(url=url, status=200, body=body, content_type="application/json", duration=response.duration)


def read_kept(body: bytes) -> Kept:
    """A capture of `look_at_budget`. Raises `ExtractError` where it is none."""
    try:
        return msgspec.json.decode(body, type=Kept)
    except NO_JSON as error:
        raise ExtractError(f"the pages of the budget cannot be read: {error}") from error


def kept_before(last: bytes | None) -> tuple[Page, ...]:
    """The pages of the last capture; none where it was that of one page alone."""
    if last is None or not last.startswith(MARK):
        return ()
    try:
        return read_kept(last).years
    except ExtractError:
        return ()
