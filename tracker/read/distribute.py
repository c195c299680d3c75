"""One predicate said of several things, each with its own number or date: 第3期では24件、第4期では16件が採択された."""

from __future__ import annotations

import re
from itertools import pairwise

from tracker.model.reading import Fact
from tracker.model.when import When
from tracker.read.binding import lasting
from tracker.read.facts import facts_of_name, facts_within, unique
from tracker.read.mentions import Material
from tracker.read.signals import Signal
from tracker.read.steps import scopes


def distributed(
    material: Material, start: int, end: int, signal: Signal, subject: str, *, staged: bool = False
) -> list[tuple[When | None, list[Fact]]]:
    """One date and set of facts for each thing that the predicate is said of; nothing where it is said of one thing alone.

    What is `staged` is told of provisions too: 第3条の規定は10月1日から、第4条の規定は1月1日から施行される.
    """
    parts = _parts(material, start, end, signal)
    if len(parts) < 2:
        return []
    read = [_read(material, part, subject, staged=staged) for part in parts]
    shapes = {shape for shape, _, _ in read}
    if len(shapes) != 1 or next(iter(shapes)) == frozenset():
        return []
    return [(when, facts) for _, when, facts in read]


def _parts(material: Material, start: int, end: int, signal: Signal) -> list[tuple[int, int]]:
    edges = [match.end() for match in re.finditer("、", material.masked[start : signal.start])]
    bounds = [start, *(start + edge for edge in edges), end]
    parts = list(pairwise(bounds))
    told = [(one.start, one.end) for one in (*material.ordinals, *material.counts)] + [(one.start, one.end) for one in material.dates]
    return [part for part in parts if any(part[0] <= first and last <= part[1] for first, last in told)]


def _read(material: Material, part: tuple[int, int], subject: str, *, staged: bool) -> tuple[frozenset[str], When | None, list[Fact]]:
    """What a part holds: which kinds of a thing told apart (a round, a name, provisions) and of a value told of it (a count, a date)."""
    facts = facts_within(material, *part)
    named = [name for name in material.names if name.subject == subject and part[0] <= name.start and name.end <= part[1]]
    dates = [one for one in material.dates if part[0] <= one.start and one.end <= part[1]]
    provisions = scopes(material, *part) if staged else []
    numbered = next((name for name in ("ordinal", "version") if any(fact.name == name for fact in facts)), None)
    apart = "scope" if provisions else numbered or ("name" if named else None)
    told = "count" if any(fact.name == "count" for fact in facts) else "date" if dates else None
    if apart is None or told is None or (apart not in ("ordinal", "version") and told == "count"):
        return frozenset(), None, []
    facts = unique([*facts, *provisions])
    for name in named:
        facts = unique([*facts_of_name(material, name, *part), *facts])
    return frozenset((apart, told)), (lasting(material, dates[0]) if dates else None), facts
