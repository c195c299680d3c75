"""What the ledger says of each source, and what keeps the tracker itself from its work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.digest.samples import NOW, source
from tracker.digest.health import health, source_health
from tracker.model.health import LookTally, SourceHealth, SourceMark, Vitals
from tracker.model.look import SourceState
from tracker.model.recorded import LookCount

WELL = SourceState(source="a", last_look=NOW, last_success=NOW, next_due=NOW + timedelta(hours=6))


def days(count: float) -> datetime:
    return NOW - timedelta(days=count)


def row(
    *, state: SourceState = WELL, tally: LookTally | None = None, blind: datetime | None = None, flips: int = 0, silent: bool = False
) -> SourceHealth:
    count = LookCount(source="a", looked=0, failed=0, blind_since=blind, why="HTTP 403" if blind else None)
    given = tally or LookTally(outcomes={"unchanged": 50, "changed": 6})
    return source_health(msgspec.structs.replace(source("a"), silent_normal=silent), state, given, count, flips, NOW)


def failed(times: int) -> SourceState:
    return SourceState(source="a", last_look=NOW, last_success=days(2), failures=times, next_due=NOW)


@pytest.mark.parametrize(
    ("given", "marks"),
    [
        ({}, "well"),
        ({"state": SourceState(source="a")}, "unseen"),
        ({"state": failed(1), "blind": days(0.2)}, "failing"),
        ({"state": failed(3), "blind": days(2)}, "blind"),
        ({"state": failed(3), "blind": days(2), "tally": LookTally(outcomes={"blocked": 3, "unchanged": 9})}, "blocked"),
        ({"state": failed(3), "blind": days(2), "silent": True}, "quiet"),
        ({"silent": True, "tally": LookTally(outcomes={"unchanged": 9}, newest=days(150))}, "quiet"),
        ({"tally": LookTally(outcomes={"unchanged": 9}, newest=days(15))}, "stale"),
        ({"tally": LookTally(outcomes={"unchanged": 9}, newest=days(13))}, "well"),
        ({"tally": LookTally(outcomes={"unchanged": 9}, newest=days(40), spacing=7)}, "well"),
        ({"tally": LookTally(outcomes={"unchanged": 9}, newest=days(43), spacing=7)}, "stale"),
        ({"tally": LookTally(outcomes={"unchanged": 9}, gaps=2)}, "gap"),
        ({"tally": LookTally(outcomes={"unchanged": 9, "shrunk": 1}, gaps=1), "flips": 2}, "gap shrunk unstable"),
        ({"state": failed(3), "blind": days(2), "tally": LookTally(outcomes={"failed": 3}, newest=days(90))}, "blind"),
    ],
)
def test_a_source_is_marked_worst_first(given: dict[str, Any], marks: str) -> None:
    found = row(**given)
    assert [mark.value for mark in found.marks] == marks.split()
    assert bool(found.said) == (found.marks[0] is not SourceMark.WELL)


def test_looks_that_saw_it_are_counted_apart() -> None:
    found = row(tally=LookTally(outcomes={"unchanged": 40, "first": 1, "changed": 4, "failed": 6, "blocked": 5}))
    assert (found.looked, found.seen) == (56, 45)


SOUND = Vitals(recorded=NOW, longest_due=("a", NOW + timedelta(hours=1)), free={"db": 10**10})


@pytest.mark.parametrize(
    ("vitals", "word", "said"),
    [
        ({"recorded": None}, "never-polled", "nothing was ever looked at"),
        ({"recorded": NOW + timedelta(hours=1)}, "clock", "2026-08-17T09:00:00+09:00"),
        ({"longest_due": ("a", days(0.1))}, "no-heartbeat", "a has been due since"),
        ({"periods": {"weekly": days(0.3)}}, "digest-overdue", "the weekly digest was due"),
        ({"late": 2}, "deliveries-late", "2 deliveries wait"),
        ({"given_up": 1}, "deliveries-given-up", "1 deliveries"),
        ({"free": {"db": 10**10, "digests": 2 * 10**8}}, "disk", "digests has 200 MB left"),
        ({"unread": 3}, "unread", "3 captures"),
    ],
)
def test_each_thing_that_keeps_it_from_its_work_is_told(vitals: dict[str, Any], word: str, said: str) -> None:
    sound = {name: getattr(SOUND, name) for name in SOUND.__struct_fields__}
    found = health(Vitals(**{**sound, **vitals}), (row(),), NOW)
    assert [one.word for one in found.troubles] == [word]
    assert said in found.troubles[0].said
    assert not found.healthy


def test_where_nothing_does_it_is_healthy_whatever_its_sources_say() -> None:
    found = health(SOUND, (row(), row(state=failed(3), blind=days(2))), NOW)
    assert (found.healthy, found.troubles) == (True, ())
    assert [one.marks[0] for one in found.sources] == [SourceMark.BLIND, SourceMark.WELL]


def test_a_job_that_is_a_little_late_is_none() -> None:
    vitals = Vitals(recorded=NOW + timedelta(minutes=5), longest_due=("a", days(0.05)), periods={"daily": days(0.2)})
    assert health(vitals, (row(),), NOW).healthy


def test_where_every_source_failed_there_is_no_network() -> None:
    assert [one.word for one in health(SOUND, (row(state=failed(1)), row(state=failed(1))), NOW).troubles] == ["no-network"]
    assert health(SOUND, (row(state=failed(1)), row()), NOW).healthy
