"""Where WARC records lie: a .warc or .warc.gz file, one within a WACZ (a ZIP that holds them as they are), or all of a folder.

The indexes of a WACZ are not used: they may be older than what they index, and a reading of the records tells the same.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self, cast

from tracker.archives.file_walk import Outside, UnreadableError, files_in, opened_in
from tracker.errors import UsageError

SUFFIXES = (".warc", ".warc.gz", ".wacz")
_RECORDS = re.compile(r"archive/[^/\\\0]+\.warc(?:\.gz)?", re.IGNORECASE)
_LOCAL_HEAD = struct.Struct("<4s22xHH")
_BUFFER = 64 * 1024
_LARGEST_DIRECTORY = 8 * 1024 * 1024
RECORD = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n[A-Za-z-]+:")
"""How a record begins."""
_ZIP = b"PK\x03\x04"
HINT = 1024
"""Bytes that tell whether a packed record begins."""


class WarcFile(NamedTuple):
    """WARC records that lie one behind the other: `size` bytes from `start` on in a file of a folder; `name` is how references call it."""

    name: str
    root: Path
    path: str
    start: int
    size: int
    packed: bool

    def open(self) -> Opened:
        """Raises `UnreadableError`."""
        return Opened(opened_in(self.root, self.path, buffer=_BUFFER), self.start, self.size)


class Opened:
    """A `WarcFile` that is open: reads at places counted from its own start, and never past its end."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self.size = size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def at(self, place: int, size: int) -> bytes:
        """As many bytes from a place on, fewer where it ends. Raises `UnreadableError` where the disk does not give them."""
        wanted = min(size, self.size - place)
        if wanted <= 0:
            return b""
        try:
            self._file.seek(self._start + place)
            return self._file.read(wanted)
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror or error}") from None


class Unusable(NamedTuple):
    """A file that was met and cannot be used as it is, and why."""

    name: str
    why: str


def warc_files_at(path: Path) -> Iterator[WarcFile | Unusable]:
    """The WARC files that a path is or holds. Raises `UsageError` where the folder cannot be read."""
    if not path.is_dir():
        yield from _of_file(path.parent, path.name)
        return
    try:
        for inner in files_in(path):
            if inner.name.lower().endswith(SUFFIXES):
                if isinstance(inner, Outside):
                    yield Unusable(inner.as_posix(), "leads out of the folder, and is not followed")
                else:
                    yield from _of_file(path, inner.as_posix())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error


def _of_file(root: Path, path: str) -> Iterator[WarcFile | Unusable]:
    try:
        with opened_in(root, path) as file:
            begins = file.read(HINT)
            size = file.seek(0, io.SEEK_END)
            if path.lower().endswith(".wacz") or (begins.startswith(_ZIP) and not path.lower().endswith(SUFFIXES)):
                yield from _of_zip(root, path, file, size)
                return
    except (UnreadableError, OSError) as error:
        yield Unusable(path, f"cannot be read: {error.strerror or error}" if isinstance(error, OSError) else str(error))
        return
    yield WarcFile(path, root, path, 0, size, packed=_is_packed(begins, path))


def _of_zip(root: Path, path: str, file: BinaryIO, size: int) -> Iterator[WarcFile | Unusable]:
    try:
        with zipfile.ZipFile(cast("BinaryIO", _Careful(file))) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        # What a ZIP says of its parts stands at its end. The records before that are whole, and known by how they begin.
        yield Unusable(path, "the ZIP is damaged; records are looked for in it one by one")
        yield WarcFile(path, root, path, 0, size, packed=True)
        return
    names = set[str]()
    for entry in entries:
        name = f"{path}/{entry.filename}"
        if not entry.filename.lower().endswith(SUFFIXES):
            continue
        why = _unusable(entry, again=entry.filename in names)
        names.add(entry.filename)
        start = _start_of(file, entry)
        if why is None and (start is None or start + entry.file_size > size):
            why = "does not lie where the ZIP says"
        if why is not None or start is None:
            yield Unusable(name, why or "")
            continue
        file.seek(start)
        yield WarcFile(name, root, path, start, entry.file_size, packed=_is_packed(file.read(HINT), name))


class _Careful:
    """A file for the reader of ZIPs, which takes all that a ZIP says of its parts at once: so much and no more."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(_LARGEST_DIRECTORY + 1 if size < 0 else min(size, _LARGEST_DIRECTORY + 1))
        if len(data) > _LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("it says more of its parts than any crawler writes")
        return data


def _unusable(entry: zipfile.ZipInfo, *, again: bool) -> str | None:
    """Why a part of a WACZ is not read, if it is not. Nothing is ever unpacked to disk: its name is a name and no path."""
    if not _RECORDS.fullmatch(entry.filename):
        return "is not in the folder archive/ of the WACZ, where its records are"
    if again:
        return "is in the WACZ twice; the first was taken"
    if entry.flag_bits & 1:
        return "is encrypted"
    if entry.compress_type != zipfile.ZIP_STORED or entry.file_size != entry.compress_size:
        return "was packed again within the WACZ, so that no record can be found at its place; unzip it and give the folder"
    return None


def _start_of(file: BinaryIO, entry: zipfile.ZipInfo) -> int | None:
    """Where the bytes of a part of a ZIP begin: behind its own head, which is as long as that says."""
    if entry.header_offset < 0:
        return None
    file.seek(entry.header_offset)
    head = file.read(_LOCAL_HEAD.size)
    if len(head) < _LOCAL_HEAD.size:
        return None
    mark, name, extra = _LOCAL_HEAD.unpack(head)
    return entry.header_offset + _LOCAL_HEAD.size + int(name) + int(extra) if mark == b"PK\x03\x04" else None


def begins_record(packed: bytes) -> bool:
    """Whether what is packed here begins as a record does, as far as `HINT` bytes tell."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(packed, HINT).startswith(b"WARC/")
    except zlib.error:
        return False


def _is_packed(begins: bytes, name: str) -> bool:
    """By what a file begins with, and where that is damaged by its name."""
    return begins_record(begins) or (name.lower().endswith(".gz") and not RECORD.match(begins))
