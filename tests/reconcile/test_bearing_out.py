"""Evidence for what the timeline has of an event is what agrees with it as it stands now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.reconcile.field import event, yen
from tracker.model.finding import Evidence, Finding, RecordedFinding, Verdict
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event
from tracker.model.when import UNKNOWN, Precision, When
from tracker.reconcile.bearing_out import bearing_out

BEGAN = datetime(2026, 4, 1, tzinfo=UTC)
MAY = When(date(2026, 5, 1), date(2026, 5, 31), Precision.MONTH)
TENTH = When(date(2026, 5, 10), date(2026, 5, 10), Precision.DAY)
JULY = When(date(2026, 7, 1), date(2026, 7, 31), Precision.MONTH)


def known(when: When, *facts: Fact) -> Event:
    return event("fair", "oak-guide", "published", when, Modality.SCHEDULED, facts)


def said(number: int, when: When, *facts: Fact, source: str | None = None, authority: Authority = Authority.OFFICIAL) -> RecordedFinding:
    """What the source of this number said on the day of this number."""
    finding = Finding(
        verdict=Verdict.CONFIRMS,
        track="fairs",
        tracks=("fairs",),
        subject="boat-fair",
        type="published",
        modality=Modality.SCHEDULED,
        event="fair",
        rule="test.rule",
        when=when,
        facts=facts,
        quote=f"word {number}",
    )
    name, at = source or f"source-{number}", BEGAN + timedelta(days=number)
    evidence = Evidence(source=name, authority=authority, url="https://x.example/", title="Fair", snapshot="sha256:0", seen=at)
    return RecordedFinding(id=number, change=number, main=True, finding=finding, evidence=evidence, recorded=at)


def numbers(told: Event, *found: RecordedFinding) -> list[int]:
    return [one.id for one in bearing_out(told, found)]


def test_who_said_another_day_backs_nothing() -> None:
    assert numbers(known(JULY), said(1, MAY, source="page"), said(2, JULY, source="page")) == [2]
    assert numbers(known(JULY), said(1, MAY)) == []


def test_who_says_its_very_day_comes_first_then_authority_then_time() -> None:
    press = said(4, TENTH, authority=Authority.PRESS)
    assert numbers(known(TENTH), said(1, UNKNOWN), said(2, MAY), said(3, TENTH), press, said(5, TENTH)) == [3, 5, 4, 2, 1]


@pytest.mark.parametrize(("told", "backs"), [((yen("300"),), False), ((yen("500"),), True), ((yen("300"), yen("500")), False), ((), True)])
def test_who_said_another_amount_backs_nothing(told: tuple[Fact, ...], *, backs: bool) -> None:
    assert numbers(known(MAY, yen("500")), said(1, MAY, *told)) == ([1] if backs else [])
