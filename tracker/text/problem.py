"""What a capture is, where it cannot be text at all: nothing, or bytes of something else. The same for every kind of source."""

from __future__ import annotations

from typing import NamedTuple

_SIGNATURES = (
    (b"\x1f\x8b", "gzip data"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"BZh", "bzip2 data"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_BEGINS = 100


class Problem(NamedTuple):
    """One of the problem words of a document, and for a person what stands there instead of what was wanted."""

    word: str
    detail: str


def no_text(body: bytes, wanted: str) -> Problem | None:
    """Why the bytes cannot be what was `wanted` ("a feed"), if that can be seen from their beginning."""
    if not body[:_BEGINS].strip(_NOTHING) and not body.strip(_NOTHING):
        return Problem("empty", "the body is empty")
    for signature, name in _SIGNATURES:
        if body.startswith(signature):
            return Problem("error-page", f"the body is {name}, not {wanted}")
    return None
