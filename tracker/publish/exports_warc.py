"""What was archived as a WARC file (ISO 28500, version 1.1): for each look with a capture the request, and the response or a revisit.

The database keeps of an exchange its moment, address, status, content type, validators and body; the other headers are not made up.
"""

from __future__ import annotations

from base64 import b32encode
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO, NamedTuple
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tracker.errors import StoreError
from tracker.model.look import Fetch
from tracker.publish.exports import Export

VERSION = "1.1"
_ABOUT = (
    "Headers are rebuilt from what the database keeps: status, content type and validators; bodies are as they were after decoding. "
    "A mailbox and what a person saved by hand are resources without an exchange."
)
_PRINTABLE = "".join(map(chr, range(32, 127)))
_REASONS = {200: "OK", 203: "Non-Authoritative Information", 206: "Partial Content"}


class Written(NamedTuple):
    """How many records of each sort were written, and the looks whose bytes are archived no more, each with why."""

    responses: int
    revisits: int
    resources: int
    lost: tuple[str, ...]


class _First(NamedTuple):
    """The record that brought some bytes first."""

    record: str
    url: str
    date: str


def write_warc(export: Export, stream: BinaryIO, name: str) -> Written:
    """Write all captures, oldest first, each record compressed for itself where the name ends in .gz. One body is held at a time."""
    made = _Writing(WARCWriter(stream, gzip=name.endswith(".gz"), warc_version=VERSION), export)
    made.info(name)
    with export.store.view() as view:
        for number, fetch in view.looks():
            if fetch.snapshot is not None:
                made.add(number, fetch, fetch.snapshot)
    return Written(made.responses, made.revisits, made.resources, tuple(made.lost))


class _Writing:
    """A WARC file as it comes about, and which bytes it has already."""

    def __init__(self, writer: WARCWriter, export: Export) -> None:
        self._writer = writer
        self._store = export.store
        self._version = export.version
        self._first: dict[str, _First] = {}
        self.responses = self.revisits = self.resources = 0
        self.lost: list[str] = []

    def info(self, name: str) -> None:
        """The first record: who wrote the file, and what of it is rebuilt."""
        said = {
            "software": f"tracker {self._version}",
            "format": "WARC File Format 1.1",
            "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": _ABOUT,
        }
        record = self._writer.create_warcinfo_record(name, said)
        recorded = self._store.last_recorded()
        if recorded is not None:
            record.rec_headers.replace_header("WARC-Date", _date(recorded))
        record.rec_headers.replace_header("WARC-Record-ID", _ident(f"{self._version} {recorded}", "warcinfo"))
        self._writer.write_record(record)

    def add(self, number: int, fetch: Fetch, snapshot: str) -> None:
        """Write what one look brought."""
        look = f"{fetch.source} {number} {fetch.at.isoformat()}"
        first = self._first.get(snapshot)
        # Where an archive asked, or a person, there was no exchange of ours to tell.
        exchanged = fetch.status is not None and not fetch.by_hand and fetch.archive is None
        body = None if first and exchanged else self._body(number, fetch, snapshot)
        if exchanged and first is not None:
            self._exchange(look, fetch, self._revisit(look, fetch, snapshot, first))
            self.revisits += 1
        elif body is None:
            return
        elif exchanged:
            self._exchange(look, fetch, self._response(look, fetch, snapshot, body))
            self.responses += 1
            self._first[snapshot] = _First(_ident(look, "response"), _one_line(fetch.url), _date(fetch.at))
        else:
            self._writer.write_record(self._resource(look, fetch, snapshot, body))
            self.resources += 1

    def _body(self, number: int, fetch: Fetch, snapshot: str) -> bytes | None:
        try:
            found = self._store.snapshot(snapshot)
        except StoreError as error:
            self.lost.append(f"look {number} at {fetch.url}: {error}")
            return None
        if found is None:
            self.lost.append(f"look {number} at {fetch.url}: {snapshot} is not archived any more")
        return found.body if found else None

    def _exchange(self, look: str, fetch: Fetch, answer: ArcWarcRecord) -> None:
        """The answer, then the request that it answers."""
        asked = self._writer.create_warc_record(
            _one_line(fetch.url),
            "request",
            http_headers=_request_head(fetch.url),
            warc_headers_dict={"WARC-Record-ID": _ident(look, "request"), "WARC-Date": _date(fetch.at)},
        )
        self._writer.write_request_response_pair(asked, answer)

    def _response(self, look: str, fetch: Fetch, snapshot: str, body: bytes) -> ArcWarcRecord:
        return self._writer.create_warc_record(
            _one_line(fetch.url),
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=_response_head(fetch, len(body)),
            warc_headers_dict=_told(look, "response", fetch, snapshot),
        )

    def _revisit(self, look: str, fetch: Fetch, snapshot: str, first: _First) -> ArcWarcRecord:
        named = {**_told(look, "revisit", fetch, snapshot), "WARC-Refers-To": first.record}
        digest = named.pop("WARC-Payload-Digest")
        head = _response_head(fetch, fetch.size)
        return self._writer.create_revisit_record(
            _one_line(fetch.url), digest, first.url, first.date, http_headers=head, warc_headers_dict=named
        )

    def _resource(self, look: str, fetch: Fetch, snapshot: str, body: bytes) -> ArcWarcRecord:
        return self._writer.create_warc_record(
            _one_line(fetch.url),
            "resource",
            payload=BytesIO(body),
            length=len(body),
            warc_content_type=_one_line(fetch.content_type or "application/octet-stream"),
            warc_headers_dict=_told(look, "resource", fetch, snapshot),
        )


def _told(look: str, kind: str, fetch: Fetch, snapshot: str) -> dict[str, str]:
    """The headers of a record of bytes. The digest is the name of the snapshot, in the writing that readers of WARC expect."""
    digest = b32encode(bytes.fromhex(snapshot.removeprefix("sha256:"))).decode("ascii")
    return {"WARC-Record-ID": _ident(look, kind), "WARC-Date": _date(fetch.at), "WARC-Payload-Digest": f"sha256:{digest}"}


def _request_head(url: str) -> StatusAndHeaders:
    parts = urlsplit(url)
    target = _one_line(parts.path or "/") + (f"?{_one_line(parts.query)}" if parts.query else "")
    return StatusAndHeaders(f"GET {target} HTTP/1.1", [("Host", _one_line(parts.netloc.rpartition("@")[2]))], is_http_request=True)


def _response_head(fetch: Fetch, size: int) -> StatusAndHeaders:
    """What is known of the head of an answer; the length is that of the body as it is kept."""
    known = {
        "Content-Type": fetch.content_type,
        "Content-Length": str(size),
        "ETag": fetch.validators.etag,
        "Last-Modified": fetch.validators.last_modified,
    }
    status = f"{fetch.status} {_REASONS.get(fetch.status or 0, '')}".strip()
    return StatusAndHeaders(status, [(name, _one_line(value)) for name, value in known.items() if value], protocol="HTTP/1.1")


def _one_line(text: str) -> str:
    """A header holds one line of ASCII; what else is in a text stands percent-encoded."""
    return quote(" ".join(text.split()), safe=_PRINTABLE)


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _ident(look: str, kind: str) -> str:
    """The same name for the same record, however often it is exported."""
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {look}')}>"
