"""When an incident begins and when it is over."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.digest.samples import NOW, source
from tracker.digest.incidents import BLIND_FOR, PATIENCE, blind_sources, told_again, turn
from tracker.model.incident import Incident, Trouble
from tracker.model.recorded import LookCount
from tracker.model.source import Label

KEYS = st.sets(st.sampled_from("abcdef"))


def trouble(key: str, kind: str = "source") -> Trouble:
    return Trouble(kind=kind, key=key, what=Label(key, key))


def standing(keys: set[str], kind: str = "source") -> list[Incident]:
    return [Incident(id=number, trouble=trouble(key, kind), opened=NOW) for number, key in enumerate(sorted(keys))]


@given(KEYS, KEYS)
def test_what_is_wrong_and_not_open_is_opened_and_what_is_open_and_not_wrong_is_closed(open_ones: set[str], wrong: set[str]) -> None:
    found = turn(standing(open_ones), map(trouble, wrong), ["source"])
    assert {one.key for one in found.opened} == wrong - open_ones
    assert {one.trouble.key for one in found.closed} == open_ones - wrong
    after = [*(one for one in standing(open_ones) if one not in found.closed), *standing({one.key for one in found.opened})]
    assert turn(after, map(trouble, wrong), ["source"]) == ((), ()), "asked again, nothing is left to do"


def test_kinds_that_are_not_asked_about_are_left_alone() -> None:
    assert turn(standing({"a"}, "disk"), [trouble("b", "disk")], ["source"]) == ((), ())


@pytest.mark.parametrize(("hours", "many"), [(23, 0), (24, 1), (100, 1)])
def test_a_source_is_one_after_a_day_out_of_sight(hours: int, many: int) -> None:
    count = LookCount(source="s", looked=3, failed=3, blind_since=NOW - timedelta(hours=hours), why="HTTP\x1b[31m 503")
    found = blind_sources([count, LookCount(source="gone", looked=0, failed=0, blind_since=NOW - 2 * BLIND_FOR)], {"s": source("s")}, NOW)
    assert len(found) == many
    assert all("\x1b" not in one.what.en for one in found)


@given(st.integers(1, 10_000))
def test_an_attempt_in_vain_is_made_again_at_longer_and_longer_intervals_for_a_week(number: int) -> None:
    attempts = [NOW]
    while (due := told_again(number, NOW, attempts[-1])) is not None:
        attempts.append(due)
    pauses = [later - earlier for earlier, later in pairwise(attempts)]
    assert timedelta(minutes=11) < pauses[0] < timedelta(minutes=19)
    assert max(pauses) <= timedelta(hours=7.5)
    assert min(pauses[6:]) >= timedelta(hours=2)
    assert timedelta(days=6.6) < attempts[-1] - NOW < PATIENCE
    assert len(attempts) < 50


def test_two_are_not_tried_again_at_the_same_second() -> None:
    assert len({told_again(number, NOW, NOW) for number in range(50)}) > 40
