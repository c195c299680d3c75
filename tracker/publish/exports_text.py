"""The timeline and the findings as one JSON document or one table, in pieces: whatever their size, little of them is held at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from tracker.digest.fact_text import fact_words
from tracker.digest.reasons import rule_ja
from tracker.digest.titles import finding_title
from tracker.digest.zone import local_iso
from tracker.model.pack import Pack
from tracker.model.when import When
from tracker.publish.exports import Export, FindingRow, canonical_json, decided, event_rows, finding_rows, plain_finding
from tracker.render.cells import harmless

FORMAT = "tracker-export/1"
HEAD = (
    *("finding", "recorded", "verdict", "withdrawn", "title_ja", "title_en", "tracks", "subject", "event", "type", "modality"),
    *("earliest", "latest", "precision", "was_earliest", "was_latest", "was_precision", "facts_ja", "facts_en", "rule", "why", "why_ja"),
    *("source", "authority", "published", "published_title", "url", "quote", "snapshot", "seen", "archive"),
)
_LONGEST_CELL = 32_000


def export_json(export: Export) -> Iterator[bytes]:
    """One object with `events` (each with its revisions), `findings`, `decisions`, `acknowledgements`: a row a line, keys in order."""
    decisions, acknowledged = decided(export)
    with export.store.view() as view:
        recorded = export.store.last_recorded()
        head = {"format": FORMAT, "version": export.version, "recorded": recorded, "internal": export.internal}
        yield canonical_json(head)[:-1]
        yield from _listed("events", map(canonical_json, event_rows(export, view)))
        yield from _listed("findings", (canonical_json(plain_finding(row)) for row in finding_rows(export, view)))
    yield from _listed("decisions", map(canonical_json, decisions))
    yield from _listed("acknowledgements", map(canonical_json, acknowledged))
    yield b"\n}\n"


def export_csv(export: Export) -> Iterator[bytes]:
    """One line for each finding, both languages in columns of their own, safe in a spreadsheet. Begins with a byte order mark."""
    yield b"\xef\xbb\xbf" + _line(HEAD)
    with export.store.view() as view:
        for row in finding_rows(export, view):
            yield _line(harmless(cell, _LONGEST_CELL) for cell in _cells(row, export.pack))


def _listed(name: str, rows: Iterable[bytes]) -> Iterator[bytes]:
    yield b',\n"' + name.encode() + b'":['
    for place, row in enumerate(rows):
        yield (b",\n" if place else b"\n") + row
    yield b"]"


def _line(cells: Iterable[str]) -> bytes:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode("utf-8", "replace")


def _cells(row: FindingRow, pack: Pack) -> tuple[str, ...]:
    one, found, said = row.found, row.found.finding, row.found.evidence
    title = finding_title(found, said.title, pack)
    facts = ("; ".join(fact_words(fact, lang) for fact in found.facts) for lang in ("ja", "en"))
    return (
        *(str(one.id), local_iso(one.recorded), found.verdict.value, "yes" if one.withdrawn else "", title.ja, title.en),
        *(" ".join(found.tracks), found.subject, found.event or "", found.type, found.modality.value),
        *(*_when(found.when), *_when(found.was), *facts, found.rule, found.why),
        rule_ja(found.rule, found.verdict.value, found.when, found.was),
        *(said.source, said.authority.value, said.published.isoformat() if said.published else "", said.title, said.url),
        *(found.quote, said.snapshot, local_iso(said.seen), one.archive or ""),
    )


def _when(when: When | None) -> tuple[str, ...]:
    if when is None:
        return "", "", ""
    days = tuple("" if day is None else day.isoformat() for day in (when.earliest, when.latest))
    return (*days, when.precision.value if when.precision else "")
