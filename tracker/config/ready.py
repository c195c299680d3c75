"""Configuration that was found right once is not checked again: it is kept, ready made, under the hash of all that it depends on.

What is kept can be thrown away at any time, and is never believed over the files: another byte of them is another name.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from tracker import __version__

T = TypeVar("T")
_MOST_BYTES = 5 * 1024 * 1024


def ready(path: Path, *depends_on: str, kind: type[T], make: Callable[[], T]) -> T:
    """What `make` makes of a file, or what it made of the very same bytes before.

    Args:
        path: the file. One that cannot be read is left to `make`, which says why.
        depends_on: whatever else the result depends on.
        kind: what is made.
        make: reads the file and raises `ConfigError` where it is wrong; then nothing is kept.
    """
    place = _place(path, *depends_on, str(kind))
    if place is None:
        return make()
    try:
        return msgspec.json.decode(place.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        made = make()
        _keep(place, msgspec.json.encode(made))
        return made


def _place(path: Path, *depends_on: str) -> Path | None:
    try:
        # A pipe can be read only once; and an empty home would be the root of the disk.
        if not path.is_file() or os.environ.get("HOME") == "":
            return None
        with path.open("rb") as stream:
            raw = stream.read(_MOST_BYTES)
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except (OSError, RuntimeError):
        return None
    name = hashlib.sha256(b"\0".join([raw, *(part.encode() for part in (_program(), *depends_on))])).hexdigest()
    return home / "policy-tracker" / f"{path.stem}-{name[:32]}.json"


def _program() -> str:
    """Which program made it: a version, and when its reading parts were last touched, for those who work on it."""
    here = Path(__file__).parent
    touched = [entry.stat().st_mtime_ns for folder in (here, here.parent / "model") for entry in os.scandir(folder) if entry.is_file()]
    return f"{__version__} {max(touched)} {len(touched)}"


def _keep(place: Path, body: bytes) -> None:
    """Keep it if that can be done; a folder that cannot be written only costs time."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
        Path(name).replace(place)
    except OSError:
        Path(name).unlink(missing_ok=True)
