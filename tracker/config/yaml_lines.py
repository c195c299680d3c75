"""YAML files as plain data that remembers its lines, so that every fault can be named by file and line.

The scalars are those of YAML 1.2's core without floats: null, true, false, whole numbers, and strings. Dates, versions and
decimals stay as they were written (`1.10` is not 1.1, and 2026-02-30 is for the reader of the file to refuse).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from tracker.errors import ConfigError

Key: TypeAlias = str | int
Place: TypeAlias = tuple[Key, ...]
"""The way to a value: keys of mappings and places in lists, from 0."""

MAX_BYTES = 5_000_000
MAX_DEPTH = 40
MAX_VALUES = 500_000
"""Values in a file, those behind aliases counted at every use."""

_WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_GUESSES = {
    "flow": "; is a bracket or brace not closed?",
    "quoted scalar": "; is a quote not closed?",
    "block": "; does a line stand further in or out than its neighbours?",
    "simple key": "; is a colon missing?",
}
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
_HOW_TO_GET = {"TRACKER_SOURCES": "sources.yaml", "TRACKER_TIMELINE": "timeline.yaml"}


@dataclass(frozen=True)
class YamlFile:
    """A file's content. `lines` leads from a place to its line, from 1."""

    path: Path
    raw: bytes
    data: object
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a value, or of the nearest thing around it that has one."""
        for end in range(len(place), -1, -1):
            found = self.lines.get(place[:end])
            if found is not None:
                return found
        return 1


def load_yaml(path: Path, *, setting: str | None = None) -> YamlFile:
    """Read a YAML file of one document.

    Args:
        path: the file.
        setting: the environment variable that names it, for the message where it is missing.

    Raises:
        ConfigError: missing, unreadable, too large, no UTF-8, no YAML, a key twice, nested or expanded beyond reason.
    """
    raw = _read(path, setting)
    text = _decode(raw, path)
    builder = _Builder(path)
    try:
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text, path) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else None
        raise ConfigError(f"a character that YAML does not allow: {error.reason}", file=path, line=line) from None
    except yaml.YAMLError as error:
        raise ConfigError(f"not YAML: {error}", file=path) from None
    return YamlFile(path=path, raw=raw, data=builder.root, lines=builder.lines)


def _read(path: Path, setting: str | None) -> bytes:
    try:
        if path.is_dir():
            raise ConfigError("this is a directory; a YAML file was expected", file=path)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        advice = ""
        if setting is not None:
            advice = f"; run `tracker init` to get the shipped {_HOW_TO_GET.get(setting, path.name)}, or set {setting} to where yours is"
        raise ConfigError(f"there is no such file{advice}", file=path) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigError(f"cannot be read: {reason}", file=path) from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"larger than {MAX_BYTES // 1_000_000} MB: this cannot be the file that is meant", file=path)
    return raw


def _decode(raw: bytes, path: Path) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError("not UTF-8; save the file as UTF-8", file=path, line=line) from None
    zero = text.find("\0")
    if zero >= 0:
        raise ConfigError("a zero byte; save the file as UTF-8 text", file=path, line=text.count("\n", 0, zero) + 1)
    return text


def _not_yaml(error: yaml.MarkedYAMLError, text: str, path: Path) -> ConfigError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else None
    written = text.split("\n")[mark.line] if mark and mark.line < text.count("\n") + 1 else ""
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return ConfigError("a tab in the indentation; YAML wants spaces", file=path, line=line)
    return ConfigError(f"not YAML: {error.problem or 'cannot be read'}{_around(error)}", file=path, line=line)


def _around(error: yaml.MarkedYAMLError) -> str:
    """What the parser was reading, where that began, and what is most often wrong there."""
    if not error.context:
        return ""
    began = f", which begins on line {error.context_mark.line + 1}" if error.context_mark else ""
    question = next((guess for word, guess in _GUESSES.items() if word in error.context), "")
    return f" ({error.context}{began}){question}"


@dataclass
class _Container:
    """A mapping or list that is being filled. `key` is the key that waits for its value."""

    value: dict[str, object] | list[object]
    place: Place
    line: int
    anchor: str | None
    key: str | None = None
    values: int = 1
    keys: dict[str, int] = field(default_factory=dict)


class _Builder:
    """Data out of the parser's events, without recursion, so that no nesting can exhaust the stack."""

    def __init__(self, path: Path) -> None:
        self.root: object = None
        self.lines: dict[Place, int] = {}
        self._path = path
        self._open: list[_Container] = []
        self._anchors: dict[str, tuple[object, int]] = {}
        self._documents = 0
        self._values = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event.tag, line)
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_tag(event.tag, line)
            self._start({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(str(event.anchor), line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._error("a second document begins here (`---`); one is expected", line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if self._wants_key():
            self._take_key(event.value, line)
            return
        value = _plain(event.value) if event.implicit[0] else event.value
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._put(value, line, 1)

    def _start(self, value: dict[str, object] | list[object], anchor: str | None, line: int) -> None:
        if self._wants_key():
            raise self._error("a key must be a word, not a list or mapping", line)
        if len(self._open) >= MAX_DEPTH:
            raise self._error(f"nested deeper than {MAX_DEPTH} levels", line)
        place = self._next_place()
        self.lines.setdefault(place, line)
        self._open.append(_Container(value=value, place=place, line=line, anchor=anchor))

    def _end(self) -> None:
        done = self._open.pop()
        if done.anchor:
            self._anchors[done.anchor] = (done.value, done.values)
        self._put(done.value, done.line, done.values)

    def _alias(self, anchor: str, line: int) -> None:
        if self._wants_key():
            raise self._error("a key must be a word, not an alias", line)
        if anchor not in self._anchors and any(one.anchor == anchor for one in self._open):
            raise self._error(f"the alias *{anchor} stands within what &{anchor} names: nothing can hold itself", line)
        if anchor not in self._anchors:
            raise self._error(f"the alias *{anchor} has no anchor &{anchor} before it", line)
        value, values = self._anchors[anchor]
        self._put(value, line, values)

    def _put(self, value: object, line: int, values: int) -> None:
        self.lines.setdefault(self._next_place(), line)
        self._values += values
        if not self._open:
            self.root = value
            return
        parent = self._open[-1]
        parent.values += values
        if max(self._values, parent.values) > MAX_VALUES:
            raise self._error(f"more than {MAX_VALUES} values, aliases counted at every use", line)
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is not None:
            parent.value[parent.key] = value
            parent.key = None

    def _wants_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._open[-1].key is None

    def _take_key(self, key: str, line: int) -> None:
        parent = self._open[-1]
        if key in parent.keys:
            raise self._error(f"the key {key!r} stands twice; it was first given on line {parent.keys[key]}", line)
        parent.keys[key] = line
        parent.key = key
        self.lines[(*parent.place, key)] = line

    def _next_place(self) -> Place:
        if not self._open:
            return ()
        parent = self._open[-1]
        return (*parent.place, len(parent.value) if isinstance(parent.value, list) else str(parent.key))

    def _refuse_tag(self, tag: str | None, line: int) -> None:
        if tag is not None and tag != "!":
            raise self._error(f"tags ({tag}) are not read here; write the value without one", line)

    def _error(self, message: str, line: int) -> ConfigError:
        return ConfigError(message, file=self._path, line=line)


def _plain(written: str) -> object:
    if written in _CONSTANTS:
        return _CONSTANTS[written]
    return int(written) if _WHOLE_NUMBER.match(written) else written
