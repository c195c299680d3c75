"""Sources and moments for the tests of archives, and what an archive gives, told short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from tests.watched import source
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Source
from tracker.ports import Archive

EVER = (datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


NEWS = source("oak-news", "https://www.oak.example.jp/news.rdf")
LIST = source("elm-list", "https://elm.example.jp/kaigi/index.html?lang=ja")
HOME = source("ash-home", "http://ash.example.jp/")
SOURCES = (NEWS, LIST, HOME)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def parted(
    archive: Archive, sources: Sequence[Source] = SOURCES, since: datetime = EVER[0], until: datetime = EVER[1]
) -> tuple[list[Listed], list[Lost]]:
    """What an archive lists, and what it says is lost."""
    listed: list[Listed] = []
    lost: list[Lost] = []
    for one in archive.listed(sources, since, until):
        if isinstance(one, Listed):
            listed.append(one)
        else:
            lost.append(one)
    return listed, lost


def given(archive: Archive, sources: Sequence[Source] = SOURCES) -> list[tuple[str, datetime, bytes]]:
    """Source, time and bytes of all that an archive lists. It must have lost nothing."""
    listed, lost = parted(archive, sources)
    assert lost == []
    opened = [archive.opened(one) for one in listed]
    assert all(isinstance(one, PastCapture) for one in opened), opened
    return [(one.listed.source, one.listed.at, one.body) for one in opened if isinstance(one, PastCapture)]
