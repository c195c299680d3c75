"""Whether the rows of a seed can all be true together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import combinations

from tracker.config.faults import Faults
from tracker.config.hints import did_you_mean
from tracker.config.yaml_lines import Place
from tracker.model.pack import Pack
from tracker.model.reading import Fact, Modality
from tracker.model.timeline import Event, RowKind
from tracker.model.when import When

_WHICH = ("version", "ordinal")
"""Facts that tell two things of one subject apart."""


def check_rows(events: tuple[Event, ...], pack: Pack, faults: Faults) -> None:
    """Ids, references, and whether any two rows contradict each other. Faults are noted."""
    places = _check_ids(events, faults)
    by_id = {event.id: event for event in events if event.id}
    for event in events:
        for key, names in (("depends_on", event.depends_on), ("supersedes", event.supersedes)):
            for index, name in enumerate(names):
                if name not in by_id:
                    faults.add((*places[id(event)], key, index), f"there is no row {name!r}{did_you_mean(name, by_id)}")
    check_cycles({event.id: event.depends_on for event in events}, lambda name: (*places[id(by_id[name])], "depends_on"), faults)
    check_cycles({event.id: event.supersedes for event in events}, lambda name: (*places[id(by_id[name])], "supersedes"), faults)
    told = [event for event in events if event.kind is RowKind.EVENT and event.modality is Modality.OCCURRED]
    _check_dates(told, pack, places, faults)
    _check_ladders(told, pack, places, faults)
    _check_amounts([event for event in events if event.kind.is_testable], places, faults)


def check_cycles(edges: Mapping[str, Iterable[str]], place: Callable[[str], Place], faults: Faults) -> None:
    """Note one fault for every circle among names."""
    done: set[str] = set()
    for start in edges:
        path: list[str] = []
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            name, depth = stack.pop()
            done.update(path[depth:])  # everything below them has been followed to its end
            del path[depth:]
            if name in path:
                faults.add(place(name), f"goes round in a circle: {' → '.join([*path[path.index(name) :], name])}")
                done.update(path)
                break
            if name in done or name not in edges:
                continue
            path.append(name)
            stack.extend((other, depth + 1) for other in edges[name])
        done.update(path)
        done.add(start)


def _check_ids(events: tuple[Event, ...], faults: Faults) -> dict[int, Place]:
    """The place of each row, by identity; an id that stands twice is a fault."""
    places: dict[int, Place] = {}
    first: dict[str, int] = {}
    for index, event in enumerate(events):
        places[id(event)] = ("rows", index)
        if event.id and event.id in first:
            line = faults.file.line(("rows", first[event.id], "id"))
            faults.add(("rows", index, "id"), f"the id {event.id!r} stands twice; first on line {line}")
        first.setdefault(event.id, index)
    return places


def _which(event: Event) -> tuple[str | None, ...]:
    """What tells an event from its likes: version and ordinal."""
    return tuple(next((fact.value for fact in event.facts if fact.name == name), None) for name in _WHICH)


def _check_dates(events: list[Event], pack: Pack, places: Mapping[int, Place], faults: Faults) -> None:
    """One thing happens once: the same event of the same subject cannot have occurred on two dates."""
    alike: dict[tuple[object, ...], list[Event]] = defaultdict(list)
    for event in events:
        which = _which(event)
        recurs = event.type is not None and event.type in pack.event_types and pack.event_types[event.type].recurs
        if not recurs or any(which):
            alike[event.subject, event.type, which].append(event)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if not one.when.overlaps(other.when):
                both = f"{_words(one.when)} and {_words(other.when)}"
                faults.add((*places[id(other)], "when"), f"contradicts {one.id}: one event of {other.subject} cannot have occurred {both}")


def _check_ladders(events: list[Event], pack: Pack, places: Mapping[int, Place], faults: Faults) -> None:
    """A lower rung is reached before a higher one."""
    alike: dict[tuple[object, ...], list[Event]] = defaultdict(list)
    for event in events:
        if event.type is not None and pack.stage(event.subject, event.type) is not None:
            alike[event.subject, _which(event)].append(event)
    for group in alike.values():
        for one, other in combinations(group, 2):
            low, high = sorted((one, other), key=lambda event: pack.stage(event.subject, event.type or "") or 0)
            if low.type == high.type or low.when.earliest is None or high.when.latest is None:
                continue
            if low.when.earliest > high.when.latest:
                faults.add(
                    (*places[id(low)], "when"),
                    f"{low.type} comes before {high.type} on the ladder of {low.subject}, yet {high.id} is {_words(high.when)}",
                )


def _check_amounts(events: list[Event], places: Mapping[int, Place], faults: Faults) -> None:
    """Amounts of one pot at one stage agree, as far as their written digits allow. A pot without a stage has its event's."""
    alike: dict[tuple[object, ...], list[tuple[Event, int, Fact]]] = defaultdict(list)
    for event in events:
        for index, fact in enumerate(event.facts):
            if fact.pot is not None and fact.value is not None:
                alike[fact.pot, fact.unit, fact.name].append((event, index, fact))
    for group in alike.values():
        for (one, _, first), (other, index, second) in combinations(group, 2):
            same_stage = one.type is None or other.type is None or one.type == other.type
            if same_stage and not _agree(first, second):
                amounts = f"{first.written or first.value} and {second.written or second.value}"
                faults.add((*places[id(other)], "facts", index), f"contradicts {one.id}: {amounts} of one pot cannot both be true")


def _agree(first: Fact, second: Fact) -> bool:
    try:
        low = max(Decimal(fact.least or fact.value or "0") for fact in (first, second))
        high = min(Decimal(fact.most or fact.value or "0") for fact in (first, second))
    except ArithmeticError:
        return True  # no number; told already
    return low <= high


def _words(when: When) -> str:
    if when.exact is not None:
        return f"on {when.exact}"
    return f"between {when.earliest or '…'} and {when.latest or '…'}"
