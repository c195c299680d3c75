"""The findings of one event, and what people have acknowledged: on every database, and nothing is ever struck out."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.store.field import at, block_of, change_of, derivation_of, finding_of, looked
from tracker.model.finding import Finding, Verdict
from tracker.model.recorded import Acknowledgement
from tracker.store import Store


def add(store: Store, *findings: Finding, hours: float = 0) -> list[int]:
    number = looked(store, f"{hours}".encode(), hours=hours)
    change = change_of(block_of(key=f"k{hours}"), findings)
    return list(store.record_derivation(derivation_of(number, (), [change], body=f"{hours}".encode(), hours=hours)))


def test_the_findings_of_an_event_are_those_that_speak_of_it_or_were_held_against_it(store: Store) -> None:
    told = finding_of(Verdict.CONFIRMS, "act.one")
    made_another = msgspec.structs.replace(finding_of(Verdict.SUPERSEDES, "act.two"), against="act.one")
    add(store, told, made_another, finding_of(Verdict.ADDS, "act.one-more"), hours=1)
    assert [one.finding for one in store.findings_of("act.one")] == [told, made_another]
    assert [one.finding.event for one in store.findings_of("act.two")] == ["act.two"]


@pytest.mark.parametrize("name", ["%", "act_one", "", "'; DROP TABLE finding; --", '"', "\\", "🌰"])
def test_a_name_is_no_pattern(store: Store, name: str) -> None:
    add(store, finding_of(Verdict.CONFIRMS, "act.one"), hours=1)
    assert store.findings_of(name) == ()
    add(store, msgspec.structs.replace(finding_of(Verdict.ADDS, "act.two"), against=name), hours=2)
    assert [one.finding.against for one in store.findings_of(name)] == [name]


def test_a_finding_is_found_by_its_number(store: Store) -> None:
    (number,) = add(store, finding_of(Verdict.CONTRADICTS, "act.one"), hours=1)
    found = store.finding(number)
    assert found is not None
    assert (found.id, found.finding.verdict, found.evidence.source) == (number, Verdict.CONTRADICTS, "office")
    assert [store.finding(other) for other in (number + 1, -1, 10**30)] == [None] * 3


def test_what_people_say_is_kept_in_its_order_with_what_they_take_back(store: Store) -> None:
    said = [
        Acknowledgement(target="act.one", recorded=at(1), by="Mori", reason="半角\0と🌰", due=date(2026, 8, 1)),
        Acknowledgement(target="finding:7", recorded=at(2), by="Hayashi"),
        Acknowledgement(target="act.one", recorded=at(3), by="Mori", undo=True),
    ]
    for one in said:
        store.acknowledge(one)
    assert store.acknowledgements() == tuple(said)
    assert store.last_recorded() == at(3)


def test_all_open_conflicts_are_those_that_no_digest_has_told_too(store: Store) -> None:
    add(store, finding_of(Verdict.CONTRADICTS, "act.one"), hours=1)
    assert [one.finding.event for one in store.open_findings()] == ["act.one"]
    assert store.open_findings("run") == ()
