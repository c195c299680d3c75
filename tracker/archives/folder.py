"""A folder of captured files. Which source each is of, and when it was captured, is told by a manifest or by the files' names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from tracker.archives.beside import Counted
from tracker.archives.file_dates import moment_in, no_time
from tracker.archives.file_manifest import Row, manifest_of, rows_of
from tracker.archives.file_walk import Outside, UnreadableError, body_in, files_in
from tracker.archives.owners import Owners, names_an_address
from tracker.errors import UsageError
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Source

_NO_OWNER = (
    "is of none of these sources by its name; name its source with --source, call the file after the source's id or address, "
    "or list it in manifest.csv with the columns file, at and source"
)
_TIMES = "put it there (20250521120000, 2025-05-21T12-00-00Z, 2025-05-21), or list it in manifest.csv with the columns file, at and source"
_NO_TIME = f"no time is in its name; {_TIMES}"


class Folder:
    """The archive of a folder. References are paths from its top; of a manifest's captures with `#` and the time behind them.

    Where there is a manifest, it alone says what is a capture. Without one every file is, but for hidden ones: a file is of the
    source that its name tells, else of `only`, unless its name tells another address.
    """

    name = "folder"
    gap = 0.0

    def __init__(self, root: Path, only: str | None = None) -> None:
        """`only` is the id of the one source that was named, if one was. Raises `ConfigError` for a manifest that is wrong."""
        self._root = root
        self._only = only
        self._manifest = manifest_of(root)
        self._rows = tuple(rows_of(root, self._manifest, owned=only is not None)) if self._manifest else ()
        self.beside = Counted()
        """What the last listing passed over."""
        self._row_of = {_reference(row): row for row in self._rows}

    def listed(self, sources: Sequence[Source], since: datetime, until: datetime) -> Iterator[Listed | Lost]:
        """The captures of these sources, each source's oldest first; then those at the same time by path. Reads no file."""
        owners, self.beside = Owners(sources), Counted()
        found: list[Listed] = []
        for one in self._of_manifest(owners) if self._manifest else self._of_names(owners):
            if isinstance(one, Lost):
                yield one
            else:
                found.append(one)
        yield from sorted(self.beside.within(found, since, until), key=lambda one: (one.source, one.at, one.reference))

    def opened(self, one: Listed) -> PastCapture | Lost:
        """The bytes of a file, unpacked where it ends in .gz or .zst."""
        row = self._row_of.get(one.reference)
        file = row.file if row else one.reference
        try:
            body = body_in(self._root, file)
        except UnreadableError as error:
            return self._lost(one.reference, f"the file {error}")
        return PastCapture(listed=one, body=body, content_type=row.content_type if row else None)

    def _of_manifest(self, owners: Owners) -> Iterator[Listed | Lost]:
        others: dict[str, Row] = {}
        for row in self._rows:
            mine = owners_of(row, owners, self._only)
            for source in mine:
                if row.at is not None:
                    url = row.url if row.url and source not in owners.at(row.url) else source.url
                    yield self._listed(source, _reference(row), row.at, url)
            if not mine:
                self._pass_over(row)
            if not mine and self._only is None:
                others.setdefault(row.source or row.url or "", row)
        for name, row in others.items():
            yield self._lost(f"{self._manifest}:{row.line}", f"{name} is none of the sources that are asked for")

    def _of_names(self, owners: Owners) -> Iterator[Listed | Lost]:
        try:
            for path in files_in(self._root):
                yield from self._of_name(path, owners)
        except OSError as error:
            raise UsageError(f"{self._root}: cannot be read: {error.strerror or error}") from error

    def _of_name(self, path: PurePosixPath, owners: Owners) -> Iterator[Listed | Lost]:
        reference = path.as_posix()
        mine = owners.named(path.parts)
        if not mine and self._only in owners.ids and not names_an_address(path.parts):
            mine = (owners.ids[self._only],)
        at = moment_in(path.parts)
        if isinstance(path, Outside):
            yield self._lost(reference, "leads out of the folder, and is not followed")
        elif at is None and (mine or owners.named(_timeless(path.parts))):
            yield self._lost(reference, _why_no_time(path.parts))
        elif not mine:
            self.beside.other(path.parts[0], reference)
            if self._only is None:
                yield self._lost(reference, _NO_OWNER)
        elif at is not None:
            for source in mine:
                yield self._listed(source, reference, at, source.url)

    def _pass_over(self, row: Row) -> None:
        if row.source is None and row.url is not None:
            self.beside.address(row.url)
        else:
            self.beside.other(row.source or row.file, row.file)

    def _listed(self, source: Source, reference: str, at: datetime, url: str) -> Listed:
        return Listed(source=source.id, url=url, at=at, archive=self.name, reference=reference)

    def _lost(self, reference: str, why: str) -> Lost:
        return Lost(archive=self.name, reference=reference, why=why)


def _timeless(parts: Sequence[str]) -> tuple[str, ...]:
    """A path without the figures in it that stand for a time and are none."""
    found = [(part, no_time(part)) for part in parts]
    return tuple(part if none is None else part[: none.start()].rstrip("._- @") + part[none.end() :] for part, none in found)


def _why_no_time(parts: Sequence[str]) -> str:
    for part in reversed(parts):
        none = no_time(part)
        if none is not None:
            return f"{none.group()} in its name is no time that there is, or not the whole of one; {_TIMES}"
    return _NO_TIME


def owners_of(row: Row, owners: Owners, only: str | None) -> tuple[Source, ...]:
    """The sources that a line of a manifest names, those of `only` where it names none."""
    named = row.source or (only if row.url is None else None)
    if named is not None:
        return (owners.ids[named],) if named in owners.ids else ()
    return owners.at(row.url or "")


def _reference(row: Row) -> str:
    return f"{row.file}#{row.at:%Y-%m-%dT%H:%M:%SZ}" if row.at else row.file
