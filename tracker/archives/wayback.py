"""The Internet Archive's Wayback Machine: which captures it lists of an address, each opened as its bytes once came.

Captures are listed with status 200 alone, and of several in a row with the same bytes only the first. Where the archive leads to another
capture than the one that it listed, that is refused: it stands in the list by itself, at its own time, and would be opened twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from wayback import Memento
from wayback.exceptions import BlockedByRobotsError, BlockedSiteError, NoMementoError, WaybackException

from tracker.archives.wayback_line import Line
from tracker.archives.wayback_transport import ARCHIVE, Transport, client_over
from tracker.errors import FetchError
from tracker.fetch.headers import clean
from tracker.fetch.one_by_one import OneByOne
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Source

GAP = 1.0
"""Seconds between two captures. The archive allows ten in a second; nobody is in a hurry for the past."""

_PAGE = 2_000
_FILTERS = ("statuscode:200", "!mimetype:(?:image|video|audio|font)/.*", "!mimetype:warc/revisit")
_OWN_PAGE = re.compile(
    rb"<title[^<>]{0,200}>\s*(?:internet archive\b|[^<]{0,100}wayback machine|too many requests|(?:429|50[234])\s)", re.IGNORECASE
)
_OWN_PAGE_WITHIN = 4_000
_KEPT_OUT = "the archive does not show this address: its owner had it taken out"
_NOT_FOR_ROBOTS = "the archive does not show this address: its robots.txt forbids it"


class Wayback:
    """The Wayback Machine, or a mirror of it at `base`; `gap` is in seconds and holds for lists and captures together."""

    name = "wayback"

    def __init__(self, asks: OneByOne, base: str = ARCHIVE, gap: float = GAP) -> None:
        self.gap = gap
        self._line = Line(asks, base, gap)
        self._base = self._line.base
        self._opening = Transport(self._line)
        self._client = client_over(self._opening)

    @property
    def pace(self) -> float:
        """The seconds between two captures as things are: more than `gap` where the archive has asked us to wait."""
        return self._line.gap

    def listed(self, sources: Sequence[Source], since: datetime, until: datetime) -> Iterator[Listed | Lost]:
        """What the archive has of the address of each source. A list is read page by page, as its captures are taken."""
        for source in sources:
            if source.url.startswith(("http://", "https://")):
                yield from self._listed(source, since.astimezone(UTC), until.astimezone(UTC))

    def opened(self, one: Listed) -> PastCapture | Lost:
        """A capture that it listed, raw."""
        try:
            # The library takes the address of a capture for what it leads to; ours is always an original.
            memento = self._client.get_memento(one.url, timestamp=one.at, exact=True, follow_redirects=False)
        except FetchError as error:
            return _lost(one, str(error), passing=error.transient)
        except BlockedSiteError:
            return _lost(one, _KEPT_OUT)
        except BlockedByRobotsError:
            return _lost(one, _NOT_FOR_ROBOTS)
        except NoMementoError:
            return _lost(one, "the archive lists this capture and does not have it")
        except (WaybackException, OSError, ValueError):
            # Most often it is led to another capture, or a page of the archive's own stands there.
            return _lost(one, "the archive does not give this capture itself, but a page of its own or another capture")
        with memento:
            why = _refused(one, memento, self._opening.memento_time)
            if why is not None:
                return _lost(one, why)
            return PastCapture(listed=one, body=memento.content, content_type=clean(memento.headers.get("content-type")))

    def _listed(self, source: Source, since: datetime, until: datetime) -> Iterator[Listed | Lost]:
        transport = Transport(self._line)
        before: Listed | None = None
        # The archive counts in whole seconds.
        first = since if since.microsecond == 0 else since.replace(microsecond=0) + timedelta(seconds=1)
        found = client_over(transport).search(
            source.url,
            match_type="exact",
            limit=_PAGE,
            from_date=first,
            to_date=until,
            filter_field=_FILTERS,
            collapse="digest",
            resolve_revisits=False,
        )
        try:
            for record in found:
                yield from self._damaged(source, transport)
                one = self._of(source, record.original, record.timestamp, record.digest)
                if before is not None and one.at < before.at:
                    yield self._no_list(source, "the archive's list goes back in time, and the rest of it is not read")
                    return
                if since <= one.at <= until and not (before is not None and one.digest == before.digest):
                    yield one
                before = one
            yield from self._damaged(source, transport)
        except FetchError as error:
            yield self._no_list(source, str(error), passing=error.transient)
        except BlockedSiteError:
            yield self._no_list(source, _KEPT_OUT)
        except BlockedByRobotsError:
            yield self._no_list(source, _NOT_FOR_ROBOTS)
        except (WaybackException, OSError, ValueError, RuntimeError) as error:
            yield self._no_list(source, f"the archive's list cannot be read: {' '.join(str(error).split())[:200]}", passing=True)

    def _of(self, source: Source, url: str, at: datetime, digest: str) -> Listed:
        reference = f"{self._base}/web/{at:%Y%m%d%H%M%S}/{url}"
        return Listed(source=source.id, url=url, at=at, archive=self.name, reference=reference, digest=digest)

    def _damaged(self, source: Source, transport: Transport) -> Iterator[Lost]:
        lines, transport.bad_lines = transport.bad_lines, []
        for line in lines:
            yield self._no_list(source, f"a line of the archive's list cannot be read: {line!r}")

    def _no_list(self, source: Source, why: str, *, passing: bool = False) -> Lost:
        return Lost(archive=self.name, reference=f"{self._base}/web/*/{source.url}", why=why, passing=passing)


def _lost(one: Listed, why: str, *, passing: bool = False) -> Lost:
    return Lost(archive=one.archive, reference=one.reference, why=why, passing=passing)


def _refused(one: Listed, memento: Memento, at: datetime | None) -> str | None:
    """Why what came is not the capture that was listed, or not whole."""
    if at is None or at != one.at:
        told = f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "no time that can be read"
        return f"the archive gave a capture of another time ({told})"
    if memento.status_code != 200:
        return f"it was captured with status {memento.status_code}"
    body = memento.content
    if not body:
        return "it is empty"
    if _OWN_PAGE.search(body[:_OWN_PAGE_WITHIN]):
        return "it is a page of the archive, or one that asks to come again later"
    declared = memento.headers.get("content-length", "")
    packed = memento.headers.get("content-encoding")
    if not packed and declared.isascii() and declared.isdigit() and len(body) < int(declared[:15]):
        return f"only {len(body):,} of {int(declared[:15]):,} bytes were captured"
    return None
