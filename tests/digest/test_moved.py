"""A plan that is put off, as a digest tells it: the new date leads, and the plan is not called overdue in the same breath."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.digest.samples import NOW, day, entries, event, finding, made, recorded, source, span
from tracker.digest.dates import told_put_off
from tracker.model.finding import Verdict
from tracker.model.reading import Fact, Modality
from tracker.model.when import UNKNOWN
from tracker.render.markdown import MARKDOWN

DUE = span("2026-04-01", "2026-06-30")
PLAN = event("opening", DUE, Modality.SCHEDULED)
PUT_OFF = finding(Verdict.MOVES, event="opening", modality=Modality.POSTPONED, when=UNKNOWN, was=DUE)
NEW_DATE = finding(Verdict.MOVES, event="opening", modality=Modality.SCHEDULED, when=day("2026-11-01"), was=DUE)


def test_the_new_date_leads_over_the_bare_word_that_it_is_put_off() -> None:
    digest = made(recorded(1, PUT_OFF, change=1), recorded(2, NEW_DATE, change=1, main=False), events=(PLAN,))
    (entry,) = entries(digest, "moved")
    assert (entry.when, entry.was, entry.also) == (day("2026-11-01"), DUE, ())


def test_the_bare_word_is_told_where_no_new_date_is_given() -> None:
    (entry,) = entries(made(recorded(1, PUT_OFF), events=(PLAN,)), "moved")
    assert (entry.modality, entry.was) == ("postponed", DUE)


def test_what_is_told_as_moved_is_not_overdue_in_the_same_digest() -> None:
    assert [entry.event for entry in entries(made(events=(PLAN,)), "overdue")] == ["opening"]
    assert entries(made(recorded(1, NEW_DATE), events=(PLAN,)), "overdue") == ()


def test_what_was_told_as_moved_is_overdue_once_its_new_day_has_passed() -> None:
    put_off = told_put_off([made(recorded(1, NEW_DATE), events=(PLAN,))])
    for now, late in ((NOW + timedelta(days=7), []), (NOW + timedelta(days=90), ["opening"])):
        assert [entry.event for entry in entries(made(events=(PLAN,), put_off=put_off, now=now), "overdue")] == late


def test_what_the_new_word_does_not_speak_of_is_not_shown_as_gone() -> None:
    known = (Fact(name="promoter", value="Harbour Works"), Fact(name="version", value="1"))
    told = finding(
        Verdict.MOVES, event="opening", when=day("2026-11-01"), was=DUE, was_facts=known, facts=(Fact(name="version", value="2"),)
    )
    page = MARKDOWN.render(made(recorded(1, told), sources=(source("harbour-news"),)))
    (before,) = [line for line in page.splitlines() if line.startswith("- **Before:**")]
    assert "version 1" in before
    assert "Harbour Works" not in before


@pytest.mark.parametrize(("to", "late"), [("2026-07-01", True), ("2026-11-01", False)])
def test_what_is_moved_to_a_day_that_has_passed_is_overdue_by_the_same_digest(to: str, *, late: bool) -> None:
    moved = finding(Verdict.MOVES, event="opening", modality=Modality.SCHEDULED, when=day(to), was=DUE)
    digest = made(recorded(1, moved), events=(event("opening", day(to), Modality.SCHEDULED),))
    assert [entry.event for entry in entries(digest, "moved")] == ["opening"]
    assert bool(entries(digest, "overdue")) is late
