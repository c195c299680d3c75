"""The records of a WARC file one after the other, and one of them at its place, also in a file that is damaged.

Each record of a packed file is a gzip member of its own, as the standard has it, and is inflated to its end when it is listed: that alone
tells where the next begins, and whether it is whole. Nothing is looked for within a record that is whole, so that no page can pass its
own bytes off as a record. Behind damage the next record is where one begins that can be read.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from tracker.archives.file_walk import LARGEST, TOO_LARGE, UnreadableError
from tracker.archives.warc_files import HINT, RECORD, Opened, WarcFile, begins_record
from tracker.archives.warc_heads import BEGINS, BrokenError, Head, head_in

LARGEST_BLOCK = LARGEST + 1024 * 1024
"""A body may come with a head of HTTP, and in chunks."""

_READ = 16 * 1024
_PIECE = 64 * 1024
_LONGEST_STRETCH = 1024 * 1024
_MOST_GAPS = 1_000
_START = 64
_MAGIC = b"\x1f\x8b\x08"
_BETWEEN = b"\r\n\r\n"
_ENDS_WITHIN = "the file ends within it"
_TOGETHER = "records are packed together, so that none has a place of its own; unpack the file (gunzip) and give what comes of it"


class Record(NamedTuple):
    """A record as it was passed: its place, its head, and the first bytes of its block."""

    offset: int
    head: Head
    start: bytes


class Gap(NamedTuple):
    """A place at which something stands that cannot be read, and why. What follows begins with the next record that can."""

    offset: int
    why: str


def records_in(file: WarcFile) -> Iterator[Record | Gap]:
    """All records of a file in their order. Raises `UnreadableError` where it cannot be read at all."""
    with file.open() as opened:
        reader = _reader(file, opened)
        place: int | None = 0
        gaps = 0
        while place is not None and place < opened.size:
            try:
                record, following = reader.passed(place)
            except BrokenError as error:
                gaps += 1
                if gaps > _MOST_GAPS:
                    yield Gap(place, f"{_MOST_GAPS} places before it are damaged; the rest of the file was not read")
                    return
                yield Gap(place, str(error))
                place = reader.next_from(place + 1)
            else:
                yield record
                place = following


def block_at(file: WarcFile, offset: int) -> tuple[Head, bytes]:
    """The record at a place, whole. Raises `BrokenError` and `UnreadableError`."""
    with file.open() as opened:
        return _reader(file, opened).whole(offset)


def _reader(file: WarcFile, opened: Opened) -> _Packed | _Plain:
    return _Packed(opened) if file.packed else _Plain(opened)


class _Plain:
    """Records as they are: passed without being read."""

    def __init__(self, file: Opened) -> None:
        self._file = file

    def passed(self, place: int) -> tuple[Record, int]:
        head, data = self._head(place)
        block = place + head.size
        end = block + head.length
        if end > self._file.size:
            raise BrokenError(_ENDS_WITHIN)
        behind = self._file.at(end, len(_BETWEEN) + len(BEGINS))
        between = len(behind) - len(behind[: len(_BETWEEN)].lstrip(b"\r\n") + behind[len(_BETWEEN) :])
        if between < len(_BETWEEN) and not BEGINS.startswith(behind[between:][: len(BEGINS)]):
            raise BrokenError("it is not as long as its head says")
        start = data[head.size : head.size + _START] or self._file.at(block, min(_START, head.length))
        return Record(place, head, start[: head.length]), end + between

    def whole(self, place: int) -> tuple[Head, bytes]:
        head, _ = self._head(place)
        if head.length > LARGEST_BLOCK:
            raise UnreadableError(TOO_LARGE)
        block = self._file.at(place + head.size, head.length)
        if len(block) < head.length:
            raise BrokenError(_ENDS_WITHIN)
        return head, block

    def next_from(self, place: int) -> int | None:
        for begin, stretch, _ in _stretches(self._file, place):
            found = RECORD.search(stretch)
            if found:
                return begin + found.start()
        return None

    def _head(self, place: int) -> tuple[Head, bytes]:
        data = self._file.at(place, _READ // 4)
        head = head_in(data)
        while head is None:
            more = self._file.at(place + len(data), _READ)
            if not more:
                raise BrokenError(_ENDS_WITHIN)
            data += more
            head = head_in(data)
        return head, data


class _Packed:
    """Records of which each is a gzip member."""

    def __init__(self, file: Opened) -> None:
        self._file = file

    def passed(self, place: int) -> tuple[Record, int]:
        member = _Member(self._file, place)
        head, data, seen = None, b"", 0
        for piece in member.pieces():
            seen += len(piece)
            if head is None or len(data) < head.size + _START:
                data += piece
                head = head or head_in(data)
            if head is not None and seen > head.size + head.length + len(_BETWEEN):
                raise BrokenError(_TOGETHER)
        if head is None or seen < head.size + head.length:
            raise BrokenError("it is shorter than its head says")
        return Record(place, head, data[head.size : head.size + min(_START, head.length)]), member.end

    def whole(self, place: int) -> tuple[Head, bytes]:
        pieces, head, seen = [], None, 0
        for piece in _Member(self._file, place).pieces():
            pieces.append(piece)
            seen += len(piece)
            if head is None:
                pieces = [b"".join(pieces)]
                head = head_in(pieces[0])
            if head is not None and head.length > LARGEST_BLOCK:
                raise UnreadableError(TOO_LARGE)
            if head is not None and seen > head.size + head.length + len(_BETWEEN):
                raise BrokenError(_TOGETHER)
        if head is None or seen < head.size + head.length:
            raise BrokenError("it is shorter than its head says")
        return head, b"".join(pieces)[head.size : head.size + head.length]

    def next_from(self, place: int) -> int | None:
        for begin, stretch, size in _stretches(self._file, place):
            found = stretch.find(_MAGIC)
            while 0 <= found < size:
                if begins_record(stretch[found : found + HINT]):
                    return begin + found
                found = stretch.find(_MAGIC, found + 1)
        return None


def _stretches(file: Opened, place: int) -> Iterator[tuple[int, bytes, int]]:
    """What follows a place, in stretches that grow: where each begins, its bytes with a little of the next, and its own size."""
    size = _READ
    while place < file.size:
        yield place, file.at(place, size + HINT), size
        place += size
        size = min(2 * size, _LONGEST_STRETCH)


class _Member:
    """One gzip member. `end` is where what follows it begins, once all of it was inflated."""

    def __init__(self, file: Opened, place: int) -> None:
        self._file = file
        self._place = place
        self.end = place

    def pieces(self) -> Iterator[bytes]:
        """What it holds, in bounded pieces. Raises `BrokenError` where it is damaged or breaks off."""
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
        place, full = self._place, False
        while not unpack.eof:
            data = unpack.unconsumed_tail
            if not data:
                data = self._file.at(place, _READ)
                place += len(data)
            if not data and not full:
                raise BrokenError(_ENDS_WITHIN)
            try:
                piece = unpack.decompress(data, _PIECE)
            except zlib.error as error:
                raise BrokenError(_damage(error)) from None
            full = len(piece) == _PIECE
            if piece:
                yield piece
        self.end = place - len(unpack.unused_data)


def _damage(error: zlib.error) -> str:
    said = str(error).partition(": ")[2] or str(error)
    return "what stands here is no record" if "incorrect header" in said else f"it is damaged ({said})"
