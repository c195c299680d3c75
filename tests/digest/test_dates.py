"""Overdue, open and coming: what the calendar alone adds to a digest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.digest.samples import NOW, PACK, day, entries, event, finding, made, recorded, span
from tracker.digest.dates import coming, overdue, told_overdue
from tracker.model.finding import Verdict
from tracker.model.reading import Modality
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import When

TODAY = date(2026, 8, 17)


def timeline(*events: Event) -> Timeline:
    return Timeline({one.id: one for one in events})


@pytest.mark.parametrize(
    ("modality", "late"),
    [(modality, modality in {Modality.SCHEDULED, Modality.EXPECTED}) for modality in Modality],
)
def test_only_what_was_scheduled_or_expected_can_be_overdue(modality: Modality, late: bool) -> None:
    assert bool(overdue(timeline(event("a", span(None, "2026-08-01"), modality)), TODAY, PACK)) is late


@pytest.mark.parametrize(
    "row",
    [
        event("today", day("2026-08-17")),
        event("open-end", span("2026-01-01", None)),
        event("unknown", span(None, None)),
        event("withdrawn", day("2026-08-01"), withdrawn=True),
        event("thesis", day("2026-08-01"), kind=RowKind.THESIS),
    ],
    ids=lambda row: str(row.id),
)
def test_what_is_not_over_not_dated_or_no_event_is_not_overdue(row: Event) -> None:
    assert overdue(timeline(row), TODAY, PACK) == ()


def test_an_event_that_another_supersedes_is_not_overdue_unless_that_one_was_withdrawn() -> None:
    old, new = event("old", day("2026-08-01")), event("new", day("2026-09-01"), supersedes=("old",))
    withdrawn = event("new", day("2026-09-01"), supersedes=("old",), withdrawn=True)
    assert overdue(timeline(old, new), TODAY, PACK) == ()
    assert [one.id for one in overdue(timeline(old, withdrawn), TODAY, PACK)] == ["old"]


def test_the_day_is_japans_day() -> None:
    due = (event("a", day("2026-08-16")),)
    evening, midnight = NOW - timedelta(hours=9), NOW - timedelta(hours=8)
    assert not entries(made(events=due, now=evening), "overdue")
    assert entries(made(events=due, now=midnight), "overdue")


def test_an_overdue_event_is_told_once_and_open_with_its_age_afterwards() -> None:
    late = (event("late", span("2026-04-01", "2026-06-30")),)
    first = made(events=late)
    (told,) = entries(first, "overdue")
    assert (told.verdict, told.age_days, entries(first, "open")) == ("overdue", 48, ())
    second = made(events=late, told_overdue=told_overdue([first]), now=NOW + timedelta(days=7))
    (opened,) = entries(second, "open")
    assert (opened.event, opened.age_days, entries(second, "overdue")) == ("late", 55, ())


def test_an_event_that_was_put_off_and_missed_again_is_told_again() -> None:
    first = made(events=(event("late", span(None, "2026-06-30")),))
    second = made(events=(event("late", span(None, "2026-08-10")),), told_overdue=told_overdue([first]))
    assert [entry.event for entry in entries(second, "overdue")] == ["late"]
    assert not entries(second, "open")


def test_conflicts_told_earlier_stay_open_with_their_age_until_they_are_settled() -> None:
    conflict = recorded(1, finding(Verdict.CONTRADICTS), recorded=NOW - timedelta(days=20))
    (entry,) = entries(made(open_findings=(conflict,)), "open")
    assert (entry.verdict, entry.age_days, len(entry.sources)) == ("contradicts", 20, 1)


def test_a_conflict_of_this_digest_is_not_open_too() -> None:
    conflict = recorded(1, finding(Verdict.CONTRADICTS))
    digest = made(conflict, open_findings=(conflict,))
    assert entries(digest, "contradicts")
    assert not entries(digest, "open")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (day("2026-08-17"), date(2026, 8, 17)),
        (day("2026-11-15"), date(2026, 11, 15)),
        (day("2026-11-16"), None),
        (day("2026-08-16"), None),
        (span("2026-04-01", "2026-09-30"), date(2026, 9, 30)),
        (span("2026-09-01", "2027-03-31"), date(2026, 9, 1)),
        (span("2026-04-01", "2027-03-31"), None),
        (span(None, "2026-10-31"), date(2026, 10, 31)),
        (span("2026-10-01", None), date(2026, 10, 1)),
        (span("2026-08-01", None), None),
        (span(None, None), None),
    ],
)
def test_what_begins_or_ends_within_ninety_days_is_coming_on_that_day(when: When, expected: date | None) -> None:
    found = coming(timeline(event("a", when)), TODAY, PACK)
    assert [one.day for one in found] == ([expected] if expected else [])


def test_coming_events_stand_by_date_with_their_horizon_and_certainty() -> None:
    digest = made(
        events=(
            event("later", day("2026-10-01")),
            event("edge", day("2026-09-16"), Modality.SCHEDULED),
            event("over", day("2026-09-17")),
        )
    )
    assert [(entry.event, entry.modality, entry.rule) for entry in entries(digest, "coming")] == [
        ("edge", "scheduled", "coming.30-days"),
        ("over", "expected", "coming.90-days"),
        ("later", "expected", "coming.90-days"),
    ]


def test_what_is_said_to_have_happened_after_today_is_shown_as_scheduled() -> None:
    digest = made(events=(event("tomorrow", day("2026-08-18"), Modality.OCCURRED), event("today", day("2026-08-17"), Modality.OCCURRED)))
    assert [(entry.event, entry.modality) for entry in entries(digest, "coming")] == [("tomorrow", "scheduled")]


@pytest.mark.parametrize("modality", [Modality.REPORTED, Modality.CONDITIONAL, Modality.DENIED, Modality.POSTPONED, Modality.CANCELLED])
def test_what_nobody_plans_is_not_coming(modality: Modality) -> None:
    assert coming(timeline(event("a", day("2026-08-20"), modality)), TODAY, PACK) == ()


@pytest.mark.parametrize(
    ("when", "why"),
    [
        (day("2026-08-17"), "Today."),
        (day("2026-08-18"), "In 1 day."),
        (span("2026-09-01", "2026-09-30"), "In 15 days."),
        (span("2026-06-01", "2026-08-21"), "Its time has begun and ends in 4 days."),
        (span("2026-06-01", "2026-08-17"), "Its time has begun and ends today."),
        (span(None, "2026-08-21"), "In 4 days."),
    ],
)
def test_how_soon_is_told_of_the_day_that_is_next(when: When, why: str) -> None:
    (entry,) = entries(made(events=(event("a", when),)), "coming")
    assert entry.why == why
