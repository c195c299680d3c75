"""The form of a bundle: what is in it under which name, and how it is sealed.

A bundle is a ZIP of `manifest.json`, `signature.json`, `sources.json`, `timeline.jsonl`, `findings.jsonl`, `decisions.jsonl`,
`acknowledgements.jsonl`, `looks.jsonl`, `digests/<id>.json` and `snapshots/<SHA-256>`. All JSON is canonical (keys in one order), all times
are UTC. The signature is on the bytes of the manifest, which names every other file. The comment of the ZIP is the seal: the SHA-256 of
all bytes before it, so that a changed byte is found wherever it lies.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import BinaryIO

import msgspec

FORMAT = "tracker-bundle/1"
MANIFEST, SIGNATURE, SOURCES = "manifest.json", "signature.json", "sources.json"
TIMELINE, FINDINGS, DECISIONS = "timeline.jsonl", "findings.jsonl", "decisions.jsonl"
ACKNOWLEDGED, LOOKS = "acknowledgements.jsonl", "looks.jsonl"
ALWAYS = (SOURCES, TIMELINE, FINDINGS, DECISIONS, ACKNOWLEDGED, LOOKS)
"""What every bundle has, beside its manifest and signature."""
NAME = re.compile(
    r"(?:manifest|signature|sources)\.json|[a-z]{1,40}\.jsonl|digests/[A-Za-z0-9][A-Za-z0-9.-]{0,99}\.json|snapshots/[0-9a-f]{64}"
)
"""The names that a file of a bundle may have: none leads out of it."""
MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time that all files of a bundle bear: the earliest that a ZIP knows."""

SMALL = 10 * 1024**2
"""A larger file may be packed as densely as no document is, and is then a bomb; so a larger snapshot is stored as it is."""

BY_TERMS, MISSING = "terms", "missing"

_SEAL = b"sha256:"
SEAL_BYTES = len(_SEAL) + 64
_PIECE = 1024 * 1024


class FileRow(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a bundle: its name in it, the SHA-256 of its content (64 hex digits), and its size in bytes."""

    path: str
    sha256: str
    size: int


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot that is not in a bundle: `reason` is `terms` (its publisher lets nobody pass it on) or `missing`, `why` a sentence."""

    snapshot: str
    sources: tuple[str, ...]
    reason: str
    why: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle is and holds. `recorded` is when anything was last recorded in its database (UTC): its own making leaves no trace.

    `internal` says that nothing was cut or left out for terms of reuse; else `cut` counts the quotes that were cut.
    """

    format: str
    version: str
    recorded: datetime | None
    internal: bool
    counts: dict[str, int]
    cut: int
    files: tuple[FileRow, ...]
    left_out: tuple[LeftOut, ...]


def snapshot_path(name: str) -> str:
    """`sha256:<64 hex>` as the name of a file."""
    return f"snapshots/{name.removeprefix('sha256:')}"


def blank_seal() -> bytes:
    """What stands in the place of the seal until the bundle is whole."""
    return _SEAL + b"0" * 64


def seal(stream: BinaryIO, size: int) -> bytes:
    """The seal of a bundle of that many bytes, its own place among them: the hash of all before it."""
    found = hashlib.sha256()
    stream.seek(0)
    left = size - SEAL_BYTES
    while left > 0 and (piece := stream.read(min(_PIECE, left))):
        found.update(piece)
        left -= len(piece)
    return _SEAL + found.hexdigest().encode()
