"""Office files as what they are: a zip of XML that anybody may have made. Nothing is unpacked that was not measured first."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError, fromstring

_MOST_PARTS = 2_000
_MOST_UNPACKED = 50 * 1024 * 1024
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class OfficeError(ValueError):
    """A file is no office file, or not one that is read: its text says why."""


def parts_of(body: bytes) -> dict[str, bytes]:
    """The XML parts of an office file by name.

    Raises:
        OfficeError: no zip, an encrypted one, more than 2,000 parts, more than 50 MB unpacked, or a part that declares entities.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_PARTS:
                raise OfficeError(f"holds {len(entries)} parts; {_MOST_PARTS} are the most that are read")
            if any(entry.flag_bits & 1 for entry in entries):
                raise OfficeError("is encrypted; save it without a password")
            left = _MOST_UNPACKED
            parts = {}
            for entry in entries:
                if not entry.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(entry) as stream:
                    part = stream.read(left + 1)  # what the entry says of its own size may be a lie
                left -= len(part)
                if left < 0:
                    raise OfficeError(f"unpacks to more than {_MOST_UNPACKED // 1024 // 1024} MB")
                _check(entry.filename, part)
                parts[entry.filename] = part
            return parts
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise OfficeError(f"is no office file that can be opened ({error})") from error


def tree_of(part: bytes) -> Element:
    """A part that `parts_of` answered, as a tree. Raises `OfficeError` where it is broken."""
    try:
        return fromstring(part)  # noqa: S314 - parts that declare entities were refused, and their size is bounded
    except ParseError as error:
        raise OfficeError(f"holds broken XML ({error})") from error


def _check(name: str, part: bytes) -> None:
    """XML may be written in several encodings, and none of these parts ever needs a declaration."""
    wide = part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in part[:4]
    text = part.decode("utf-16" if wide else "latin-1", "replace")
    if wide or _DECLARATION.search(text):
        raise OfficeError(f"{name} declares entities, or is written in another encoding than UTF-8; it is not read")
