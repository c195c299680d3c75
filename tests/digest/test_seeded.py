"""What became of the seed in a series' first digest: each row once, by its strongest verdict, with its evidence or where was looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.digest.samples import NOW, day, entries, event, finding, made, recorded, source, span
from tracker.digest.seeded import NOT_SEEN, VERDICTS
from tracker.model.digest import Seeded, SeededRow
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.reading import Fact, Modality
from tracker.model.recorded import LookCount
from tracker.model.source import Authority, Label
from tracker.model.timeline import Event, RowKind
from tracker.model.when import UNKNOWN

ROW = event("row", day("2026-12-01"), Modality.SCHEDULED, facts=(Fact(name="version", value="1"),))


def became(*findings: RecordedFinding, rows: tuple[Event, ...] = (ROW,), **given: object) -> Seeded:
    digest = made(*findings, **{"events": rows, "seeded": rows, "first": True, **given})  # type: ignore[arg-type]
    assert digest.seeded is not None
    return digest.seeded


def row(*findings: RecordedFinding, **given: object) -> SeededRow:
    (only,) = became(*findings, **given).rows  # type: ignore[arg-type]
    return only


def word(number: int, verdict: Verdict, **given: object) -> RecordedFinding:
    return recorded(number, finding(verdict, **{"event": "row", "type": "in-force", **given}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verdict", "name"),
    [
        (Verdict.SUPERSEDES, "superseded"),
        (Verdict.CONTRADICTS, "contradicted"),
        (Verdict.MOVES, "moved"),
        (Verdict.ADVANCES, "advanced"),
        (Verdict.REFINES, "refined"),
        (Verdict.CONFIRMS, "confirmed"),
    ],
)
def test_a_row_has_the_verdict_of_what_was_found_about_it_with_the_evidence(verdict: Verdict, name: str) -> None:
    one = row(word(7, verdict, quote="この日に施行された。", facts=(Fact(name="version", value="2"),)))
    (found,) = one.found
    (cited,) = found.sources
    assert (one.verdict, one.word.en, one.event) == (verdict.value, name, "row")
    assert (one.when, one.modality, one.facts) == (ROW.when, "scheduled", ROW.facts), "what the seed said stays beside what is"
    assert (found.when, found.modality, found.facts[0].value) == (day("2026-08-12"), "occurred", "2")
    assert (cited.source, cited.authority, cited.quote) == ("harbour-news", Authority.OFFICIAL, "この日に施行された。")
    assert (cited.url, cited.page) == ("https://harbour.example/news/7", "weekly-2026-W33/evidence/7-0000000000000000.html")


@pytest.mark.parametrize("verdict", [Verdict.ADDS, Verdict.NOISE, Verdict.IRRELEVANT])
def test_a_finding_that_settles_nothing_about_a_row_leaves_it_not_seen(verdict: Verdict) -> None:
    one = row(word(1, verdict))
    assert (one.verdict, one.word.ja, one.found) == (NOT_SEEN, "未確認", ())


def test_what_fits_two_rows_equally_puts_both_in_doubt_and_neither_is_unseen() -> None:
    other = event("other", day("2026-12-05"), Modality.SCHEDULED)
    unsure = word(3, Verdict.AMBIGUOUS, runner_up="other 0.65", quote="この日に施行された。")
    found = became(unsure, rows=(ROW, other)).rows
    assert [(one.event, one.verdict, one.word.en, len(one.found)) for one in found] == [
        ("row", "ambiguous", "in doubt", 1),
        ("other", "ambiguous", "in doubt", 1),
    ]
    settled = became(unsure, word(4, Verdict.CONFIRMS), rows=(ROW, other)).rows
    assert {one.event: one.verdict for one in settled} == {"row": "confirms", "other": "ambiguous"}


def test_a_row_that_is_not_seen_says_how_many_sources_of_its_tracks_were_reached() -> None:
    sources = (source("a"), source("b"), source("c"), source("other", tracks=("cranes",)))
    counts = (
        LookCount(source="a", looked=2, failed=0),
        LookCount(source="b", looked=2, failed=2, blind_since=NOW),
        LookCount(source="other", looked=1, failed=0),
    )
    one = row(sources=sources, look_counts=counts)
    both = event("row", day("2026-12-01"), tracks=("rules", "cranes"))
    assert (one.verdict, one.reached, one.sources) == (NOT_SEEN, 1, 3)
    wide = row(rows=(both,), sources=sources, look_counts=counts)
    assert (wide.reached, wide.sources) == (2, 4)


def test_a_row_whose_day_has_passed_in_silence_is_overdue() -> None:
    late = event("row", span(None, "2026-08-07"), Modality.SCHEDULED)
    one = row(rows=(late,))
    assert (one.verdict, one.overdue_days, one.found) == ("overdue", 10, ())


@pytest.mark.parametrize(
    ("verdict", "strongest"),
    [
        (Verdict.CONFIRMS, "overdue"),
        (Verdict.REFINES, "overdue"),
        (Verdict.ADVANCES, "advances"),
        (Verdict.CONTRADICTS, "contradicts"),
    ],
)
def test_a_day_that_has_passed_outweighs_a_word_that_the_plan_stands_and_both_are_named(verdict: Verdict, strongest: str) -> None:
    late = event("row", span(None, "2026-08-07"), Modality.SCHEDULED)
    one = row(word(1, verdict), rows=(late,))
    assert (one.verdict, one.overdue_days, [found.verdict for found in one.found]) == (strongest, 10, [verdict.value])


def test_all_that_was_found_about_one_row_is_named_the_strongest_first() -> None:
    one = row(word(1, Verdict.CONFIRMS), word(2, Verdict.MOVES), word(3, Verdict.CONTRADICTS), word(4, Verdict.ADVANCES))
    assert one.verdict == "contradicts"
    assert [found.verdict for found in one.found] == ["contradicts", "moves", "advances", "confirms"]


def test_what_several_sources_say_alike_is_named_once_with_all_of_them_best_first() -> None:
    press = recorded(1, finding(Verdict.CONFIRMS, event="row"), source="paper", authority=Authority.PRESS)
    office = recorded(2, finding(Verdict.CONFIRMS, event="row", tell=False))
    (found,) = row(press, office).found
    assert [cited.source for cited in found.sources] == ["harbour-news", "paper"]


def test_a_word_that_only_adds_a_source_is_evidence_for_its_row() -> None:
    assert row(word(1, Verdict.CONFIRMS, tell=False)).verdict == "confirms"
    assert row(word(1, Verdict.CONFIRMS, background=True)).verdict == "confirms"


def test_a_row_judged_only_by_findings_that_no_longer_hold_is_not_seen() -> None:
    gone = recorded(1, finding(Verdict.ADVANCES, event="row"), withdrawn=True)
    replaced = recorded(2, finding(Verdict.ADVANCES, event="row"))
    other = recorded(3, finding(Verdict.CONFIRMS, event="elsewhere"), replaces=2)
    assert row(gone).verdict == NOT_SEEN
    assert row(gone, replaced, other).verdict == NOT_SEEN


def test_a_finding_that_made_an_event_of_its_own_judges_the_row_that_it_was_held_against() -> None:
    later = finding(Verdict.SUPERSEDES, event="harbour-act.v2", against="row", facts=(Fact(name="version", value="2"),))
    one = row(recorded(1, later))
    (found,) = one.found
    assert (one.verdict, found.event, found.title.en) == (
        "supersedes",
        "harbour-act.v2",
        "Harbour Use Act: published, 12 August 2026, version 2",
    )


def test_rows_stand_by_verdict_then_by_the_weight_of_their_track_then_by_date() -> None:
    verdicts = [Verdict.CONFIRMS, Verdict.REFINES, Verdict.ADVANCES, Verdict.MOVES, Verdict.CONTRADICTS, Verdict.SUPERSEDES]
    judged = tuple(event(verdict.value, day("2026-12-01")) for verdict in verdicts)
    late = event("late", span(None, "2026-08-01"))
    fair, undated = event("fair", day("2026-01-01"), Modality.OCCURRED, tracks=("fairs",)), event("undated", UNKNOWN, Modality.OCCURRED)
    second, first = event("second", day("2026-10-02"), Modality.OCCURRED), event("first", day("2026-10-01"), Modality.OCCURRED)
    found = became(
        *(recorded(number, finding(verdict, event=verdict.value)) for number, verdict in enumerate(verdicts, 1)),
        rows=(fair, undated, second, first, late, *judged),
    )
    assert [one.event for one in found.rows] == [
        *("supersedes", "contradicts", "moves", "advances", "refines", "confirms", "late", "first", "second", "undated", "fair")
    ]


def test_what_no_sentence_settles_is_listed_apart_with_the_reason() -> None:
    kinds = (RowKind.ABSENCE, RowKind.INTERPRETATION, RowKind.THESIS)
    apart = tuple(event(kind.value, UNKNOWN, kind=kind, depends_on=("row", "absence") if kind is RowKind.THESIS else ()) for kind in kinds)
    found = became(word(1, Verdict.CONFIRMS), rows=(ROW, *apart))
    assert [one.event for one in found.rows] == ["row"]
    assert [(one.kind, one.reason.en) for one in found.unjudged] == [
        ("absence", "an absence: no sentence proves it"),
        ("interpretation", "an interpretation: it is weighed, not confirmed"),
        (
            "thesis",
            "a thesis: no one sentence settles it; it rests on: Event row (confirmed: not met yet), Event absence (not judged: nothing seen against it)",
        ),
    ]
    assert found.unjudged[2].reason.ja == "見立て：一文では決まらない；前提：行事row（確認・未充足）、行事absence（判定対象外・反証なし）"


def test_a_fact_is_judged_like_an_event() -> None:
    assert row(word(1, Verdict.REFINES), rows=(event("row", UNKNOWN, kind=RowKind.FACT),)).verdict == "refines"


def test_the_seeds_own_words_stay_whatever_the_timeline_has_become() -> None:
    today = event("row", day("2026-08-12"), Modality.OCCURRED)
    one = row(word(1, Verdict.ADVANCES), rows=(ROW,), events=(today,))
    assert (one.when, one.modality) == (ROW.when, "scheduled")


def test_only_the_first_digest_of_a_series_tells_it() -> None:
    assert made(events=(ROW,), seeded=(ROW,)).seeded is None
    assert made(events=(ROW,), first=True).seeded is None


def test_the_counts_are_those_of_the_rows() -> None:
    rows = (ROW, event("late", span(None, "2026-08-01")), event("other", day("2027-01-01")))
    digest = made(word(1, Verdict.MOVES), events=rows, seeded=rows, first=True)
    (line,) = entries(digest, "coverage")
    assert line.title == Label(
        "初回：起点の3件のうち日程変更 1、期限超過 1、未確認 1",
        "First digest: what became of the briefing. Of its 3 rows: moved 1, overdue 1, not seen yet 1",
    )


def test_recent_is_what_the_timeline_has_of_the_last_weeks_and_the_digest_does_not_tell() -> None:
    told, before = event("told", day("2026-08-01"), Modality.OCCURRED), event("before", day("2026-07-01"), Modality.REPORTED)
    long_ago = event("long-ago", day("2026-05-01"), Modality.OCCURRED)
    found = became(recorded(1, finding(Verdict.CONFIRMS, event="told")), rows=(told, before, long_ago))
    assert [(one.event, one.title.en) for one in found.recent] == [("before", "Event before, 1 July 2026 (reported)")]


def test_where_nothing_is_known_of_the_last_weeks_recent_is_the_last_that_was_known() -> None:
    first, last = event("first", day("2026-03-20"), Modality.OCCURRED), event("last", span("2026-04-01", "2026-04-30"), Modality.OCCURRED)
    old = event("old", day("2026-01-10"), Modality.OCCURRED)
    assert [one.event for one in became(rows=(first, old, last)).recent] == ["last", "first"]
    assert became(rows=(old,)).recent == ()


JUDGING = st.builds(
    recorded,
    st.integers(1, 10_000),
    st.builds(
        finding,
        st.sampled_from(list(Verdict)),
        event=st.sampled_from(["r0", "r1", "r2", "elsewhere", None]),
        against=st.sampled_from(["r0", "r1", None]),
        tell=st.booleans(),
        background=st.booleans(),
        modality=st.sampled_from(list(Modality)),
        when=st.sampled_from([UNKNOWN, day("2026-08-12"), span(None, "2026-12-31")]),
    ),
    withdrawn=st.booleans(),
    replaces=st.one_of(st.none(), st.integers(1, 10_000)),
    source=st.sampled_from(["harbour-news", "paper"]),
)
ROWS = st.lists(
    st.builds(
        lambda kind, when, modality: (kind, when, modality),
        st.sampled_from(list(RowKind)),
        st.sampled_from([UNKNOWN, day("2026-08-12"), span(None, "2026-07-31"), day("2027-01-01")]),
        st.sampled_from([Modality.OCCURRED, Modality.SCHEDULED, Modality.EXPECTED]),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(JUDGING, max_size=8, unique_by=lambda one: one.id), ROWS, st.integers(0, 200))
def test_every_testable_row_stands_there_exactly_once_whatever_was_found(
    findings: list[RecordedFinding], drawn: list[tuple[RowKind, object, Modality]], days: int
) -> None:
    rows = tuple(event(f"r{place}", when, modality, kind=kind) for place, (kind, when, modality) in enumerate(drawn))  # type: ignore[arg-type]
    found = became(*findings, rows=rows, now=NOW + timedelta(days=days))
    assert sorted(one.event for one in found.rows) == sorted(one.id for one in rows if one.kind.is_testable)
    assert sorted(one.event for one in found.unjudged) == sorted(one.id for one in rows if not one.kind.is_testable)
    places = [list(VERDICTS).index(one.verdict) for one in found.rows]
    assert places == sorted(places)
    for one in found.rows:
        numbers = [cited.finding for judged in one.found for cited in judged.sources]
        assert all(judged.sources for judged in one.found), "no verdict without evidence"
        assert len(numbers) == len(set(numbers)), "nothing is told twice"
        assert (one.verdict == NOT_SEEN) == (not one.found and one.overdue_days is None)
