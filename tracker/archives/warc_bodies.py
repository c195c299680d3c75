"""What a server said, out of the block of a WARC record: joined from its chunks, decoded, under the cap of a capture. Pure."""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from io import BytesIO

from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from tracker.archives.file_walk import TOO_LARGE, UnreadableError, unpacked
from tracker.archives.warc_heads import BrokenError, Head, head_size

_PARSER = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)
_LONGEST_HEAD = 128 * 1024
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r\n")
_DECODED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[<{\[]|%PDF|WARC)")
_ENCODED = re.compile(rb"\n(?:transfer|content)-encoding[ \t]*:", re.IGNORECASE)
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha512"})


def answer_in(block: bytes) -> tuple[str | None, bytes]:
    """Content type and body of an answer of HTTP as it was recorded. Raises `UnreadableError`.

    Some crawlers keep an answer as it came, others as it was read and with the old headers: a body that is not in chunks or not encoded,
    though its head says so, is taken as it stands.
    """
    size = head_size(block, _LONGEST_HEAD)
    if size is None:
        raise UnreadableError("holds no answer of HTTP")
    told = _PARSER.parse(BytesIO(block[:size]))
    body = block[size:]
    if "chunked" in (told.get_header("Transfer-Encoding") or "").lower():
        body = _joined(body)
    return told.get_header("Content-Type"), _decoded(body, told)


def content_type_in(block: bytes) -> str | None:
    """The content type that the head of an answer names, where a record has no more than that."""
    content_type = _PARSER.parse(BytesIO(block[:_LONGEST_HEAD])).get_header("Content-Type") if block else None
    return content_type if isinstance(content_type, str) else None


def check_digest(head: Head, block: bytes) -> None:
    """Hold a record that no checksum of its packing vouches for against the digests that were written with it. Raises `BrokenError`."""
    if _fits(head.block_digest, block) or head.kind == "revisit":
        return
    size = (head_size(block, _LONGEST_HEAD) or 0) if head.kind == "response" else 0
    if not _ENCODED.search(block[:size]):  # writers differ over whether they mean it before or after it was decoded
        _fits(head.digest, block[size:])


def _fits(written: str | None, held: bytes) -> bool:
    """Whether bytes have the digest that was written; False where none was, or one of a kind that is not known. Raises `BrokenError`."""
    name, _, value = (written or "").partition(":")
    name = name.strip().lower().replace("-", "")
    if name not in _DIGESTS:
        return False
    found = hashlib.new(name, held, usedforsecurity=False)
    if value.strip().rstrip("=").upper() not in (b32encode(found.digest()).decode("ascii").rstrip("="), found.hexdigest().upper()):
        raise BrokenError(f"its bytes have another {name} than was written with it")
    return True


def _joined(body: bytes) -> bytes:
    parts: list[bytes] = []
    place = 0
    while True:
        head = _CHUNK.match(body, place)
        if head is None:
            if place == 0:
                return body
            raise UnreadableError("breaks off between its chunks")
        size = int(head.group(1), 16)
        part = body[head.end() : head.end() + size]
        if len(part) < size:
            raise UnreadableError("breaks off within a chunk")
        if size == 0:
            return b"".join(parts)
        parts.append(part)
        place = head.end() + size + 2


def _decoded(body: bytes, told: StatusAndHeaders) -> bytes:
    try:
        return unpacked(body, told.get_header("Content-Encoding") or "")
    except UnreadableError as error:
        if str(error) == TOO_LARGE or not _DECODED.match(body):
            raise
        return body
