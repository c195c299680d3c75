"""A folder of templates of somebody's own, each in the place of the shipped one of its name."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from tracker.config.hints import did_you_mean
from tracker.errors import ConfigError

_KEY = "TRACKER_TEMPLATES"
_ENDINGS = {".j2", ".css"}
_LARGEST = 1_000_000


def read_templates(folder: Path, shipped: Collection[str]) -> dict[str, tuple[str, str]]:
    """Name → path and text of each template and style sheet that lies in the folder itself. `shipped` are the names that there are.

    Raises `ConfigError` where there is no such folder, a file cannot be read, or none has a name that is asked for.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix in _ENDINGS and path.is_file())
        found = {path.name: (str(path), _text(path)) for path in files}
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror or type(error).__name__})", file=folder, key=_KEY) from error
    if not found.keys() & set(shipped):
        hint = did_you_mean(next(iter(found), ""), shipped)
        raise ConfigError(f"no file in it has the name of a template{hint}; there are {', '.join(sorted(shipped))}", file=folder, key=_KEY)
    return found


def unused_templates(folder: Path, shipped: Collection[str]) -> tuple[str, ...]:
    """A line on each file of the folder that takes the place of nothing, and that no template in it includes.

    Raises `ConfigError` as above.
    """
    own = read_templates(folder, shipped)
    lines = []
    for path in sorted(one for one in folder.iterdir() if one.is_file() and one.name not in shipped):
        hint = did_you_mean(path.name, shipped)
        hint = hint if "did you mean" in hint else ""
        included = any(path.name in text for name, (_, text) in own.items() if name != path.name)
        if not included and (hint or path.name in own):
            lines.append(f"{path}: {_KEY}: is not used: no template has this name{hint}; there are {', '.join(sorted(shipped))}")
    return tuple(lines)


def _text(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise ConfigError("larger than 1 MB: no template is", file=path, key=_KEY)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError("not UTF-8; save the file as UTF-8", file=path, key=_KEY) from None
