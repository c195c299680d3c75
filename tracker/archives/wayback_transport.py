"""What the `wayback` library sends goes over our own fetching, and never to anybody else.

The library's session hands its requests to a `Transport`, which asks the archive or a mirror of it. So bodies are capped and decompressed,
addresses checked and proxies used as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO

import requests
from requests.adapters import BaseAdapter
from wayback import WaybackClient, WaybackSession

from tracker.archives.wayback_line import MEMENTO_TIME, Line
from tracker.fetch.client import Answer
from tracker.fetch.codes import ErrorCode, fault
from tracker.text.decompress import DecodingError, decoder_for

ARCHIVE = "https://web.archive.org"
"""The address that the library knows, wherever the archive is asked."""

_LIST_PATH = "/cdx/"
_MOST_PAGES = 1_000
"""Requests for the list of one address; a list that has no end is left there."""
_LINE = re.compile(r"\S{1,8000} (?P<time>\d{14}) https?://\S{1,4000} \S{1,200} (?:\d{3}|-) \S{1,100} (?:\d{1,15}|-)(?: .*)?")
_GZIP = b"\x1f\x8b"


class Transport(BaseAdapter):
    """What one of the library's sessions sends its requests with, for one list or for captures.

    `bad_lines` are lines of the list that are none, until they are taken; `memento_time` is what the last capture says of its time.
    """

    def __init__(self, line: Line) -> None:
        super().__init__()
        self.bad_lines: list[str] = []
        self.memento_time: datetime | None = None
        self._line = line
        self._pages_left = _MOST_PAGES

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
        if path.startswith(_LIST_PATH):
            return self._as_response(request, self._list(path))
        answer = self._line.ask(path, is_list=False)
        self.memento_time = _moment(answer.headers.get(MEMENTO_TIME))
        return self._as_response(request, Answer(answer.status, answer.headers, _unpacked(answer, self._line.most_bytes)))

    def close(self) -> None:
        """Nothing is held: the connections are their owner's."""

    def _list(self, path: str) -> Answer:
        """A page of a list with the lines that the library can read: at any other it would give up the whole list."""
        self._pages_left -= 1
        if self._pages_left < 0:
            raise fault(ErrorCode.PROTOCOL, f"the archive's list has more than {_MOST_PAGES:,} pages, and the rest is not read")
        answer = self._line.ask(path, is_list=True)
        if answer.status != 200:
            return answer
        if answer.body.lstrip()[:1] in (b"<", b"{"):
            raise fault(ErrorCode.PROTOCOL, "the archive sent a page of its own instead of a list", transient=True)
        lines = answer.body.decode("utf-8", "replace").splitlines()
        end = lines.index("") if "" in lines else len(lines)
        good = [line for line in lines[:end] if _is_line(line)]
        self.bad_lines += [line[:200] for line in lines[:end] if not _is_line(line)]
        key = next((line for line in lines[end:] if line), None)
        return Answer(answer.status, answer.headers, "\n".join([*good, *(["", key] if key else [])]).encode())

    def _as_response(self, request: requests.PreparedRequest, answer: Answer) -> requests.Response:
        response = requests.Response()
        response.status_code = answer.status
        response.headers.update(answer.headers)
        where = response.headers.get("Location")
        if where is not None and where.startswith(self._line.base):
            response.headers["Location"] = ARCHIVE + where[len(self._line.base) :]
        response.url, response.request = request.url or "", request
        response.encoding = "utf-8"  # of the archive's own messages; what was captured is kept as bytes
        response.raw = BytesIO(answer.body)
        return response


def client_over(transport: Transport) -> WaybackClient:
    """The library's client, which knows no other way to the network. It does not repeat or pace anything itself."""
    session = WaybackSession(retries=0, search_calls_per_second=0, memento_calls_per_second=0)
    session.trust_env = False
    session.adapters.clear()
    session.mount(ARCHIVE, transport)
    return WaybackClient(session)


def _unpacked(answer: Answer, most: int) -> bytes:
    """The body, also where the archive plays back compressed bytes and does not say so. Raises `FetchError`."""
    if not answer.body.startswith(_GZIP) or answer.headers.get("x-archive-orig-content-encoding", "").strip().lower() != "gzip":
        return answer.body
    pieces: list[bytes] = []
    size = 0
    try:
        decoder = decoder_for("gzip")
        for piece in decoder.feed(answer.body):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise fault(ErrorCode.TOO_LARGE, f"the capture is larger than {most / 1024 / 1024:.3g} MB once decompressed")
        decoder.finish()
    except DecodingError as error:
        raise fault(ErrorCode.BAD_ENCODING, f"the capture: {error}") from None
    return b"".join(pieces)


def _is_line(line: str) -> bool:
    found = _LINE.fullmatch(line)
    if found is None:
        return False
    try:
        datetime.strptime(found["time"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def _moment(written: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written or "")
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
