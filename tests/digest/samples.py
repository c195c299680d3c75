"""An invented field (a harbour authority's rules) and findings about it, for the tests of digest and render."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tracker.digest.compose import compose
from tracker.digest.material import Material
from tracker.model.digest import Digest, Entry, Period
from tracker.model.finding import Evidence, Finding, RecordedFinding, Verdict
from tracker.model.pack import EventType, LegalForce, Pack, Subject, Track
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority, Label, Source
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import Precision, When

NOW = datetime(2026, 8, 16, 23, 0, tzinfo=UTC)
"""17 August 2026, 08:00 in Japan: a Monday."""

PERIOD = Period(id="weekly-2026-W33", series="weekly", since=NOW - timedelta(days=7), until=NOW)

PACK = Pack(
    tracks={
        "rules": Track("rules", Label("規則", "Rules"), 5),
        "cranes": Track("cranes", Label("クレーン", "Cranes"), 3),
        "fairs": Track("fairs", Label("催し", "Fairs")),
    },
    subjects={
        "harbour-act": Subject(id="harbour-act", tracks=("rules",), label=Label("港湾利用法", "Harbour Use Act"), force=LegalForce.STATUTE),
        "crane-guide": Subject(
            id="crane-guide", tracks=("cranes",), label=Label("起重機運用指針", "Crane Operation Guideline"), force=LegalForce.GUIDELINE
        ),
        "quay-grant": Subject(id="quay-grant", tracks=("cranes",), label=Label("岸壁補助金", "Quay Grant"), force=LegalForce.PROGRAMME),
        "boat-fair": Subject(id="boat-fair", tracks=("fairs",), label=Label("舟祭り", "Boat Fair"), force=LegalForce.STATEMENT),
    },
    event_types={
        name: EventType(id=name, label=Label(ja, en))
        for name, ja, en in (
            ("published", "公表", "published"),
            ("promulgated", "公布", "promulgated"),
            ("in-force", "施行", "in force"),
            ("funding", "資金", "funding"),
            ("meeting-held", "開催", "meeting held"),
            ("selected", "採択", "selected"),
        )
    },
)


def day(iso: str) -> When:
    """A single day."""
    exact = date.fromisoformat(iso)
    return When(exact, exact, Precision.DAY)


def span(earliest: str | None, latest: str | None, precision: Precision | None = None) -> When:
    """An interval; None is an open side."""
    return When(date.fromisoformat(earliest) if earliest else None, date.fromisoformat(latest) if latest else None, precision)


def finding(verdict: Verdict = Verdict.ADDS, subject: str = "harbour-act", **given: object) -> Finding:
    """A finding with what the test does not care about filled in."""
    found = PACK.subjects.get(subject)
    tracks = found.tracks if found else ("rules",)
    fields: dict[str, object] = {
        "verdict": verdict,
        "track": tracks[0],
        "tracks": tracks,
        "subject": subject,
        "type": "published",
        "modality": Modality.OCCURRED,
        "event": f"{subject}.published",
        "rule": f"{verdict.value}.sample",
        "why": "The official page says so.",
        "when": day("2026-08-12"),
        "quote": "この文が根拠である。",
    }
    return Finding(**{**fields, **given})  # type: ignore[arg-type]


def recorded(number: int, what: Finding, **given: object) -> RecordedFinding:
    """A finding of its own passage and item, unless told otherwise."""
    evidence = {
        "source": "harbour-news",
        "authority": Authority.OFFICIAL,
        "url": f"https://harbour.example/news/{number}",
        "title": f"お知らせ第{number}号",
        "snapshot": f"sha256:{number:064x}",
        "seen": NOW - timedelta(hours=number % 100),
    }
    row: dict[str, object] = {"change": number, "main": True, "recorded": NOW - timedelta(hours=number % 100)}
    for name, value in given.items():
        (evidence if name in evidence else row)[name] = value
    return RecordedFinding(id=number, finding=what, evidence=Evidence(**evidence), **row)  # type: ignore[arg-type]


def event(name: str, when: When, modality: Modality = Modality.EXPECTED, **given: object) -> Event:
    """A row of the timeline about the harbour act."""
    fields: dict[str, object] = {
        "kind": RowKind.EVENT,
        "tracks": ("rules",),
        "subject": "harbour-act",
        "type": "in-force",
        "title": Label(f"行事{name}", f"Event {name}"),
    }
    return Event(id=name, when=when, modality=modality, **{**fields, **given})  # type: ignore[arg-type]


def source(
    name: str, *, tracks: tuple[str, ...] = ("rules",), authority: Authority = Authority.OFFICIAL, fallback: str | None = None
) -> Source:
    """A declared source."""
    return Source(
        id=name,
        name=Label(f"{name}（和名）", f"The {name}"),
        kind="feed",
        url=f"https://{name}.example/feed",
        authority=authority,
        lang="ja",
        every=timedelta(hours=6),
        timeout=timedelta(seconds=30),
        tracks=tracks,
        fallback=fallback,
    )


def made(*findings: RecordedFinding, events: tuple[Event, ...] = (), now: datetime = NOW, **given: object) -> Digest:
    """A digest composed of these findings and events, and of what else the material may hold."""
    timeline = Timeline({one.id: one for one in events}, known_at=datetime(2026, 4, 30, tzinfo=UTC))
    material = Material(findings=findings, timeline=timeline, **given)  # type: ignore[arg-type]
    return compose(material, PERIOD, pack=PACK, now=now, version="0.1.0")


def entries(digest: Digest, name: str) -> tuple[Entry, ...]:
    """The entries of one section; none where it is left out."""
    return next((section.entries for section in digest.sections if section.name == name), ())


def yen(value: str) -> Fact:
    """An amount."""
    return Fact(name="amount", value=value, unit="JPY")
