"""A seed that was edited by hand after findings: what the file alone changed is taken, what both changed is a dispute."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.field import event, on, span, version, yen
from tracker.model.reading import Modality
from tracker.model.timeline import Event
from tracker.reconcile.merging import done_again, merged

AT, LATER = datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
PLAN = event("act.in-force", "acorn-act", "in-force", span("2026-09-01", "2026-09-30"), Modality.SCHEDULED, (yen("100"),))


def changed(one: Event, **fields: object) -> Event:
    return msgspec.structs.replace(one, **fields)


def fields(one: Event) -> list[str]:
    return [dispute.field for dispute in one.open_disputes()]


def test_each_side_keeps_what_it_alone_has_changed() -> None:
    taught = changed(PLAN, when=on("2026-09-15"), modality=Modality.OCCURRED)
    made = merged(PLAN, taught, changed(PLAN, facts=(yen("200"), version("2"))), AT)
    assert made == changed(taught, facts=(yen("200"), version("2")))


def test_figures_are_in_dispute_by_their_name_and_the_others_go_on() -> None:
    taught = changed(PLAN, facts=(yen("150"),))
    made = merged(PLAN, taught, changed(PLAN, facts=(yen("200"), version("2"))), AT)
    assert (made.facts, fields(made)) == ((yen("150"), version("2")), ["facts.amount"])
    assert '"200"' in made.disputes[0].says


def test_both_changing_it_alike_is_agreement() -> None:
    taught = changed(PLAN, when=on("2026-09-15"))
    assert merged(PLAN, taught, taught, AT) == taught


def test_a_dispute_keeps_its_day_until_the_file_says_something_else() -> None:
    taught = changed(PLAN, modality=Modality.OCCURRED)
    first = merged(PLAN, taught, changed(PLAN, modality=Modality.CANCELLED), AT)
    same = merged(changed(PLAN, modality=Modality.CANCELLED), first, changed(PLAN, modality=Modality.CANCELLED), LATER)
    other = merged(changed(PLAN, modality=Modality.CANCELLED), first, changed(PLAN, modality=Modality.POSTPONED), LATER)
    assert [one.disputes[0].since for one in (first, same, other)] == [AT, AT, LATER]
    assert first.modality is other.modality is Modality.OCCURRED


STATES = st.builds(
    lambda when, modality, facts: changed(PLAN, when=when, modality=modality, facts=facts),
    st.sampled_from([PLAN.when, on("2026-09-15"), on("2026-10-01")]),
    st.sampled_from([Modality.SCHEDULED, Modality.OCCURRED, Modality.CANCELLED]),
    st.sampled_from([(), (yen("100"),), (yen("200"), version("2")), (version("3"),)]),
)


@given(before=STATES, after=STATES, known=STATES)
def test_what_was_done_is_done_again_and_nothing_else(before: Event, after: Event, known: Event) -> None:
    assert done_again(before, after, before) == after
    assert done_again(before, before, known) == known
    made = done_again(before, after, known)
    for name in ("when", "modality"):
        assert getattr(made, name) == getattr(known if getattr(before, name) == getattr(after, name) else after, name)
    assert done_again(known, made, known) == made
    assert (done_again(None, after, known), done_again(before, after, None)) == (after, after)


def test_a_figure_that_was_left_alone_stays_as_it_has_come_to_be() -> None:
    decided = done_again(PLAN, changed(PLAN, facts=(yen("100"), version("2"))), changed(PLAN, facts=(yen("150"),)))
    assert decided.facts == (yen("150"), version("2"))
