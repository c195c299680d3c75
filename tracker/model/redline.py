"""What became of each passage of a document in the next one of the same subject."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from enum import StrEnum

import msgspec

from tracker.model.document import Document
from tracker.model.reading import MentionKind
from tracker.model.when import UNKNOWN, When


class Fate(StrEnum):
    """What became of a passage. One that was reworded may stand elsewhere too."""

    KEPT = "kept"
    MOVED = "moved"
    REWORDED = "reworded"
    NEW = "new"
    DROPPED = "dropped"


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A passage before and after; the side on which it does not stand is None. Places are paths of headings, outermost first.

    `likeness` is the share of characters that both sides have in common (0..1); `moved` marks one that stands elsewhere than before.
    """

    fate: Fate
    old: str | None = None
    new: str | None = None
    old_key: str | None = None
    new_key: str | None = None
    old_place: tuple[str, ...] = ()
    new_place: tuple[str, ...] = ()
    likeness: float = 0.0
    moved: bool = False


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A date, an amount, a share, a count or a version that is another one now, as written; None where it only came or only went."""

    kind: MentionKind
    old: str | None
    new: str | None
    key: str
    place: tuple[str, ...] = ()


class Redline(msgspec.Struct, frozen=True):
    """All passages of two documents, in the order of the new one, what was dropped where it stood; or why they cannot be compared."""

    passages: tuple[Passage, ...] = ()
    figures: tuple[Figure, ...] = ()
    problem: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many passages met each fate, in the order of `Fate`."""
        found = Counter(passage.fate for passage in self.passages)
        return {fate.value: found[fate] for fate in Fate}


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a subject as stored: which version or stage of it, when that was, and where it was read.

    `version` is the number that it bears, None where none is told; `stage` the type of the event that it is evidence of (draft-published,
    cabinet-decision). `seen` is UTC.
    """

    document: int
    subject: str
    source: str
    url: str
    title: str
    snapshot: str
    seen: datetime
    stage: str
    version: str | None = None
    when: When = UNKNOWN

    @property
    def name(self) -> str:
        """What it is called among the documents of its subject: its version where it has one, else its stage, with the day."""
        day = self.when.latest or self.when.earliest or self.seen.date()
        return " ".join(part for part in (self.version and f"v{self.version}", self.stage, day.isoformat()) if part)


class StoredEdition(msgspec.Struct, frozen=True):
    """An edition with what stands in it."""

    edition: Edition
    document: Document
