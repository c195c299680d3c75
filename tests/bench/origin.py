"""The servers of the benchmark, in a process of their own: `python -m tests.bench.origin FEEDS PAGES PLACES`.

A bare protocol, so that what asks is measured and not what answers. It gives gzip where it is accepted, ETag and Last-Modified, and
304 only where what is sent back is exactly what it gave. Its standard output begins with the addresses, one JSON list; each line of
standard input names the round that begins or goes on, and is answered, once that is ready, with what was counted since the last.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import sys
from collections import Counter
from dataclasses import dataclass, field

from tests.bench.world import page

HOSTS = tuple(f"127.0.0.{last}" for last in range(1, 51))
"""The addresses that are served from, as far as this machine has them."""


@dataclass
class Shop:
    """What is served now, and what was asked for."""

    pages: dict[bytes, tuple[bytes, bytes, bytes, bytes, bytes]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)

    def fill(self, feeds: int, pages: int, turn: int) -> None:
        """Everything as it is in a round: path → the answers whole, packed and unchanged, and the two validators."""
        for kind, count in (("feed", feeds), ("page", pages)):
            for number in range(count):
                one = page(kind, number, turn)
                marks = f"ETag: {one.etag}\r\nLast-Modified: {one.last_modified}\r\nVary: Accept-Encoding\r\n"
                kept = self.pages.get(f"/{kind}/{number}".encode())
                if kept is None or kept[3] != one.etag.encode():
                    head = f"HTTP/1.1 200 OK\r\nContent-Type: {one.content_type}\r\n{marks}"
                    packed = gzip.compress(one.body, 6, mtime=0)
                    self.pages[f"/{kind}/{number}".encode()] = (
                        f"{head}Content-Length: {len(one.body)}\r\n\r\n".encode() + one.body,
                        f"{head}Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode() + packed,
                        f"HTTP/1.1 304 Not Modified\r\n{marks}\r\n".encode(),
                        one.etag.encode(),
                        one.last_modified.encode(),
                    )

    def answer(self, head: bytes) -> bytes:
        """What to say to one request."""
        first, *lines = head.split(b"\r\n")
        path = first.split(b" ")[1]
        told = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
        found = self.pages.get(path)
        if found is None:
            self.counted["robots" if path == b"/robots.txt" else "missing"] += 1
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        whole, packed, unchanged, etag, modified = found
        asked_with = told.get(b"if-none-match"), told.get(b"if-modified-since")
        self.counted["requests"] += 1
        if asked_with != (None, None) and asked_with[0] in (None, etag) and asked_with[1] in (None, modified):
            self.counted["unchanged"] += 1
            said = unchanged
        else:
            said = packed if b"gzip" in told.get(b"accept-encoding", b"") else whole
        self.counted["bytes"] += len(said) - said.index(b"\r\n\r\n") - 4
        return said


class Talk(asyncio.Protocol):
    """One connection."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._heard = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        *heads, self._heard = (self._heard + data).split(b"\r\n\r\n")
        for head in heads:
            self._transport.write(self._shop.answer(head))


def _listen(place: int) -> socket.socket:
    """A listening socket of its own address, as far as this machine has so many, and its own port."""
    for host in (HOSTS[place % len(HOSTS)], HOSTS[0]):
        one = socket.socket()
        try:
            one.bind((host, 0))
        except OSError:
            one.close()
        else:
            one.listen(128)
            return one
    raise SystemExit("no address on loopback can be listened at")


async def _serve(feeds: int, pages: int, places: int) -> None:
    loop = asyncio.get_running_loop()
    shop = Shop()
    listening = [_listen(place) for place in range(places)]
    for one in listening:
        await loop.create_server(lambda: Talk(shop), sock=one)
    _say([f"{host}:{port}" for host, port in (one.getsockname() for one in listening)])
    now = -1
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        counted, shop.counted = dict(shop.counted), Counter()
        if int(line) != now:
            now = int(line)
            shop.fill(feeds, pages, now)
        _say(counted)


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(*map(int, sys.argv[1:4])))
