"""What it costs to hold claims against a timeline, and whether that depends on how long the timeline is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tracker.config.seed import load_seed
from tracker.model.pack import Pack
from tracker.model.reading import Claim, Fact, Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import Precision, When
from tracker.reconcile.judge import Known, judge

SIZES = (5_000, 50_000)
"""Events of the timelines: one that is large, and one ten times as long."""
CLAIMS = 10_000
TODAY = date(2026, 8, 1)
_BEGIN = date(2000, 1, 1)
_TYPES_EACH = 3
_DAYS_BETWEEN = 40


class Held(NamedTuple):
    """How many claims were held against how many events, in how many processor seconds, and what the verdicts were."""

    claims: int
    events: int
    seconds: float
    verdicts: dict[str, int]


def shipped() -> Pack:
    """The field of the shipped timeline."""
    return load_seed(Path(__file__).resolve().parents[2] / "db" / "timeline.yaml").pack


def events(pack: Pack, count: int) -> Iterator[Event]:
    """Events of every subject, three types each, every forty days: a longer timeline goes on for longer."""
    subjects = sorted(pack.subjects)
    for number in range(count):
        subject = pack.subjects[subjects[number % len(subjects)]]
        turn, kind = divmod(number // len(subjects), _TYPES_EACH)
        ladder = pack.ladders[subject.ladder].stages if subject.ladder else ("published", "announced", "selected")
        day = _BEGIN + timedelta(days=turn * _DAYS_BETWEEN + number % 17)
        yield Event(
            id=f"event-{number:06}",
            kind=RowKind.EVENT,
            tracks=subject.tracks,
            subject=subject.id,
            type=ladder[-1 - kind % len(ladder)],
            title=subject.label,
            when=When(day, day, Precision.DAY),
            facts=(Fact(name="ordinal", value=str(turn + 2)),) if number % 3 else (),
        )


def claims(known: list[Event]) -> Iterator[Claim]:
    """Claims that repeat an event, move its day by some days or by half a year, name its round alone, or tell of one to come."""
    for number in range(CLAIMS):
        event = known[number * 7919 % len(known)]
        day = (event.when.earliest or _BEGIN) + timedelta(days=(0, 0, 3, 180, 0)[number % 5])
        when = When() if number % 5 == 4 and event.facts else When(day, day, Precision.DAY)
        modality = Modality.SCHEDULED if number % 11 == 0 else Modality.OCCURRED
        yield Claim(subject=event.subject, event=event.type or "", modality=modality, when=when, facts=event.facts, quote="q", end=1)


def held(pack: Pack, size: int) -> Held:
    """Hold ten thousand claims against a timeline of a size, one after the other."""
    begun = list(events(pack, size))
    asked = list(claims(begun))
    known = Known(Timeline({event.id: event for event in begun}, datetime(2026, 4, 30, tzinfo=UTC)), pack, TODAY)
    verdicts: dict[str, int] = {}
    start = time.process_time()
    for claim in asked:
        judgement = judge(claim, known, TODAY, Authority.OFFICIAL)
        verdicts[judgement.verdict.value] = verdicts.get(judgement.verdict.value, 0) + 1
    return Held(len(asked), size, time.process_time() - start, verdicts)
