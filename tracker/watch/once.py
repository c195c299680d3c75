"""One look at an address that nobody watches: fetched as any source is, read, and kept nowhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from tracker.errors import ExtractError, FetchError
from tracker.fetch import FetchPolicy, Plan, look_at_all
from tracker.model.look import Capture, Response
from tracker.model.recorded import LinkedPage
from tracker.model.source import Authority, Label, Source
from tracker.ports import Kind
from tracker.watch.article import as_article

_TIMEOUT = timedelta(seconds=30)


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """What stands at an address, as one text. `published` is the publisher's own day, in its own zone."""

    url: str
    text: str
    title: str | None = None
    published: date | None = None
    lang: str | None = None


class RobotsOnce:
    """A memory of robots.txt that lasts for one command."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def recall(self, origin: str) -> str | None:
        """What was seen in this command."""
        return self._texts.get(origin)

    def remember(self, origin: str, text: str, *, failed: bool = False) -> None:  # noqa: ARG002 - for one command it makes no difference
        """Keep it until the command ends."""
        self._texts[origin] = text

    def of(self, url: str) -> str | None:
        """The rules for an address; None where nobody asked for them."""
        parts = urlsplit(url)
        return self._texts.get(f"{parts.scheme}://{parts.netloc.lower()}")


def look_once(url: str, kind: Kind, policy: FetchPolicy, now: datetime) -> Article:
    """Fetch and read one page, under all rules of a poll (robots.txt, private hosts, caps).

    Raises:
        FetchError: it could not be had.
        ExtractError: what came is no page that can be read: a wall, an error page, nothing.
    """
    came: list[Response] = []
    plan = Plan(key=url, look=kind.look(unwatched(url)))
    look_at_all([plan], policy, RobotsOnce(), lambda _key, response: came.append(response), now=now)
    response = came[0]
    if response.error is not None:
        raise FetchError(f"{url}: {response.error}", code=response.error_code or "")
    if response.status != 200:
        raise FetchError(f"{url}: the server answered {response.status}", code=f"http-{response.status}")
    return read_once(Capture(body=response.body, url=response.url, content_type=response.content_type), kind)


def read_once(capture: Capture, kind: Kind) -> Article:
    """A capture as one text. Raises `ExtractError` where it cannot be read."""
    document = kind.extract(capture, {})
    if document.problem is not None:
        raise ExtractError(f"{capture.url}: {document.problem}: {document.problem_detail}", problem=document.problem)
    page = LinkedPage(source="", address=capture.url, url=capture.url, title=document.title)
    blocks = as_article(document, page).blocks
    if not blocks:
        raise ExtractError(f"{capture.url}: nothing that can be read stands there", problem="empty")
    block = blocks[0]
    published = block.published.date() if block.published else None
    return Article(url=capture.url, text=block.text, title=block.title, published=published, lang=document.lang)


def unwatched(url: str, kind: str = "page") -> Source:
    """A source that only an address makes, for one look."""
    return Source(
        id="once",
        name=Label(url, url),
        kind=kind,
        url=url,
        authority=Authority.AGGREGATOR,
        lang="ja",
        every=timedelta(days=1),
        timeout=_TIMEOUT,
        tracks=(),
    )
