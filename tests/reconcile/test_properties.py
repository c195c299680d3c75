"""What holds of every claim: what was accepted is confirmed when it is told again, and each finding has its quote and its rule."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.field import PACK, claim, event, known, on, ordinal, span, version, yen
from tracker.model.finding import Finding, Verdict
from tracker.model.reading import Claim, Fact, Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event
from tracker.model.when import Precision, When
from tracker.reconcile.judge import Known, finding, judge
from tracker.reconcile.revise import revise

TODAY = date(2026, 8, 1)
KINDS = {
    "acorn-act": ("submitted", "enacted", "promulgated", "in-force"),
    "oak-guide": ("draft-published", "published", "cabinet-decision"),
    "seed-fund": ("selected", "drafted", "launched"),
    "grove-budget": ("drafted", "enacted"),
    "leaf-coin": ("launched", "meeting-held"),
}


def _month(day: date) -> When:
    first = day.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return span(first.isoformat(), last.isoformat(), Precision.MONTH)


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
WHENS = st.one_of(st.just(When()), DAYS.map(lambda day: on(day.isoformat())), DAYS.map(_month))
FACTS: st.SearchStrategy[tuple[Fact, ...]] = st.sampled_from(
    [(), (version("1.1"),), (version("1.2"),), (ordinal("2"),), (ordinal("3"),), (yen("1230000000000", "1225000000000", "1235000000000"),)]
)
MODALITIES = st.sampled_from([Modality.OCCURRED, Modality.SCHEDULED, Modality.EXPECTED])
TOPICS = st.sampled_from([(subject, kind) for subject, kinds in KINDS.items() for kind in kinds])
CLAIMS = st.builds(lambda topic, when, modality, facts: claim(topic[0], topic[1], when, modality, facts), TOPICS, WHENS, MODALITIES, FACTS)
EVENTS = st.lists(st.tuples(TOPICS, WHENS, MODALITIES, FACTS), max_size=6).map(
    lambda rows: [event(f"e{number}", *topic, when, modality, facts) for number, (topic, when, modality, facts) in enumerate(rows)]
)


def taught(one: Claim, held: Known) -> tuple[Finding, Known]:
    """The finding of an official claim, and what is known thereafter."""
    found = finding(one, "text", judge(one, held, TODAY, Authority.OFFICIAL), held)
    made = revise(found, held.timeline, PACK, Authority.OFFICIAL, TODAY)
    return found, held.with_event(made) if made is not None else held


@given(EVENTS, CLAIMS)
def test_what_was_just_accepted_is_confirmed(events: list[Event], one: Claim) -> None:
    first, held = taught(one, known(*events, today=TODAY.isoformat()))
    if first.verdict in (Verdict.CONTRADICTS, Verdict.AMBIGUOUS, Verdict.IRRELEVANT):
        return  # not accepted: both are kept, or nothing is
    again, _ = taught(one, held)
    assert again.verdict is Verdict.CONFIRMS, (first.rule, again.rule)


@given(EVENTS, CLAIMS)
def test_every_finding_says_what_it_rests_on(events: list[Event], one: Claim) -> None:
    found, _ = taught(one, known(*events, today=TODAY.isoformat()))
    assert found.quote
    assert found.rule
    assert found.why
    assert 0 <= found.score <= 1


@given(EVENTS, CLAIMS, st.randoms(use_true_random=False))
def test_the_order_of_the_timeline_does_not_matter(events: list[Event], one: Claim, random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, _ = taught(one, known(*events, today=TODAY.isoformat()))
    other, _ = taught(one, known(*shuffled, today=TODAY.isoformat()))
    assert first == other


@given(EVENTS, CLAIMS)
def test_a_toss_up_names_both(events: list[Event], one: Claim) -> None:
    found, _ = taught(one, known(*events, today=TODAY.isoformat()))
    if found.verdict is Verdict.AMBIGUOUS:
        assert len(set(found.speaks_of)) == 2
        assert set(found.speaks_of) <= {one.id for one in events}
    assert msgspec.json.decode(msgspec.json.encode(found), type=Finding) == found
