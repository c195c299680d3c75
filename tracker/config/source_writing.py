"""One more entry at the end of the list of sources.yaml. Every other byte of the file stays as it is, comments among them."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import yaml

from tracker.config.yaml_lines import load_yaml
from tracker.errors import ConfigError

Value = str | Sequence[str] | Mapping[str, str]
_PLAIN = re.compile(r"[A-Za-z0-9\u3041-\u9fff][A-Za-z0-9 ./_\u3041-\u9fff-]*[A-Za-z0-9/\u3041-\u9fff]|[A-Za-z0-9\u3041-\u9fff]")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?=&%+@!$*-]+[A-Za-z0-9/]")
_GUESSED = re.compile(
    r"(?:[-+]?[\d._]+(?:e\d+)?|0x[\da-f]+|0o[0-7]+|true|false|yes|no|on|off|null|\d{4}-\d\d?-\d\d?.*|[\d:.]+)", re.IGNORECASE
)
"""What some reader of YAML takes for something else than a text."""


def entry_text(entry: Mapping[str, Value], *, remark: str | None = None) -> str:
    """An entry as YAML, one key a line, `remark` as a comment below the kind; without indentation before the list's mark."""
    lines = []
    for key, value in entry.items():
        lines.append(f"{key}: {_written(value)}")
        if key == "kind" and remark:
            lines.append(f"# {remark}")
    return "- " + "\n  ".join(lines) + "\n"


def append_entry(path: Path, text: str, check: Callable[[Path], object]) -> int:
    """Put an entry at the end of the list `sources` of a file, in the indentation of the list. Returns its line.

    Args:
        path: sources.yaml. It is replaced as a whole once the new one was found right, so that half of one is never seen.
        text: the entry, as `entry_text` makes it.
        check: reads the new file, under another name, and raises `ConfigError` where it is wrong.

    Raises:
        ConfigError: the file is not as it must be, its list is written in brackets, or it cannot be written.
    """
    place = path.resolve()
    old = load_yaml(place)
    written = old.raw.decode("utf-8-sig")
    ends = "\r\n" if "\r\n" in written else "\n"
    line, column = _end_of_list(written, path)
    lines = written.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += ends
    entry = "".join(f"{' ' * column}{one}{ends}" for one in text.splitlines())
    new = "".join([*lines[:line], entry, *lines[line:]])
    body = (b"\xef\xbb\xbf" if old.raw.startswith(b"\xef\xbb\xbf") else b"") + new.encode()
    _replace(place, old.raw, body, check)
    return line + 1


def _written(value: Value) -> str:
    if isinstance(value, str):
        return _scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_scalar(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(_scalar(one) for one in value) + "]"


def _scalar(text: str) -> str:
    """A text as it may stand anywhere in YAML: bare where nobody can take it for anything else, else in quotes."""
    if (_PLAIN.fullmatch(text) or _ADDRESS.fullmatch(text)) and not _GUESSED.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _end_of_list(written: str, path: Path) -> tuple[int, int]:
    """The line (from 0) behind the last entry of `sources`, and the column in which its entries begin."""
    root = yaml.compose(written, Loader=yaml.CSafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    found = next((value for key, value in pairs if key.value == "sources"), None)
    if not isinstance(found, yaml.SequenceNode) or found.flow_style or not found.value:
        line = found.start_mark.line + 1 if found is not None else None
        raise ConfigError(
            "the list is not written one entry a line (`- id: …`): add the entry by hand", file=path, line=line, key="sources"
        )
    column = found.start_mark.column
    lines = written.splitlines()
    last = found.value[-1]
    end = min(last.end_mark.line + (1 if last.end_mark.column else 0), len(lines))
    # A block ends where the next thing begins: blank lines and comments of that are not its own.
    while end > last.start_mark.line + 1 and _is_no_part(lines[end - 1], column):
        end -= 1
    return end, column


def _is_no_part(line: str, column: int) -> bool:
    text = line.strip()
    return not text or (text.startswith("#") and len(line) - len(line.lstrip()) <= column)


def _replace(place: Path, before: bytes, body: bytes, check: Callable[[Path], object]) -> None:
    """Write the new file beside the old one, have it checked, and put it in its place."""
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".yaml")
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=place) from None
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
        check(beside)
        if place.read_bytes() != before:
            raise ConfigError("it was changed by somebody else in the meantime; nothing was written, try again", file=place)
        beside.chmod(place.stat().st_mode & 0o777)
        beside.replace(place)
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", file=place) from None
    finally:
        beside.unlink(missing_ok=True)
