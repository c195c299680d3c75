"""A subject's events, set out so that what a claim may speak of is found without looking at all the others.

By type, and within a type by year, number and fiscal years: however long the timeline grows, a dated claim meets only its neighbours.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property

import msgspec

from tracker.model.pack import Pack
from tracker.model.reading import Claim, Modality
from tracker.model.timeline import Event
from tracker.model.when import Precision, When
from tracker.reconcile.compare import INSTANCE_NAMES, has_instance, instance
from tracker.reconcile.periods import period_of_event

REACH = timedelta(days=400)
"""Two days further apart than this are never of one occasion by their dates alone."""

_PLANNED = (Modality.SCHEDULED, Modality.EXPECTED, Modality.POSTPONED)
_MOST_YEARS = 10
_MOST_RECENT = 64
_OF_SETTLED = frozenset({"_numbered", "_ids", "_by_year", "_by_number", "_by_period"})
"""What a rack has worked out of its settled events, which another of the same takes over."""


class Rack(msgspec.Struct, frozen=True, dict=True):
    """The events of one subject and one type that a sentence can speak of, with dates as they bear on them.

    `settled` are set out by year and number; `recent` came since, few enough to be looked through.
    """

    settled: tuple[Event, ...]
    pack: Pack
    recent: tuple[Event, ...] = ()

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """All events, in the order in which they came."""
        return (*self.settled, *self.recent)

    def with_event(self, event: Event) -> Rack:
        """The rack with one more event. Setting all out anew is put off until many have come."""
        if len(self.recent) < _MOST_RECENT:
            made = Rack(self.settled, self.pack, (*self.recent, event))
            made.__dict__.update({name: value for name, value in self.__dict__.items() if name in _OF_SETTLED})
            return made
        return Rack((*self.events, event), self.pack)

    def without(self, name: str) -> Rack:
        """The rack without the event of an id."""
        if any(event.id == name for event in self.recent):
            made = Rack(self.settled, self.pack, tuple(event for event in self.recent if event.id != name))
            made.__dict__.update({key: value for key, value in self.__dict__.items() if key in _OF_SETTLED})
            return made
        if name not in self._ids:
            return self
        return Rack(tuple(event for event in self.settled if event.id != name), self.pack, self.recent)

    def near(self, claim: Claim) -> Iterable[Event]:
        """The events that a claim may speak of: those within reach of its date, or that have no date with two ends.

        Beside them whatever has its number or its fiscal years. What has another number than the claim is no such event.
        """
        first, last = claim.when.earliest, claim.when.latest
        if first is None or last is None or len(self.settled) <= 1:
            return self.of_number(claim)
        name, value = _number(claim)
        found: dict[str, Event] = {}
        for year in (None, *range(_back(first).year, _on(last).year + 1)):
            found.update((event.id, event) for event in self._by_year.get((year, name), ()))
        if name is not None:
            found.update((event.id, event) for event in self._by_number.get((name, value), ()))
        if claim.period.known:
            found.update((event.id, event) for event in self._by_period.get((claim.period.earliest, claim.period.latest), ()))
        return (*found.values(), *self.recent)

    def of_number(self, claim: Claim) -> Iterable[Event]:
        """The events that have the claim's version or round, or none at all; every event where it names neither."""
        name, value = _number(claim)
        if name is None or len(self.settled) <= 1:
            return self.events
        return (*self._by_number.get((name, value), ()), *self._by_number.get((name, None), ()), *self.recent)

    @cached_property
    def numbered(self) -> frozenset[str]:
        """The ids of the events that have a number of their own."""
        return self._numbered | {event.id for event in self.recent if has_instance(event.facts)}

    @cached_property
    def _numbered(self) -> frozenset[str]:
        return frozenset(event.id for event in self.settled if has_instance(event.facts))

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(event.id for event in self.settled)

    @cached_property
    def _by_year(self) -> Mapping[tuple[int | None, str | None], list[Event]]:
        """By each year that an event may lie in, None for those whose date is open or very wide; beside it what it has no number of.

        A claim of a number finds there what may have it (by the name of its number), a claim of none finds all (by None).
        """
        found: dict[tuple[int | None, str | None], list[Event]] = defaultdict(list)
        for event in self.settled:
            lacks = [name for name in INSTANCE_NAMES if instance(event.facts, name) is None]
            for year in _years(event.when):
                for name in (None, *lacks):
                    found[year, name].append(event)
        return found

    @cached_property
    def _by_number(self) -> Mapping[tuple[str, str | None], list[Event]]:
        """By the one version and the one round that an event has; None where it has none or several."""
        found: dict[tuple[str, str | None], list[Event]] = defaultdict(list)
        for event in self.settled:
            for name in INSTANCE_NAMES:
                found[name, instance(event.facts, name)].append(event)
        return found

    @cached_property
    def _by_period(self) -> Mapping[tuple[date | None, date | None], list[Event]]:
        found: dict[tuple[date | None, date | None], list[Event]] = defaultdict(list)
        for event in self.settled:
            period = period_of_event(event, self.pack)
            found[period.earliest, period.latest].append(event)
        return found


class Shelf(msgspec.Struct, frozen=True):
    """The events of one subject by type; those that were withdrawn or that no sentence can prove are not on it."""

    racks: dict[str, Rack]
    pack: Pack
    known_at: date | None = None

    def rack(self, kind: str) -> Rack:
        """The events of a type, perhaps none."""
        return self._rack_of(self.racks, kind)

    def __iter__(self) -> Iterator[Event]:
        for rack in self.racks.values():
            yield from rack.events

    def with_event(self, event: Event) -> Shelf:
        """The shelf with one more event, or with this state of it. Only the racks that it stood or stands on change."""
        racks = {kind: rack.without(event.id) for kind, rack in self.racks.items()}
        if _is_testable(event):
            kind = event.type or ""
            racks[kind] = self._rack_of(racks, kind).with_event(_plausible(event, self.pack, self.known_at))
        return msgspec.structs.replace(self, racks=racks)

    def _rack_of(self, racks: Mapping[str, Rack], kind: str) -> Rack:
        return racks.get(kind) or Rack((), self.pack)


def shelve(events: Iterable[Event], pack: Pack, known_at: date | None) -> Shelf:
    """The events of one subject on a shelf. `known_at` is the day on which the seed was known (JST)."""
    racks: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if _is_testable(event):
            racks[event.type or ""].append(_plausible(event, pack, known_at))
    return Shelf({kind: Rack(tuple(own), pack) for kind, own in racks.items()}, pack, known_at)


def _is_testable(event: Event) -> bool:
    return event.kind.is_testable and not event.withdrawn


def _plausible(event: Event, pack: Pack, floor: date | None) -> Event:
    """The event with its date as it bears on it: what is planned "by" a day cannot lie before it was known to be planned."""
    when = _of_the_event(event, pack, floor)
    return event if when is event.when else msgspec.structs.replace(event, when=when)


def _of_the_event(event: Event, pack: Pack, floor: date | None) -> When:
    """When the event itself can have been. The year that money is for does not say when it was decided."""
    if event.when.precision is Precision.FISCAL_YEAR and any(pack.pots[fact.pot].period for fact in event.facts if fact.pot in pack.pots):
        return When()
    open_below = event.when.earliest is None and event.when.latest is not None
    if floor and event.modality in _PLANNED and open_below and event.when.latest and event.when.latest >= floor:
        return msgspec.structs.replace(event.when, earliest=floor)
    return event.when


def _number(claim: Claim) -> tuple[str | None, str | None]:
    """The version or the round that a claim names, with the name of which of the two it is."""
    return next(((name, value) for name in INSTANCE_NAMES if (value := instance(claim.facts, name))), (None, None))


def _years(when: When) -> Iterable[int | None]:
    if when.earliest is None or when.latest is None or when.latest.year - when.earliest.year > _MOST_YEARS:
        return (None,)
    return range(when.earliest.year, when.latest.year + 1)


def _back(day: date) -> date:
    return day - REACH if day - date.min > REACH else date.min


def _on(day: date) -> date:
    return day + REACH if date.max - day > REACH else date.max
