"""The number under which an office keeps a case tells what is one and what is another, whatever else is said of it."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.reconcile.field import PACK, claim, event, known, on
from tracker.model.finding import Verdict
from tracker.model.pack import EventType
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority, Label
from tracker.model.timeline import Event
from tracker.read.lexicon import Lexicon
from tracker.reconcile.cases import by_its_case
from tracker.reconcile.judge import Judgement, judge
from tracker.reconcile.passage import Passage

FIELD = msgspec.structs.replace(
    PACK,
    event_types={
        **PACK.event_types,
        "opened": EventType(id="opened", label=Label("開始", "opened"), recurs=True, closed_by="closed"),
        "closed": EventType(id="closed", label=Label("締切", "closed"), recurs=True, deadline=True),
    },
)
PLANNED = Modality.SCHEDULED


def case(number: str) -> tuple[Fact, ...]:
    return (Fact(name="case", value=number),)


def judged(kind: str, day: str, modality: Modality, facts: tuple[Fact, ...], *events: Event) -> Judgement:
    there = msgspec.structs.replace(known(*events), pack=FIELD)
    return judge(claim("oak-guide", kind, on(day), modality, facts), there, date(2026, 6, 5), Authority.OFFICIAL)


OPENED = event("one", "oak-guide", "opened", on("2026-06-05"))
DONE = Modality.OCCURRED


def test_one_that_has_no_number_yet_gets_it() -> None:
    found = judged("opened", "2026-06-05", DONE, case("1111"), OPENED)
    assert (found.verdict, found.rule, found.event and found.event.id) == (Verdict.REFINES, "refines.case", "one")
    closed = event("end", "oak-guide", "closed", on("2026-09-06"), PLANNED)
    assert judged("closed", "2026-09-06", PLANNED, case("1111"), closed).rule == "refines.case"


def test_what_has_its_number_is_confirmed_by_it_and_by_who_does_not_know_it() -> None:
    numbered = msgspec.structs.replace(OPENED, facts=case("1111"))
    for facts in (case("1111"), ()):
        assert judged("opened", "2026-06-05", DONE, facts, numbered).rule == "confirms.same"


def test_another_number_is_another_case_though_it_opens_on_the_same_day() -> None:
    numbered = msgspec.structs.replace(OPENED, facts=case("1111"))
    assert judged("opened", "2026-06-05", DONE, case("2222"), numbered).verdict is Verdict.ADDS


def test_the_same_number_is_the_same_case_though_its_last_day_has_moved_far() -> None:
    end = event("end", "oak-guide", "closed", on("2026-09-06"), PLANNED, case("1111"))
    other = event("other", "oak-guide", "closed", on("2026-10-06"), PLANNED, case("2222"))
    found = judged("closed", "2026-10-06", PLANNED, case("1111"), end, other)
    assert (found.verdict, found.event and found.event.id) == (Verdict.MOVES, "end")


@pytest.mark.parametrize(
    ("day", "verdict"),
    [("2026-09-05", Verdict.CONFIRMS), ("2026-09-06", Verdict.CONFIRMS), ("2026-09-07", Verdict.CONFIRMS), ("2026-09-08", Verdict.MOVES)],
)
def test_a_deadline_at_midnight_is_of_the_day_before_as_well(day: str, verdict: Verdict) -> None:
    assert judged("closed", day, PLANNED, (), event("end", "oak-guide", "closed", on("2026-09-06"), PLANNED)).verdict is verdict


GONE = msgspec.structs.replace(event("gone", "acorn-act", "opened", on("2026-06-05"), facts=case("3333")), withdrawn=True)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("植え方の考え方を定めた。案件番号：1111", "oak-guide"),
        ("植え方の考え方を定めた。案件番号：9999", None),
        ("植え方の考え方を定めた。案件番号：1111、案件番号：9999", None),
        ("植え方の考え方を定めた。案件番号：2222", None),
        ("植え方の考え方を定めた。案件番号：3333", None),
        ("種子基金を見直した。案件番号：1111", None),
        ("植え方の考え方を定めた。", None),
    ],
)
def test_what_names_nothing_is_about_the_one_thing_that_has_its_case(text: str, about: str | None) -> None:
    events = [
        event(f"{subject}.{number}", subject, "opened", on("2026-06-05"), facts=case(number))
        for subject, number in (("oak-guide", "1111"), ("oak-guide", "2222"), ("seed-fund", "2222"))
    ]
    found = by_its_case(Passage(text=text, title="お知らせ"), known(*events, GONE).timeline, Lexicon(FIELD))
    assert found.about == about
