"""Captures read by other processes while this one holds what they say against the timeline: reading needs nothing but the bytes."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from tracker import plugins
from tracker.errors import ExtractError
from tracker.model.document import Document
from tracker.model.look import Capture, Fetch, Snapshot
from tracker.model.source import Source
from tracker.ports import Kind, Look
from tracker.store.past import Planned

_WORTH_IT = 300
"""Fewer captures are read in less time than other processes take to start."""
_AHEAD = 16
_MOST_READERS = 3


class Seen(NamedTuple):
    """A look of the past with what it brought; `document` is what another process has read out of it, if one has."""

    look: Planned
    fetch: Fetch
    body: Snapshot | None
    document: Document | None = None


class AlreadyRead:
    """A kind whose capture was read elsewhere."""

    def __init__(self, kind: Kind, document: Document) -> None:
        self.version, self.windowed, self.options = kind.version, kind.windowed, kind.options
        self._kind, self._document = kind, document

    def look(self, source: Source) -> Look:
        """The requests of the kind itself."""
        return self._kind.look(source)

    def extract(self, _capture: Capture, _options: Mapping[str, str | tuple[str, ...]]) -> Document:
        """What was read."""
        return self._document


def read_ahead(looks: Iterable[tuple[Planned, Fetch, Snapshot | None]], sources: Mapping[str, Source], count: int) -> Iterator[Seen]:
    """The same looks in the same order, each with what another process has read; on one processor, or of a few, without."""
    readers = min((os.cpu_count() or 1) - 1, _MOST_READERS)
    if readers < 1 or count < _WORTH_IT:
        yield from (Seen(*one) for one in looks)
        return
    # A process that is forked off would share this one's connections to the database.
    with ProcessPoolExecutor(readers, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting: deque[tuple[Seen, Future[Document | None] | None]] = deque()
        last: dict[str, str] = {}
        for one in looks:
            waiting.append(_sent(pool, Seen(*one), sources, last))
            if len(waiting) >= _AHEAD * readers:
                yield _come(*waiting.popleft())
        while waiting:
            yield _come(*waiting.popleft())


def _sent(
    pool: ProcessPoolExecutor, one: Seen, sources: Mapping[str, Source], last: dict[str, str]
) -> tuple[Seen, Future[Document | None] | None]:
    """Hand a capture to a reader, unless it says what the last one of its source did, or is of a page behind it."""
    if one.body is None or one.look.page is not None or last.get(one.look.source) == one.body.id:
        return one, None
    last[one.look.source] = one.body.id
    source = sources[one.look.source]
    capture = Capture(body=one.body.body, url=one.fetch.url, content_type=one.fetch.content_type)
    try:
        return one, pool.submit(_read, source.kind, capture, source.options)
    except BrokenProcessPool:
        return one, None


def _come(one: Seen, future: Future[Document | None] | None) -> Seen:
    try:
        return one if future is None else one._replace(document=future.result())
    except BrokenProcessPool:
        return one  # whatever ended the reader, this process finds it out and says so


def _read(kind: str, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document | None:
    """Read one capture. What fails otherwise than by saying so is left to the caller's own attempt."""
    try:
        return plugins.kind(kind).extract(capture, options)
    except ExtractError as error:
        return Document(problem=error.problem, problem_detail=str(error))
    except Exception:  # noqa: BLE001 - as said above
        return None
