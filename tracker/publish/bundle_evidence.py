"""The evidence of a bundle: each finding's snapshot is there or was left out with a reason, and holds the words that are quoted."""

from __future__ import annotations

from collections.abc import Callable, Collection

import msgspec

from tracker.digest.plain import one_line
from tracker.model.look import Fetch
from tracker.model.source import Source
from tracker.model.wire import from_json
from tracker.ports import Kind
from tracker.publish.bundle_form import FINDINGS, LOOKS, SOURCES, Manifest, snapshot_path
from tracker.publish.bundle_open import Opened
from tracker.publish.bundle_quotes import Origin, Quote, Reader

_LARGEST_SOURCES = 64 * 1024**2
_LARGEST_BODY = 64 * 1024**2
_SHOWN = 100


class Checked(msgspec.Struct, frozen=True):
    """What is wrong, how many quotes stand where they should, and how many have no snapshot to look into."""

    faults: tuple[str, ...]
    quotes: int
    unread: int


class _Words(msgspec.Struct, frozen=True):
    quote: str
    part: str


class _Place(msgspec.Struct, frozen=True):
    source: str
    snapshot: str
    title: str
    url: str


class _Row(msgspec.Struct, frozen=True):
    """Of a finding only what is checked."""

    id: int
    cut: bool
    finding: _Words
    evidence: _Place


class _Look(msgspec.Struct, frozen=True):
    id: int
    look: Fetch


def check_evidence(opened: Opened, manifest: Manifest, kind: Callable[[str], Kind]) -> Checked:
    """Hold every finding against its snapshot. Held at a time: the quotes of all findings, and the body of one snapshot."""
    there = {f"sha256:{row.sha256}" for row in manifest.files if row.path.startswith("snapshots/")}
    absent = {one.snapshot for one in manifest.left_out}
    faults: list[str] = []
    wanted: dict[str, list[Quote]] = {}
    unread = 0
    for line in opened.lines(FINDINGS):
        row = from_json(line, _Row)
        name = row.evidence.snapshot
        if name in there:
            quote = Quote(finding=row.id, text=row.finding.quote, cut=row.cut, part=row.finding.part, title=row.evidence.title)
            wanted.setdefault(name, []).append(quote)
        elif name in absent:
            unread += 1
        else:
            faults.append(f"finding {row.id}: its snapshot {one_line(name, _SHOWN)} is neither there nor listed as left out")
    origins = _origins(opened, wanted.keys())
    good = 0
    for name, quotes in wanted.items():
        reader = Reader(opened.whole(snapshot_path(name), _LARGEST_BODY), origins.get(name, Origin(kind="page")), kind)
        for quote in quotes:
            if reader.has(quote):
                good += 1
            else:
                faults.append(f"finding {quote.finding}: its quote does not stand in {name}: “{one_line(quote.text, _SHOWN)}”")
    return Checked(tuple(faults), good, unread)


def _origins(opened: Opened, names: Collection[str]) -> dict[str, Origin]:
    """How each of these snapshots came, by the first look that brought it."""
    sources = {one.id: one for one in from_json(opened.whole(SOURCES, _LARGEST_SOURCES), tuple[Source, ...])}
    found: dict[str, Origin] = {}
    for line in opened.lines(LOOKS):
        look = from_json(line, _Look).look
        name = look.snapshot
        if name is not None and name in names and name not in found:
            source = sources.get(look.source)
            found[name] = Origin(
                kind=source.kind if source else "page",
                options=source.options if source else {},
                url=look.url,
                content_type=look.content_type,
                linked=look.page is not None,
            )
    return found
