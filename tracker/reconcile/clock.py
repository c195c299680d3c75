"""The clock of stages: how long each stage of a ladder has taken, and which stage is to be expected next, and when.

Cases are pairs of events that have happened on known days. An expectation is drawn from the subject's own cases or, where it has none,
from those of its ladder's other subjects. It is never kept: no claim is held against it, and the first real word of such an event,
planned or done, takes its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec

from tracker.model.expected import Case, Expected, Interval
from tracker.model.pack import Pack
from tracker.model.reading import Modality
from tracker.model.source import Label
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import Precision, When
from tracker.reconcile.compare import instances_conflict
from tracker.reconcile.cycles import yearly

_LONGEST_STORY = 3 * 366
"""Days beyond which two stages belong to two stories."""

_MOST_STAGES = 400
"""Stages of one subject that are held against each other, the newest: no real story has more, and a flood costs no more."""

_SHOWN_CASES = 4
_LOOK_BACK = timedelta(days=180)


class _Stage(msgspec.Struct, frozen=True):
    """An event that has happened on a known day, on a rung of its ladder."""

    event: Event
    rung: int
    day: date


def intervals(timeline: Timeline, pack: Pack, today: date) -> tuple[Interval, ...]:
    """For each pair of stages of each ladder, the cases that the timeline gives; in the order of the ladders and their stages."""
    cases: dict[tuple[str, int, int], list[Case]] = {}
    for subject, stages in _by_subject(timeline, pack, today).items():
        ladder = pack.subjects[subject].ladder or ""
        for first, then in _pairs(stages):
            case = Case(subject=subject, first=first.event.id, then=then.event.id, since=first.day, until=then.day)
            cases.setdefault((ladder, first.rung, then.rung), []).append(case)
    order = list(pack.ladders)
    return tuple(
        Interval(
            ladder=ladder,
            first=pack.ladders[ladder].stages[low],
            then=pack.ladders[ladder].stages[high],
            cases=tuple(sorted(found, key=lambda case: (case.since, case.until, case.then))),
        )
        for (ladder, low, high), found in sorted(cases.items(), key=lambda item: (order.index(item[0][0]), *item[0][1:]))
    )


def expectations(timeline: Timeline, pack: Pack, today: date) -> tuple[Expected, ...]:
    """What is to be expected though nobody has announced it, by date. Nothing that was due before the seed was known, or long ago."""
    # A run that behaves as at an earlier moment knew the seed from then on.
    begin = min(timeline.known_at.date(), today) if timeline.known_at else today - _LOOK_BACK
    floor = max(today - _LOOK_BACK, begin)
    known = intervals(timeline, pack, today)
    found = [*_next_stages(timeline, pack, today, known), *yearly(timeline, pack, today, floor)]
    kept = [one for one in found if one.event.when.latest is not None and one.event.when.latest >= floor and not _lapsed(one, pack, today)]
    return tuple(sorted(kept, key=lambda one: (one.event.when.latest or today, one.event.id)))


def _lapsed(one: Expected, pack: Pack, today: date) -> bool:
    """Whether the days of something that rests on a single case have passed: then our arithmetic was wrong, not the world late."""
    due = one.event.when.latest
    return not one.firm and due is not None and due + timedelta(days=pack.grace_of(one.event.type)) < today


def _by_subject(timeline: Timeline, pack: Pack, today: date) -> dict[str, list[_Stage]]:
    found: dict[str, list[_Stage]] = {}
    for event in _live(timeline):
        rung, day = pack.stage(event.subject, event.type or ""), event.when.exact
        if rung is not None and day is not None and day <= today and event.modality is Modality.OCCURRED:
            found.setdefault(event.subject, []).append(_Stage(event, rung, day))
    ordered = {subject: sorted(stages, key=lambda one: (one.day, one.rung, one.event.id)) for subject, stages in sorted(found.items())}
    return {subject: stages[-_MOST_STAGES:] for subject, stages in ordered.items()}


def _live(timeline: Timeline) -> Iterator[Event]:
    return (event for event in timeline.events.values() if event.kind is RowKind.EVENT and not event.withdrawn)


def _pairs(stages: list[_Stage]) -> Iterator[tuple[_Stage, _Stage]]:
    """Each stage with the last of each lower one before it, unless the same stage stands between: that began a story of its own."""
    for place, then in enumerate(stages):
        lower: set[int] = set()
        for first in reversed(stages[:place]):
            if (then.day - first.day).days > _LONGEST_STORY:
                break
            if instances_conflict(first.event.facts, then.event.facts):
                continue
            if first.rung == then.rung:
                if first.day < then.day:
                    break
            elif first.rung < then.rung and first.rung not in lower:
                lower.add(first.rung)
                yield first, then


def _next_stages(timeline: Timeline, pack: Pack, today: date, known: tuple[Interval, ...]) -> Iterator[Expected]:
    by_subject: dict[str, list[Event]] = {}
    for event in _live(timeline):
        by_subject.setdefault(event.subject, []).append(event)
    for subject, stages in _by_subject(timeline, pack, today).items():
        if pack.subjects[subject].cyclic:
            continue  # its rounds have dates of their own
        others = by_subject.get(subject, [])
        for stage in stages:
            if not _goes_on(stage, others, pack):
                made = _expected(stage, known, pack)
                if made is not None:
                    yield made


def _goes_on(stage: _Stage, others: Iterable[Event], pack: Pack) -> bool:
    """Whether the timeline has more of this story: a higher stage, planned or done, or the same stage again."""
    for other in others:
        rung = pack.stage(other.subject, other.type or "")
        if rung is None or other.id == stage.event.id or instances_conflict(stage.event.facts, other.facts):
            continue
        last = other.when.latest
        if (rung > stage.rung and (last is None or last >= stage.day)) or (rung == stage.rung and last is not None and last > stage.day):
            return True
    return False


def _expected(stage: _Stage, known: tuple[Interval, ...], pack: Pack) -> Expected | None:
    subject = pack.subjects[stage.event.subject]
    rungs = pack.ladders[subject.ladder or ""].stages
    ahead = [one for one in known if one.ladder == subject.ladder and one.first == stage.event.type]
    ahead.sort(key=lambda one: rungs.index(one.then))
    own = [msgspec.structs.replace(one, cases=mine) for one in ahead if (mine := _of(one, subject.id))]
    interval = next(iter(own or ahead), None)
    if interval is None:
        return None
    days = [stage.day + timedelta(days=number) for number in (interval.shortest, interval.longest)]
    kind = pack.event_types[interval.then]
    event = Event(
        id=f"clock.{subject.id}.{kind.id}.{stage.day}",
        kind=RowKind.EVENT,
        tracks=stage.event.tracks,
        subject=subject.id,
        type=kind.id,
        title=Label(ja=f"{subject.label.ja}：{kind.label.ja}", en=f"{subject.label.en}: {kind.label.en}"),
        when=When(days[0], days[1], Precision.DAY if days[0] == days[1] else Precision.RANGE),
        modality=Modality.EXPECTED,
    )
    number = len(interval.cases)
    return Expected(event=event, basis=_basis(stage, interval, pack, own=bool(own)), cases=number, firm=number > 1)


def _of(interval: Interval, subject: str) -> tuple[Case, ...]:
    return tuple(case for case in interval.cases if case.subject == subject)


def _basis(stage: _Stage, interval: Interval, pack: Pack, *, own: bool) -> Label:
    first, then = (pack.event_types[name].label for name in (interval.first, interval.then))
    span = span_words(interval)
    cases = "; ".join(f"{case.since} → {case.until}" for case in interval.cases[-_SHOWN_CASES:])
    number = len(interval.cases)
    whose = Label("同じ対象", "the same subject") if own else Label("同種の対象", "subjects of its kind")
    return Label(
        ja=f"推定：「{first.ja}」から「{then.ja}」まで{span.ja}（n = {number}、{whose.ja}：{cases}）、起点は{stage.day}",
        en=f"computed: from “{first.en}” to “{then.en}” {span.en} (n = {number}, {whose.en}: {cases}), counted from {stage.day}",
    )


def span_words(interval: Interval) -> Label:
    """How long it took: `4 days`, or shortest, median and longest."""
    low, middle, high = interval.shortest, f"{interval.median:g}", interval.longest
    if low == high:
        return Label(ja=f"{low}日", en="1 day" if low == 1 else f"{low} days")
    return Label(ja=f"最短{low}日・中央値{middle}日・最長{high}日", en=f"{low} to {high} days, median {middle}")
