"""What of a digest one recipient wants."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

import msgspec

from tracker.digest.importance import importance_of
from tracker.model.delivery import Importance
from tracker.model.digest import Digest, Entry, Section, Seeded

_COUNTING = "coverage"


def selected(digest: Digest, tracks: AbstractSet[str], least: Importance = Importance.LOW) -> Digest:
    """The digest with what is on some of these tracks (where any are named) and matters at least so much.

    Sections that are left empty vanish. What became of the seed, and how far was looked, stays whatever it matters.
    """
    if least is not Importance.LOW:
        digest = msgspec.structs.replace(digest, sections=_sections(digest, lambda entry: importance_of(entry).rank <= least.rank))
    if not tracks:
        return digest
    return msgspec.structs.replace(
        digest,
        sections=_sections(digest, lambda entry: _wanted(entry, tracks)),
        tracks=tuple(row for row in digest.tracks if row.track in tracks),
        coverage=tuple(row for row in digest.coverage if tracks & set(row.tracks)),
        seeded=_seeded(digest.seeded, tracks) if digest.seeded else None,
    )


def _sections(digest: Digest, keeps: Callable[[Entry], bool]) -> tuple[Section, ...]:
    found = (
        section if section.name == _COUNTING else Section(section.name, tuple(entry for entry in section.entries if keeps(entry)))
        for section in digest.sections
    )
    return tuple(section for section in found if section.entries)


def _wanted(entry: Entry, tracks: AbstractSet[str]) -> bool:
    return bool(tracks & {entry.track, *entry.tracks}) or not (entry.track or entry.tracks)


def _seeded(seeded: Seeded, tracks: AbstractSet[str]) -> Seeded:
    return msgspec.structs.replace(
        seeded,
        rows=tuple(row for row in seeded.rows if tracks & set(row.tracks)),
        unjudged=tuple(row for row in seeded.unjudged if tracks & set(row.tracks)),
        recent=tuple(entry for entry in seeded.recent if _wanted(entry, tracks)),
    )
