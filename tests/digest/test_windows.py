"""What something can be handed in for is told with its days left, its address, and what makes the time short."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.digest.samples import PACK, PERIOD, day, entries, event, finding, recorded, span
from tracker.digest.compose import compose
from tracker.digest.dates import coming, overdue
from tracker.digest.material import Material
from tracker.digest.windows import seasons, window_of
from tracker.model.digest import Digest, Window
from tracker.model.finding import Verdict
from tracker.model.pack import EventType
from tracker.model.reading import Fact, Modality
from tracker.model.source import Label
from tracker.model.timeline import Event, Timeline
from tracker.model.when import Precision, When
from tracker.render.html import HTML
from tracker.render.letter import Letters
from tracker.render.markdown import MARKDOWN

TYPES = {
    "opened": EventType(id="opened", label=Label("募集開始", "opened"), opens=True, closed_by="closed", recurs=True),
    "closed": EventType(id="closed", label=Label("募集締切", "closed"), deadline=True, recurs=True),
}
FIELD = msgspec.structs.replace(PACK, event_types={**PACK.event_types, **TYPES})
TODAY = date(2026, 8, 17)
RANGE = span("2026-08-10", "2026-09-11", Precision.RANGE)
ADDRESS, CASE = Fact(name="submit", value="harbour@town.example.jp"), Fact(name="case", value="315000140")


def opening(name: str, when: When, **given: object) -> Event:
    return event(name, when, Modality.OCCURRED, type="opened", **given)


def closing(name: str, when: When, **given: object) -> Event:
    return event(name, when, Modality.SCHEDULED, type="closed", **given)


def window(of: Event, *others: Event, today: date = TODAY) -> Window | None:
    return window_of(of, Timeline({one.id: one for one in (of, *others)}), FIELD, today)


def test_an_opening_and_its_closing_are_one_window_from_either_end() -> None:
    first, last = opening("a", day("2026-08-10"), facts=(ADDRESS,)), closing("b", day("2026-09-11"), facts=(CASE,))
    told = Window(
        closes=date(2026, 9, 11),
        days_left=25,
        opened=date(2026, 8, 10),
        case="315000140",
        submit="harbour@town.example.jp",
        notes=(Label("期間中にお盆を含む", "runs over Obon"),),
    )
    assert window(first, last) == told
    assert window(last, first) == told


def test_what_is_over_or_has_no_last_day_is_no_window() -> None:
    assert window(closing("b", day("2026-08-16"))) is None
    found = window(closing("b", day("2026-08-17")))
    assert found is not None
    assert found.days_left == 0
    assert window(opening("a", day("2026-08-10"))) is None
    assert window(closing("b", span("2026-09-01", None))) is None
    assert window(event("c", day("2026-09-11"))) is None


def test_what_is_told_with_one_range_alone_closes_on_its_last_day() -> None:
    told = opening("a", RANGE)
    found = window(told)
    assert found is not None
    assert (found.opened, found.closes, found.days_left) == (date(2026, 8, 10), date(2026, 9, 11), 25)
    timeline = Timeline({"a": told})
    (ahead,) = coming(timeline, TODAY, FIELD)
    assert (ahead.event.id, ahead.event.type, ahead.day, ahead.modality) == ("a", "closed", date(2026, 9, 11), Modality.SCHEDULED)
    known = closing("b", day("2026-09-18"))
    assert [one.event.id for one in coming(Timeline({"a": told, "b": known}), TODAY, FIELD)] == ["b"], "whose day is told by itself"
    for other in (
        opening("a", span("2026-08-01", "2026-08-31", Precision.MONTH)),
        opening("a", RANGE, withdrawn=True),
        event("a", RANGE, Modality.CANCELLED, type="opened"),
        event("a", RANGE, Modality.OCCURRED),
    ):
        assert not [one for one in coming(Timeline({"a": other}), TODAY, FIELD) if one.event.type == "closed"], other


def test_the_other_end_is_the_nearest_of_the_same_case_and_subject() -> None:
    last = closing("b", day("2026-09-11"), facts=(CASE,))
    near, far = opening("near", day("2026-08-25")), opening("far", day("2026-08-01"))
    other = opening("other", day("2026-09-01"), subject="crane-guide")
    late = opening("late", day("2026-09-20"))
    long_ago = opening("old", day("2026-01-05"))
    found = window(last, near, far, other, late, long_ago)
    assert found is not None
    assert found.opened == date(2026, 8, 25)
    numbered = msgspec.structs.replace(far, facts=(CASE,))
    found = window(last, near, numbered)
    assert found is not None
    assert found.opened == date(2026, 8, 1)
    elsewhere = msgspec.structs.replace(near, facts=(Fact(name="case", value="9999"),))
    found = window(last, elsewhere, long_ago)
    assert found is not None
    assert found.opened is None


@pytest.mark.parametrize(
    ("first", "last", "notes"),
    [
        ("2026-08-20", "2026-08-27", ["open for 7 days only"]),
        ("2026-08-20", "2026-08-28", []),
        ("2026-08-26", "2026-08-27", ["open for 1 day only"]),
        ("2026-08-11", "2026-08-18", ["open for 7 days only", "runs over Obon"]),
        ("2026-07-20", "2026-08-20", ["runs over Obon"]),
        ("2026-12-20", "2027-01-20", ["runs over the New Year holidays"]),
        ("2026-12-31", "2027-01-31", ["runs over the New Year holidays"]),
        ("2027-01-02", "2027-01-31", []),
        ("2026-04-20", "2026-05-20", ["runs over Golden Week"]),
        ("2026-09-01", "2026-10-01", ["runs over 5 days off in a row"]),
        ("2026-06-01", "2026-06-30", []),
    ],
)
def test_short_windows_and_those_that_run_over_holidays_say_so(first: str, last: str, notes: list[str]) -> None:
    found = window(closing("b", day(last)), opening("a", day(first)), today=date.fromisoformat(first))
    assert found is not None
    assert [note.en for note in found.notes] == notes


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 90))
def test_a_longer_window_runs_over_no_fewer_seasons(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    named = {label.en for label in seasons(first, last) if "days off" not in label.en}
    assert named <= {label.en for label in seasons(first - timedelta(days=3), last + timedelta(days=3))}


def test_a_hundred_years_are_not_gone_through() -> None:
    assert seasons(date(1900, 1, 1), date(9000, 1, 1)) == ()


def test_a_deadline_comes_by_itself_and_is_never_overdue() -> None:
    timeline = Timeline({"b": closing("b", day("2026-08-01")), "c": event("c", day("2026-08-01"))})
    graceful = msgspec.structs.replace(FIELD, grace=30)
    assert [one.id for one in overdue(timeline, TODAY, FIELD)] == ["c"]
    assert [one.event.id for one in coming(timeline, TODAY, graceful)] == ["c"], "nor is it waited for"


def digest() -> Digest:
    first, last = opening("a", day("2026-08-12")), closing("b", day("2026-08-19"), facts=(CASE, ADDRESS))
    told = recorded(1, finding(Verdict.ADDS, type="opened", event="a", when=first.when))
    material = Material(findings=(told,), timeline=Timeline({"a": first, "b": last}))
    return compose(material, PERIOD, pack=FIELD, now=PERIOD.until, version="0.1.0")


def test_days_left_and_the_address_stand_in_what_is_told_and_what_is_coming() -> None:
    made = digest()
    for name in ("new", "coming"):
        (entry,) = entries(made, name)
        assert isinstance(entry.window, Window)
        assert (entry.window.days_left, entry.window.submit) == (2, "harbour@town.example.jp")
    assert b'"closes":"2026-08-19"' in msgspec.json.encode(made)


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        (
            "en",
            [
                "closes 19 August 2026, 2 days left; open for 7 days only; runs over Obon; submit to harbour",
                "town.example.jp; case no. 315000140",
            ],
        ),
        ("ja", ["令和8年8月19日（2026年）締切、残り2日；募集期間は7日間のみ；期間中にお盆を含む；提出先：harbour", "案件番号：315000140"]),
    ],
)
def test_every_edition_shows_them_in_its_language(lang: str, says: list[str]) -> None:
    for renderer in (MARKDOWN, HTML):
        text = renderer.render(digest(), lang)  # type: ignore[arg-type]
        assert all(text.count(word) >= 2 for word in says)


def test_an_e_mail_in_plain_text_shows_them_too() -> None:
    text = Letters().letter_of(digest(), "en").text
    assert text.count("closes 19 August 2026, 2 days left") == 2
    assert "submit to harbour@town.example.jp" in text


def test_what_closes_today_says_so() -> None:
    last = closing("b", day("2026-08-17"))
    made = compose(Material(findings=(), timeline=Timeline({"b": last})), PERIOD, pack=FIELD, now=PERIOD.until, version="0.1.0")
    assert "closes today, 17 August 2026" in MARKDOWN.render(made, "en")
    assert "本日締切（令和8年8月17日（2026年））" in MARKDOWN.render(made, "ja")
