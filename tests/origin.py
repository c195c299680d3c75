"""A real HTTP(S) server on loopback for tests: routes to callables, with every misbehaviour that origins show.

    with Origin() as origin:
        origin.route("/news", page(b"<p>…</p>", etag='"1"'))
        … ask origin.url("/news") …
        assert origin.paths() == ["/robots.txt", "/news"]

A route is a callable from `Asked` to `Reply`. Paths without a route answer 404, so robots.txt allows everything by default.
With `tls` a certificate of a `trustme.CA` is shown. As a proxy it answers whole addresses by the routes of their paths and
tunnels CONNECT to the place that `tunnels` names.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import responses
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from types import TracebackType
from typing import ClassVar, Self

import brotli
import trustme
import zstandard


@dataclass(frozen=True)
class Asked:
    """One request as it arrived. Header names are in lower case; `at` is `time.monotonic()`; `client` names the connection."""

    method: str
    path: str
    headers: dict[str, str]
    at: float
    client: tuple[str, int]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What to answer, and how badly. Times are seconds.

    `delay` comes before the first byte; `chunks` replaces `body` and is sent piece by piece with `pause` between;
    `declared` lies about the length; `cut_after` ends the connection after so many bytes of the body, with `reset` by RST;
    `reset` alone does so before any answer; `raw` is sent as it stands, in place of everything else.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    chunks: Iterable[bytes] | None = None
    pause: float = 0.0
    declared: int | None = None
    cut_after: int | None = None
    reset: bool = False
    raw: bytes | None = None


Route = Callable[[Asked], Reply]


def reply(status: int = 200, body: bytes = b"", **headers: str) -> Route:
    """Always the same answer; `Retry_After="3"` becomes a header of that name."""
    fixed = Reply(status=status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return lambda _: fixed


def page(
    body: bytes, *, etag: str | None = None, last_modified: str | None = None, content_type: str = "text/html; charset=utf-8"
) -> Route:
    """A page as a strict server sends it: 304 only where what is sent back is exactly what it gave."""
    words = {"ETag": etag, "Last-Modified": last_modified}
    given = {name: value for name, value in words.items() if value is not None}

    def answer(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == etag if etag else asked.headers.get("if-modified-since") == last_modified
        if given and known:
            return Reply(status=304, headers=given)
        return Reply(body=body, headers={**given, "Content-Type": content_type})

    return answer


def redirect(to: str, status: int = 302) -> Route:
    """A redirect."""
    return lambda _: Reply(status=status, headers={"Location": to}, body=b"moved")


def encoded(body: bytes, encoding: str) -> Route:
    """A body in one of the encodings `gzip`, `deflate`, `raw-deflate`, `br`, `zstd`."""
    packed = compress(body, encoding)
    return lambda _: Reply(body=packed, headers={"Content-Encoding": encoding.removeprefix("raw-")})


def compress(body: bytes, encoding: str) -> bytes:
    """Some bytes in one of the encodings above."""
    if encoding == "gzip":
        return gzip.compress(body)
    if encoding == "deflate":
        return zlib.compress(body)
    if encoding == "raw-deflate":
        return zlib.compress(body, wbits=-zlib.MAX_WBITS)
    if encoding == "zstd":
        return zstandard.ZstdCompressor().compress(body)
    assert encoding == "br"
    packed: bytes = brotli.compress(body, quality=4)
    return packed


def endless(pause: float = 0.0) -> Route:
    """A body without an end: 64 kB at a time, with a pause between."""

    def chunks() -> Iterator[bytes]:
        while True:
            yield b"x" * 65536

    return lambda _: Reply(chunks=chunks(), pause=pause)


def in_turn(*routes: Route) -> Route:
    """Each request gets the next of these answers; the last stays."""
    left = list(routes)
    lock = threading.Lock()

    def answer(asked: Asked) -> Reply:
        with lock:
            route = left.pop(0) if len(left) > 1 else left[0]
        return route(asked)

    return answer


class Origin:
    """The server. `asked` grows with each request."""

    def __init__(
        self,
        *,
        tls: trustme.CA | None = None,
        tls_names: tuple[str, ...] = ("127.0.0.1", "localhost"),
        tunnels: tuple[str, int] | None = None,
    ) -> None:
        self.asked: list[Asked] = []
        self.open_now = 0
        self.most_open = 0
        self.tunnels = tunnels
        self._routes: dict[str, Route] = {}
        self._lock = threading.Lock()
        self.scheme = "https" if tls else "http"
        origin = self

        class Handler(_Handler):
            owner = origin

        self._server = _Server(("127.0.0.1", 0), Handler)
        if tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.issue_cert(*tls_names).configure_cert(context)
            self._server.tls = context
        self.host, self.port = "127.0.0.1", self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def route(self, path: str, route: Route) -> None:
        """What a path answers. A path with its query goes before the path alone."""
        self._routes[path] = route

    def url(self, path: str = "/", *, host: str | None = None) -> str:
        """The address of a path here."""
        return f"{self.scheme}://{host or self.host}:{self.port}{path}"

    @property
    def place(self) -> str:
        """host:port, as settings name it."""
        return f"{self.host}:{self.port}"

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [asked.path for asked in self.asked]

    def answer(self, asked: Asked) -> Reply:
        """Keep a request and find its answer."""
        with self._lock:
            self.asked.append(asked)
        bare = asked.path.partition("?")[0]
        route = self._routes.get(asked.path) or self._routes.get(bare) or self._routes.get("*")
        return route(asked) if route else Reply(status=404, body=b"not here")

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the requests that are being answered at the same time."""
        with self._lock:
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
        try:
            yield
        finally:
            with self._lock:
                self.open_now -= 1


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128
    tls: ssl.SSLContext | None = None

    def finish_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: tuple[str, int]) -> None:
        # The handshake belongs to the connection's own thread: one client that stalls must not hold up the others.
        assert isinstance(request, socket.socket)
        if self.tls is None:
            super().finish_request(request, client_address)
            return
        with self.tls.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    owner: ClassVar[Origin]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536

    def do_GET(self) -> None:
        path = self.path
        if "://" in path and not path.startswith("/"):  # asked as a proxy
            rest = path.partition("://")[2]
            path = rest[rest.find("/") :] if "/" in rest else "/"
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.owner.counted():
            body = self.rfile.read(int(headers.get("content-length", 0)))
            asked = Asked(self.command, path, headers, time.monotonic(), (self.client_address[0], self.client_address[1]), body)
            with suppress(OSError):
                self._send(self.owner.answer(asked))

    do_POST = do_GET  # noqa: N815 - the base class's name

    def do_CONNECT(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.owner.answer(Asked("CONNECT", self.path, headers, time.monotonic(), (self.client_address[0], self.client_address[1])))
        self.close_connection = True
        if self.owner.tunnels is None:
            self.send_error(403)
            return
        with socket.create_connection(self.owner.tunnels) as far:
            self.wfile.write(b"HTTP/1.1 200 go ahead\r\n\r\n")
            self.wfile.flush()
            back = threading.Thread(target=_pump, args=(far, self.connection), daemon=True)
            back.start()
            _pump(self.connection, far)
            back.join(1)

    def _send(self, answer: Reply) -> None:
        if answer.delay:
            time.sleep(answer.delay)
        if answer.raw is not None:
            self.wfile.write(answer.raw)
            self.close_connection = True
        elif answer.reset and answer.cut_after is None:
            self._reset()
        elif answer.chunks is not None:
            self._send_chunks(answer)
        else:
            self._send_whole(answer)
        self.wfile.flush()

    def _send_whole(self, answer: Reply) -> None:
        bodiless = answer.status in (204, 304)
        length = None if bodiless else len(answer.body) if answer.declared is None else answer.declared
        self._send_head(answer, {} if length is None else {"Content-Length": str(length)})
        if not bodiless:
            self.wfile.write(answer.body if answer.cut_after is None else answer.body[: answer.cut_after])
        if answer.cut_after is not None:
            self.wfile.flush()
            self.close_connection = True
            if answer.reset:
                self._reset()
        elif answer.declared is not None:
            self.close_connection = True

    def _send_chunks(self, answer: Reply) -> None:
        assert answer.chunks is not None
        self._send_head(answer, {"Transfer-Encoding": "chunked"})
        for chunk in answer.chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            self.wfile.flush()
            if answer.pause:
                time.sleep(answer.pause)
        self.wfile.write(b"0\r\n\r\n")

    def _send_head(self, answer: Reply, framing: dict[str, str]) -> None:
        lines = [f"HTTP/1.1 {answer.status} {responses.get(answer.status, 'whatever')}"]
        lines += [f"{name}: {value}" for name, value in {**framing, **answer.headers}.items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape"))

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Tests read `asked` instead."""


def _pump(near: socket.socket, far: socket.socket) -> None:
    with suppress(OSError):
        while data := near.recv(65536):
            far.sendall(data)
        far.shutdown(socket.SHUT_WR)
