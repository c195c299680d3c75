"""One exchange over HTTP: a question, an answer, nothing followed and nothing repeated."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from multidict import CIMultiDict

from tracker.errors import FetchError
from tracker.fetch.codes import ErrorCode, fault
from tracker.fetch.faults import told
from tracker.fetch.policy import FetchPolicy
from tracker.fetch.proxies import Proxies
from tracker.fetch.resolver import CheckedResolver, Gate
from tracker.fetch.targets import Target
from tracker.fetch.trust import Trust
from tracker.model.look import Validators
from tracker.text.decompress import ACCEPT_ENCODING, DecodingError, decoder_for

NO_VALIDATORS = Validators()
"""What a request goes with that wants the whole, whatever we have."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_BODY = frozenset({204, 304})
_KEPT_OPEN = 60.0
_WORTH_IT = 0.05
_LONGEST_HEADER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Question:
    """What one exchange asks: a GET, or with a `form` a POST of it.

    Times are seconds; `limit` is in bytes, and with `cut` a longer body is cut there, not refused.
    """

    target: Target
    connect_timeout: float
    timeout: float
    limit: int
    accept: str = "*/*"
    validators: Validators = NO_VALIDATORS
    form: tuple[tuple[str, str], ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one exchange brought: the status, the headers, and the decompressed body (none for a redirect)."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def location(self) -> str | None:
        """Where the server redirects to ("" where it does not say), or None where it does not redirect."""
        return self.headers.get("Location", "") if self.status in _REDIRECTS else None


class _Attempt:
    """The deadline of one exchange: first that of connecting, then that of the whole."""

    def __init__(self, question: Question) -> None:
        now = asyncio.get_running_loop().time()
        self.connected = False
        self._made = False
        self.end = now + question.timeout
        self.timer = asyncio.timeout_at(min(self.end, now + question.connect_timeout))

    def connects(self) -> None:
        """A new connection is about to be made, for the first time in this exchange."""
        # The library asks once more by itself where a connection was ended. That is right for one that was kept open and had
        # gone stale, and for no other, since it knows neither gaps nor rounds.
        if self._made:
            raise ConnectionResetError
        self._made = True

    def has_connected(self) -> None:
        self.connected = True
        if not self.timer.expired():
            self.timer.reschedule(self.end)

    def postpone(self, seconds: float) -> None:
        self.end += seconds
        until = self.timer.when()
        if until is not None and not self.timer.expired():
            self.timer.reschedule(until + seconds)


class Client:
    """The connections of one pass. To be used as an asynchronous context manager."""

    def __init__(self, policy: FetchPolicy, gate: Gate, proxies: Proxies) -> None:
        self._policy = policy
        self._gate = gate
        self._proxies = proxies
        self._trust = Trust(policy.ca_bundle)
        self._running: set[_Attempt] = set()
        self._owed = 0.0
        self._missed = 0.0
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        trace = aiohttp.TraceConfig()
        trace.on_connection_create_start.append(_connects)
        trace.on_connection_create_end.append(_connected)
        trace.on_connection_reuseconn.append(_connected)
        connector = aiohttp.TCPConnector(
            limit=0,
            resolver=CheckedResolver(self._gate),
            use_dns_cache=False,
            socket_factory=self._gate.open_socket,
            keepalive_timeout=_KEPT_OPEN,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": self._policy.user_agent, "Accept-Encoding": ACCEPT_ENCODING},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None),
            auto_decompress=False,
            trace_configs=[trace],
            max_field_size=_LONGEST_HEADER,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    def postpone(self, seconds: float) -> None:
        """Give all running exchanges more time: it was we who did not listen. Moments are saved up until they are worth it."""
        self._missed += seconds
        self._owed += seconds
        if self._owed < _WORTH_IT:
            return
        seconds, self._owed = self._owed, 0.0
        for attempt in self._running:
            attempt.postpone(seconds)

    def listened(self) -> float:
        """A clock, in seconds, that stands still while we do not listen."""
        return asyncio.get_running_loop().time() - self._missed

    async def ask(self, question: Question) -> Answer:
        """One exchange. Raises `FetchError` for all that goes wrong."""
        attempt = _Attempt(question)
        self._running.add(attempt)
        try:
            async with attempt.timer:
                return await self._ask(question, attempt)
        except TimeoutError:
            raise _late(question, connected=attempt.connected) from None
        except Exception as error:  # noqa: BLE001 - whatever the network does is an outcome of one look
            raise told(error, question.target) from None
        finally:
            self._running.discard(attempt)

    async def _ask(self, question: Question, attempt: _Attempt) -> Answer:
        assert self._session is not None
        headers = {"Accept": question.accept}
        if question.validators.etag:
            headers["If-None-Match"] = question.validators.etag
        if question.validators.last_modified:
            headers["If-Modified-Since"] = question.validators.last_modified
        if question.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        proxy = self._proxies.of(question.target)
        secure = question.target.scheme == "https" or (proxy or "").startswith("https:")
        async with self._session.request(
            "POST" if question.form else "GET",
            question.target.url,
            headers=headers,
            data=urlencode(question.form).encode() if question.form else None,
            allow_redirects=False,
            proxy=proxy,
            ssl=self._trust.context() if secure else True,
            trace_request_ctx=attempt,
        ) as response:
            answer = CIMultiDict(response.headers)
            if response.status in _NO_BODY or response.status in _REDIRECTS:
                return Answer(response.status, answer, b"")
            return Answer(response.status, answer, await _body(response, question))


async def _body(response: aiohttp.ClientResponse, question: Question) -> bytes:
    declared = response.content_length
    if declared is not None and declared > question.limit and not question.cut:
        raise _too_large(question)
    try:
        decoder = decoder_for(", ".join(response.headers.getall("Content-Encoding", [])))
        pieces: list[bytes] = []
        wire = size = 0
        async for chunk in response.content.iter_any():
            wire += len(chunk)
            for piece in decoder.feed(chunk):
                pieces.append(piece)
                size += len(piece)
                if size > question.limit:
                    break
            if size > question.limit or wire > question.limit:
                response.close()
                if question.cut:
                    return b"".join(pieces)[: question.limit]
                raise _too_large(question)
        decoder.finish()
    except DecodingError as error:
        raise fault(ErrorCode.BAD_ENCODING, f"{question.target.host}: {error}") from None
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


async def _connects(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: Any) -> None:  # noqa: ANN401 - as below
    context.trace_request_ctx.connects()


async def _connected(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: Any) -> None:  # noqa: ANN401 - two kinds of parameters
    context.trace_request_ctx.has_connected()


def _late(question: Question, *, connected: bool) -> FetchError:
    host = question.target.host
    if connected:
        return fault(ErrorCode.TIMEOUT, f"{host} had not sent its whole answer after {question.timeout:.3g} s")
    waited = min(question.connect_timeout, question.timeout)
    return fault(ErrorCode.CONNECT_TIMEOUT, f"no connection to {host} was made within {waited:.3g} s")


def _too_large(question: Question) -> FetchError:
    return fault(ErrorCode.TOO_LARGE, f"{question.target.host} sent more than {question.limit / 1024 / 1024:.3g} MB, and no more is read")
