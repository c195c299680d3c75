"""What the tests of archives on the network share: sources, and an archive over loopback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import msgspec

from tests.fetch.field import NOW, Memory, policy
from tests.origin import Origin
from tests.watched import source as watched
from tracker import plugins
from tracker.archives.own import Own
from tracker.archives.wayback import Wayback
from tracker.fetch import FetchPolicy
from tracker.fetch.one_by_one import OneByOne
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Backfill, Source
from tracker.ports import Archive

SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)


def source(name: str = "acorns", url: str = "https://acorns.example/news", kind: str = "page", **options: str | tuple[str, ...]) -> Source:
    """A source of that name; without one that of acorns."""
    return watched(name, url, kind, **options)


def with_past(one: Source, *archives: str, pages: Sequence[str] = ()) -> Source:
    """The same with a past in archives and pages."""
    return msgspec.structs.replace(one, backfill=Backfill(archives=archives, pages=tuple(pages)))


@contextmanager
def wayback(origin: Origin, gap: float = 0.001, waits: list[float] | None = None, rules: FetchPolicy | None = None) -> Iterator[Wayback]:
    """The archive that a loopback server plays. `waits` is given the seconds that it asks us to wait."""
    heard = [] if waits is None else waits
    with OneByOne(rules or policy(), Memory(), now=NOW, on_wait=lambda _, seconds: heard.append(seconds)) as asks:
        yield Wayback(asks, origin.url(""), gap)


def both(archive: Archive, *sources: Source, since: datetime = SINCE, until: datetime = UNTIL) -> tuple[list[Listed], list[Lost]]:
    """What an archive lists: captures, and what is lost."""
    found = list(archive.listed(sources, since, until))
    return [one for one in found if isinstance(one, Listed)], [one for one in found if isinstance(one, Lost)]


@contextmanager
def own(rules: FetchPolicy | None = None) -> Iterator[Own]:
    """What the servers of sources tell themselves, by the installed kinds."""
    with OneByOne(rules or policy(), Memory(), now=NOW) as asks:
        yield Own(asks, plugins.kind)


def captures(archive: Archive, one: Source, since: datetime = SINCE, until: datetime = UNTIL) -> list[PastCapture]:
    """Everything that an archive has of a source, opened as it is listed; nothing of it may be lost."""
    found = []
    for listed in archive.listed([one], since, until):
        assert isinstance(listed, Listed), listed
        opened = archive.opened(listed)
        assert isinstance(opened, PastCapture), opened
        assert opened.listed == listed
        found.append(opened)
    assert [one.listed.at for one in found] == sorted(one.listed.at for one in found)
    return found
