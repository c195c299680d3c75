"""The whole store as one file that stands for itself: timeline, findings, decisions, looks, digests, and what they rest on."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from tracker.errors import StoreError
from tracker.model.look import Fetch
from tracker.publish.bundle_form import (
    ACKNOWLEDGED,
    BY_TERMS,
    DECISIONS,
    FINDINGS,
    FORMAT,
    LOOKS,
    MANIFEST,
    MISSING,
    MOMENT,
    SIGNATURE,
    SMALL,
    SOURCES,
    TIMELINE,
    FileRow,
    LeftOut,
    Manifest,
    blank_seal,
    seal,
    snapshot_path,
)
from tracker.publish.exports import Export, canonical_json, decided, event_rows, finding_rows, plain_finding, plain_source
from tracker.publish.signing import sign
from tracker.store.captures import View

_READABLE = 0o644 << 16
_UNIX = 3
_LEVEL = 6


def write_bundle(export: Export, stream: BinaryIO, key_file: Path | None) -> Manifest:
    """Write a bundle, signed where there is a key. The same store gives the same bytes.

    One snapshot is held at a time. Raises `ConfigError` where the key cannot be used, before anything is written.
    """
    sign(b"", key_file)
    made = _Writing(export, stream)
    try:
        return _written(export, made, key_file)
    except BaseException:
        made.give_up()
        raise


def _written(export: Export, made: _Writing, key_file: Path | None) -> Manifest:
    decisions, acknowledged = decided(export)
    with export.store.view() as view:
        recorded = export.store.last_recorded()
        made.add(
            SOURCES, [canonical_json([plain_source(one, internal=export.internal) for _, one in sorted(export.sources.items())]), b"\n"]
        )
        made.add_lines(TIMELINE, "events", map(canonical_json, event_rows(export, view)))
        made.add_lines(FINDINGS, "findings", made.findings(view))
        made.add_lines(LOOKS, "looks", made.looks(view))
        made.count("digests", 0)
        for digest in view.digests():
            made.add(f"digests/{digest.id}.json", [canonical_json(digest), b"\n"])
            made.count("digests")
    made.add_lines(DECISIONS, "decisions", map(canonical_json, decisions))
    made.add_lines(ACKNOWLEDGED, "acknowledgements", map(canonical_json, acknowledged))
    made.add_snapshots()
    manifest = made.manifest(recorded)
    body = msgspec.json.format(canonical_json(manifest), indent=1) + b"\n"
    made.add(MANIFEST, [body])
    made.add(SIGNATURE, [canonical_json(sign(body, key_file)), b"\n"])
    made.close()
    return manifest


class _Writing:
    """A bundle as it comes about."""

    def __init__(self, export: Export, stream: BinaryIO) -> None:
        self._export = export
        self._stream = stream
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._files: list[FileRow] = []
        self._left_out: list[LeftOut] = []
        self._counts: dict[str, int] = {}
        self._cut = 0
        self._origins: dict[str, set[str]] = {}

    def give_up(self) -> None:
        """Leave it as it is: the ZIP would be completed once nobody holds it any more, in a file that is closed by then."""
        self._zip.fp = None

    def count(self, name: str, more: int = 1) -> None:
        self._counts[name] = self._counts.get(name, 0) + more

    def add(self, path: str, pieces: Iterable[bytes], *, packed: bool = True) -> None:
        entry = zipfile.ZipInfo(path, MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.external_attr, entry.create_system = _READABLE, _UNIX
        found, size = hashlib.sha256(), 0
        # How long the lines will be is not known before they are written.
        with self._zip.open(entry, "w", force_zip64=path.endswith(".jsonl")) as out:
            for piece in pieces:
                out.write(piece)
                found.update(piece)
                size += len(piece)
        self._files.append(FileRow(path=path, sha256=found.hexdigest(), size=size))

    def add_lines(self, path: str, name: str, rows: Iterable[bytes]) -> None:
        self.count(name, 0)

        def lines() -> Iterator[bytes]:
            for row in rows:
                self.count(name)
                yield row + b"\n"

        self.add(path, lines())

    def findings(self, view: View) -> Iterator[bytes]:
        for row in finding_rows(self._export, view):
            self._cut += row.cut
            yield canonical_json(plain_finding(row))

    def looks(self, view: View) -> Iterator[bytes]:
        for number, fetch in view.looks():
            self._remember(fetch)
            yield canonical_json({"id": number, "look": fetch})

    def _remember(self, fetch: Fetch) -> None:
        if fetch.snapshot is not None:
            self._origins.setdefault(fetch.snapshot, set()).add(fetch.source)

    def add_snapshots(self) -> None:
        self.count("snapshots", 0)
        for name, origins in sorted(self._origins.items()):
            sources = tuple(sorted(origins))
            if not self._export.may_pass_on(sources):
                why = f"the terms of {', '.join(sources)} do not let it be passed on"
                self._left_out.append(LeftOut(snapshot=name, sources=sources, reason=BY_TERMS, why=why))
                continue
            body, why = self._body(name)
            if body is None:
                self._left_out.append(LeftOut(snapshot=name, sources=sources, reason=MISSING, why=why))
                continue
            self.add(snapshot_path(name), [body], packed=len(body) <= SMALL)
            self.count("snapshots")

    def _body(self, name: str) -> tuple[bytes | None, str]:
        try:
            found = self._export.store.snapshot(name)
        except StoreError as error:
            return None, str(error)
        return (None, "it is not archived any more") if found is None else (found.body, "")

    def manifest(self, recorded: datetime | None) -> Manifest:
        return Manifest(
            format=FORMAT,
            version=self._export.version,
            recorded=recorded,
            internal=self._export.internal,
            counts=self._counts,
            cut=self._cut,
            files=tuple(sorted(self._files, key=lambda row: row.path)),
            left_out=tuple(self._left_out),
        )

    def close(self) -> None:
        self._zip.comment = blank_seal()
        self._zip.close()
        size = self._stream.seek(0, os.SEEK_END)
        found = seal(self._stream, size)
        self._stream.seek(size - len(found))
        self._stream.write(found)
