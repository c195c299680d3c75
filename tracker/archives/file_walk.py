"""Files of a folder that somebody else filled: found without being read, and read under a cap."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from tracker.text.decompress import DecodingError, decoder_for

LARGEST = 15 * 1024 * 1024
"""Bytes that a capture may have: as many as the fetcher takes of an answer."""

TOO_LARGE = f"is larger than {LARGEST // (1024 * 1024)} MB"
_DEEPEST = 30
_PACKED = {".gz": "gzip", ".zst": "zstd"}


class UnreadableError(Exception):
    """A file that is there and gives nothing; the text says why, to a person."""


class Outside(PurePosixPath):
    """A link that was met on the way and leads out of the folder."""


def files_in(root: Path) -> Iterator[PurePosixPath]:
    """The paths of all files from the top of a folder, by name; hidden ones are left out, folders behind links are not entered.

    A link that leads to a file outside is an `Outside`. Raises OSError only where the folder itself cannot be read.
    """
    yield from _below(root.resolve(), PurePosixPath(), _entries(str(root)))


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as scan:
        return sorted((entry for entry in scan if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _below(top: Path, where: PurePosixPath, entries: list[os.DirEntry[str]]) -> Iterator[PurePosixPath]:
    for entry in entries:
        path = where / entry.name
        if entry.is_symlink():
            target = Path(entry.path).resolve()
            if not target.is_relative_to(top):
                yield Outside(path)
            elif target.is_file():
                yield path
        elif entry.is_dir(follow_symlinks=False):
            if len(path.parts) <= _DEEPEST:
                try:
                    inner = _entries(entry.path)
                except OSError:
                    yield path  # told when it is opened
                    continue
                yield from _below(top, path, inner)
        elif entry.is_file(follow_symlinks=False):
            yield path


def opened_in(root: Path, path: str, *, buffer: int = -1) -> BinaryIO:
    """A regular file of a folder, opened. Raises `UnreadableError` for anything else, and for what lies outside."""
    try:
        real = (root / path).resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            raise UnreadableError("leads out of the folder, and is not followed")
        file = os.fdopen(os.open(real, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_BINARY", 0)), "rb", buffer)
    except FileNotFoundError:
        raise UnreadableError("is not there") from None
    except (OSError, ValueError) as error:
        raise UnreadableError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise UnreadableError("is no file")
    return file


def body_in(root: Path, path: str) -> bytes:
    """What a capture's file holds, unpacked where its name ends in .gz or .zst. Raises `UnreadableError`."""
    with opened_in(root, path) as file:
        try:
            body = file.read(LARGEST + 1)
        except OSError as error:
            raise UnreadableError(f"cannot be read: {error.strerror or error}") from None
    if len(body) > LARGEST:
        raise UnreadableError(TOO_LARGE)
    return unpacked_as(path, body)


def unpacked_as(path: str, body: bytes) -> bytes:
    """A body as it is, or unpacked where the name of its file ends in .gz or .zst. Raises `UnreadableError`."""
    encoding = _PACKED.get(PurePosixPath(path).suffix.lower())
    return unpacked(body, encoding) if encoding else body


def unpacked(body: bytes, encoding: str) -> bytes:
    """A body decoded from a Content-Encoding, no larger than a capture may be. Raises `UnreadableError`."""
    pieces, size = [], 0
    try:
        decoder = decoder_for(encoding)
        for piece in decoder.feed(body):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST:
                raise UnreadableError(TOO_LARGE)
        decoder.finish()
    except DecodingError as error:
        raise UnreadableError(f"cannot be unpacked: {error}") from None
    return b"".join(pieces)
