"""Captures read by other processes while this one holds what they say against the timeline: reading needs nothing but the bytes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing.connection import Connection
from typing import NamedTuple, Self

from tracker import plugins
from tracker.errors import ExtractError
from tracker.model.document import Document
from tracker.model.look import Capture, Fetch, Snapshot
from tracker.model.source import Source
from tracker.ports import Kind, Look
from tracker.store.past import Planned

WORTH_IT = 300
"""Fewer captures are read in less time than other processes take to start."""
_MOST_READERS = 3
GIVEN_AHEAD = 3
"""Captures take more or less time, here and there: neither side waits for the other because of a single one."""


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


def read_ahead(
    looks: Iterable[tuple[Planned, Fetch, Snapshot | None]], sources: Mapping[str, Source], count: int, processors: int | None = None
) -> Iterator[Seen]:
    """The same looks in the same order, each with what another process has read; on one processor, or of a few, without."""
    readers = min((processors or os.cpu_count() or 1) - 1, _MOST_READERS)
    if readers < 1 or count < WORTH_IT:
        yield from (Seen(*one) for one in looks)
        return
    with ExitStack() as stack:
        pool = [stack.enter_context(_Reader()) for _ in range(readers)]
        waiting: deque[tuple[Seen, _Reader | None]] = deque()
        last: dict[str, str] = {}
        for one in looks:
            seen = Seen(*one)
            if not _worth_sending(seen, last):
                waiting.append((seen, None))
                continue
            come = []
            while all(reader.given >= GIVEN_AHEAD for reader in pool):
                come.append(_come(*waiting.popleft()))
            # A reader is given the next one first: it reads while this process is at work on those that have come.
            reader = min(pool, key=lambda one: one.given)
            reader.send(seen, sources[seen.look.source])
            waiting.append((seen, reader))
            yield from come
        while waiting:
            yield _come(*waiting.popleft())


class _Reader:
    """Another process that reads captures in their order. `given` is how many it was given whose readings were not fetched yet.

    They are sent by a thread: one that waits until the other process has room for a capture cannot fetch what that has read, which may
    have to be fetched first.
    """

    def __init__(self) -> None:
        # One that is forked off would share this process's connections to the database.
        context = multiprocessing.get_context("spawn")
        self._mine, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _uninterrupted():
            self._process.start()
        theirs.close()
        self._sending = ThreadPoolExecutor(max_workers=1)
        self.given = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # It has nothing to finish; and what is being sent to it waits as long as it lives.
        self._process.kill()
        self._sending.shutdown(cancel_futures=True)
        self._mine.close()
        self._process.join()

    def send(self, seen: Seen, source: Source) -> None:
        """Hand over a capture. One that has ended gives nothing back, and this process reads itself."""
        assert seen.body is not None
        capture = Capture(body=seen.body.body, url=seen.fetch.url, content_type=seen.fetch.content_type)
        self._sending.submit(self._mine.send, (source.kind, capture, source.options))
        self.given += 1

    def receive(self) -> Document | None:
        """What it has read; None where it failed, or whatever was read has ended it: this process finds out why, and says so."""
        self.given -= 1
        try:
            document: Document | None = self._mine.recv()
        except (OSError, EOFError):
            return None
        return document


def _worth_sending(one: Seen, last: dict[str, str]) -> bool:
    """Not what says what the last capture of its source did, or is of a page behind it."""
    if one.body is None or one.look.page is not None or last.get(one.look.source) == one.body.id:
        return False
    last[one.look.source] = one.body.id
    return True


def _come(one: Seen, reader: _Reader | None) -> Seen:
    return one if reader is None else one._replace(document=reader.receive())


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """What begins meanwhile hears nothing of an interrupt at the terminal: who is interrupted is this process, and it ends the others."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _serve(theirs: Connection) -> None:
    """Read what comes until nothing does."""
    with suppress(OSError, EOFError):
        while True:
            theirs.send(_read(*theirs.recv()))


def _read(kind: str, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document | None:
    """Read one capture. What fails otherwise than by saying so is left to the caller's own attempt."""
    try:
        return plugins.kind(kind).extract(capture, options)
    except ExtractError as error:
        return Document(problem=error.problem, problem_detail=str(error))
    except Exception:  # noqa: BLE001 - as said above
        return None
