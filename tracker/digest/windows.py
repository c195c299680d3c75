"""Until when something can be handed in: how many days are left, where to, and whether the time given is short or full of holidays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import msgspec

from tracker.model.digest import Entry, Window
from tracker.model.pack import Pack
from tracker.model.reading import CASE, SUBMIT, Modality
from tracker.model.source import Label
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import Precision, When

WEEK = 7
"""Days: whoever gives no more gives little."""
_LONGEST = 120
"""Days within which an opening and a closing are of one window, where no number says so."""
_LEAST_RUN = 4
"""Days off in a row that are more than a long weekend."""
_LEAST_INSIDE = 3
"""Days of a season within a window, fewer than which take nothing away."""

_OPEN = frozenset({Modality.OCCURRED, Modality.SCHEDULED})

IsHoliday = Callable[[date], bool]


def window_of(event: Event, timeline: Timeline, pack: Pack, today: date) -> Window | None:
    """The window that an event opens or closes, as it is today; None where it has none, its last day is not known, or it is over."""
    closing = event if pack.is_deadline(event.type) else _closing_of(event, timeline, pack) or implied_closing(event, timeline, pack)
    last = closing.when.latest if closing is not None else None
    if closing is None or last is None or last < today or closing.withdrawn:
        return None
    opening = event if closing is not event else _opening_of(event, timeline, pack)
    first = opening.when.earliest if opening is not None else None
    return Window(
        closes=last,
        days_left=(last - today).days,
        opened=first,
        case=_fact(CASE, closing, opening),
        submit=_fact(SUBMIT, closing, opening),
        notes=tuple(_notes(first, last, today)),
    )


def with_window(entry: Entry, timeline: Timeline, pack: Pack, today: date) -> Window | None:
    """The window of the event that an entry is about."""
    event = timeline.events.get(entry.event or "")
    return window_of(event, timeline, pack, today) if event is not None else None


def implied_closings(timeline: Timeline, pack: Pack) -> Iterator[Event]:
    """The last days of all that is told with one range alone, as events that nobody has told of by themselves."""
    for event in timeline.events.values():
        closing = implied_closing(event, timeline, pack)
        if closing is not None:
            yield closing


def implied_closing(event: Event, timeline: Timeline, pack: Pack) -> Event | None:
    """The closing of what is open from one day to another, where the timeline has none of its own; under the name of the opening.

    A month or a year is no range: it tells how little is known of one day.
    """
    kind = pack.event_types.get(event.type or "")
    ends = kind.closed_by if kind else None
    last = event.when.latest
    if ends is None or last is None or event.when.precision is not Precision.RANGE or event.when.exact is not None:
        return None
    if event.withdrawn or event.kind is not RowKind.EVENT or event.modality not in _OPEN or _closing_of(event, timeline, pack):
        return None
    when = When(last, last, Precision.DAY)
    return msgspec.structs.replace(event, type=ends, title=Label("", ""), when=when, modality=Modality.SCHEDULED)


def _closing_of(event: Event, timeline: Timeline, pack: Pack) -> Event | None:
    kind = pack.event_types.get(event.type or "")
    ends = kind.closed_by if kind else None
    return None if ends is None else _nearest(event, timeline, lambda other: other.type == ends, forward=True)


def _opening_of(event: Event, timeline: Timeline, pack: Pack) -> Event | None:
    opens = {name for name, kind in pack.event_types.items() if kind.closed_by == event.type}
    return _nearest(event, timeline, lambda other: other.type in opens, forward=False)


def _nearest(event: Event, timeline: Timeline, fits: Callable[[Event], bool], *, forward: bool) -> Event | None:
    """The other end of a window: of the same subject and case, and the nearest of those that could be."""
    case, found = _fact(CASE, event), []
    for other in timeline.events.values():
        if other.withdrawn or other.subject != event.subject or not fits(other):
            continue
        theirs = _fact(CASE, other)
        mine, day = event.when.earliest, other.when.earliest
        if case and theirs:
            apart = 0 if case == theirs else None
        elif mine is None or day is None:
            apart = _LONGEST if (event.published or other.published) else None
        else:
            apart = (day - mine).days if forward else (mine - day).days
        if apart is not None and 0 <= apart <= _LONGEST:
            found.append((apart, other.id, other))
    return min(found, key=lambda one: one[:2])[2] if found else None


def _fact(name: str, *events: Event | None) -> str | None:
    return next((fact.value for event in events if event for fact in event.facts if fact.name == name and fact.value), None)


def _notes(first: date | None, last: date, today: date) -> Iterator[Label]:
    if first is not None and (last - first).days <= WEEK:
        days = (last - first).days
        yield Label(f"募集期間は{days}日間のみ", f"open for {days} day{'' if days == 1 else 's'} only")
    for season in seasons(first or today, last):
        yield Label(f"期間中に{season.ja}を含む", f"runs over {season.en}")


def seasons(first: date, last: date) -> tuple[Label, ...]:
    """The holiday seasons that a window from `first` to `last` runs over, by date; other runs of days off by their length."""
    if (last - first).days > 400:
        return ()
    from jpholiday import is_holiday  # noqa: PLC0415 - a tenth of a second, for digests that have a window to tell of

    found: list[tuple[date, Label]] = []
    named: set[date] = set()
    for year in range(first.year - 1, last.year + 1):
        for days, label in _named_seasons(year, is_holiday):
            if sum(first <= day <= last for day in days) >= _LEAST_INSIDE:
                found.append((days[0], label))
            named.update(days)
    runs = _runs(first, last, lambda day: day.weekday() >= 5 or is_holiday(day))
    found += [(run[0], Label(f"{len(run)}連休", f"{len(run)} days off in a row")) for run in runs if not named & set(run)]
    return tuple(label for _, label in sorted(found, key=lambda one: one[0]))


def _named_seasons(year: int, is_holiday: IsHoliday) -> Iterator[tuple[list[date], Label]]:
    golden = _days(date(year, 4, 29), date(year, 5, 5))
    while is_holiday(golden[-1] + timedelta(days=1)) or (golden[-1] + timedelta(days=1)).weekday() >= 5:
        golden.append(golden[-1] + timedelta(days=1))
    yield golden, Label("ゴールデンウィーク", "Golden Week")
    yield _days(date(year, 8, 13), date(year, 8, 16)), Label("お盆", "Obon")
    yield _days(date(year, 12, 29), date(year + 1, 1, 3)), Label("年末年始", "the New Year holidays")


def _runs(first: date, last: date, is_off: IsHoliday) -> Iterator[list[date]]:
    """The runs of days off that are longer than a long weekend."""
    run: list[date] = []
    for day in [*_days(first, last), None]:
        if day is not None and is_off(day):
            run.append(day)
            continue
        if len(run) >= _LEAST_RUN:
            yield run
        run = []


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
