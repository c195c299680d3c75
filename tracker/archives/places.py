"""What kind of archive a path on this machine is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from tracker.archives.beside import Counted
from tracker.archives.file_manifest import manifest_of
from tracker.archives.file_walk import UnreadableError, files_in, opened_in
from tracker.archives.folder import Folder
from tracker.archives.history import History, repository_of
from tracker.archives.warc import Warc
from tracker.archives.warc_files import SUFFIXES
from tracker.errors import UsageError
from tracker.model.past import Beside, Listed, Lost, PastCapture
from tracker.model.source import Source
from tracker.ports import Archive

_TAKEN = "a folder of captured files, a git repository, a .warc, .warc.gz or .wacz file, or a folder of such files was expected"
_BEGINS = (b"WARC/", b"\x1f\x8b", b"PK\x03\x04")


class LocalArchive(Archive, Protocol):
    """An archive on this machine, which counts what it passes over."""

    beside: Counted


def archive_at(path: Path, only: str | None) -> LocalArchive:
    """The archive that a path is; `only` is the id of the one source that was named, if one was.

    A folder with a repository of its own is its history, one with a manifest is what that says, one that holds WARC files is all of
    these, and any other its files. Raises `UsageError` for what is none, and `ConfigError` for a manifest that is wrong.
    """
    try:
        if path.is_dir():
            return _folder_at(path, only)
        with opened_in(path.parent, path.name) as file:
            begins = file.read(8)
    except UnreadableError as error:
        raise UsageError(f"{path}: {error}; {_TAKEN}") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    if begins.startswith(_BEGINS) or path.name.lower().endswith(SUFFIXES):
        return Warc(path)
    raise UsageError(f"{path}: is no archive that is known; {_TAKEN}")


def _folder_at(path: Path, only: str | None) -> LocalArchive:
    repository = repository_of(path)
    if repository is not None:
        return History(path, repository, only)
    holds_warc = manifest_of(path) is None and any(file.name.lower().endswith(SUFFIXES) for file in files_in(path))
    return Warc(path) if holds_warc else Folder(path, only)


class AmongAll:
    """An archive on this machine, which is told of all sources: a capture of one that is not wanted is not taken for another's."""

    def __init__(self, archive: LocalArchive, everything: Sequence[Source]) -> None:
        self.name, self.gap = archive.name, archive.gap
        self._archive, self._everything = archive, everything
        self._wanted: set[str] = set()
        self._unasked: Counter[str] = Counter()

    def listed(self, sources: Sequence[Source], since: datetime, until: datetime) -> Iterator[Listed | Lost]:
        """The captures of the sources that are wanted."""
        self._wanted = {one.id for one in sources}
        self._unasked.clear()
        for one in self._archive.listed(self._everything, since, until):
            if not isinstance(one, Listed) or one.source in self._wanted:
                yield one
            else:
                self._unasked[one.source] += 1

    @property
    def told(self) -> Beside:
        """What it holds beside these, once all were listed."""
        outside = self._archive.beside.outside
        unasked = self._unasked + Counter({name: number for name, number in outside.items() if name not in self._wanted})
        of_wanted = outside.total() - sum(outside[name] for name in unasked)
        return msgspec.structs.replace(self._archive.beside.told, unasked=dict(unasked.most_common()), outside=of_wanted)

    def opened(self, one: Listed) -> PastCapture | Lost:
        """One of them."""
        return self._archive.opened(one)
