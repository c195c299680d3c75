"""The timeline with its times: as believed now and then, with its history, and the seed that is merged into it."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import event as listening
from sqlalchemy import insert, update

from tests.reconcile.field import event, on, span, version
from tests.store.crowd import Crowd
from tests.store.field import START, at, block_of, change_of, composed, derivation_of, finding_of, found, label, looked, rows_in, seed_of
from tracker.errors import StoreError
from tracker.model.finding import Finding, Verdict
from tracker.model.reading import Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event, Revision, Timeline
from tracker.store import Store
from tracker.store.derivations import revision_row
from tracker.store.tables import revision, seed_event, seed_load
from tracker.store.timelines import SeedReport

PLANNED = event("acorn-act.in-force", "acorn-act", "in-force", span("2026-09-01", "2026-09-30"), Modality.SCHEDULED)


def learnt(store: Store, one: Event, *, hours: float, finding: Finding | None = None, source: str = "office") -> int:
    """A look whose one finding revised one event. Answers the finding's number."""
    number = looked(store, f"{source} {hours}".encode(), source=source, hours=hours)
    change = change_of(block_of(), [finding or finding_of(event=one.id)], source=source)
    made = derivation_of(number, (), [change], body=f"{source} {hours}".encode(), source=source, hours=hours, revisions=[one])
    return store.record_derivation(made)[0]


def changed(one: Event, **fields: object) -> Event:
    return msgspec.structs.replace(one, **fields)


def _alone(timeline: Timeline) -> Timeline:
    """What is believed, whichever revision was the last."""
    return msgspec.structs.replace(timeline, revision=0)


def test_what_a_pass_believes_goes_with_the_timeline_whoever_revises_it(store: Store) -> None:
    assert _alone(store.believed()) == Timeline({}, None, {})
    store.load_seed(seed_of(PLANNED), at(0))
    assert _alone(store.believed()) == store.timeline()
    learnt(store, changed(PLANNED, when=on("2026-09-15")), hours=10)
    assert _alone(store.believed()).events == store.timeline().events
    with Store.open(store.engine.url.render_as_string(hide_password=False)) as other:
        learnt(other, event("acorn-act.amended", "acorn-act", "amended", on("2026-10-01")), hours=20, source="gazette")
    assert list(_alone(store.believed()).events) == ["acorn-act.amended", PLANNED.id]
    assert _alone(store.believed()).events == store.timeline().events


def test_a_revision_that_is_seen_after_a_later_one_is_believed_too(store: Store) -> None:
    """Of two that write at a time the one that began later may be done first."""
    later = event("acorn-act.amended", "acorn-act", "amended", on("2026-10-01"))
    for number, one in ((100, later), (50, PLANNED)):
        with store.engine.begin() as connection:
            row = revision_row(Revision(event=one, observed=at(0), recorded=at(0), origin="seed"))
            connection.execute(insert(revision).values(row | {"sequence": number}))
        assert store.believed().events == store.timeline().events
    assert set(store.believed().events) == {later.id, PLANNED.id}


def test_an_empty_database_believes_nothing(store: Store) -> None:
    assert store.timeline() == Timeline({}, None, {})
    assert store.timeline(at(0)) == Timeline({}, None, {})
    assert store.history("acorn-act.in-force") == ()
    assert store.last_recorded() is None


def test_a_seed_is_believed_from_when_it_was_recorded(store: Store) -> None:
    assert store.load_seed(seed_of(PLANNED), at(0)) == SeedReport(added=1)
    assert store.timeline() == Timeline({PLANNED.id: PLANNED}, at(-100), {})
    assert store.timeline(at(-1)) == Timeline({}, None, {})
    assert store.timeline(at(0)).events == {PLANNED.id: PLANNED}
    assert store.last_recorded() == at(0)


def test_the_timeline_as_of_a_moment_is_what_was_recorded_by_then(store: Store) -> None:
    store.load_seed(seed_of(PLANNED), at(0))
    dated = changed(PLANNED, when=on("2026-09-15"), authority=Authority.OFFICIAL)
    moved = changed(PLANNED, when=on("2026-09-20"), authority=Authority.OFFICIAL)
    learnt(store, dated, hours=10)
    learnt(store, moved, hours=20, source="gazette")
    beliefs = [store.timeline(at(hours)).events[PLANNED.id].when for hours in (0, 9, 10, 19, 20, 99)]
    assert beliefs == [PLANNED.when, PLANNED.when, dated.when, dated.when, moved.when, moved.when]
    assert store.timeline().events == {PLANNED.id: moved}
    assert store.timeline(at(19)).evidence == {PLANNED.id: ("office",)}
    assert store.timeline().evidence == {PLANNED.id: ("gazette", "office")}


def test_nothing_that_was_believed_is_lost(store: Store) -> None:
    store.load_seed(seed_of(PLANNED), at(0))
    dated = changed(PLANNED, when=on("2026-09-15"))
    number = learnt(store, dated, hours=10)
    history = store.history(PLANNED.id)
    assert [(one.event, one.origin, one.observed, one.recorded) for one in history] == [
        (PLANNED, "seed", at(-100), at(0)),
        (dated, f"finding:{number}", at(10), at(10)),
    ]
    assert history[0].sequence < history[1].sequence


def test_events_come_in_the_order_of_their_ids_on_every_database(store: Store) -> None:
    names = ["oak-guide.v1", "acorn-act.z", "acorn-act.10", "acorn-act.9", "acorn-act"]
    store.load_seed(seed_of(*(event(name, "acorn-act", "enacted") for name in names)), at(0))
    assert list(store.timeline().events) == sorted(names)


def test_the_same_seed_again_does_nothing(store: Store) -> None:
    store.load_seed(seed_of(PLANNED), at(0))
    assert store.load_seed(seed_of(PLANNED), at(5)) == SeedReport(unchanged=1)
    assert rows_in(store, revision, seed_load, seed_event) == [1, 1, 1]
    assert store.last_recorded() == at(0)


def test_a_seed_that_goes_back_to_an_earlier_text_is_an_edit_like_any(store: Store) -> None:
    renamed = changed(PLANNED, title=label("Renamed"))
    store.load_seed(seed_of(PLANNED, digest="one"), at(0))
    store.load_seed(seed_of(renamed, digest="two"), at(1))
    assert store.load_seed(seed_of(PLANNED, digest="one"), at(2)) == SeedReport(revised=1)
    assert store.timeline().events[PLANNED.id] == PLANNED


def test_an_edited_seed_is_merged_by_field_and_what_findings_taught_stays(store: Store) -> None:
    """The file corrects its title; a finding has dated the event in the meantime: both hold."""
    store.load_seed(seed_of(PLANNED), at(0))
    learnt(store, changed(PLANNED, when=on("2026-09-15"), modality=Modality.OCCURRED, authority=Authority.OFFICIAL), hours=10)
    edited = changed(PLANNED, title=label("A better title"), facts=(version("2"),))
    assert store.load_seed(seed_of(edited, digest="second"), at(20)) == SeedReport(revised=1)
    believed = store.timeline().events[PLANNED.id]
    assert (believed.title, believed.facts) == (edited.title, edited.facts)
    assert (believed.when, believed.modality, believed.authority) == (on("2026-09-15"), Modality.OCCURRED, Authority.OFFICIAL)
    assert store.history(PLANNED.id)[-1].origin == "seed"


def test_an_edit_against_the_evidence_overwrites_nothing_and_is_noted(store: Store) -> None:
    """The file moves its plan after a finding has dated it: what is believed stays, and the event tells what the file says."""
    store.load_seed(seed_of(PLANNED), at(0))
    learnt(store, changed(PLANNED, when=on("2026-09-15")), hours=10)
    store.load_seed(seed_of(changed(PLANNED, when=on("2026-09-16")), digest="second"), at(20))
    believed = store.timeline().events[PLANNED.id]
    assert believed.when == on("2026-09-15")
    assert [(one.field, one.since) for one in believed.open_disputes()] == [("when", at(20))]
    assert "2026-09-16" in believed.disputes[0].says


def test_a_dispute_ends_when_the_file_takes_its_edit_back_or_the_evidence_comes_round(store: Store) -> None:
    store.load_seed(seed_of(PLANNED, digest="one"), at(0))
    learnt(store, changed(PLANNED, when=on("2026-09-15")), hours=10)
    store.load_seed(seed_of(changed(PLANNED, when=on("2026-09-16")), digest="two"), at(20))
    learnt(store, changed(store.timeline().events[PLANNED.id], when=on("2026-09-16")), hours=30)
    assert store.timeline().events[PLANNED.id].open_disputes() == ()
    learnt(store, changed(store.timeline().events[PLANNED.id], when=on("2026-09-17")), hours=40)
    assert len(store.timeline().events[PLANNED.id].open_disputes()) == 1
    store.load_seed(seed_of(PLANNED, digest="three"), at(50))
    assert store.timeline().events[PLANNED.id] == changed(PLANNED, when=on("2026-09-17"))


def test_an_edit_that_says_what_is_believed_already_adds_no_revision(store: Store) -> None:
    store.load_seed(seed_of(PLANNED), at(0))
    dated = changed(PLANNED, when=on("2026-09-15"))
    learnt(store, dated, hours=10)
    assert store.load_seed(seed_of(dated, digest="second"), at(20)) == SeedReport(unchanged=1)
    assert len(store.history(PLANNED.id)) == 2


def test_an_event_that_vanishes_from_the_file_stays_and_is_named(store: Store) -> None:
    other = event("oak-guide.published", "oak-guide", "published", on("2026-03-01"))
    store.load_seed(seed_of(PLANNED, other), at(0))
    assert store.load_seed(seed_of(PLANNED, digest="second"), at(1)) == SeedReport(unchanged=1, absent=(other.id,))
    assert store.timeline().events == {PLANNED.id: PLANNED, other.id: other}
    back = changed(other, title=label("Back again"))
    assert store.load_seed(seed_of(PLANNED, back, digest="third"), at(2)) == SeedReport(revised=1, unchanged=1)
    assert store.timeline().events[other.id] == back


def test_an_event_that_findings_told_before_the_file_keeps_its_authority(store: Store) -> None:
    told = changed(PLANNED, when=on("2026-09-15"), authority=Authority.OFFICIAL, published=on("2026-08-01").earliest)
    learnt(store, told, hours=0)
    written = changed(PLANNED, when=on("2026-09-16"))
    store.load_seed(seed_of(written), at(1))
    believed = store.timeline().events[PLANNED.id]
    assert changed(believed, disputes=()) == changed(written, when=told.when, authority=told.authority, published=told.published)
    assert [one.field for one in believed.open_disputes()] == ["when"], "the file contradicts the evidence: that is for a person"


def test_an_edited_seed_changes_nothing_of_the_past(store: Store) -> None:
    store.load_seed(seed_of(PLANNED), at(0))
    store.load_seed(seed_of(changed(PLANNED, when=on("2026-10-01")), digest="second", hours=4), at(5))
    assert store.timeline(at(4)) == Timeline({PLANNED.id: PLANNED}, at(-100), {})
    assert store.timeline().known_at == at(4)


@pytest.mark.parametrize(
    ("verdict", "speaks"),
    [
        (Verdict.CONFIRMS, True),
        (Verdict.ADDS, True),
        (Verdict.MOVES, True),
        (Verdict.CONTRADICTS, False),
        (Verdict.AMBIGUOUS, False),
        (Verdict.NOISE, False),
    ],
)
def test_a_source_speaks_for_an_event_when_it_does_not_speak_against_it(store: Store, verdict: Verdict, speaks: bool) -> None:
    found(store, finding_of(verdict, PLANNED.id, tell=False))
    assert store.timeline().evidence == ({PLANNED.id: ("office",)} if speaks else {})


def test_a_damaged_event_is_an_error_of_the_store(store: Store) -> None:
    store.load_seed(seed_of(PLANNED), at(0))
    with store.engine.begin() as connection:
        connection.execute(update(revision).values(payload='{"id": "x"}'))
    with pytest.raises(StoreError, match="a stored event cannot be read"):
        store.timeline()


def test_one_view_of_the_timeline_does_not_mix_two_moments(store: Store) -> None:
    """What another process commits between two statements of one reading is not seen by the second."""
    store.load_seed(seed_of(PLANNED), at(0))
    with Store.open(url_of(store)) as other:
        waiting = [changed(PLANNED, when=on("2026-10-01"))]

        def between(*them: object) -> None:
            if waiting and "FROM revision" in str(them[2]):
                other.load_seed(seed_of(waiting.pop(), digest="second", hours=4), at(5))

        listening.listen(store.engine, "before_cursor_execute", between)
        assert store.timeline() == Timeline({PLANNED.id: PLANNED}, at(-100), {})
        assert not waiting
    assert store.timeline().known_at == at(4)


def url_of(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def test_one_seed_loaded_by_several_processes_at_once_is_loaded_once(store: Store, database: str, crowd: Crowd) -> None:
    reports = [said for _, said in crowd.at_once("loads", database, count=3, events=40)]
    assert sorted(reports) == [[0, 0, 40], [0, 0, 40], [40, 0, 0]]
    assert rows_in(store, seed_load, revision) == [1, 40]


def test_a_digest_moves_the_last_recorded_time(store: Store) -> None:
    store.load_seed(seed_of(PLANNED), START)
    assert composed(store, [], hours=24)
    assert store.last_recorded() == at(24)
