"""Two steps of one law are two events: told apart by their law, their provisions, or their days."""

from __future__ import annotations

import msgspec
import pytest

from tests.reconcile.field import PACK, claim, event, known, on
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event
from tracker.model.when import When
from tracker.reconcile.judge import Known, judge

STAGED = {name: msgspec.structs.replace(PACK.event_types["in-force"], id=name, staged=True) for name in ("in-force", "partly-in-force")}


def step(*scopes: str, law: str | None = None) -> tuple[Fact, ...]:
    named = (Fact(name="amending-law", value=law),) if law else ()
    return (*named, *(Fact(name="scope", value=scope) for scope in scopes))


def of(facts: tuple[Fact, ...], when: When | None = None, kind: str = "in-force", modality: Modality = Modality.OCCURRED) -> Event:
    return event("act.step", "acorn-act", kind, when or on("2026-06-01"), modality, facts)


def field(*events: Event) -> Known:
    pack = msgspec.structs.replace(PACK, event_types={**PACK.event_types, **STAGED})
    return msgspec.structs.replace(known(*events), pack=pack)


LAW, OTHER = "令和8年法律第56号", "令和8年法律第62号"


@pytest.mark.parametrize(
    ("has", "facts", "day", "rule"),
    [
        (of(step(law=LAW)), step(law=LAW), "2026-06-01", "confirms.same"),
        (of(step(law=LAW)), step(law=LAW), "2026-07-01", "contradicts.date"),
        (of(step(law=LAW)), step(law=OTHER), "2026-06-01", "adds.event"),
        (of(step(law=LAW)), step(law=OTHER), "2026-07-01", "adds.event"),
        (of(step(law=LAW)), (), "2026-06-01", "confirms.same"),
        (of(step("第3条")), step("第3条"), "2026-07-01", "contradicts.date"),
        (of(step("第3条")), step("第4条"), "2026-06-01", "adds.event"),
        (of(step("第3条から第5条まで")), step("第4条"), "2026-06-01", "confirms.same"),
        (of(step("附則第3条")), step("第3条"), "2026-07-01", "adds.event"),
        (of(step("provisions on dues")), step("Provisions on dues"), "2026-07-01", "contradicts.date"),
        (of(step("provisions on dues")), step("provisions on lights and buoys"), "2026-07-01", "adds.event"),
        (of(step("第3条")), (), "2026-07-01", "adds.event"),
        (of(()), step("第3条"), "2026-07-01", "adds.event"),
        # In words of another language the same provisions may be meant: what is planned has moved, what has been is another step.
        (
            of(step("過料に関する規定"), on("2026-12-01"), modality=Modality.SCHEDULED),
            step("provisions on fines"),
            "2027-03-01",
            "moves.date",
        ),
        (of(step("過料に関する規定")), step("provisions on fines"), "2026-07-01", "adds.event"),
        # That most provisions are in force is what the timeline has as partly in force.
        (of(step("most provisions"), kind="partly-in-force"), step("Most provisions"), "2026-06-01", "confirms.same"),
    ],
)
def test_whether_it_is_the_same_step(has: Event, facts: tuple[Fact, ...], day: str, rule: str) -> None:
    modality = has.modality if has.modality is Modality.SCHEDULED else Modality.OCCURRED
    told = claim("acorn-act", "in-force", on(day), modality, facts)
    assert judge(told, field(has), None, Authority.OFFICIAL).rule == rule
