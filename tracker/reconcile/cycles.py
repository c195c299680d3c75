"""What comes round each year: the stages that the pack describes, for the rounds under way and the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from tracker.model.expected import Expected
from tracker.model.pack import Cycle, CycleStage, Pack
from tracker.model.reading import Modality
from tracker.model.source import Label
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import Precision, When
from tracker.reconcile.periods import period_of_event

_EARLY, _LATE = timedelta(days=30), timedelta(days=90)
"""How far off its usual days a stage is still that of its round."""

_AHEAD = timedelta(days=366)
_MOST_SEEN = 3
_PLANNED = (Modality.SCHEDULED, Modality.EXPECTED)
_FISCAL_START = 4


def yearly(timeline: Timeline, pack: Pack, today: date, floor: date) -> Iterator[Expected]:
    """The stages from `floor` on to a year from today that the timeline has nothing of, planned or done."""
    for cycle in pack.cycles.values():
        real = [
            event
            for event in timeline.events.values()
            if event.subject == cycle.subject and event.kind is RowKind.EVENT and not event.withdrawn
        ]
        for stage in cycle.stages:
            for year in range(floor.year - 2, today.year + 4):
                days = _days(stage, year)
                if days[1] < floor or days[0] > today + _AHEAD or any(_is_of(event, stage, year, pack) for event in real):
                    continue
                seen = [day for event in real for day in (_seen(event, stage, today),) if day is not None]
                yield _expected(cycle, stage, year, days, seen, pack)


def _days(stage: CycleStage, year: int) -> tuple[date, date]:
    return date(year + stage.year, *stage.start), date(year + stage.year, *stage.end)


def _is_of(event: Event, stage: CycleStage, year: int, pack: Pack) -> bool:
    """Whether a real event is this stage of this round: by the years of its money, or by its day.

    A plan that says only which years the money is for does not say when it comes: the usual days stay of use.
    """
    if event.type not in (stage.type, *stage.also):
        return False
    period = period_of_event(event, pack)
    if event.modality in _PLANNED and event.when.known and event.when == period:
        return False
    if period.known:
        return period.earliest == date(year, _FISCAL_START, 1)
    start, end = _days(stage, year)
    when = event.when if event.when.known else When(event.published, event.published)
    return when.known and when.overlaps(When(start - _EARLY, end + _LATE))


def _seen(event: Event, stage: CycleStage, today: date) -> date | None:
    day = event.when.exact
    happened = event.modality is Modality.OCCURRED and event.type in (stage.type, *stage.also)
    return day if happened and day is not None and day <= today else None


def _expected(cycle: Cycle, stage: CycleStage, year: int, days: tuple[date, date], seen: Iterable[date], pack: Pack) -> Expected:
    subject, kind = pack.subjects[cycle.subject], pack.event_types[stage.type]
    name = Label(*(text.replace("{year}", str(year)) for text in (cycle.label.ja, cycle.label.en)))
    past = sorted(seen)
    start, end = days
    cases = "、".join(f"{day}" for day in past[-_MOST_SEEN:])
    return Expected(
        event=Event(
            id=f"cycle.{cycle.id}.{kind.id}.{year}",
            kind=RowKind.EVENT,
            tracks=subject.tracks,
            subject=subject.id,
            type=kind.id,
            title=Label(ja=f"{name.ja}：{kind.label.ja}", en=f"{name.en}: {kind.label.en}"),
            when=When(start, end, Precision.DAY if start == end else Precision.RANGE),
            modality=Modality.EXPECTED,
        ),
        basis=Label(
            ja=f"推定：例年{start.month}月{start.day}日から{end.month}月{end.day}日の間" + (f"（これまで：{cases}）" if past else ""),
            en=f"computed: each year between {start.day} {start:%B} and {end.day} {end:%B}"
            + (f" (so far: {cases.replace('、', ', ')})" if past else ""),
        ),
        cases=len(past),
        firm=True,
    )
