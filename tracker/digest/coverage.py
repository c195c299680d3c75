"""What was looked at, and whether silence means anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from tracker.digest.ignored import flipping
from tracker.digest.zone import local_iso
from tracker.model.digest import SourceCoverage, TrackCoverage
from tracker.model.pack import Pack
from tracker.model.recorded import Flip, LookCount
from tracker.model.source import Source


def source_coverage(
    counts: tuple[LookCount, ...], sources: tuple[Source, ...], flips: Mapping[str, tuple[Flip, ...]] | None = None
) -> tuple[SourceCoverage, ...]:
    """One row per source, in the order in which they are declared; one that was never looked at has zeros. Then those not declared."""
    by_source = {count.source: count for count in counts}
    declared = {source.id: source for source in sources}
    ids = [*declared, *sorted(set(by_source) - set(declared))]
    unstable = flips or {}
    rows = {
        name: _row(by_source.get(name) or LookCount(source=name, looked=0, failed=0), declared.get(name), unstable.get(name, ()))
        for name in ids
    }
    return tuple(_with_its_fallback(row, declared.get(name), rows) for name, row in rows.items())


def track_coverage(coverage: tuple[SourceCoverage, ...], sources: tuple[Source, ...], pack: Pack) -> tuple[TrackCoverage, ...]:
    """One row per track, heaviest first. A source is reached if it was seen in the period and is not blind at its end.

    Silence is proven where every source whose word decides (the official ones; all, where there is none) was reached without a gap,
    itself or by its fallback.
    """
    rows = {row.source: row for row in coverage}
    tracks = sorted(pack.tracks.values(), key=lambda track: -track.weight)
    found = []
    for track in tracks:
        watching = [source for source in sources if track.id in source.tracks]
        deciding = [source for source in watching if source.authority.is_official] or watching
        found.append(
            TrackCoverage(
                track=track.id,
                proven=bool(deciding) and all(_is_certain(source, rows) for source in deciding),
                reached=sum(is_reached(rows.get(source.id)) for source in watching),
                sources=len(watching),
                missing=tuple(source.id for source in watching if not is_reached(rows.get(source.id))),
                label=track.label,
            )
        )
    return tuple(found)


def failure_reason(why: str, url: str) -> str:
    """Why a look came to nothing, without the name of the host that was asked: many sources can fail for one reason."""
    host = urlsplit(url).hostname or ""
    if not host:
        return why
    name = re.escape(host)
    return re.sub(rf"\b{name}\b", "the host", re.sub(rf"^{name}(?:, port \d+)?: ", "", why))


def _row(count: LookCount, source: Source | None, flips: tuple[Flip, ...]) -> SourceCoverage:
    return SourceCoverage(
        source=count.source,
        looked=count.looked,
        failed=count.failed,
        blind_since=local_iso(count.blind_since) if count.blind_since else None,
        possible_gap=count.possible_gap,
        why=count.why,
        reason=failure_reason(count.why, source.url) if count.why and source else count.why,
        tracks=source.tracks if source else (),
        name=source.name if source else None,
        flips=flipping(flips) if flips else msgspec.UNSET,
    )


def _with_its_fallback(row: SourceCoverage, source: Source | None, rows: Mapping[str, SourceCoverage]) -> SourceCoverage:
    """A row of a source that could not be seen names the other that was seen instead."""
    other = rows.get(source.fallback or "") if source else None
    if other is None or is_reached(row) or not is_reached(other) or other.possible_gap:
        return row
    return msgspec.structs.replace(row, instead=other.source)


def _is_certain(source: Source, rows: dict[str, SourceCoverage]) -> bool:
    return any(
        is_reached(row) and row is not None and not row.possible_gap for row in (rows.get(source.id), rows.get(source.fallback or ""))
    )


def is_reached(row: SourceCoverage | None) -> bool:
    """Whether a source was seen in the period and is not blind at its end."""
    return row is not None and row.looked > row.failed and row.blind_since is None
