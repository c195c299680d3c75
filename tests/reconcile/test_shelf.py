"""What a shelf finds for a claim is what a look at every event would find, and how long that takes does not depend on the others."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile.field import KNOWN_AT, PACK, claim, event, on, ordinal, span
from tracker.model.reading import Fact, Modality
from tracker.model.timeline import Event
from tracker.model.when import When
from tracker.reconcile.match import THRESHOLD, Match, matches
from tracker.reconcile.shelf import Rack, Shelf, shelve

FIRST = date(2019, 1, 1)


def _dates(first: int, length: int) -> When:
    start = FIRST + timedelta(days=first)
    return span(start.isoformat(), (start + timedelta(days=length)).isoformat())


WHENS = st.one_of(
    st.just(When()),
    st.builds(_dates, st.integers(0, 3000), st.sampled_from([0, 0, 6, 30, 364, 5000])),
    st.builds(lambda first: When(FIRST + timedelta(days=first), None), st.integers(0, 3000)),
    st.builds(lambda last: When(None, FIRST + timedelta(days=last)), st.integers(0, 3000)),
)
FACTS = st.sampled_from([(), (), (ordinal("2"),), (ordinal("3"),)])
KINDS = st.sampled_from(["published", "released", "selected", "enacted"])
MODALITIES = st.sampled_from([Modality.OCCURRED, Modality.SCHEDULED])
EVENTS = st.lists(st.builds(lambda *given: given, KINDS, WHENS, MODALITIES, FACTS), max_size=12).map(
    lambda rows: [event(f"e{number}", "oak-guide", *row) for number, row in enumerate(rows)]
)


class Everything(Rack, frozen=True):
    """A rack that leaves nothing out."""

    def near(self, claim: object) -> tuple[Event, ...]:
        return self.events


def _likely(found: tuple[Match, ...]) -> list[Match]:
    return [match for match in found if match.score >= THRESHOLD]


@given(EVENTS, KINDS, WHENS, FACTS)
def test_what_is_left_out_is_never_likely(events: list[Event], kind: str, when: When, facts: tuple[()]) -> None:
    shelf = shelve(events, PACK, KNOWN_AT.date())
    everything = Shelf({name: Everything(rack.events, PACK) for name, rack in shelf.racks.items()}, PACK, KNOWN_AT.date())
    one = claim("oak-guide", kind, when, facts=facts)
    assert _likely(matches(one, shelf, PACK, None)) == _likely(matches(one, everything, PACK, None))


@given(EVENTS, st.data())
def test_a_shelf_that_was_added_to_is_one_that_was_made_so(events: list[Event], data: st.DataObject) -> None:
    changed = [event(one.id, "oak-guide", data.draw(KINDS), data.draw(WHENS)) for one in events[:3]]
    shelf = shelve(events, PACK, KNOWN_AT.date())
    for one in changed:
        shelf = shelf.with_event(one)
    whole = shelve([*events[len(changed) :], *changed], PACK, KNOWN_AT.date())
    assert {one.id: one for one in shelf} == {one.id: one for one in whole}


def test_a_dated_claim_meets_its_neighbours_alone() -> None:
    days = [date(1900, 1, 1) + timedelta(days=30 * number) for number in range(1500)]
    events = [event(f"e{number}", "seed-fund", "selected", on(day.isoformat())) for number, day in enumerate(days)]
    rack = shelve(events, PACK, None).rack("selected")
    near = list(rack.near(claim("seed-fund", "selected", on("1960-06-01"))))
    assert 24 <= len(near) <= 50
    assert {one.when.earliest.year for one in near if one.when.earliest} == {1959, 1960, 1961}


def test_a_date_at_the_end_of_time_is_reached_too() -> None:
    events = [event("a", "seed-fund", "selected", on("0001-01-02")), event("b", "seed-fund", "selected", on("9999-12-30"))]
    rack = shelve(events, PACK, None).rack("selected")
    assert [[one.id for one in rack.near(claim("seed-fund", "selected", on(day)))] for day in ("0001-01-01", "9999-12-31")] == [
        ["a"],
        ["b"],
    ]


ROWS = st.lists(st.builds(lambda *given: given, KINDS, WHENS, MODALITIES, FACTS), min_size=1, max_size=8)


@settings(max_examples=25)
@given(ROWS, KINDS, WHENS, FACTS)
def test_what_was_added_one_by_one_is_found_as_if_it_had_been_there(
    rows: list[tuple[str, When, Modality, tuple[Fact, ...]]], kind: str, when: When, facts: tuple[Fact, ...]
) -> None:
    """More of them than a rack looks through before it sets them out anew; some are told again in another state."""
    events = [event(f"e{number % 120}", "oak-guide", *rows[number % len(rows)]) for number in range(150)]
    shelf = shelve((), PACK, KNOWN_AT.date())
    for one in events:
        shelf = shelf.with_event(one)
    whole = shelve({one.id: one for one in events}.values(), PACK, KNOWN_AT.date())
    told = claim("oak-guide", kind, when, facts=facts)
    assert _likely(matches(told, shelf, PACK, None)) == _likely(matches(told, whole, PACK, None))
    assert shelf.rack(kind).numbered == whole.rack(kind).numbered


def test_a_numbered_claim_meets_neither_other_numbers_nor_more_as_the_rack_grows() -> None:
    shelf = shelve((), PACK, None)
    met = []
    for number in range(2, 2002):
        told = claim("seed-fund", "selected", on("2026-06-01"), facts=(ordinal(str(number)),))
        met.append(len(tuple(shelf.rack("selected").near(told))))
        shelf = shelf.with_event(event(f"e{number}", "seed-fund", "selected", on("2026-06-01"), facts=told.facts))
    assert max(met) <= 65
    assert len(shelf.rack("selected").events) == 2000
