"""A small field of its own for tests: a statute, a guideline, a programme, a coin. Nothing of the shipped pack."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tracker.model.pack import EventType, Ladder, LegalForce, Pack, Pot, Subject, Track
from tracker.model.reading import Claim, Fact, Modality
from tracker.model.source import Label
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import Precision, When
from tracker.reconcile.judge import Known

KNOWN_AT = datetime(2026, 4, 30, 15, tzinfo=UTC)


def label(name: str) -> Label:
    return Label(ja=name, en=name)


def event_type(name: str, *signals: str, recurs: bool = False, told_as: tuple[str, ...] = (), replaces: bool = False) -> EventType:
    return EventType(id=name, label=label(name), signals={"ja": signals, "en": ()}, recurs=recurs, told_as=told_as, replaces=replaces)


PACK = Pack(
    tracks={name: Track(name, label(name)) for name in ("law", "guide", "fund", "coin")},
    subjects={
        "acorn-act": Subject(
            id="acorn-act", tracks=("law",), label=label("Acorn Act"), force=LegalForce.STATUTE, aliases=("どんぐり法",), ladder="statute"
        ),
        "oak-guide": Subject(
            id="oak-guide",
            tracks=("guide",),
            label=label("Oak Guide"),
            force=LegalForce.GUIDELINE,
            aliases=("樫ガイドライン",),
            ladder="guide",
        ),
        "seed-fund": Subject(id="seed-fund", tracks=("fund",), label=label("Seed Fund"), force=LegalForce.PROGRAMME, aliases=("種子基金",)),
        "grove-budget": Subject(
            id="grove-budget",
            tracks=("fund",),
            label=label("Grove budget"),
            force=LegalForce.STATUTE,
            aliases=("木立予算",),
            ladder="budget",
            cyclic=True,
        ),
        "leaf-coin": Subject(
            id="leaf-coin", tracks=("coin",), label=label("Leaf Coin"), force=LegalForce.PRODUCT, aliases=("木の葉コイン",)
        ),
    },
    event_types={
        kind.id: kind
        for kind in (
            event_type("submitted", "提出"),
            event_type("enacted", "成立"),
            event_type("promulgated", "公布"),
            event_type("in-force", "施行"),
            event_type("draft-published", "案を公表"),
            event_type("published", "公表", told_as=("released",), replaces=True),
            event_type("released", "公開"),
            event_type("selected", "採択", recurs=True),
            event_type("cabinet-decision", "閣議決定", recurs=True, replaces=True),
            event_type("meeting-held", "会合", recurs=True),
            event_type("launched", "発行開始"),
            event_type("drafted", "計上"),
        )
    },
    pots={"fund-2026": Pot(id="fund-2026", label=label("Seed Fund money"), period="2026")},
    ladders={
        "statute": Ladder("statute", ("submitted", "enacted", "promulgated", "in-force")),
        "guide": Ladder("guide", ("draft-published", "published")),
        "budget": Ladder("budget", ("drafted", "enacted")),
    },
)


def on(day: str) -> When:
    moment = date.fromisoformat(day)
    return When(moment, moment, Precision.DAY)


def span(start: str | None, end: str | None, precision: Precision = Precision.RANGE) -> When:
    return When(date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None, precision)


def event(
    name: str, subject: str, kind: str, when: When | None = None, modality: Modality = Modality.OCCURRED, facts: tuple[Fact, ...] = ()
) -> Event:
    return Event(
        id=name,
        kind=RowKind.EVENT,
        tracks=PACK.tracks_of(subject),
        subject=subject,
        type=kind,
        title=label(name),
        when=when or When(),
        modality=modality,
        facts=facts,
    )


def claim(subject: str, kind: str, when: When | None = None, modality: Modality = Modality.OCCURRED, facts: tuple[Fact, ...] = ()) -> Claim:
    return Claim(subject=subject, event=kind, modality=modality, when=when or When(), facts=facts, quote="q", start=0, end=1)


def version(value: str) -> Fact:
    return Fact(name="version", value=value)


def ordinal(value: str) -> Fact:
    return Fact(name="ordinal", value=value)


def yen(value: str, least: str | None = None, most: str | None = None, *, approx: bool = False) -> Fact:
    return Fact(name="amount", value=value, unit="JPY", least=least, most=most, approx=approx)


def known(*events: Event, today: str = "2026-08-01") -> Known:
    return Known(Timeline({one.id: one for one in events}, KNOWN_AT), PACK, date.fromisoformat(today))
