"""Steps into force: which provisions, by which amending law, on which day; each step a claim of its own."""

from __future__ import annotations

import msgspec
import pytest

from tests.read.field import PACK
from tracker.model.pack import Ladder, Pack
from tracker.model.reading import Claim
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read
from tracker.read.steps import law_number


def _field() -> Lexicon:
    types = {**PACK.event_types, "in-force": msgspec.structs.replace(PACK.event_types["in-force"], staged=True)}
    law = msgspec.structs.replace(PACK.subjects["tide-law"], identifiers={"law-number": "平成二十二年法律第四十号"}, ladder="statute")
    council = msgspec.structs.replace(PACK.subjects["tide-council"], ladder="statute")
    subjects = {**PACK.subjects, "tide-law": law, "tide-council": council}
    ladders = {"statute": Ladder("statute", ("promulgated", "in-force"))}
    pack: Pack = msgspec.structs.replace(PACK, event_types=types, subjects=subjects, ladders=ladders)
    return Lexicon(pack)


LEXICON = _field()


def steps(text: str) -> list[tuple[str, str | None, tuple[str, ...], tuple[str, ...]]]:
    """Event, first day, scopes and amending laws of each claim."""
    return [_step(claim) for claim in read(text, LEXICON).claims]


def _step(claim: Claim) -> tuple[str, str | None, tuple[str, ...], tuple[str, ...]]:
    scope, law = (tuple(fact.value or "" for fact in claim.facts if fact.name == name) for name in ("scope", "amending-law"))
    return claim.event, claim.when.earliest.isoformat() if claim.when.earliest else None, scope, law


LAW = "令和8年法律第56号"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "潮位法の一部を改正する法律（令和8年法律第56号）は2026年7月17日に公布された。",
            [("promulgated", "2026-07-17", (), (LAW,))],
        ),
        (
            "潮位法（平成22年法律第40号）の一部を改正する法律（令和八年法律第五十六号）は2026年7月17日に公布された。",
            [("promulgated", "2026-07-17", (), (LAW,))],
        ),
        ("潮位法（平成22年法律第40号）は2026年7月17日に公布された。", [("promulgated", "2026-07-17", (), ())]),
        (
            "潮位法は、灯台法の施行に伴う関係法律の整備に関する法律（令和8年法律第62号）により改正され、2026年11月2日に施行された。",
            [("in-force", "2026-11-02", (), ("令和8年法律第62号",))],
        ),
        # What only is named beside it, and two laws in one sentence, say nothing.
        ("潮位法は、灯台法（令和8年法律第62号）と同じ2026年7月17日に公布された。", [("promulgated", "2026-07-17", (), ())]),
        (
            "改正潮位法（令和8年法律第56号）と改正灯台法（令和8年法律第62号）が2026年7月17日に公布された。",
            [("promulgated", "2026-07-17", (), ())],
        ),
        (
            "改正潮位法の第3条及び第5条から第7条までの規定は2026年10月1日に施行された。",
            [("in-force", "2026-10-01", ("第3条", "第5条から第7条まで"), ())],
        ),
        (
            "潮位法の第三章の規定は2026年10月1日から、附則第二条の規定は2027年1月17日から施行された。",
            [("in-force", "2026-10-01", ("第3章",), ()), ("in-force", "2027-01-17", ("附則第2条",), ())],
        ),
        (
            "改正潮位法（令和8年法律第56号）は、過料に関する規定が2027年1月17日に、その他の規定が2028年4月1日に施行された。",
            [("in-force", "2027-01-17", ("過料に関する規定",), (LAW,)), ("in-force", "2028-04-01", ("その他の規定",), (LAW,))],
        ),
        # The law that was named goes on to be meant.
        (
            "潮位法の改正法（令和8年法律第56号）が2026年7月17日に公布された。潮位法の第4条の規定は2026年10月1日に施行された。",
            [("promulgated", "2026-07-17", (), (LAW,)), ("in-force", "2026-10-01", ("第4条",), (LAW,))],
        ),
        (
            "Articles 3 and 5 of the amended Tide Act (Act No. 56 of 2026) came into force on October 1, 2026.",
            [("in-force", "2026-10-01", ("第3条", "第5条"), (LAW,))],
        ),
        (
            "The provisions on harbour dues of the Tide Act took effect on October 1, 2026.",
            [("in-force", "2026-10-01", ("provisions on harbour dues",), ())],
        ),
        # An article that is not said to be in force is no scope of it.
        ("潮位法の第3条に基づく計画とともに、潮位法が2026年10月1日に施行された。", [("in-force", "2026-10-01", (), ())]),
    ],
)
def test_what_a_step_covers_and_which_law_brings_it(
    text: str, found: list[tuple[str, str | None, tuple[str, ...], tuple[str, ...]]]
) -> None:
    assert steps(text) == found


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("令和七年法律第六十六号", "令和7年法律第66号"),
        ("令和７年法律第６６号", "令和7年法律第66号"),
        ("平成元年法律第九号", "平成1年法律第9号"),
        ("Act No. 66 of 2025", "令和7年法律第66号"),
        ("Cabinet Order No. 172 of 2026", "令和8年政令第172号"),
        ("第66号", None),
    ],
)
def test_a_law_has_one_number_however_it_is_written(written: str, number: str | None) -> None:
    assert law_number(written) == number


def test_provisions_are_those_of_the_law_spoken_of_and_not_of_what_they_are_on() -> None:
    text = (
        "The Tide Act was promulgated on June 4, 2025. Most provisions took effect on June 4, 2025; the chapters establishing the Tide Council"
        " took effect on September 1, 2025."
    )
    claims = read(text, LEXICON).claims
    assert {claim.subject for claim in claims} == {"tide-law"}
    assert [_step(claim) for claim in claims[1:]] == [
        ("in-force", "2025-06-04", ("Most provisions",), ()),
        ("in-force", "2025-09-01", ("chapters establishing the Tide Council",), ()),
    ]
