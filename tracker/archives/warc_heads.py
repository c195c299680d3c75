"""The head of a WARC record (ISO 28500, versions 1.0 and 1.1): what it is of, when it was captured, and how long it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO

import msgspec
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

_LONGEST = 64 * 1024
_PARSER = StatusAndHeadersParser(["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"])
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
BEGINS = b"WARC/"


class BrokenError(Exception):
    """A record that cannot be read; the text says why, to a person."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of a record says. `size` counts its own bytes, `length` those of the block behind it.

    `at` is None where its date cannot be read. `refers` is what a revisit says of the record that has its bytes (its id, and its
    address with its date); `cut` says why the crawler kept less than there was, or that this is one of several parts.
    """

    kind: str
    url: str
    size: int
    length: int
    at: datetime | None = None
    date: str = ""
    ident: str | None = None
    digest: str | None = None
    block_digest: str | None = None
    content_type: str | None = None
    refers: tuple[str | None, str | None, str | None] = (None, None, None)
    cut: str | None = None

    def names(self) -> Iterator[str]:
        """What revisits may call this record."""
        if self.ident:
            yield f"id {self.ident}"
        yield f"at {self.url} {self.date}"
        if self.digest:
            yield f"bytes {self.digest}"

    def referred(self) -> Iterator[str]:
        """What a revisit calls the record that has its bytes, the surest name first."""
        ident, url, date = self.refers
        if ident:
            yield f"id {ident}"
        if url and date:
            yield f"at {url} {date}"
        if self.digest:
            yield f"bytes {self.digest}"


def head_in(data: bytes) -> Head | None:
    """The head that some bytes begin with; None where it goes on behind them. Raises `BrokenError` where there is none."""
    if not data.startswith(BEGINS[: len(data)]):
        raise BrokenError("what stands here is no record")
    size = head_size(data, _LONGEST)
    if size is None:
        if len(data) >= _LONGEST:
            raise BrokenError("its head has no end")
        return None
    try:
        told = {name.lower(): value for name, value in reversed(_PARSER.parse(BytesIO(data[:size])).headers)}
        length = int(told.get("content-length", ""))
    except (StatusAndHeadersParserException, EOFError):
        raise BrokenError("its head is of no version of WARC that is known") from None
    except ValueError:
        raise BrokenError("its head does not say how long it is") from None
    if length < 0:
        raise BrokenError("its head does not say how long it is")
    return _head(told, size, length)


def head_size(data: bytes, longest: int) -> int | None:
    """How many bytes a head has that ends with an empty line, that one included; None where there is none in the first `longest`."""
    first = data.find(b"\n\r\n", 0, longest)
    # The other mark is looked for before it alone: behind it comes the body, and all of that.
    other = data.find(b"\n\n", 0, longest if first < 0 else first)
    if other >= 0:
        return other + 2
    return first + 3 if first >= 0 else None


def status_in(block: bytes) -> int | None:
    """The status of HTTP that a block begins with; None for what is no answer."""
    found = _STATUS.match(block)
    return int(found.group(1)) if found else None


def _head(told: Mapping[str, str], size: int, length: int) -> Head:
    date = told.get("warc-date") or ""
    return Head(
        kind=told.get("warc-type") or "",
        url=_address(told.get("warc-target-uri")) or "",
        size=size,
        length=length,
        at=_moment(date),
        date=date,
        ident=told.get("warc-record-id"),
        digest=told.get("warc-payload-digest"),
        block_digest=told.get("warc-block-digest"),
        content_type=told.get("content-type"),
        refers=(
            told.get("warc-refers-to"),
            _address(told.get("warc-refers-to-target-uri")),
            told.get("warc-refers-to-date"),
        ),
        cut=told.get("warc-truncated") or ("segment" if told.get("warc-segment-number") else None),
    )


def _address(written: str | None) -> str | None:
    """An address, without the brackets that version 1.0 was read to ask for."""
    return written.strip().removeprefix("<").removesuffix(">") if written else None


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
