"""What has come since something was true: a later version, a further stage, one more round."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from tracker.model.reading import Fact, Modality
from tracker.model.timeline import Event
from tracker.reconcile.compare import instance, instances_agree, later_instance
from tracker.reconcile.judge import Known, is_planned

_HAPPENED = (Modality.OCCURRED, Modality.REPORTED)


def came_since(event: Event, known: Known, told: Container[str]) -> Event | None:
    """The newest event by which this one is out of date, but for what is `told` anyhow; None where it still is the last word."""
    found = [one for one in _of_subject(event, known) if one.id not in told and _outdates(one, event, known)]
    return max(found, key=lambda one: (one.when.latest or date.min, one.id), default=None)


def more_since(fact: Fact, event: Event, known: Known, told: Container[str]) -> Event | None:
    """For a number of rounds: the last one of a higher number than these.

    A count is one of rounds where the subject's numbered events go up to it (or beyond), and it belongs to no event of its own.
    """
    count = _number(fact.value)
    if fact.name != "count" or count is None or event.type is not None:
        return None
    rounds = {number: one for one in _of_subject(event, known) if (number := _number(instance(one.facts, "ordinal"))) is not None}
    later = [one for number, one in rounds.items() if number > count and one.id not in told]
    return max(later, key=lambda one: _number(instance(one.facts, "ordinal")) or 0, default=None) if count in rounds else None


def _of_subject(event: Event, known: Known) -> Iterator[Event]:
    """What has happened to the same subject."""
    for one in known.timeline.events.values():
        same = one.subject == event.subject and one.id != event.id and not one.withdrawn and one.kind.is_testable
        if same and one.modality in _HAPPENED and not is_planned(one, known.today):
            yield one


def _outdates(later: Event, event: Event, known: Known) -> bool:
    if event.id in later.supersedes:
        return True
    if later.type == event.type:
        kind = known.pack.event_types.get(event.type or "")
        return kind is not None and kind.replaces and later_instance(later.facts, event.facts)
    mine, theirs = (known.pack.stage(one.subject, one.type or "") for one in (event, later))
    return mine is not None and theirs is not None and theirs > mine and instances_agree(later.facts, event.facts)


def _number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None
