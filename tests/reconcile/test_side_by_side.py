"""Alerts of others held against findings of ours: by address, by event, by words; and who was first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.field import PACK, event, known, on
from tracker.model.finding import Evidence, Finding, RecordedFinding, Verdict
from tracker.model.other_service import Alert, Held, SideBySide, Sighting, Standing
from tracker.model.reading import Modality
from tracker.model.source import Authority
from tracker.model.when import When
from tracker.read.lexicon import Lexicon
from tracker.reconcile.side_by_side import Told, compare, is_told

SEEN = datetime(2026, 6, 10, 0, tzinfo=UTC)
LEXICON = Lexicon(PACK)
TIMELINE = known(event("act.in-force", "acorn-act", "in-force", on("2026-06-01")))
RELEASE = "森林局、苗木を全国の学校に配る事業を始めると発表"
"""A headline that names nothing that is followed: only its words tell it."""


def finding(
    number: int,
    *,
    name: str | None = "act.in-force",
    title: str = RELEASE,
    url: str = "https://office.example/1",
    when: When | None = None,
    seen: datetime = SEEN,
) -> RecordedFinding:
    found = Finding(
        verdict=Verdict.ADVANCES,
        track="law",
        tracks=("law",),
        subject="acorn-act",
        type="in-force",
        modality=Modality.OCCURRED,
        event=name,
        rule="test.rule",
        when=when or on("2026-06-01"),
    )
    evidence = Evidence(source="office", authority=Authority.OFFICIAL, url=url, title=title, snapshot="sha256:0", seen=seen)
    return RecordedFinding(id=number, change=number, main=True, finding=found, evidence=evidence, recorded=seen)


def beside(alerts: list[Alert], *findings: RecordedFinding, seen: dict[str, Sighting] | None = None) -> SideBySide:
    return compare(alerts, Told(findings, seen or {}), TIMELINE, LEXICON, (None, None))


def held(alert: Alert, *findings: RecordedFinding, seen: dict[str, Sighting] | None = None) -> Held:
    (row,) = beside([alert], *findings, seen=seen).held
    return row


def test_the_same_announcement_under_another_address_is_known_by_its_words() -> None:
    row = held(Alert(title=f"{RELEASE}した", url="https://paper.example/x", at=SEEN + timedelta(hours=2)), finding(1))
    assert (row.standing, row.by, row.lead and row.lead.hours) == (Standing.BOTH, "words", 2.0)


@pytest.mark.parametrize(
    ("title", "days"),
    [("森林局、苗木を全国の病院に売る計画を中止すると決定", 0), (RELEASE, 60), ("昼食", 0)],
)
def test_other_words_or_the_same_long_after_are_another_matter(title: str, days: int) -> None:
    row = held(Alert(title=title, url="https://paper.example/x", at=SEEN + timedelta(days=days)), finding(1))
    assert (row.standing, row.ours) == (Standing.IRRELEVANT, None)


def test_an_address_that_many_items_share_tells_nothing_by_itself() -> None:
    url = "https://office.example/list"
    ours = [finding(1, url=url), finding(2, url=url, title="樫の木の植樹祭を開催する", name="other")]
    assert held(Alert(title="昼食の献立", url=url, at=SEEN), *ours).standing is Standing.IRRELEVANT
    row = held(Alert(title=RELEASE, url=url, at=SEEN), *ours)
    assert (row.standing, row.by, row.ours and row.ours.id) == (Standing.BOTH, "link", 1)
    assert held(Alert(title="昼食の献立", url=url, at=SEEN), finding(1, url=url)).standing is Standing.BOTH


def test_an_alert_that_states_what_we_told_is_of_the_same_event_and_one_that_says_otherwise_is_not() -> None:
    same = Alert(title="どんぐり法は2026年6月1日に施行された", url="https://paper.example/x", at=SEEN)
    other = Alert(title="どんぐり法は2026年8月1日に施行された", url="https://paper.example/y", at=SEEN)
    assert (held(same, finding(1)).standing, held(same, finding(1)).by) == (Standing.BOTH, "event")
    assert held(other, finding(1)).standing is Standing.MISSED


def test_what_was_not_told_makes_an_alert_known_and_not_told_by_both() -> None:
    alert = Alert(title="どんぐり法は2026年6月1日に施行された", url="https://office.example/1", at=SEEN)
    one = finding(1)
    silent = msgspec.structs.replace(one, finding=msgspec.structs.replace(one.finding, tell=False))
    background = msgspec.structs.replace(one, finding=msgspec.structs.replace(one.finding, background=True))
    for untold in (silent, background, msgspec.structs.replace(one, withdrawn=True), msgspec.structs.replace(one, backfilled=True)):
        assert not is_told(untold)
        row = held(alert, untold)
        assert (row.standing, row.by) == (Standing.KNOWN, "link")
        assert beside([alert], untold).only_ours == ()
    assert is_told(one)


def test_who_was_first_goes_by_our_first_telling_of_the_event() -> None:
    late = finding(2, url="https://other.example/2", seen=SEEN + timedelta(days=3))
    alert = Alert(title="x", url="https://other.example/2", at=SEEN + timedelta(days=1))
    row = held(alert, late, finding(1))
    assert (row.ours and row.ours.id, row.lead and row.lead.hours) == (1, 24.0)


def test_only_what_nobody_else_told_in_these_days_is_ours_alone() -> None:
    ours = [finding(1), finding(2, name="another"), finding(3, name="later", seen=SEEN + timedelta(days=9)), finding(4, name="another")]
    alert = Alert(title="どんぐり法は2026年6月1日に施行された", at=SEEN)
    assert [one.id for one in beside([alert], *ours).only_ours] == [2]


def test_what_was_seen_at_the_address_says_since_when() -> None:
    url = "https://office.example/9"
    sighting = Sighting(seen=SEEN, title="昼食の献立", rule="names-no-subject")
    row = held(Alert(title="昼食の献立", url=url, at=SEEN), seen={url: sighting})
    assert (row.standing, row.seen, row.rule) == (Standing.IRRELEVANT, SEEN, "names-no-subject")


@given(st.integers(-10_000, 10_000))
def test_a_lead_is_the_time_between_both_and_its_sign_says_whose(minutes: int) -> None:
    row = held(Alert(title="x", url="https://office.example/1", at=SEEN + timedelta(minutes=minutes)), finding(1))
    assert row.lead is not None
    assert row.lead.hours == round(minutes / 60, 2)
    assert row.lead.first == ("ours" if minutes > 0 else "theirs" if minutes < 0 else "same")


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.integers(0, 500), st.booleans()), max_size=12))
def test_each_address_counts_once_and_every_alert_is_accounted_for(given_alerts: list[tuple[str, int, bool]]) -> None:
    alerts = [
        Alert(title=f"{name} of the day", url=f"https://x.example/{name}", at=SEEN + timedelta(hours=hours) if dated else None)
        for name, hours, dated in given_alerts
    ]
    found = beside(alerts)
    assert len(found.held) + found.repeated == len(alerts)
    assert len({row.alert.url for row in found.held}) == len(found.held)
    for row in found.held:
        times = [one.at for one in alerts if one.url == row.alert.url and one.at is not None]
        assert row.alert.at == min(times, default=None)


def test_a_day_that_is_written_is_that_day_wherever_it_was_written() -> None:
    midnight = datetime(2026, 6, 10, tzinfo=UTC)
    found = beside([Alert(title="x", url="https://office.example/1", at=midnight, whole_day=True)], finding(1))
    assert (found.since, found.until) == (date(2026, 6, 10), date(2026, 6, 10))
    assert found.held[0].lead is not None
    assert (found.held[0].lead.first, found.held[0].lead.hours) == ("same", None)
