"""How the Internet Archive is asked: what the `wayback` library sends goes over our own fetching, at one pace, and never to anybody else.

The library's session hands its requests to `Transport`, which asks the archive or a mirror of it. So bodies are capped and decompressed,
addresses checked and proxies used as everywhere, and lists and captures together keep to one rate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from wayback import WaybackClient, WaybackSession

from tracker.errors import FetchError
from tracker.fetch.client import Answer
from tracker.fetch.codes import TRANSIENT_STATUSES, ErrorCode, fault
from tracker.fetch.one_by_one import Asked, OneByOne

ARCHIVE = "https://web.archive.org"
"""The address that the library knows, wherever the archive is asked."""
LIST_PATH = "/cdx/"
MEMENTO_TIME = "Memento-Datetime"

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
_MOST_PAGES = 1_000
"""Requests for the list of one address; a list that has no end is left there."""
_MOST_LIST_BYTES = 10 * 1024 * 1024
_LINE = re.compile(r"\S{1,8000} (?P<time>\d{14}) https?://\S{1,4000} \S{1,200} (?:\d{3}|-) \S{1,100} (?:\d{1,15}|-)(?: .*)?")


class Transport(BaseAdapter):
    """What the library's session sends its requests with.

    `gap` is in seconds: it is doubled whenever the archive asks us to wait. `bad_lines` are those of the last list that are none.
    """

    def __init__(self, asks: OneByOne, base: str, gap: float, unsaid_wait: float = _UNSAID_WAIT) -> None:
        super().__init__()
        self._gap = gap
        self._slower = 1
        self._good = 0
        self.bad_lines: list[str] = []
        self.memento_time: datetime | None = None
        self.pages_left = _MOST_PAGES
        self._asks = asks
        self._base = base.rstrip("/")
        self._unsaid_wait = unsaid_wait
        self._failures = 0
        self._closed: FetchError | None = None

    def begin_list(self) -> None:
        """A new address is about to be listed."""
        self.pages_left = _MOST_PAGES
        self.bad_lines = []

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: object = None,
        verify: bool | str = True,
        cert: object = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """One request of the library, answered whole. Raises `FetchError`."""
        del stream, timeout, verify, cert, proxies
        path = (request.url or "").removeprefix(ARCHIVE)
        is_list = path.startswith(LIST_PATH)
        answer = self._patiently(path, is_list=is_list)
        self.memento_time = _moment(answer.headers.get(MEMENTO_TIME))
        return self._as_response(request, answer, self._listed(answer) if is_list else answer.body)

    @property
    def gap(self) -> float:
        """The seconds between two requests, as things are."""
        return self._gap * self._slower

    def close(self) -> None:
        """Nothing is held: the connections are their owner's."""

    def _patiently(self, path: str, *, is_list: bool) -> Answer:
        """The answer to a request, asked again where its failure may pass. Raises `FetchError`."""
        if self._closed is not None:
            raise self._closed
        for left in reversed(range(_TRIES)):
            if is_list:
                self._count_page()
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
        return self._asks.exchange(Asked(self._base + path, pause, _MOST_LIST_BYTES if is_list else self._asks.policy.max_bytes))

    def _count_page(self) -> None:
        self.pages_left -= 1
        if self.pages_left < 0:
            raise fault(ErrorCode.PROTOCOL, f"the archive's list has more than {_MOST_PAGES:,} pages, and the rest is not read")

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
        self._asks.on_wait(urlsplit(self._base).hostname or self._base, seconds)
        self._asks.wait(seconds)
        return True

    def _answered(self) -> None:
        self._failures = 0
        self._good += 1
        if self._good >= _QUICKER_AFTER and self._slower > 1:
            self._slower, self._good = self._slower // 2, 0

    def _failed(self, error: FetchError) -> None:
        """Who cannot be reached time and again is not asked for thousands of captures more."""
        self._failures = self._failures + 1 if error.transient else 0
        if self._failures >= _MOST_FAILURES and self._closed is None:
            self._closed = fault(
                ErrorCode(error.code), f"{error}; after {_MOST_FAILURES} such failures in a row it is not asked further in this run"
            )

    def _listed(self, answer: Answer) -> bytes:
        """The lines of a list that the library can read: at any other it would give up the whole list."""
        if answer.status != 200:
            return answer.body
        if answer.body.lstrip()[:1] in (b"<", b"{"):
            raise fault(ErrorCode.PROTOCOL, "the archive sent a page of its own instead of a list", transient=True)
        lines = answer.body.decode("utf-8", "replace").splitlines()
        end = lines.index("") if "" in lines else len(lines)
        good = [line for line in lines[:end] if _is_line(line)]
        self.bad_lines = [line[:200] for line in lines[:end] if not _is_line(line)]
        key = next((line for line in lines[end:] if line), None)
        return "\n".join([*good, *(["", key] if key else [])]).encode()

    def _as_response(self, request: requests.PreparedRequest, answer: Answer, body: bytes) -> requests.Response:
        response = requests.Response()
        response.status_code = answer.status
        response.headers.update(answer.headers)
        where = response.headers.get("Location")
        if where is not None and where.startswith(self._base):
            response.headers["Location"] = ARCHIVE + where[len(self._base) :]
        response.url, response.request = request.url or "", request
        response.encoding = "utf-8"  # of the archive's own messages; what was captured is kept as bytes
        response.raw = BytesIO(body)
        return response


def client_over(transport: Transport) -> WaybackClient:
    """The library's client, which knows no other way to the network. It does not repeat or pace anything itself."""
    session = WaybackSession(retries=0, search_calls_per_second=0, memento_calls_per_second=0)
    session.trust_env = False
    session.adapters.clear()
    session.mount(ARCHIVE, transport)
    return WaybackClient(session)


def _is_line(line: str) -> bool:
    found = _LINE.fullmatch(line)
    return found is not None and _stamp(found["time"]) is not None


def _stamp(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _moment(written: str | None) -> datetime | None:
    with suppress(ValueError, TypeError, OverflowError, IndexError):
        moment = parsedate_to_datetime(written or "")
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
