"""Who may ask when: one request at a time for each host and port, with a gap between, and not too many in all."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tracker.errors import FetchError
from tracker.fetch.codes import NO_CONNECTION, ErrorCode, fault
from tracker.fetch.policy import FetchPolicy

_SILENT = 3
_WIDER = 5


class Reach:
    """Whether this machine has a network at all, and how many may ask at once. Once anything was connected to, it has one."""

    def __init__(self, policy: FetchPolicy) -> None:
        self._policy = policy
        self._connected = False
        self._failed: set[str] = set()
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    def connected(self) -> None:
        """A host was reached."""
        self._connected = True

    def failed(self, host: str) -> None:
        """A host was not reached."""
        self._failed.add(host)
        self._wake()

    @property
    def offline(self) -> bool:
        """Whether so many different hosts failed, and none was reached, that there is no point in being patient."""
        return not self._connected and len(self._failed) >= self._policy.offline_after

    @property
    def connect_timeout(self) -> float:
        """How long to wait for a connection, in seconds."""
        return min(self._policy.connect_timeout, self._policy.offline_connect_timeout) if self.offline else self._policy.connect_timeout

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """One of the slots that all lanes share. Without a network there are more, since all that is done in them is to wait."""
        if self._busy >= self._slots:
            place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(place)
            try:
                await place
            except asyncio.CancelledError:
                if place.done() and not place.cancelled():
                    self._leave()
                raise
        else:
            self._busy += 1
        try:
            yield
        finally:
            self._leave()

    @property
    def _slots(self) -> int:
        return max(1, self._policy.parallel) * (_WIDER if self.offline else 1)

    def _leave(self) -> None:
        self._busy -= 1
        self._wake()

    def _wake(self) -> None:
        while self._waiting and self._busy < self._slots:
            place = self._waiting.popleft()
            if not place.done():
                self._busy += 1
                place.set_result(None)


class Lane:
    """The queue before one host and port. Requests pass in the order in which they came."""

    def __init__(self, host: str, reach: Reach) -> None:
        self.host = host
        self.gap = 0.0
        self._reach = reach
        self._waited = 0.0
        self._turn = asyncio.Lock()
        self._ready_at = 0.0
        self._closed: FetchError | None = None
        self._refusals = 0
        self._silences = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn, the gap and a free slot. Raises `FetchError` where the host is known not to answer in this round."""
        async with self._turn:
            self._raise_if_closed()
            wait = self._ready_at - _now()
            if wait > 0:
                await asyncio.sleep(wait)
            async with self._reach.slot():
                try:
                    yield
                finally:
                    self._ready_at = max(self._ready_at, _now() + self.gap)

    def answered(self) -> None:
        """The host answered, and did not ask us to wait."""
        self._refusals = self._silences = 0

    def asked_to_wait(self, seconds: float, longest: float) -> bool:
        """The host asks us to wait. Whether it is done within the pass: only once in a row, and never for long."""
        self._refusals += 1
        self._waited += seconds
        if self._refusals > 1 or seconds > longest or self._waited > 2 * longest:
            message = f"{self.host} has asked us to wait {seconds:.0f} s, so it is not asked again in this pass"
            self._closed = fault(ErrorCode.RATE_LIMITED, message, retry_after=seconds)
            return False
        self._ready_at = max(self._ready_at, _now() + seconds)
        return True

    def failed(self, error: FetchError) -> None:
        """An exchange failed. A host that cannot be connected to, or is silent time and again, is asked no more in this round."""
        self._silences = self._silences + 1 if error.code == ErrorCode.TIMEOUT else 0
        if error.code in NO_CONNECTION:
            self._closed = error
        elif self._silences >= _SILENT:
            self._closed = fault(
                ErrorCode.TIMEOUT, f"{self.host} has left {_SILENT} requests in a row without an answer, so it is not asked further"
            )

    def new_round(self) -> None:
        """Try again, but where the host wants to be left alone."""
        self._silences = 0
        if self._closed is not None and self._closed.code != ErrorCode.RATE_LIMITED:
            self._closed = None

    def _raise_if_closed(self) -> None:
        if self._closed is not None:
            raise FetchError(
                str(self._closed), code=self._closed.code, transient=self._closed.transient, retry_after=self._closed.retry_after
            )


class Lanes:
    """All lanes of one pass."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._lanes: dict[tuple[str, int], Lane] = {}

    def of(self, place: tuple[str, int]) -> Lane:
        """The lane of a host and port."""
        lane = self._lanes.get(place)
        if lane is None:
            lane = self._lanes[place] = Lane(place[0], self._reach)
        return lane

    def new_round(self) -> None:
        """Open what was closed for the round."""
        for lane in self._lanes.values():
            lane.new_round()


def _now() -> float:
    return asyncio.get_running_loop().time()
