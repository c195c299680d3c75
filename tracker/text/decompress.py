"""Bodies decompressed piece by piece, so that a small answer cannot become a large one unseen. Pure.

A decoder is fed the bytes of the wire and yields what they hold; each piece that it yields is bounded, so that whoever
counts them can stop in time. `finish` tells whether the stream was whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli
import zstandard

ACCEPT_ENCODING = "gzip, br, zstd"
"""Always the same: servers give each encoding its own validators."""

_PIECE = 256 * 1024
_MOST_MEMBERS = 1000
_ZSTD_WINDOW = 8 * 1024 * 1024
# Four bytes of zstd can stand for 128 kB, and its stream takes no limit: so little is fed at once that the worst is 8 MB.
_ZSTD_SLICE = 256


class DecodingError(Exception):
    """A body is not what its Content-Encoding says; the text says how."""


class Decoder(Protocol):
    """Turns the bytes of the wire into those of the body."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What some more bytes hold, in bounded pieces. Raises `DecodingError`."""
        ...

    def finish(self) -> None:
        """Raises `DecodingError` where the stream breaks off. A stream of no bytes at all is an empty body."""
        ...


def decoder_for(encodings: str) -> Decoder:
    """The decoder for a Content-Encoding header ("" for none). Raises `DecodingError` where there is none."""
    names = [name for name in (part.strip().casefold() for part in encodings.split(",")) if name and name != "identity"]
    if not names:
        return _Plain()
    if len(names) > 1:
        raise DecodingError(f"the body is compressed more than once ({', '.join(names)[:100]})")
    if names[0] in ("gzip", "x-gzip"):
        return _Gzip()
    if names[0] == "deflate":
        return _Deflate()
    if names[0] == "br":
        return _Brotli()
    if names[0] == "zstd":
        return _Zstd()
    raise DecodingError(f"the body has the encoding {names[0][:60]!r}, which is not known")


class _Plain:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        return


class _Gzip:
    """One or more gzip members; what follows the last and is no member is left out, as gzip itself does."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._members = 0
        self._started = False
        self._between = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if not self._started:
                data = self._between + data
                self._between = b""
                if self._members and not b"\x1f\x8b".startswith(data[:2]):
                    return
                if self._members and len(data) < 2:
                    self._between = data
                    return
                self._started = True
            yield from _inflate(self._stream, data, "gzip")
            data = self._stream.unused_data
            if self._stream.eof:
                self._next()

    def _next(self) -> None:
        self._members += 1
        if self._members >= _MOST_MEMBERS:
            raise DecodingError(f"the gzip body has more than {_MOST_MEMBERS} members")
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._started = False

    def finish(self) -> None:
        if self._started:
            raise DecodingError("the gzip body breaks off")


class _Deflate:
    """What is called deflate comes with zlib's header and, from some servers, without: the first two bytes tell."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None
        self._head = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            data = self._head + data
            if len(data) < 2:
                self._head = data
                return
            wrapped = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        yield from _inflate(self._stream, data, "deflate")

    def finish(self) -> None:
        if bool(self._head) if self._stream is None else not self._stream.eof:
            raise DecodingError("the deflate body breaks off")


def _inflate(stream: zlib._Decompress, data: bytes, name: str) -> Iterator[bytes]:
    while data and not stream.eof:
        try:
            piece = stream.decompress(data, _PIECE)
        except zlib.error as error:
            raise DecodingError(f"the body is no {name}: {error}") from None
        data = stream.unconsumed_tail
        if piece:
            yield piece
        # A full piece may leave output behind although all input is taken.
        while len(piece) == _PIECE and not data and not stream.eof:
            piece = stream.decompress(b"", _PIECE)
            if piece:
                yield piece


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._started = self._started or bool(data)
        while not self._stream.is_finished():
            try:
                piece = self._stream.process(data, output_buffer_limit=_PIECE)
            except brotli.error:
                raise DecodingError("the body is no brotli") from None
            data = b""
            if piece:
                yield piece
            elif self._stream.can_accept_more_data():
                return

    def finish(self) -> None:
        if self._started and not self._stream.is_finished():
            raise DecodingError("the brotli body breaks off")


class _Zstd:
    """One or more frames; a window over 8 MB is refused, as the standard for this encoding says."""

    def __init__(self) -> None:
        self._stream = _zstd_frame()
        self._frames = 0
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_SLICE):
            part = data[start : start + _ZSTD_SLICE]
            while part:
                self._started = True
                try:
                    piece = self._stream.decompress(part)
                except zstandard.ZstdError as error:
                    raise DecodingError(f"the body is no zstd: {error}") from None
                if piece:
                    yield piece
                part = self._stream.unused_data if self._stream.eof else b""
                if self._stream.eof:
                    self._next()

    def _next(self) -> None:
        self._frames += 1
        if self._frames >= _MOST_MEMBERS:
            raise DecodingError(f"the zstd body has more than {_MOST_MEMBERS} frames")
        self._stream = _zstd_frame()
        self._started = False

    def finish(self) -> None:
        if self._started:
            raise DecodingError("the zstd body breaks off")


def _zstd_frame() -> zstandard.ZstdDecompressionObj:
    return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
