"""The rows of timeline.yaml: events, facts, absences, interpretations and theses."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from tracker.config.faults import Faults
from tracker.config.hints import shown
from tracker.config.labels import check_id, read_label
from tracker.config.seed_pack import check_expression
from tracker.config.yaml_lines import Place
from tracker.model.pack import Pack
from tracker.model.reading import Fact, Modality
from tracker.model.timeline import Event, Indicator, RowKind
from tracker.model.when import UNKNOWN, Precision, When

_ROW_KEYS = (
    *("id", "row", "kind", "tracks", "subject", "type", "when", "modality", "facts", "title", "statement", "locator"),
    *("tripwires", "unless", "depends_on", "indicators", "supersedes"),
)
_FACT_KEYS = ("name", "value", "unit", "least", "most", "approx", "written", "pot")
_KINDS = tuple(kind.value for kind in RowKind)
_MODALITIES = tuple(modality.value for modality in Modality)
_PRECISIONS = tuple(precision.value for precision in Precision)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(1868, 2200)
_MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.SEASON: 3, Precision.HALF: 6, Precision.YEAR: 12}
_FISCAL_MONTHS = {Precision.FISCAL_QUARTER: 3, Precision.FISCAL_HALF: 6, Precision.FISCAL_YEAR: 12}
_FISCAL_START = 4
"""The fiscal year begins in April."""

_SEASON_START = 3
"""Spring begins in March."""

_THIRDS = {1: 10, 11: 20, 21: None}
"""First day → last day of a third of a month; the last one ends with the month."""


def read_rows(value: object, pack: Pack, faults: Faults) -> tuple[Event, ...]:
    """All rows, each with what it names looked up in the pack. Faults are noted."""
    return tuple(_row(item, ("rows", index), pack, faults) for index, item in enumerate(faults.items(value, ("rows",))))


def read_date(value: object, place: Place, faults: Faults) -> date | None:
    """A day of the calendar, written 2026-04-30."""
    if value is None:
        return None
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            faults.add(place, f"there is no day {value} in the calendar")
            return None
        if day.year in _YEARS:
            return day
        faults.add(place, f"a year from {_YEARS.start} to {_YEARS.stop - 1} was expected, not {day.year}")
        return None
    faults.add(place, f"a date such as 2026-04-30 was expected, not {shown(value)}")
    return None


def _row(value: object, place: Place, pack: Pack, faults: Faults) -> Event:
    found = faults.mapping(value, place, _ROW_KEYS, needs=("id", "kind", "tracks", "subject", "title"))
    name = faults.text(found.get("id"), (*place, "id")) if found.get("id") is not None else ""
    if name:
        check_id(name, (*place, "id"), faults)
    kind = _word(found.get("kind"), (*place, "kind"), _KINDS, "kind of row", faults) or RowKind.EVENT
    modality = _word(found.get("modality"), (*place, "modality"), _MODALITIES, "modality", faults) or Modality.OCCURRED
    statement = found.get("statement")
    event = Event(
        id=name,
        kind=RowKind(kind),
        tracks=faults.some_of(found.get("tracks"), (*place, "tracks"), pack.tracks, "track"),
        subject=_word(found.get("subject"), (*place, "subject"), pack.subjects, "subject", faults),
        type=_word(found.get("type"), (*place, "type"), pack.event_types, "event type", faults) or None,
        title=read_label(found.get("title"), (*place, "title"), faults)
        if found.get("title") is not None
        else read_label({}, place, faults),
        when=_when(found.get("when"), (*place, "when"), faults),
        modality=Modality(modality),
        facts=tuple(
            _fact(item, (*place, "facts", index), pack, faults)
            for index, item in enumerate(faults.items(found.get("facts"), (*place, "facts")))
        ),
        statement=None if statement is None else read_label(statement, (*place, "statement"), faults),
        row=_optional_text(found.get("row"), (*place, "row"), faults),
        locator=_optional_text(found.get("locator"), (*place, "locator"), faults),
        tripwires=faults.texts(found.get("tripwires"), (*place, "tripwires")),
        depends_on=faults.texts(found.get("depends_on"), (*place, "depends_on")),
        supersedes=faults.texts(found.get("supersedes"), (*place, "supersedes")),
        unless=faults.texts(found.get("unless"), (*place, "unless")),
        indicators=_indicators(found.get("indicators"), (*place, "indicators"), pack, faults),
    )
    if found.get("tracks") == []:
        faults.add((*place, "tracks"), "a row is on one track at least")
    if event.kind is RowKind.EVENT and found.get("type") is None:
        faults.add(place, "an event needs a type")
    _check_kind(event, place, faults)
    return event


def _indicators(value: object, place: Place, pack: Pack, faults: Faults) -> tuple[Indicator, ...]:
    rungs = []
    for index, item in enumerate(faults.items(value, place)):
        here = (*place, index)
        found = faults.mapping(item, here, ("type", "subjects"), needs=("type", "subjects"))
        kind = _word(found.get("type"), (*here, "type"), pack.event_types, "event type", faults)
        rungs.append(Indicator(kind, faults.some_of(found.get("subjects"), (*here, "subjects"), pack.subjects, "subject")))
    return tuple(rungs)


def _check_kind(event: Event, place: Place, faults: Faults) -> None:
    """Each kind of row needs what makes it one."""
    for index, text in enumerate(event.unless):
        check_expression(text, (*place, "unless", index), faults)
    if event.unless and event.kind is not RowKind.ABSENCE:
        faults.add((*place, "unless"), f"only an absence has words that end nothing; this is a row of kind {event.kind.value}")
    if event.kind is RowKind.ABSENCE and not event.tripwires:
        faults.add(place, "an absence needs tripwires: the words whose appearance would end it")
    if event.kind is not RowKind.ABSENCE and event.tripwires:
        faults.add((*place, "tripwires"), f"only an absence has tripwires; this is a row of kind {event.kind.value}")
    if event.kind is RowKind.THESIS and not event.depends_on:
        faults.add(place, "a thesis needs depends_on: the events that it stands on")
    if event.kind is RowKind.FACT and not event.facts:
        faults.add(place, "a fact needs facts: at least one typed value")


def _when(value: object, place: Place, faults: Faults) -> When:
    if value is None:
        return UNKNOWN
    found = faults.mapping(value, place, ("earliest", "latest", "precision"), needs=("precision",))
    if not isinstance(value, dict):
        return UNKNOWN
    earliest = read_date(found.get("earliest"), (*place, "earliest"), faults)
    latest = read_date(found.get("latest"), (*place, "latest"), faults)
    precision = _word(found.get("precision"), (*place, "precision"), _PRECISIONS, "precision", faults)
    if found.get("earliest") is None and found.get("latest") is None:
        faults.add(place, "at least one of earliest and latest was expected; leave `when` out where no date is said")
        return UNKNOWN
    broken = (found.get("earliest") is not None and earliest is None) or (found.get("latest") is not None and latest is None)
    if broken or not precision:
        return UNKNOWN
    if earliest is not None and latest is not None and earliest > latest:
        faults.add(place, f"earliest {earliest} is after latest {latest}")
        return UNKNOWN
    when = When(earliest, latest, Precision(precision))
    if not fits(when):
        faults.add(place, f"{precision} does not fit {earliest or '…'} to {latest or '…'}: {_what_fits(Precision(precision))}")
    return when


def fits(when: When) -> bool:
    """Whether an interval is a period of its precision. Of an open one, the end that is known has to be such a period's."""
    precision, earliest, latest = when.precision, when.earliest, when.latest
    if precision is None or precision is Precision.RANGE or not when.known:
        return True
    if precision is Precision.DAY:
        return earliest is None or latest is None or earliest == latest
    if earliest is not None:
        end = _period_end(earliest, precision)
        return end is not None and latest in (None, end)
    return latest is not None and any(_period_end(start, precision) == latest for start in _possible_starts(latest, precision))


def _period_end(start: date, precision: Precision) -> date | None:
    """The last day of the period that begins on a day, or None where none does."""
    if precision is Precision.THIRD:
        if start.day not in _THIRDS:
            return None
        last = _THIRDS[start.day]
        return start.replace(day=last) if last else _months_on(start.replace(day=1), 1) - timedelta(days=1)
    months = _MONTHS.get(precision) or _FISCAL_MONTHS[precision]
    first = _FISCAL_START if precision in _FISCAL_MONTHS else _SEASON_START if precision is Precision.SEASON else 1
    if start.day != 1 or (start.month - first) % months:
        return None
    return _months_on(start, months) - timedelta(days=1)


def _possible_starts(latest: date, precision: Precision) -> list[date]:
    if precision is Precision.THIRD:
        return [latest.replace(day=day) for day in _THIRDS if day <= latest.day]
    months = _MONTHS.get(precision) or _FISCAL_MONTHS[precision]
    return [_months_on(latest.replace(day=1), 1 - months)]


def _months_on(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return first.replace(year=number // 12, month=number % 12 + 1)


def _what_fits(precision: Precision) -> str:
    if precision is Precision.DAY:
        return "a day is one day"
    if precision is Precision.THIRD:
        return "a third runs from the 1st, 11th or 21st to the 10th, 20th or last of a month"
    if precision in _FISCAL_MONTHS:
        return "a fiscal period runs over whole months of a year that begins on 1 April"
    if precision is Precision.SEASON:
        return "a season is March to May, June to August, September to November or December to February"
    return f"a {precision.value} runs from its first day to its last day in the calendar"


def _fact(value: object, place: Place, pack: Pack, faults: Faults) -> Fact:
    found = faults.mapping(value, place, _FACT_KEYS, needs=("name", "value"))
    approx = found.get("approx", False)
    if not isinstance(approx, bool):
        faults.add((*place, "approx"), "true or false was expected")
    texts = {key: _optional_text(found.get(key), (*place, key), faults) for key in ("name", "value", "unit", "least", "most", "written")}
    fact = Fact(
        name=texts["name"] or "",
        value=texts["value"],
        unit=texts["unit"],
        least=texts["least"],
        most=texts["most"],
        approx=approx is True,
        written=texts["written"],
        pot=_word(found.get("pot"), (*place, "pot"), pack.pots, "pot", faults) or None,
    )
    _check_fact(fact, place, faults)
    return fact


def _check_fact(fact: Fact, place: Place, faults: Faults) -> None:
    """Amounts, counts and percentages are numbers, and lie within their own bounds."""
    if fact.name not in ("amount", "count", "percent") and fact.least is None and fact.most is None:
        return
    numbers = []
    for key, text in (("least", fact.least), ("value", fact.value), ("most", fact.most)):
        if text is None:
            continue
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            faults.add((*place, key), f"a number in plain digits was expected, not {shown(text)}")
            return
        numbers.append(number)
    if numbers != sorted(numbers):
        faults.add(place, "least, value and most do not rise in that order")
    if fact.name == "amount" and fact.unit is None:
        faults.add(place, "an amount needs its currency as unit, such as JPY")


def _word(value: object, place: Place, known: Collection[str], what: str, faults: Faults) -> str:
    return "" if value is None else faults.one_of(value, place, known, what)


def _optional_text(value: object, place: Place, faults: Faults) -> str | None:
    return None if value is None else faults.text(value, place) or None
