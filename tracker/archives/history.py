"""A git repository that captures were committed to, one version over the other: each version of a file is a capture.

A capture is of the time at which its author committed it: what is rebased or picked later keeps that, while the committer's is new.
Which source a file is of is told by `manifest.jsonl` or `manifest.csv` in the newest commit (columns `file` and `source` or `url`), by
the file's path as in a folder, or by the one source that was named, where the repository holds no other file that could be a capture.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from tracker.archives.beside import Counted
from tracker.archives.file_dates import undated
from tracker.archives.file_manifest import NAMES, rows_in
from tracker.archives.file_walk import UnreadableError, unpacked_as
from tracker.archives.folder import owners_of
from tracker.archives.history_git import Objects, versions_in
from tracker.archives.owners import Owners, names_an_address
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Source

_NO_OWNER = (
    "is of none of these sources by its path; commit a manifest.csv with the columns file and source, "
    "or call the file after the source's id or address"
)
_SEVERAL = "the repository holds several files, and none is called after the source; commit a manifest.csv with the columns file and source"
_CODE = frozenset(
    {".cfg", ".ini", ".ipynb", ".js", ".lock", ".md", ".mjs", ".py", ".r", ".rb", ".rst", ".sh", ".toml", ".ts", ".yaml", ".yml"}
)
_HOUSEHOLD = frozenset({"dockerfile", "license", "makefile", "readme", "license.txt", "package.json", "readme.txt", "requirements.txt"})
"""What stands in a repository beside its captures: how they are made, and what is said of them."""


_DIGEST = "git:"


class _Dated(NamedTuple):
    """A version of a file: its reference, when it was committed, None where that cannot be read, and the name of its bytes."""

    reference: str
    at: datetime | None
    blob: str


def repository_of(folder: Path) -> Path | None:
    """Where the repository of a folder is: its `.git`, or the folder itself if it is a bare one; None for one without its own."""
    if (folder / ".git").exists():
        return folder / ".git"
    bare = (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()
    return folder if bare else None


class History:
    """The archive of a repository. References are `COMMIT:PATH`, as git itself reads them; digests are those of git."""

    name = "git"
    gap = 0.0

    def __init__(self, folder: Path, repository: Path, only: str | None = None) -> None:
        """`repository` as `repository_of` says; `only` is the id of the one source that was named, if one was."""
        self._folder = folder
        self._repository = repository.resolve()
        self._only = only
        self._objects = Objects(self._repository)
        self.beside = Counted()
        """What the last listing passed over."""

    def listed(self, sources: Sequence[Source], since: datetime, until: datetime) -> Iterator[Listed | Lost]:
        """The versions of these sources' files, each source's oldest first. Reads commits, and no file but the manifest."""
        owners, self.beside = Owners(sources), Counted()
        told = self._manifest(owners)
        found: list[Listed] = []
        unowned: dict[str, list[_Dated]] = {}
        try:
            for version in versions_in(self._repository):
                path = version.path.decode("utf-8", "replace")
                dated = _Dated(f"{version.commit}:{path}", _moment(version.at), version.blob)
                if told is None and not _may_be_capture(path):
                    continue
                mine = owners.named(PurePosixPath(path).parts) if told is None else told.get(path, ())
                if dated.at is None and mine:
                    yield self._lost(dated.reference, "the time of its commit cannot be read")
                    continue
                found += (self._listed(source, dated) for source in mine)
                if told is not None and not mine and _may_be_capture(path):
                    self._pass_over([path])
                if told is None and not mine:
                    # Whose it is may show once all is known. Without a source that was named, the name alone is told.
                    unowned.setdefault(path, []).extend([dated] if self._only else [])
        except UnreadableError as error:
            yield self._lost(self._folder.name, str(error))
        yield from self._claim(owners, unowned, found)
        yield from sorted(self.beside.within(found, since, until), key=lambda one: (one.source, one.at, one.reference))

    def opened(self, one: Listed) -> PastCapture | Lost:
        """The bytes of a version, unpacked where its file ends in .gz or .zst."""
        commit, _, path = one.reference.partition(":")
        blob = (one.digest or "").removeprefix(_DIGEST) or f"{commit}:{path}"
        try:
            return PastCapture(listed=one, body=unpacked_as(path, self._objects.body(blob)))
        except UnreadableError as error:
            return self._lost(one.reference, f"the file {error}")

    def close(self) -> None:
        """End the process of git that files are read from; another begins where one is opened again."""
        self._objects.close()

    def _claim(self, owners: Owners, unowned: dict[str, list[_Dated]], found: list[Listed]) -> Iterator[Lost]:
        """What no path told an owner of goes to the source that was named, where it can only be one file, whatever its dates."""
        if self._only is None:
            self._pass_over(unowned)
            yield from (self._lost(path, _NO_OWNER) for path in unowned)
        elif self._only not in owners.ids or any(one.source == self._only for one in found):
            self._pass_over(unowned)
        else:
            mine = {path: all_of for path, all_of in unowned.items() if not names_an_address(PurePosixPath(path).parts)}
            self._pass_over(path for path in unowned if path not in mine)
            if len({tuple(map(undated, PurePosixPath(path).parts)) for path in mine}) > 1:
                yield from (self._lost(path, _SEVERAL) for path in mine)
            else:
                found += (self._listed(owners.ids[self._only], one) for all_of in mine.values() for one in all_of if one.at)

    def _pass_over(self, paths: Iterable[str]) -> None:
        for path in paths:
            self.beside.other(PurePosixPath(path).parts[0], path)

    def _manifest(self, owners: Owners) -> dict[str, tuple[Source, ...]] | None:
        """File → the sources that the manifest of the newest commit says it is of; None where there is none."""
        for name in NAMES:
            try:
                body = self._objects.body(f"HEAD:{name}")
            except UnreadableError:
                continue
            told: dict[str, tuple[Source, ...]] = {}
            for row in rows_in(io.BytesIO(body), self._folder / name, owned=self._only is not None, dated=False):
                told[row.file] = (*told.get(row.file, ()), *owners_of(row, owners, self._only))
            return told
        return None

    def _listed(self, source: Source, one: _Dated) -> Listed:
        at = one.at or datetime.min.replace(tzinfo=UTC)
        return Listed(source=source.id, url=source.url, at=at, archive=self.name, reference=one.reference, digest=f"{_DIGEST}{one.blob}")

    def _lost(self, reference: str, why: str) -> Lost:
        return Lost(archive=self.name, reference=reference, why=why)


def _may_be_capture(path: str) -> bool:
    parts = PurePosixPath(path).parts
    name = parts[-1].lower()
    hidden = any(part.startswith(".") for part in parts)
    return not hidden and name not in _HOUSEHOLD and PurePosixPath(name).suffix not in _CODE and name not in NAMES


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(written), UTC)
    except (ValueError, OverflowError, OSError):
        return None
