"""A web of sample pages on loopback, in rounds: what it answers changes when it is told to turn to the next."""

from __future__ import annotations

import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from importlib.resources.abc import Traversable
from socketserver import TCPServer
from types import TracebackType
from typing import Self

ROUNDS = files("tracker.demo") / "rounds"
"""One folder for each round; a file in it is the page at its path."""

BROKEN = frozenset({(2, "/digital/news.xml")})
"""Rounds and paths at which the server fails."""

_TYPES = {"html": "text/html; charset=utf-8", "rdf": "application/rdf+xml", "xml": "application/rss+xml; charset=utf-8"}


class Origin:
    """The server, from `with` to its end, on a free port of 127.0.0.1. `round` is the round that it shows, from 1."""

    def __init__(self) -> None:
        self.round = 1
        origin = self

        class Handler(_Handler):
            owner = origin

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def place(self) -> str:
        """host:port, as settings name it."""
        return f"127.0.0.1:{self._server.server_port}"

    def answer(self, path: str) -> tuple[HTTPStatus, str, bytes]:
        """Status, content type and body at a path in this round."""
        if (self.round, path) in BROKEN:
            return HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain", b"sample: out of order"
        page = _pages(ROUNDS / str(self.round)).get(path)
        if page is None:
            return HTTPStatus.NOT_FOUND, "text/plain", b"sample: no such page"
        return HTTPStatus.OK, _TYPES[path.rpartition(".")[2]], page.read_bytes()


def _pages(folder: Traversable, path: str = "") -> dict[str, Traversable]:
    """All pages below a folder by their paths. A path that was asked for is looked up in it and never opened: none leads outside."""
    found: dict[str, Traversable] = {}
    for entry in folder.iterdir():
        here = f"{path}/{entry.name}"
        found |= _pages(entry, here) if entry.is_dir() else {here: entry}
    return found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        # The base class asks the resolver for the name of the machine, which takes seconds where there is none.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.socket.getsockname()[1])


class _Handler(BaseHTTPRequestHandler):
    owner: Origin
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, kind, body = self.owner.answer(self.path.partition("?")[0])
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """What was asked for is told by the tracker itself."""
