"""WARC and WACZ files: what crawlers recorded, wget's and browsers' alike, and what `tracker export --warc` writes.

A capture is a record of an answer with status 200, or of a resource, at the own address of a source. What is recorded of other addresses
is passed over. A record that is damaged is lost and not given in part: half a page would tell of changes that never were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tracker.archives.beside import Counted
from tracker.archives.file_walk import UnreadableError
from tracker.archives.owners import Owners
from tracker.archives.warc_bodies import answer_in, check_digest, content_type_in
from tracker.archives.warc_files import Unusable, WarcFile, warc_files_at
from tracker.archives.warc_heads import BrokenError, Head, status_in
from tracker.archives.warc_records import Gap, Record, block_at, records_in
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Source

_KINDS = frozenset({"response", "resource", "revisit"})
_OK, _NOT_MODIFIED = 200, 304
_NO_BYTES = "is a revisit, and the record that has its bytes is not in this archive"


class _Revisit(NamedTuple):
    """A revisit that waits for the record that has its bytes."""

    captures: tuple[Listed, ...]
    names: tuple[str, ...]


class Warc:
    """The archive of one WARC or WACZ file, or of all of a folder. References are a file's name, `#`, and the place of a record in it.

    What is kept of a reading grows with the captures of the sources that were asked for, not with the files.
    """

    name = "warc"
    gap = 0.0

    def __init__(self, path: Path) -> None:
        self._files: dict[str, WarcFile] = {}
        self._unusable: list[Unusable] = []
        for one in warc_files_at(path):
            if isinstance(one, WarcFile):
                self._files[one.name] = one
            else:
                self._unusable.append(one)
        self._has_bytes: dict[str, str] = {}
        self.beside = Counted()
        """What the last listing passed over."""

    def listed(self, sources: Sequence[Source], since: datetime, until: datetime) -> Iterator[Listed | Lost]:
        """The captures of these sources, each source's oldest first. All files are read through before the first is given."""
        self.beside = Counted()
        listing = _Listing(Owners(sources), self.beside)
        for unusable in self._unusable:
            yield self._lost(unusable.name, unusable.why)
        for file in self._files.values():
            for reference, record in self._records(file):
                lost = record if isinstance(record, Lost) else listing.take(reference, record)
                if lost is not None:
                    yield lost
        yield from self._resolve(listing, since, until)
        yield from sorted(self.beside.within(listing.found, since, until), key=lambda one: (one.source, one.at, _place(one.reference)))

    def opened(self, one: Listed) -> PastCapture | Lost:
        """The answer that was recorded, decoded. Only the record itself is read, and for a revisit the one that has its bytes."""
        try:
            head, block = self._block(one.reference)
            if head.at != one.at:
                return self._lost(one.reference, "another record stands there than when the file was listed")
            if head.kind != "revisit":
                return _capture(one, head, block)
            target = self._has_bytes.get(one.reference) or self._searched(head)
            if target is None:
                return self._lost(one.reference, _NO_BYTES)
            said = content_type_in(block)
            capture = _capture(one, *self._block(target))
        except (BrokenError, UnreadableError) as error:
            return self._lost(one.reference, str(error))
        return PastCapture(listed=one, body=capture.body, content_type=said or capture.content_type)

    def _block(self, reference: str) -> tuple[Head, bytes]:
        name, offset = _place(reference)
        file = self._files.get(name)
        if file is None or offset < 0:
            raise UnreadableError("is not in this archive")
        head, block = block_at(file, offset)
        if not file.packed:
            check_digest(head, block)
        return head, block

    def _records(self, file: WarcFile) -> Iterator[tuple[str, Record | Lost]]:
        try:
            for one in records_in(file):
                reference = f"{file.name}#{one.offset}"
                yield reference, self._lost(reference, one.why) if isinstance(one, Gap) else one
        except UnreadableError as error:
            yield file.name, self._lost(file.name, str(error))

    def _resolve(self, listing: _Listing, since: datetime, until: datetime) -> Iterator[Lost]:
        """Find the bytes of revisits: among the captures, else in a second reading, as they may have come from any address."""
        wanted = {name for revisit in listing.revisits if not _known(revisit.names, listing.names) for name in revisit.names}
        names = listing.names | (self._names_of(wanted) if wanted else {})
        for revisit in listing.revisits:
            has_bytes = _known(revisit.names, names)
            if has_bytes:
                listing.found += revisit.captures
                self._has_bytes[revisit.captures[0].reference] = has_bytes
            elif since <= revisit.captures[0].at <= until:
                yield self._lost(revisit.captures[0].reference, _NO_BYTES)

    def _searched(self, head: Head) -> str | None:
        names = tuple(head.referred())
        return _known(names, self._names_of(set(names)))

    def _names_of(self, wanted: set[str]) -> dict[str, str]:
        """Which records have these names."""
        found: dict[str, str] = {}
        for file in self._files.values():
            for reference, record in self._records(file):
                if isinstance(record, Record) and _has_bytes(record):
                    found |= {name: reference for name in record.head.names() if name in wanted and name not in found}
        return found

    def _lost(self, reference: str, why: str) -> Lost:
        return Lost(archive=self.name, reference=reference, why=why)


class _Listing:
    """What one reading of all records comes to."""

    def __init__(self, owners: Owners, beside: Counted) -> None:
        self._owners = owners
        self._beside = beside
        self.found: list[Listed] = []
        self.revisits: list[_Revisit] = []
        self.names: dict[str, str] = {}

    def take(self, reference: str, record: Record) -> Lost | None:
        """Keep what a record says of a source, if it is of one."""
        head = record.head
        if head.kind not in _KINDS:
            return None
        mine, status = self._owners.at(head.url), _status(record)
        if status != _OK or not mine:
            self._pass_over(head.url, status, mine)
            return None
        # A revisit is always without its bytes, which some call cut.
        cut = head.cut if head.kind != "revisit" else None
        why = f"the crawler did not keep all of it ({cut})" if cut else "its date cannot be read" if head.at is None else None
        if why or head.at is None:
            return Lost(archive=Warc.name, reference=reference, why=why or "")
        captures = tuple(
            Listed(source=one.id, url=one.url, at=head.at, archive=Warc.name, reference=reference, digest=head.digest) for one in mine
        )
        if head.kind == "revisit":
            self.revisits.append(_Revisit(captures, tuple(head.referred())))
            return None
        for name in head.names():
            self.names.setdefault(name, reference)
        self.found += captures
        return None

    def _pass_over(self, url: str, status: int, mine: Sequence[Source]) -> None:
        if mine:
            self._beside.status(status)
        elif status == _OK:
            self._beside.address(url)


def _status(record: Record) -> int:
    """The status of what was recorded; 0 where none can be read."""
    status = _OK if record.head.kind == "resource" else status_in(record.start)
    if record.head.kind == "revisit" and status in (None, _NOT_MODIFIED):
        return _OK  # it was seen, and was as it had been
    return status or 0


def _place(reference: str) -> tuple[str, int]:
    """The file that a reference names, and the place in it; -1 for what is no reference of ours."""
    name, _, offset = reference.rpartition("#")
    return name, int(offset) if re.fullmatch(r"[0-9]{1,15}", offset) else -1


def _has_bytes(record: Record) -> bool:
    return record.head.kind == "resource" or (record.head.kind == "response" and status_in(record.start) == _OK)


def _known(wanted: Sequence[str], names: dict[str, str]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)


def _capture(one: Listed, head: Head, block: bytes) -> PastCapture:
    content_type, body = (head.content_type, block) if head.kind == "resource" else answer_in(block)
    return PastCapture(listed=one, body=body, content_type=content_type)
