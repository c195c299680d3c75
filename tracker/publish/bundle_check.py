"""A bundle held against its own manifest, on any machine and without a database. Nothing of it is ever unpacked to a file."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

import msgspec

from tracker.digest.plain import one_line
from tracker.model.wire import from_json
from tracker.ports import Kind
from tracker.publish.bundle_evidence import check_evidence
from tracker.publish.bundle_form import FORMAT, MANIFEST, SEAL_BYTES, SIGNATURE, FileRow, Manifest, blank_seal, seal
from tracker.publish.bundle_open import Opened, UnfitError, open_archive
from tracker.publish.signing import ALGORITHM, Signature, is_signed_by

_LARGEST_WORD = 256 * 1024**2
"""Of a file that is read whole: manifest, signature, sources."""
_SHOWN = 100


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a check: `faults` are sentences, none where all is well; `signed_by` the public key that stands in the bundle.

    `quotes` counts those found in their snapshots, `unread` those whose snapshot was left out.
    """

    faults: tuple[str, ...]
    manifest: Manifest | None = None
    signed_by: str | None = None
    quotes: int = 0
    unread: int = 0


def verify_bundle(stream: BinaryIO, kind: Callable[[str], Kind], key: str | None = None) -> Verified:
    """Check seal, signature, names, hashes, snapshots and quotes. `key` is the public key that the signature has to be of."""
    size = stream.seek(0, os.SEEK_END)
    faults: list[str] = []
    try:
        with open_archive(stream, size) as archive:
            faults += _sealed(stream, size)
            opened = Opened(archive)
            manifest_bytes = opened.whole(MANIFEST, _LARGEST_WORD)
            manifest = _manifest(manifest_bytes)
            signature = from_json(opened.whole(SIGNATURE, _LARGEST_WORD), Signature)
            faults += _signed(manifest_bytes, signature, key)
            faults += _listed(archive, manifest)
            wrong = [fault for row in manifest.files if (fault := _file(opened, row))]
            faults += wrong
            if wrong:
                return _verified(faults, manifest, signature)
            evidence = check_evidence(opened, manifest, kind)
            return _verified([*faults, *evidence.faults], manifest, signature, (evidence.quotes, evidence.unread))
    except UnfitError as error:
        return _verified([*faults, str(error)])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, msgspec.DecodeError, ValueError) as error:
        return _verified([*faults, f"it cannot be read: {one_line(str(error), 200)}; it was changed or cut short after it was written"])


def _verified(
    faults: list[str], manifest: Manifest | None = None, signature: Signature | None = None, quotes: tuple[int, int] = (0, 0)
) -> Verified:
    key = signature.public_key if signature else None
    return Verified(faults=tuple(faults), manifest=manifest, signed_by=key, quotes=quotes[0], unread=quotes[1])


def _sealed(stream: BinaryIO, size: int) -> list[str]:
    stream.seek(size - SEAL_BYTES)
    found = stream.read(SEAL_BYTES)
    if found[:7] != blank_seal()[:7]:
        return ["the seal at its end is missing: it was cut short, added to, or written anew by another program"]
    return [] if found == seal(stream, size) else ["its bytes are not those that were sealed: it was changed after it was written"]


def _manifest(body: bytes) -> Manifest:
    plain = msgspec.json.decode(body)
    form = plain.get("format") if isinstance(plain, dict) else None
    if form != FORMAT:
        raise UnfitError(f"{MANIFEST}: is of the format {one_line(str(form), _SHOWN)}; this version reads {FORMAT}")
    return from_json(body, Manifest)


def _signed(manifest: bytes, signature: Signature, key: str | None) -> list[str]:
    if signature.algorithm is None:
        return ["it is not signed, and --key asks for a signature"] if key else []
    own = signature.public_key or ""
    if signature.algorithm != ALGORITHM:
        return [f"{SIGNATURE}: is of the kind {one_line(signature.algorithm, _SHOWN)}; {ALGORITHM} was expected"]
    if not is_signed_by(manifest, signature, own):
        return [f"{SIGNATURE}: does not fit {MANIFEST}: one of the two was changed after it was signed"]
    if key is not None and own != key:
        return [f"it is signed with another key than --key names: {one_line(own, _SHOWN)}"]
    return []


def _listed(archive: zipfile.ZipFile, manifest: Manifest) -> list[str]:
    there = {entry.filename for entry in archive.infolist()} - {MANIFEST, SIGNATURE}
    named = [row.path for row in manifest.files]
    twice = {name for name in named if named.count(name) > 1} if len(set(named)) != len(named) else set()
    return [
        *(f"{one_line(name, _SHOWN)}: is named by the manifest twice" for name in sorted(twice)),
        *(f"{one_line(name, _SHOWN)}: is missing, though the manifest names it" for name in sorted(set(named) - there)),
        *(f"{name}: was added: the manifest does not name it" for name in sorted(there - set(named))),
    ]


def _file(opened: Opened, row: FileRow) -> str | None:
    """What is wrong with one file, or None. One that is missing was told of already."""
    if row.path not in opened:
        return None
    found, size = hashlib.sha256(), 0
    try:
        for piece in opened.pieces(row.path, row.size):
            found.update(piece)
            size += len(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return f"{row.path}: was changed: it cannot be unpacked any more"
    if size != row.size:
        return f"{row.path}: was changed: it has not the {row.size:,} bytes that the manifest names"
    if found.hexdigest() != row.sha256:
        return f"{row.path}: was changed: its SHA-256 is {found.hexdigest()}, the manifest names {one_line(row.sha256, _SHOWN)}"
    if row.path.startswith("snapshots/") and row.path != f"snapshots/{row.sha256}":
        return f"{row.path}: holds other bytes than its name says"
    return None
