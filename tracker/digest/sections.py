"""Where in a digest each verdict stands, and what stands before what."""

from __future__ import annotations

from datetime import date

from tracker.model.digest import SECTIONS, Entry
from tracker.model.finding import Finding, Verdict
from tracker.model.pack import LegalForce, Pack
from tracker.model.reading import Modality
from tracker.model.source import Authority
from tracker.model.when import When

SECTION_OF: dict[Verdict, str | None] = {
    Verdict.ADVANCES: "decided",
    Verdict.SUPERSEDES: "decided",
    Verdict.ADDS: "new",
    Verdict.MOVES: "moved",
    Verdict.OVERDUE: "overdue",
    Verdict.CONTRADICTS: "contradicts",
    Verdict.CONFIRMS: "confirmed",
    # Refines says the same thing more exactly: nothing that the reader believed was wrong, so it stands with what was confirmed.
    Verdict.REFINES: "confirmed",
    Verdict.AMBIGUOUS: "review",
    # These say nothing about the world: they are counted as read and not told.
    Verdict.NOISE: None,
    Verdict.IRRELEVANT: None,
}
"""The one section of every verdict; None is "nowhere, but counted"."""

TELLING = frozenset({"decided", "new", "moved", "contradicts", "confirmed", "changed"})
"""The sections in which an item is told: it stands in one entry of one of them. All others retell, look ahead or ask."""

BRIEFED = frozenset({"corrections", "decided", "new", "moved", "overdue", "contradicts"})
"""What may be among the first lines. What was only confirmed changes nothing that the reader does."""

BRIEF_LINES = 5
"""A brief that is longer is not read."""

_VERDICTS = (
    Verdict.SUPERSEDES,
    Verdict.ADVANCES,
    Verdict.CONTRADICTS,
    Verdict.MOVES,
    Verdict.ADDS,
    Verdict.OVERDUE,
    Verdict.REFINES,
    Verdict.CONFIRMS,
    Verdict.AMBIGUOUS,
    Verdict.NOISE,
    Verdict.IRRELEVANT,
)
_RANK_OF_WORD = {verdict.value: place for place, verdict in enumerate(_VERDICTS)}
_MODALITIES = tuple(Modality)
_FORCES = tuple(LegalForce)
_LAST = 99

Rank = tuple[int, int, int, int, int, str]
"""Sorts entries: legal force, track weight, verdict, authority, date (newest first), and the title so that order is total."""


def is_now_official(entry: Entry) -> bool:
    """Whether what others had told has an official word behind it by now."""
    return entry.rule == "advances.official" or entry.rule.endswith(".now-official")


def section_of(finding: Finding) -> str | None:
    """The section that a finding is told in, or None where it is told nowhere."""
    section = SECTION_OF[finding.verdict]
    return "background" if finding.background and section is not None else section


def force_of(subject: str, pack: Pack) -> LegalForce | None:
    """How far a subject binds; None where it is not of this pack."""
    found = pack.subjects.get(subject)
    return found.force if found else None


def rank(force: str | None, track: str, verdict: str, authority: Authority | None, when: When, *, pack: Pack, title: str = "") -> Rank:
    """The place of an entry among others, smallest first."""
    weight = pack.tracks[track].weight if track in pack.tracks else 0
    return (
        _FORCES.index(LegalForce(force)) if force else _LAST,
        -weight,
        _RANK_OF_WORD.get(verdict, _LAST),
        authority.rank if authority else _LAST,
        -_day_number(when),
        title,
    )


def verdict_rank(verdict: Verdict) -> int:
    """0 is the verdict that changes most."""
    return _VERDICTS.index(verdict)


def modality_rank(modality: Modality) -> int:
    """0 is what has happened."""
    return _MODALITIES.index(modality)


def section_rank(section: str) -> int:
    """The place of a section in a digest."""
    return SECTIONS.index(section)


def _day_number(when: When) -> int:
    day: date | None = when.latest or when.earliest
    return day.toordinal() if day else 0
