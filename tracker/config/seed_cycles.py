"""The part of timeline.yaml that speaks of time passing: days of grace, and what comes round each year."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from tracker.config.faults import Faults
from tracker.config.hints import shown
from tracker.config.labels import check_id, read_label
from tracker.config.yaml_lines import Place
from tracker.model.pack import Cycle, CycleStage

_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_MOST_DAYS = 366
_YEARS = range(-2, 3)
_COMMON_YEAR = 2001
"""A day of every year is a day of this one: 29 February is none."""


def read_days(value: object, place: Place, faults: Faults) -> int | None:
    """A number of days; None where nothing is said."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_DAYS:
        return value
    faults.add(place, f"a number of days from 0 to {_MOST_DAYS} was expected, not {shown(value)}")
    return None


def read_cycles(value: object, subjects: Collection[str], types: Collection[str], faults: Faults) -> dict[str, Cycle]:
    """What comes round each year, by id. Faults are noted."""
    cycles: dict[str, Cycle] = {}
    for name, fields in faults.mapping({} if value is None else value, ("cycles",)).items():
        place = ("cycles", name)
        check_id(name, place, faults)
        found = faults.mapping(fields, place, ("label", "subject", "stages"), needs=("label", "subject", "stages"))
        stages = faults.items(found.get("stages"), (*place, "stages"))
        subject = found.get("subject")
        cycles[name] = Cycle(
            id=name,
            label=read_label(found.get("label"), (*place, "label"), faults),
            subject="" if subject is None else faults.one_of(subject, (*place, "subject"), subjects, "subject"),
            stages=tuple(_stage(stage, (*place, "stages", index), types, faults) for index, stage in enumerate(stages)),
        )
    return cycles


def _stage(value: object, place: Place, types: Collection[str], faults: Faults) -> CycleStage:
    found = faults.mapping(value, place, ("type", "also", "start", "end", "year"), needs=("type", "start", "end"))
    year = found.get("year", 0)
    if not isinstance(year, int) or isinstance(year, bool) or year not in _YEARS:
        faults.add((*place, "year"), f"a whole number from {_YEARS.start} to {_YEARS.stop - 1} was expected, not {shown(year)}")
        year = 0
    start, end = (_month_day(found.get(key), (*place, key), faults) for key in ("start", "end"))
    if start > end:
        faults.add((*place, "end"), "ends before it starts; a stage that runs over New Year is two stages")
    return CycleStage(
        type="" if found.get("type") is None else faults.one_of(found["type"], (*place, "type"), types, "event type"),
        start=start,
        end=end,
        year=year,
        also=faults.some_of(found.get("also"), (*place, "also"), types, "event type"),
    )


def _month_day(value: object, place: Place, faults: Faults) -> tuple[int, int]:
    match = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    if match is not None:
        month, day = int(match.group(1)), int(match.group(2))
        try:
            date(_COMMON_YEAR, month, day)
        except ValueError:
            pass
        else:
            return month, day
    if value is not None:
        faults.add(place, f'a day of every year such as "08-31" was expected, not {shown(value)}')
    return 1, 1
