"""A Wayback Machine of the tests' own on loopback: lists with filters, collapsing and resume keys, captures by their second, as documented.

with Origin() as origin:
    archive = InternetArchive(origin)
    archive.keep("https://acorns.example/news", "20250401120000", b"<p>…</p>")
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

from tests.origin import Asked, Origin, Reply, Route

_MEMENTO = re.compile(r"/web/(\d{14})id_/(.+)")


@dataclass
class Kept:
    """One capture. `at` is the archive's timestamp; `body` may be made when it is asked for."""

    url: str
    at: str
    body: bytes | Callable[[], bytes]
    mimetype: str = "text/html"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    digest: str | None = None

    @property
    def line(self) -> str:
        return f"{surt(self.url)} {self.at} {self.url} {self.mimetype.partition(';')[0]} {self.status} {self.sum} 1234"

    @property
    def sum(self) -> str:
        if self.digest is None:
            self.digest = b32encode(hashlib.sha1(self.bytes).digest()).decode()
        return self.digest

    @property
    def bytes(self) -> bytes:
        return self.body() if callable(self.body) else self.body


def surt(url: str) -> str:
    """The key that captures of one address share, whatever its scheme and `www`."""
    parts = urlsplit(url.casefold())
    return f"{','.join(reversed((parts.hostname or '').removeprefix('www.').split('.')))}){parts.path}"


class InternetArchive:
    """The archive. Whatever it shall do wrong stands in `instead`: a path → what is answered, while it is there.

    `refuses` asks for so many requests whether the archive wants to be left alone, and gives its answer if it does.
    """

    def __init__(self, origin: Origin, page: int = 1_000) -> None:
        self.origin = origin
        self.page = page
        self.instead: dict[str, Route] = {}
        self.refuses: Callable[[int], Reply | None] = lambda _: None
        self.extra_lines: dict[str, list[str]] = {}
        self._kept: dict[str, list[Kept]] = {}
        origin.route("*", self._answer)

    def keep(self, url: str, at: str, body: bytes | Callable[[], bytes], **more: object) -> Kept:
        """Put a capture in; of one address in the order of time."""
        one = Kept(url, at, body, **more)  # type: ignore[arg-type]
        self._kept.setdefault(surt(url), []).append(one)
        return one

    def mementos(self) -> list[str]:
        """The captures that were asked for, by their paths."""
        return [path for path in self.origin.paths() if path.startswith("/web/")]

    def shortest_gap(self) -> float:
        """Seconds between two requests, the least."""
        return min(late.at - soon.at for soon, late in pairwise(self.origin.asked))

    def _answer(self, asked: Asked) -> Reply:
        refused = self.refuses(len(self.origin.asked))
        if refused is not None:
            return refused
        route = self.instead.get(asked.path) or self.instead.get(asked.path.partition("?")[0])
        if route is not None:
            return route(asked)
        if asked.path.startswith("/cdx/search/cdx?"):
            return self._list(parse_qs(urlsplit(asked.path).query))
        found = _MEMENTO.fullmatch(asked.path)
        return self._memento(found[1], found[2]) if found else Reply(status=404, body=b"<html>no such page</html>")

    def _list(self, query: dict[str, list[str]]) -> Reply:
        assert query["matchType"] == ["exact"]
        assert query["showResumeKey"] == ["true"]
        [url], [first], [last] = query["url"], query["from"], query["to"]
        limit = min(int(query["limit"][0]), self.page)
        start = int(query.get("resumeKey", ["0"])[0])
        lines: list[str] = self.extra_lines.get(url, []) if start == 0 else []
        shown, before = 0, ""
        kept = self._kept.get(surt(url), [])
        for place in range(start, len(kept)):
            one = kept[place]
            if not first <= one.at <= last or not all(_passes(one, filtered) for filtered in query.get("filter", [])):
                continue
            if query.get("collapse") == ["digest"] and one.sum == before:
                continue
            if shown == limit:
                lines = [*lines, "", str(place)]
                break
            shown, before = shown + 1, one.sum
            lines = [*lines, one.line]
        return Reply(body="".join(f"{line}\n" for line in lines).encode(), headers={"Content-Type": "text/plain"})

    def _memento(self, at: str, url: str) -> Reply:
        kept = self._kept.get(surt(url), [])
        place = bisect_left([one.at for one in kept], at)
        if place < len(kept) and kept[place].at == at:
            return memento(kept[place])
        if not kept:
            return Reply(status=404, body=b"<html>The Wayback Machine has not archived that URL.</html>")
        nearest = kept[min(place, len(kept) - 1)]
        return Reply(status=302, headers={"Location": f"/web/{nearest.at}id_/{nearest.url}"})


def memento(one: Kept, **changed: str) -> Reply:
    """A capture as it is played back: its own headers under other names, its bytes as they are."""
    own = {"content-length": str(len(one.bytes)), "server": "Apache"} | one.headers
    headers = {
        "Content-Type": one.mimetype,
        "Memento-Datetime": format_datetime(datetime.strptime(one.at, "%Y%m%d%H%M%S").replace(tzinfo=UTC), usegmt=True),
        "Link": f'<{one.url}>; rel="original", <https://web.archive.org/web/timemap/link/{one.url}>; rel="timemap"',
        **{f"x-archive-orig-{name}": value for name, value in own.items()},
        **{name.replace("_", "-"): value for name, value in changed.items()},
    }
    return Reply(status=one.status, body=one.bytes, headers=headers)


def _passes(one: Kept, filtered: str) -> bool:
    negated, (name, pattern) = filtered.startswith("!"), filtered.removeprefix("!").split(":", 1)
    value = {"statuscode": str(one.status), "mimetype": one.mimetype}[name]
    return (re.fullmatch(pattern, value) is None) == negated


def seconds(first: int, step: int) -> Iterator[str]:
    """Timestamps that count on."""
    while True:
        yield f"{datetime.fromtimestamp(first, UTC):%Y%m%d%H%M%S}"
        first += step
