"""What of a digest one recipient wants."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import msgspec

from tracker.model.digest import Digest, Entry, Section, Seeded


def selected(digest: Digest, tracks: AbstractSet[str]) -> Digest:
    """The digest with what is on some of these tracks alone, or as it is where none are named. Sections that are left empty vanish."""
    if not tracks:
        return digest
    sections = (Section(section.name, tuple(entry for entry in section.entries if _wanted(entry, tracks))) for section in digest.sections)
    return msgspec.structs.replace(
        digest,
        sections=tuple(section for section in sections if section.entries),
        tracks=tuple(row for row in digest.tracks if row.track in tracks),
        coverage=tuple(row for row in digest.coverage if tracks & set(row.tracks)),
        seeded=_seeded(digest.seeded, tracks) if digest.seeded else None,
    )


def _wanted(entry: Entry, tracks: AbstractSet[str]) -> bool:
    return bool(tracks & {entry.track, *entry.tracks}) or not (entry.track or entry.tracks)


def _seeded(seeded: Seeded, tracks: AbstractSet[str]) -> Seeded:
    return msgspec.structs.replace(
        seeded,
        rows=tuple(row for row in seeded.rows if tracks & set(row.tracks)),
        unjudged=tuple(row for row in seeded.unjudged if tracks & set(row.tracks)),
        recent=tuple(entry for entry in seeded.recent if _wanted(entry, tracks)),
    )
