"""The history of an event and the differences of two moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.digest.samples import PACK, day, event, finding, recorded, span
from tracker.digest.history import differences, slips, steps
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.reading import Modality
from tracker.model.timeline import Event, Revision, Timeline

START = datetime(2026, 5, 1, tzinfo=UTC)
PLAN = event("plan", day("2026-09-01"), Modality.SCHEDULED)


def changed(one: Event, **fields: object) -> Event:
    return msgspec.structs.replace(one, **fields)


def told(*states: Event, origins: tuple[str, ...] = ()) -> tuple[Revision, ...]:
    return tuple(
        Revision(
            event=one,
            observed=START + timedelta(days=place),
            recorded=START + timedelta(days=place, hours=1),
            origin=origins[place] if origins else "seed",
        )
        for place, one in enumerate(states)
    )


def test_each_step_says_what_changed_since_when_and_on_which_evidence() -> None:
    moved = changed(PLAN, when=day("2026-10-01"))
    word = recorded(7, finding(Verdict.MOVES, event="plan", rule="moves.date", quote="十月に"), recorded=START + timedelta(days=1, hours=1))
    silent = recorded(8, finding(Verdict.CONFIRMS, event="plan", tell=False), recorded=START + timedelta(days=9))
    first, second, third = steps(told(PLAN, moved, origins=("seed", "finding:7")), [silent, word])
    assert (first.origin, first.word, first.changed) == ("seed", None, ())
    assert second.word is not None
    assert (second.changed, second.word.quote, second.word.rule, second.word.snapshot) == (
        ("when",),
        "十月に",
        "moves.date",
        word.evidence.snapshot,
    )
    assert (second.observed, second.recorded) == (START + timedelta(days=1), START + timedelta(days=1, hours=1))
    assert (third.origin, third.state) == ("finding:8", None)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((PLAN,), (0, 0)),
        ((PLAN, changed(PLAN, when=day("2026-09-11"))), (1, 10)),
        ((PLAN, changed(PLAN, when=day("2026-09-11")), changed(PLAN, when=day("2026-09-21"))), (2, 20)),
        ((PLAN, changed(PLAN, when=day("2026-08-01"))), (0, 0)),
        ((changed(PLAN, when=span("2026-08-01", "2026-08-31")), changed(PLAN, when=day("2026-08-31"))), (0, 0)),
        ((PLAN, changed(PLAN, modality=Modality.POSTPONED), changed(PLAN, when=day("2026-09-11"))), (1, 10)),
        ((PLAN, changed(PLAN, when=day("2026-09-03"), modality=Modality.OCCURRED)), (0, 0)),
    ],
    ids=["as-planned", "once", "twice", "brought-forward", "more-exact", "put-off-then-dated", "happened"],
)
def test_slips_are_counted(states: tuple[Event, ...], expected: tuple[int, int]) -> None:
    assert slips(told(*states)) == expected


def between(then: tuple[Event, ...], now: tuple[Event, ...], *findings: RecordedFinding) -> list[tuple[str, str]]:
    old, new = (Timeline({one.id: one for one in events}) for events in (then, now))
    return [(one.what, one.event) for one in differences(old, new, findings, PACK)]


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (PLAN, []),
        (changed(PLAN, when=day("2026-10-01")), ["moved"]),
        (changed(PLAN, modality=Modality.POSTPONED), ["moved"]),
        (changed(PLAN, modality=Modality.OCCURRED), ["advanced"]),
        (changed(PLAN, modality=Modality.CANCELLED), ["advanced"]),
        (changed(PLAN, withdrawn=True), ["withdrawn"]),
    ],
)
def test_what_became_of_a_plan(now: Event, what: list[str]) -> None:
    assert between((PLAN,), (now,)) == [(one, "plan") for one in what]


def test_what_was_added_superseded_and_contradicted_in_between() -> None:
    new = event("second", day("2026-07-14"), Modality.OCCURRED, supersedes=("plan",))
    against = recorded(3, finding(Verdict.CONTRADICTS, event="plan"))
    assert between((PLAN,), (PLAN, new), against) == [("added", "second"), ("superseded", "plan"), ("contradicted", "plan")]
    assert between((PLAN, new), (PLAN, new)) == []


def test_a_more_exact_date_is_refined() -> None:
    month = changed(PLAN, when=span("2026-09-01", "2026-09-30"))
    assert between((month,), (changed(month, when=day("2026-09-15")),)) == [("refined", "plan")]
