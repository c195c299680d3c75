"""The files of a bundle, read in pieces and never beyond the size that was promised."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO

from tracker.digest.plain import one_line
from tracker.publish.bundle_form import ALWAYS, MANIFEST, NAME, SIGNATURE, SMALL

_PIECE = 256 * 1024
_LONGEST_LINE = 16 * 1024**2
_MOST_FILES = 500_000
_LARGEST = 4 * 1024**3
_DENSEST = 200
"""A file that is larger than `SMALL` and so many times its packed size is no document."""
_ENCRYPTED = 1
_SHOWN = 100


class UnfitError(Exception):
    """What is no bundle, or one that is not safe to read; says why."""


def open_archive(stream: BinaryIO, size: int) -> zipfile.ZipFile:
    """A ZIP of that many bytes, once its list of files is one that a bundle may have. Raises `UnfitError` before any of them is read."""
    if not zipfile.is_zipfile(stream):
        raise UnfitError("it is no bundle: a ZIP that tracker export --bundle wrote was expected")
    archive = zipfile.ZipFile(stream)
    entries = archive.infolist()
    if len(entries) > _MOST_FILES:
        raise UnfitError(f"it lists {len(entries):,} files; no bundle has more than {_MOST_FILES:,}")
    names: set[str] = set()
    for entry in entries:
        why = "is there twice" if entry.filename in names else _unfit(entry)
        if why is not None:
            raise UnfitError(f"{one_line(entry.orig_filename, _SHOWN)}: {why}; nothing of the bundle was read")
        names.add(entry.filename)
    if sum(entry.compress_size for entry in entries) > size:
        raise UnfitError("its files overlap each other: a ZIP bomb; nothing of it was read")
    missing = [name for name in (MANIFEST, SIGNATURE, *ALWAYS) if name not in names]
    if missing:
        raise UnfitError(f"{', '.join(missing)}: missing; every bundle has that")
    return archive


def _unfit(entry: zipfile.ZipInfo) -> str | None:
    """Why a file has no place in a bundle, or None."""
    if entry.filename != entry.orig_filename or not NAME.fullmatch(entry.filename):
        return "is a name that no bundle has, and that may lead elsewhere"
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed as no bundle packs it"
    if entry.file_size > _LARGEST or (entry.file_size > SMALL and entry.file_size > _DENSEST * entry.compress_size):
        return f"would unpack to {entry.file_size:,} bytes from {entry.compress_size:,}: a ZIP bomb"
    return None


class Opened:
    """An archive whose list of files was looked at and found fit."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._archive.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def pieces(self, name: str, most: int) -> Iterator[bytes]:
        """The content of a file piece by piece, one byte beyond `most` at the furthest: so it shows that there is more."""
        left = most + 1
        with self._archive.open(name) as stream:
            while left > 0 and (piece := stream.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece

    def whole(self, name: str, most: int) -> bytes:
        """The content of a file. Raises `ValueError` where it is larger than `most` bytes."""
        body = b"".join(self.pieces(name, most))
        if len(body) > most:
            raise ValueError(f"{name} is larger than {most:,} bytes")
        return body

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file. Raises `ValueError` where one is too long to be a row."""
        with self._archive.open(name) as stream:
            while line := stream.readline(_LONGEST_LINE + 1):
                if len(line) > _LONGEST_LINE:
                    raise ValueError(f"{name} has a line of more than {_LONGEST_LINE:,} bytes")
                yield line
