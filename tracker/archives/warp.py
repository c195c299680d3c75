"""WARP, the web archive of the National Diet Library: captures whose addresses are known, one by one.

It has no list that a program may ask for. Addresses come from the `pages` of a source's `backfill` and from a list. When a capture
was made stands in the list, in its address (`/web/20250401000000/…`), or on the page (保存日); where it stands nowhere, it is lost.
What WARP adds to a page, its banner and its own links, is part of what is had: name what counts with `select`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from tracker.errors import ConfigError
from tracker.fetch.one_by_one import OneByOne
from tracker.model.look import Request, Response
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Source
from tracker.text.decode import decode
from tracker.text.moments import JST

WARP = "https://warp.ndl.go.jp"
_PLACES = ("https://warp.ndl.go.jp/", "https://warp.da.ndl.go.jp/", "http://warp.ndl.go.jp/", "http://warp.da.ndl.go.jp/")
_CAPTURE = re.compile(r"(?:info:ndljp/pid/(?P<pid>\d{1,12})|web/(?P<time>\d{14})(?:[a-z]{2}_)?)/(?P<original>.+)")
_SAVED = re.compile(
    r"保存日(?:\s|[：:]|<[^<>]{0,300}>){0,20}(\d{4})[年/.-]\s?(\d{1,2})[月/.-]\s?(\d{1,2})日?(?:(?:\s|<[^<>]{0,300}>){0,5}(\d{1,2})[時:](\d{1,2}))?"
)
_HEAD = 200_000
_MOST_HELD = 50_000_000
_MOST_LINES = 100_000
_TIMEOUT = 60.0


class Known(NamedTuple):
    """An address of a capture that is known, and when it was made, where the list says so."""

    address: str
    at: datetime | None = None


class Warp:
    """The archive, or what plays it at `base`. `known` are captures of sources, by their ids."""

    name = "warp"

    def __init__(self, asks: OneByOne, known: Mapping[str, Sequence[Known]] | None = None, base: str = WARP) -> None:
        self.gap = asks.policy.public_gap
        self._asks = asks
        self._known = known or {}
        self._places = (f"{base.rstrip('/')}/", *_PLACES)
        self._held: dict[str, Response] = {}
        self._size = 0

    def listed(self, sources: Sequence[Source], since: datetime, until: datetime) -> Iterator[Listed | Lost]:
        """The captures that are known of each source. One is asked for already where only its page says when it was made."""
        for source in sources:
            found: list[Listed] = []
            for one in self._addresses(source):
                listed = self._listed(source, one)
                if isinstance(listed, Lost):
                    yield listed
                elif since <= listed.at <= until:
                    found.append(listed)
                else:
                    self._taken(listed.reference)
            yield from sorted(found, key=lambda one: one.at)

    def opened(self, one: Listed) -> PastCapture | Lost:
        """One of them."""
        response = self._taken(one.reference) or self._visit(one.reference)
        why = self._fault(one.reference, response)
        if why is not None:
            return self._lost(one.reference, why, passing=response.transient)
        saved = saved_on(response)
        if saved is not None and saved.astimezone(JST).date() != one.at.astimezone(JST).date():
            return self._lost(one.reference, f"the page says that it was saved on {saved.astimezone(JST):%Y-%m-%d}, another day")
        return PastCapture(listed=one, body=response.body, content_type=response.content_type)

    def _addresses(self, source: Source) -> Iterator[Known]:
        """Each once; what a list says of one goes before that the source names it too."""
        pages = source.backfill.pages if source.backfill is not None else ()
        named = [Known(page) for page in pages if page.startswith(self._places)]
        yield from {one.address: one for one in (*named, *self._known.get(source.id, ()))}.values()

    def _listed(self, source: Source, one: Known) -> Listed | Lost:
        found = _CAPTURE.fullmatch(self._path(one.address))
        if found is None:
            expected = f"{WARP}/info:ndljp/pid/<number>/<address> or {WARP}/web/<time>/<address>"
            return self._lost(one.address, f"this is no address of a capture; {expected} was expected")
        at = one.at or _stamp(found["time"])
        if at is None:
            response = self._visit(one.address)
            why = self._fault(one.address, response)
            if why is not None:
                return self._lost(one.address, why, passing=response.transient)
            at = saved_on(response)
            if at is None:
                return self._lost(one.address, "neither its address, nor the page, nor a list says when it was captured")
            self._hold(one.address, response)
        original = unquote(found["original"]) if "%3A" in found["original"][:8].upper() else found["original"]
        url = original if "://" in original else f"{urlsplit(source.url).scheme}://{original}"
        return Listed(source=source.id, url=url, at=at.astimezone(UTC), archive=self.name, reference=one.address)

    def _fault(self, address: str, response: Response) -> str | None:
        """Why an answer is not the capture that was asked for."""
        if response.error is not None:
            return response.error
        if response.status == 403:
            return "it may only be read in the rooms of the library"
        if response.status != 200:
            return f"the archive answered {response.status}"
        if _identity(self._path(address)) != _identity(self._path(response.url)):
            return "the archive leads to another capture"
        return None if response.body else "it is empty"

    def _path(self, address: str) -> str:
        place = next((place for place in self._places if address.startswith(place)), None)
        return address[len(place) :] if place else ""

    def _visit(self, address: str) -> Response:
        return self._asks.visit(Request(url=address, timeout=_TIMEOUT))

    def _hold(self, address: str, response: Response) -> None:
        """Keep what was asked for to see its time, as far as there is room: the rest is asked for again when it is opened."""
        if self._size + len(response.body) <= _MOST_HELD:
            self._held[address] = response
            self._size += len(response.body)

    def _taken(self, address: str) -> Response | None:
        response = self._held.pop(address, None)
        self._size -= len(response.body) if response is not None else 0
        return response

    def _lost(self, reference: str, why: str, *, passing: bool = False) -> Lost:
        return Lost(archive=self.name, reference=reference, why=why, passing=passing)


def saved_on(response: Response) -> datetime | None:
    """When a page says that it was saved, in Japanese time; a day alone is its beginning."""
    found = _SAVED.search(decode(response.body[:_HEAD], response.content_type).text)
    if found is None:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=JST)
    except ValueError:
        return None


def read_list(path: Path) -> dict[str, list[Known]]:
    """The captures of a list: on each line the id of a source, an address and, if it is known, the time (ISO 8601, else Japanese time).

    Raises `ConfigError`, which names file and line. `#` begins a remark.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the list cannot be read: {error}", file=path) from None
    if len(lines) > _MOST_LINES:
        raise ConfigError(f"a list of at most {_MOST_LINES:,} lines was expected", file=path)
    found: dict[str, list[Known]] = {}
    for number, line in enumerate(lines, start=1):
        # An address may hold `#`: a remark stands at the beginning or behind a space.
        words = re.sub(r"(?:^|\s)#.*", "", line).split()
        if not words:
            continue
        if not 2 <= len(words) <= 3:
            raise ConfigError("the id of a source, an address and perhaps a time were expected", file=path, line=number)
        found.setdefault(words[0], []).append(Known(words[1], _time(words[2], path, number) if len(words) == 3 else None))
    return found


def _time(written: str, path: Path, line: int) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise ConfigError(f"a time such as 2025-04-01T09:00+09:00 was expected, not {written[:40]!r}", file=path, line=line) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=JST)


def _identity(path: str) -> str | None:
    found = _CAPTURE.fullmatch(path)
    return (found["pid"] or found["time"]) if found else None


def _stamp(written: str | None) -> datetime | None:
    try:
        return datetime.strptime(written or "", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
