"""The one line on which the Internet Archive is asked: at one pace for lists and captures together, waiting when it asks us to."""

from __future__ import annotations

from urllib.parse import urlsplit

from tracker.errors import FetchError
from tracker.fetch.client import Answer
from tracker.fetch.codes import NO_CONNECTION, TRANSIENT_STATUSES, ErrorCode, fault
from tracker.fetch.one_by_one import Asked, OneByOne

MEMENTO_TIME = "Memento-Datetime"
"""The header that only a capture has: without it an answer is the archive's own."""

_LIST_COSTS = 2.5
"""A list keeps so many gaps: at one second that makes 24 in a minute, and the archive allows 30."""
_TRIES = 4
_SLOWEST = 16
_QUICKER_AFTER = 200
"""Good answers after which we ask twice as fast again, up to the pace that was set."""
_LONGEST_WAIT = 900.0
_UNSAID_WAIT = 60.0
"""Seconds to wait after a 429 that does not say how long: who goes on asking the archive is shut out for longer and longer."""
_MOST_FAILURES = 5
_MOST_LIST_BYTES = 10 * 1024 * 1024


class Line:
    """The archive, or a mirror of it at `base`. `gap` is in seconds: it is doubled whenever the archive asks us to wait."""

    def __init__(self, asks: OneByOne, base: str, gap: float, unsaid_wait: float = _UNSAID_WAIT) -> None:
        self.base = base.rstrip("/")
        self._asks = asks
        self._gap = gap
        self._slower = 1
        self._good = 0
        self._unsaid_wait = unsaid_wait
        self._failures = 0
        self._closed: FetchError | None = None

    @property
    def gap(self) -> float:
        """The seconds between two requests, as things are."""
        return self._gap * self._slower

    @property
    def most_bytes(self) -> int:
        """The most that is read of a capture."""
        return self._asks.policy.max_bytes

    def ask(self, path: str, *, is_list: bool) -> Answer:
        """The answer to a request, asked again where its failure may pass. Raises `FetchError`."""
        if self._closed is not None:
            raise self._closed
        for left in reversed(range(_TRIES)):
            try:
                answer = self._ask(path, is_list=is_list)
                if not self._shall_wait(answer, left):
                    self._answered()
                    return answer
            except FetchError as error:
                if not error.transient or error.code == ErrorCode.RATE_LIMITED or left == 0:
                    self._failed(error)
                    raise
                self._asks.wait(self.gap * 2 ** (_TRIES - left))
        raise AssertionError  # the last try returns or raises

    def _ask(self, path: str, *, is_list: bool) -> Answer:
        pause = self.gap * _LIST_COSTS if is_list else self.gap
        return self._asks.exchange(Asked(self.base + path, pause, _MOST_LIST_BYTES if is_list else self.most_bytes))

    def _shall_wait(self, answer: Answer, left: int) -> bool:
        """Whether the archive itself wants to be asked later, after having waited. What was captured may have any status."""
        if MEMENTO_TIME in answer.headers or answer.status not in TRANSIENT_STATUSES | {429}:
            return False
        wait = self._asks.asks_to_wait(answer)
        if wait is None and answer.status != 429:
            raise fault(ErrorCode.RESET, f"the archive answered {answer.status}")
        seconds = self._unsaid_wait if wait is None else wait
        self._slower, self._good = min(self._slower * 2, _SLOWEST), 0
        if left == 0 or seconds > _LONGEST_WAIT:
            self._closed = fault(
                ErrorCode.RATE_LIMITED,
                f"the archive asks us to wait {seconds:,.0f} s, so it is not asked further in this run",
                transient=True,
            )
            raise self._closed
        self._asks.on_wait(urlsplit(self.base).hostname or self.base, seconds)
        self._asks.wait(seconds)
        return True

    def _answered(self) -> None:
        self._failures = 0
        self._good += 1
        if self._good >= _QUICKER_AFTER and self._slower > 1:
            self._slower, self._good = self._slower // 2, 0

    def _failed(self, error: FetchError) -> None:
        """Who cannot be reached time and again is not asked for thousands of captures more."""
        self._failures = self._failures + 1 if error.transient or error.code in NO_CONNECTION else 0
        if self._failures >= _MOST_FAILURES and self._closed is None:
            why = f"{error}; after {_MOST_FAILURES} such failures in a row it is not asked further in this run"
            self._closed = fault(ErrorCode(error.code), why, transient=True)
