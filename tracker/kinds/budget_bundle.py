"""The tables in a bundle: a ZIP of CSV files, opened within narrow bounds. The names of its members lead nowhere."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import NamedTuple

from tracker.errors import ExtractError

SIGNATURE = b"PK"
_MOST_MEMBERS = 50
_MOST_BYTES = 16 * 1024 * 1024
"""Of all tables of a bundle together, unpacked."""
_MOST_LINES, _MOST_CELLS = 50_000, 2_000_000
"""Of all its tables together: what is longer keeps its reader busy for minutes, and is no budget."""
_AT_ONCE = 256 * 1024
_ENCRYPTED = 1


class Member(NamedTuple):
    """A table of a bundle: the last part of its name, for a person and for what it says of the side of the account, and its bytes."""

    name: str
    body: bytes


def table_alone(body: bytes) -> tuple[Member, ...]:
    """One table of a bundle by itself, where the body is one. Raises `ExtractError` where it is longer than any budget."""
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:2_000]
    if head.startswith((b"<", b"{", b"[")) or head.count(b",") < 2:
        return ()
    return _bounded((Member("the table", body),))


def _bounded(members: tuple[Member, ...]) -> tuple[Member, ...]:
    lines = sum(max(member.body.count(b"\n"), member.body.count(b"\r")) for member in members)
    cells = sum(member.body.count(b",") for member in members)
    if lines > _MOST_LINES or cells > _MOST_CELLS:
        raise ExtractError(f"its tables hold {lines:,} lines and {cells:,} cells, which is more than any budget: they are not read")
    return members


def tables_in(body: bytes) -> tuple[Member, ...]:
    """The CSV files of a bundle, in its order.

    Raises:
        ExtractError: an archive that is broken or cut short, encrypted, or larger unpacked than any budget, or one without a table.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _bounded(_tables(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ExtractError(f"the ZIP archive is broken or was cut short ({error}); it is asked for again at the next look") from error
    except (NotImplementedError, RuntimeError, ValueError, OverflowError) as error:
        raise ExtractError(f"the ZIP archive cannot be unpacked here: {error}") from error


def _tables(archive: zipfile.ZipFile) -> tuple[Member, ...]:
    found = [info for info in archive.infolist() if info.filename.lower().endswith(".csv")]
    if not found:
        names = "、".join(_plain(info.filename) for info in archive.infolist()[:5]) or "nothing"
        raise ExtractError(f"there is no CSV file in the ZIP archive; it holds {names}")
    if len(found) > _MOST_MEMBERS:
        raise ExtractError(f"the ZIP archive holds {len(found):,} tables; no more than {_MOST_MEMBERS} are taken")
    members, left = [], _MOST_BYTES
    for info in found:
        if info.flag_bits & _ENCRYPTED:
            raise ExtractError(f"{_plain(info.filename)} in the ZIP archive is encrypted")
        body = _unpacked(archive, info, left)
        left -= len(body)
        members.append(Member(_plain(info.filename), body))
    return tuple(members)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """What a member holds. What it says of its own size is not believed."""
    parts: list[bytes] = []
    size = 0
    with archive.open(info) as member:
        while part := member.read(_AT_ONCE):
            size += len(part)
            if size > most:
                raise ExtractError(f"the ZIP archive unpacks to more than {_MOST_BYTES // 1024 // 1024} MB: it is refused")
            parts.append(part)
    return b"".join(parts)


def _plain(name: str) -> str:
    return "".join(char for char in name.replace("\\", "/").rsplit("/", 1)[-1] if char.isprintable())[:100]
