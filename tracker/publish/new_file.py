"""A new file, whole or not at all, and never over another."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tracker.errors import TrackerError, UsageError

READABLE = 0o644
SECRET = 0o600


@contextmanager
def new_file(path: Path, mode: int = READABLE) -> Iterator[BinaryIO]:
    """A stream for the bytes of a file that appears under its name once all is written.

    Raises `UsageError` where the file is there already, before anything is done, and `TrackerError` where it cannot be written.
    """
    path = path.absolute()
    try:
        if path.exists() or path.is_symlink():
            raise UsageError(_taken(path))
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".part")
        try:
            with os.fdopen(handle, "w+b") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(mode)
            _put(Path(name), path)
        finally:
            Path(name).unlink(missing_ok=True)
    except FileExistsError as error:
        raise UsageError(_taken(path)) from error
    except OSError as error:
        raise TrackerError(f"{path}: cannot be written: {error.strerror or error}; nothing is left of it") from error


def _put(made: Path, path: Path) -> None:
    """Give a file its name. A link, unlike a renaming, never takes the place of one that came meanwhile; not every disk knows links."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError from None
        made.rename(path)


def _taken(path: Path) -> str:
    return f"{path}: exists already and is not overwritten; name another file"
