"""git, asked about a repository that somebody else filled: it reads objects, and runs, fetches and asks nothing.

A repository may bring settings that name programs (hooks, signatures, pagers, transports): each way to one is shut here.
"""

from __future__ import annotations

import os
import select
import subprocess
import weakref
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, NamedTuple

from tracker.archives.file_walk import LARGEST, TOO_LARGE, UnreadableError
from tracker.errors import UsageError

_SHUT = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.pager": "cat",
    "core.attributesFile": os.devnull,
    "log.showSignature": "false",
    "log.showRoot": "true",
    "protocol.allow": "never",
    "safe.directory": "*",
}
_CLEAN = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "HOME": os.devnull,
    "LC_ALL": "C",
}
_LOG = (
    *("log", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--diff-filter=d"),
    *("--format=tformat:%H %at", "HEAD", "--"),
)
_LISTING_SECONDS = 600.0
_ANSWER_SECONDS = 60.0
_FILES = frozenset({"100644", "100755"})
"""Modes of files; others are links and other repositories."""
_PIECE = 64 * 1024
_LONGEST_PATH = 16 * 1024
_ABSENT = "git is not installed, and the history of a repository is read by it"


class Version(NamedTuple):
    """A file as one commit left it. `at` is the author's time in seconds since 1970, as it was written; `path` as bytes."""

    commit: str
    at: str
    path: bytes
    blob: str


def versions_in(repository: Path) -> Iterator[Version]:
    """Each version of each file in the history of what is checked out, the newest commit first; what was removed is none.

    Raises `UsageError` where git is not there or refuses, and `UnreadableError` where it breaks off.
    """
    with TemporaryFile() as said, _started(repository, _LOG, said) as process:
        watch = Timer(_LISTING_SECONDS, process.kill)
        watch.start()
        try:
            yield from _versions(_words(process.stdout))
            ended = process.wait()
        finally:
            watch.cancel()
            process.kill()
        said.seek(0)
        if ended:
            why = said.read(500).decode("utf-8", "replace").strip() or f"code {ended}"
            raise UnreadableError(f"git ended before all was told: {why}")


def _versions(words: Iterator[bytes]) -> Iterator[Version]:
    """What `git log -z --raw` says: the line of a commit, then for each file its modes and blobs, and its path."""
    commit = at = ""
    for word in words:
        said = word.lstrip(b"\n").decode("ascii", "replace")
        if not said.startswith(":"):
            commit, _, at = said.strip().partition(" ")
            continue
        _, mode, _, blob, _ = said.split(" ", 4)
        path = next(words, b"")
        if mode in _FILES:
            yield Version(commit, at, path, blob)


class Objects:
    """Objects of a repository, one after the other from one process, which is begun with the first and ends with this."""

    def __init__(self, repository: Path) -> None:
        self._repository = repository
        self._process: subprocess.Popen[bytes] | None = None
        self._held = b""

    def body(self, name: str) -> bytes:
        """The bytes of an object. Raises `UnreadableError` where it is none, too large, or takes too long."""
        if not name.isprintable() or "\n" in name:
            raise UnreadableError("is no name of an object")
        try:
            return self._body(name.encode())
        except (OSError, UnreadableError) as error:
            if not isinstance(error, _WholeError):
                self.close()  # what the process says next would be of another object
            raise UnreadableError(str(error)) from None

    def close(self) -> None:
        """End the process; the next object begins another."""
        if self._process is not None:
            _end(self._process)
        self._process, self._held = None, b""

    def _body(self, name: bytes) -> bytes:
        process = self._running()
        if process.stdin is None:
            raise UnreadableError(_ABSENT)
        process.stdin.write(name + b"\n")
        process.stdin.flush()
        head = self._line().split()
        if len(head) != 3:
            raise _WholeError("is not in the repository")
        kind, size = head[1], int(head[2])
        if size > LARGEST:
            for start in range(0, size + 1, _PIECE):
                self._read(min(_PIECE, size + 1 - start))
            raise _WholeError(TOO_LARGE)
        body = self._read(size + 1)[:-1]
        if kind != b"blob":
            raise _WholeError("is no file")
        return body

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self._process = _started(self._repository, ("cat-file", "--batch"), None)
            weakref.finalize(self, _end, self._process)
        return self._process

    def _line(self) -> bytes:
        while b"\n" not in self._held:
            if len(self._held) > _LONGEST_PATH:
                raise UnreadableError("git answers what it was not asked")
            self._held += self._more()
        line, _, self._held = self._held.partition(b"\n")
        return line

    def _read(self, size: int) -> bytes:
        parts, there = [self._held], len(self._held)
        while there < size:
            parts.append(self._more())
            there += len(parts[-1])
        whole = b"".join(parts)
        self._held = whole[size:]
        return whole[:size]

    def _more(self) -> bytes:
        process = self._running()
        if process.stdout is None or not select.select([process.stdout], [], [], _ANSWER_SECONDS)[0]:
            raise UnreadableError("git does not answer")
        data = os.read(process.stdout.fileno(), _PIECE)
        if not data:
            raise UnreadableError("cannot be read: git ended over it")
        return data


class _WholeError(UnreadableError):
    """An object that cannot be given, all of whose answer was read."""


def _started(repository: Path, command: tuple[str, ...], said: IO[bytes] | None) -> subprocess.Popen[bytes]:
    """Git on the repository that is named and no other: it looks for none, and its owner does not matter."""
    settings = [word for name, value in _SHUT.items() for word in ("-c", f"{name}={value}")]
    environment = {**_CLEAN, "PATH": os.environ.get("PATH", os.defpath)}
    try:
        return subprocess.Popen(  # noqa: S603 - a fixed program, and nothing of the repository among its options
            ["git", "--no-pager", *settings, f"--git-dir={repository}", *command],  # noqa: S607 - git is where it is installed
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said or subprocess.DEVNULL,
            env=environment,
            cwd=repository if repository.is_dir() else repository.parent,
        )
    except FileNotFoundError as error:
        raise UsageError(_ABSENT) from error


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    process.wait()


def _words(stream: IO[bytes] | None) -> Iterator[bytes]:
    """What stands between noughts, piece by piece."""
    held = b""
    while stream is not None and (data := stream.read(_PIECE)):
        *words, held = (held + data).split(b"\0")
        yield from words
