"""The timeline as a calendar: a year of it, read back by two readers that are not ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import msgspec
import vobject

from tests.digest.samples import PACK, day, event, finding, made, recorded, span
from tests.digest.test_history import told
from tracker.digest.history import redatings
from tracker.model.finding import Verdict
from tracker.model.reading import Modality
from tracker.model.timeline import Event, RowKind
from tracker.model.when import Precision, When
from tracker.render.ics import ICS
from tracker.render.timeline_calendar import timeline_calendar

STAMP = datetime(2026, 8, 17, tzinfo=UTC)
FIRST = date(2026, 1, 5)


def events_of(text: str) -> list[Any]:
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def year() -> list[Event]:
    """An event a week, of every precision and modality."""
    spans = (0, 0, 9, 29, 89)
    precisions = (Precision.DAY, Precision.DAY, Precision.THIRD, Precision.MONTH, Precision.QUARTER)
    found = []
    for number in range(52):
        start = FIRST + timedelta(days=7 * number)
        when = When(start, start + timedelta(days=spans[number % 5]), precisions[number % 5])
        found.append(event(f"week-{number:02}", when, tuple(Modality)[number % len(Modality)]))
    return found


def test_a_year_of_events_is_read_alike_by_two_readers() -> None:
    events = [*year(), event("undated", When()), event("view", day("2026-09-01"), kind=RowKind.THESIS)]
    text = timeline_calendar(events, PACK, {"week-03": 2}, STAMP, "en")
    theirs = {str(one["uid"]): one for one in events_of(text)}
    others = {one.uid.value: one for one in vobject.readOne(text).vevent_list}
    assert set(theirs) == set(others) == {f"week-{number:02}@policy-tracker" for number in range(52)}
    for one in year():
        name = f"{one.id}@policy-tracker"
        assert one.when.latest is not None
        assert (theirs[name]["dtstart"].dt, theirs[name]["dtend"].dt) == (one.when.earliest, one.when.latest + timedelta(days=1))
        assert (others[name].dtstart.value, others[name].dtend.value) == (theirs[name]["dtstart"].dt, theirs[name]["dtend"].dt)
        assert int(theirs[name]["sequence"]) == int(others[name].sequence.value) == (2 if one.id == "week-03" else 0)
        off = one.modality in (Modality.CANCELLED, Modality.DENIED)
        assert (str(theirs[name]["status"]) == "CANCELLED") is off
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")), "folded as the standard asks"


def test_what_was_taken_back_is_cancelled_and_keeps_its_uid() -> None:
    gone = event("gone", day("2026-09-01"), Modality.SCHEDULED, withdrawn=True)
    (one,) = events_of(timeline_calendar([gone], PACK, {}, STAMP, "ja"))
    assert (str(one["uid"]), str(one["status"])) == ("gone@policy-tracker", "CANCELLED")


def test_the_sequence_rises_with_each_other_date_and_with_nothing_else() -> None:
    plan = event("plan", day("2026-09-01"), Modality.SCHEDULED)
    later = msgspec.structs.replace(plan, when=day("2026-10-01"))
    sooner = msgspec.structs.replace(plan, when=day("2026-09-15"))
    named = msgspec.structs.replace(sooner, row="7")
    off = msgspec.structs.replace(named, modality=Modality.CANCELLED)
    assert redatings(told(plan)) == {}
    assert redatings(told(plan, later)) == {"plan": 1}
    assert redatings(told(plan, later, sooner, named)) == {"plan": 2}
    assert redatings(told(plan, later, sooner, named, off)) == {"plan": 3}


def test_a_digest_knows_how_often_a_date_was_another() -> None:
    rows = (event("soon", day("2026-09-01"), Modality.SCHEDULED), event("still", day("2026-09-02"), Modality.SCHEDULED))
    digest = made(events=rows, redated={"soon": 2})
    found = {str(one["uid"]): int(one["sequence"]) for one in events_of(ICS.render(digest))}
    assert found == {"soon@policy-tracker": 2, "still@policy-tracker": 0}


def test_who_calls_it_off_without_a_day_cancels_the_day_that_it_had() -> None:
    off = finding(Verdict.MOVES, event="off", modality=Modality.CANCELLED, when=span(None, None), was=day("2026-08-30"))
    (one,) = events_of(ICS.render(made(recorded(1, off))))
    assert (one["dtstart"].dt, str(one["status"])) == (date(2026, 8, 30), "CANCELLED")
