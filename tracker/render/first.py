"""What a first digest says of the seed's rows, as the templates ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from tracker.digest.fact_text import counterpart
from tracker.digest.plain import one_line
from tracker.digest.seeded import NOT_SEEN, VERDICTS
from tracker.digest.titles import MODALITY_WORDS
from tracker.model.digest import Citation, Digest, Entry, RowFinding, Seeded, SeededRow, TrackCoverage
from tracker.model.reading import Fact, Modality
from tracker.model.source import Label
from tracker.model.timeline import RowKind
from tracker.model.when import When
from tracker.render.words import Words

_SHORT_QUOTE = 80
"""Characters of a quote that stand in a row's line: the entry and the evidence page have it all."""

Rows = Sequence[SeededRow]


class Unseen(NamedTuple):
    """The rows of one track that nothing was seen of, and how far the track was looked at."""

    label: Label
    coverage: TrackCoverage | None
    rows: Rows

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.rows)


class First:
    """The seed's rows by verdict, and where in the digest each is told at length: `numbered` are its entries by their numbers."""

    def __init__(self, seeded: Seeded, digest: Digest, numbered: Iterable[tuple[int, Entry]]) -> None:
        self.seeded = seeded
        self._tracks = {row.track: row for row in digest.tracks}
        self._by_finding: dict[int, int] = {}
        self._by_event: dict[tuple[str, str], int] = {}
        for number, entry in numbered:
            for source in entry.sources:
                if source.finding is not None:
                    self._by_finding.setdefault(source.finding, number)
            for verdict, event in ((entry.verdict, entry.event), *((told.verdict, told.event) for told in entry.also)):
                if event:
                    self._by_event.setdefault((verdict, event), number)

    @property
    def seen(self) -> list[tuple[Label, Rows]]:
        """The rows of each verdict, but for those of which nothing was seen."""
        return [(VERDICTS[name], list(rows)) for name, rows in groupby(self.seeded.rows, key=lambda row: row.verdict) if name != NOT_SEEN]

    @property
    def unseen(self) -> list[Unseen]:
        """The rows of which nothing was seen, by their first track."""
        left = [row for row in self.seeded.rows if row.verdict == NOT_SEEN]
        return [self._unseen(track, list(rows)) for track, rows in groupby(left, key=lambda row: row.track)]

    def _unseen(self, track: str, rows: Rows) -> Unseen:
        coverage = self._tracks.get(track)
        return Unseen(coverage.label if coverage and coverage.label else Label(track, track), coverage, rows)

    def number(self, row: SeededRow, found: RowFinding | None = None) -> int | None:
        """The number of the entry that tells a finding about a row; without a finding, that it is overdue."""
        if found is None:
            return self._by_event.get(("overdue", row.event))
        cited = (self._by_finding[one.finding] for one in found.sources if one.finding in self._by_finding)
        return next(cited, None) or self._by_event.get((found.verdict, found.event or row.event))


def said(row: SeededRow, words: Words, found: RowFinding | None = None) -> str:
    """What the seed said of a row: when and how sure, and the figures that a finding speaks of too; of a fact without a date nothing."""
    facts = tuple(fact for fact in row.facts if counterpart(fact, found.facts)) if found and found.verdict != "confirms" else ()
    return _state(row.when, row.modality, facts, words) or ("" if row.kind == RowKind.FACT else words.say("undated"))


def now(row: SeededRow, found: RowFinding, words: Words) -> str:
    """What it is by a finding; empty where that is what the seed said."""
    if found.verdict == "confirms":
        return ""
    if found.event not in (row.event, None):
        return words.titled(found.title)
    has_come = words.of(MODALITY_WORDS[Modality.OCCURRED]) if found.modality == Modality.OCCURRED != row.modality else ""
    told = words.listed([has_come, _state(found.when, found.modality, tuple(fact for fact in found.facts if fact not in row.facts), words)])
    return "" if told == said(row, words, found) else told


def story(row: SeededRow, found: RowFinding, words: Words) -> str:
    """What the seed said and what it is by a finding: `scheduled, 1 June 2026 → happened, 1 June 2026`; one of them where that is all."""
    return " → ".join(part for part in (said(row, words, found), now(row, found, words)) if part)


def cited(found: RowFinding) -> Citation | None:
    """Whose word is shown for it: the best."""
    return next(iter(found.sources), None)


def quoted(source: Citation) -> str:
    """What leads to a source: the beginning of what it says; without a quote its title, or at least its address."""
    return f"“{one_line(source.quote, _SHORT_QUOTE)}”" if source.quote.strip() else source.title.strip() or source.url


def _state(when: When, modality: str | None, facts: tuple[Fact, ...], words: Words) -> str:
    """When, how sure where that is not certain, and what."""
    sure = "" if modality in (None, Modality.OCCURRED) else words.of(MODALITY_WORDS[Modality(modality)])
    return words.listed([sure, words.when(when) if when.known else "", *(words.fact(fact) for fact in facts)])
