"""`manifest.jsonl` or `manifest.csv` in a folder of captures: which file is of which source, and when it was captured.

Columns: `file` (from the top of the folder), `at` (ISO 8601; UTC where no zone is named), `source` (an id) or `url` (the address that
it was captured at), and where they are known `content_type` and `status`. A capture with another status than 200 is none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from tracker.archives.file_dates import moment_in
from tracker.archives.file_walk import UnreadableError, opened_in
from tracker.errors import ConfigError, ConfigFaultsError, UsageError
from tracker.model.wire import NO_JSON
from tracker.text.moments import read_moment

NAMES = ("manifest.jsonl", "manifest.csv")
_LONGEST_LINE = 20_000
_MOST_FAULTS = 20
_OK = 200


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a manifest. `at` is UTC, None where the line may leave it out; `source` or `url` is None, or both where they may be."""

    line: int
    file: str
    at: datetime | None = None
    source: str | None = None
    url: str | None = None
    content_type: str | None = None


def manifest_of(folder: Path) -> str | None:
    """The name of the manifest of a folder, if it has one. Raises `UsageError` where it has two."""
    there = [name for name in NAMES if (folder / name).is_file()]
    if len(there) > 1:
        raise UsageError(f"{folder}: holds {' and '.join(there)}; leave one of them")
    return there[0] if there else None


def rows_of(folder: Path, name: str, *, owned: bool) -> Iterator[Row]:
    """The lines of a manifest that name captures. `owned`: the source was named elsewhere, so that lines need not.

    Raises `ConfigFaultsError` at the end with each line that is wrong (20 at most), and `ConfigError` where it is no such file.
    """
    try:
        file = opened_in(folder, name)
    except UnreadableError as error:
        raise ConfigError(str(error), file=folder / name) from None
    with file:
        yield from rows_in(file, folder / name, owned=owned)


def rows_in(file: BinaryIO, path: Path, *, owned: bool, dated: bool = True) -> Iterator[Row]:
    """The same of an open file; `path` is what it is called in messages. Without `dated` lines need not say when."""
    faults: list[ConfigError] = []
    for line, told in _told_in(file, path):
        try:
            row = _row(line, told, owned=owned, dated=dated)
        except ValueError as error:
            faults.append(ConfigError(str(error), file=path, line=line))
            if len(faults) == _MOST_FAULTS:
                break
        else:
            if row is not None:
                yield row
    if faults:
        raise ConfigFaultsError(tuple(faults))


def _told_in(file: BinaryIO, path: Path) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    """Number of a line → what it says, or what is wrong with it."""
    if path.suffix == ".csv":
        yield from _of_csv(file, path)
        return
    for number, line in _lines(file, path):
        if not line.strip():
            continue
        try:
            told = msgspec.json.decode(line)
        except NO_JSON as error:
            yield number, f"a JSON object was expected: {error}"
            continue
        yield number, told if isinstance(told, dict) else "a JSON object was expected"


def _lines(file: BinaryIO, path: Path) -> Iterator[tuple[int, str]]:
    number = 0
    while line := _line(file, path):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise ConfigError(f"the line is longer than {_LONGEST_LINE:,} bytes, as none of a manifest is", file=path, line=number)
        yield number, line.decode("utf-8", errors="replace").removeprefix("\ufeff" if number == 1 else "")


def _line(file: BinaryIO, path: Path) -> bytes:
    try:
        return file.readline(_LONGEST_LINE + 1)
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror or error}", file=path) from error


def _of_csv(file: BinaryIO, path: Path) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    reader = csv.reader(line for _, line in _lines(file, path))
    header: list[str] | None = None
    try:
        for cells in reader:
            if not any(cells):
                continue
            if header is None:
                header = [cell.strip().lower() for cell in cells]
                if missing := {"file"} - set(header):
                    raise ConfigError(f"its first line has to name the columns; {', '.join(missing)} is missing", file=path, line=1)
                continue
            if len(cells) > len(header):
                yield reader.line_num, f"{len(cells)} columns, and the first line names {len(header)}"
                continue
            yield reader.line_num, dict(zip(header, cells, strict=False))
    except csv.Error as error:
        raise ConfigError(f"is no CSV: {error}", file=path, line=reader.line_num) from None


def _row(line: int, told: Mapping[str, object] | str, *, owned: bool, dated: bool) -> Row | None:
    """A line as a row; None for what was no capture. Raises `ValueError` with what is wrong."""
    if isinstance(told, str):
        raise ValueError(told)  # noqa: TRY004 - it is what the line is, not what a caller gave
    file, source, url = _text(told, "file"), _text(told, "source"), _text(told, "url")
    if file is None:
        raise ValueError("file: the path of a file in this folder was expected")
    path = PurePosixPath(file)
    if path.is_absolute() or ".." in path.parts or "\0" in file:
        raise ValueError(f"file: {file[:100]!r} leads out of this folder")
    if not owned and source is None and url is None:
        raise ValueError("source or url: one of them was expected")
    status = _text(told, "status")
    if status is not None and not status.isdecimal():
        raise ValueError(f"status: a number of HTTP was expected, not {status[:100]!r}")
    at = _moment(_text(told, "at"), dated=dated)
    if status is not None and int(status) != _OK:
        return None
    return Row(line=line, file=path.as_posix(), at=at, source=source, url=url, content_type=_text(told, "content_type"))


def _moment(written: str | None, *, dated: bool) -> datetime | None:
    if written is None:
        if dated:
            raise ValueError("at: the time of the capture was expected, such as 2025-05-21T12:00:00Z")
        return None
    moment = read_moment(written, UTC) or moment_in((written,))
    if moment is None:
        raise ValueError(f"at: a time was expected, such as 2025-05-21T12:00:00Z, not {written[:100]!r}")
    return moment.astimezone(UTC)


def _text(told: Mapping[str, object], name: str) -> str | None:
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None
