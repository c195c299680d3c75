"""Names: longest first, near misses in the same pass, case where it tells things apart."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.read.field import LEXICON, PACK
from tracker.model.pack import Description, Ladder, Pack
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read


def subjects(text: str) -> tuple[str, ...]:
    return read(text, LEXICON).subjects


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("潮位法の話", ("tide-law",)),
        ("隣国の潮位法の話", ()),
        ("EU Tide Act", ()),
        ("隣国の潮位法と潮位法", ("tide-law",)),
        ("NAMIBO-PRIZEの話", ("boat-prize",)),
        ("ＮＡＭＩＢＯと namibo", ("boats",)),
        ("XNAMIBO NAMIBOX", ()),
        ("WAVESCの話", ("other-coin",)),
        ("WAVECとWAVESC", ("coin", "other-coin")),
        ("KAMOMEの運航", ("ferry",)),
        ("Kamomeの群れ", ()),
        ("kamomeの群れ", ()),
        ("ＫＡＭＯＭＥの運航", ("ferry",)),
        ("Tide\nPlan", ("tide-plan",)),
    ],
)
def test_what_a_text_names(text: str, named: tuple[str, ...]) -> None:
    assert subjects(text) == named
    assert LEXICON.names_any(text) is bool(named)


def test_a_weak_name_needs_its_track_to_be_named() -> None:
    assert subjects("基本計画を見直す") == ()
    assert subjects("潮位法と基本計画") == ("tide-law", "tide-plan")


def test_subjects_and_statuses_are_told_though_nothing_is_claimed() -> None:
    reading = read("潮位法の施行に向けた検討が続く。", LEXICON)
    assert reading.claims == ()
    assert reading.subjects == ("tide-law",)
    assert reading.statuses == ("in-force",)


def test_words_inside_a_name_are_no_event() -> None:
    assert read("潮位法施行規則の読み方を扱う。", LEXICON).statuses == ()


def test_an_event_that_opens_is_of_the_first_day_of_its_term() -> None:
    kinds = dict(PACK.event_types)
    kinds["consultation-opened"] = msgspec.structs.replace(kinds["consultation-opened"], opens=True)
    text = "潮位基本計画の意見募集を始めた。期間は2026年5月1日から6月3日まで。"
    days = [
        (claim.when.earliest, claim.when.latest)
        for pack in (PACK, msgspec.structs.replace(PACK, event_types=kinds))
        for claim in read(text, Lexicon(pack), published=date(2026, 5, 2)).claims
    ]
    assert days == [(date(2026, 5, 1), date(2026, 6, 3)), (date(2026, 5, 1), date(2026, 5, 1))]


def described_pack() -> Pack:
    """The harbour field with a ferry that texts describe, a law that must climb its ladder, and a launch that is only prepared."""
    ferry = Description(cues=("渡し船",), words="町の渡し船", beside=("港",), unless="隣国")
    other = Description(cues=("潮位法",), words="北国[^。]{0,10}潮位法")
    subjects = dict(PACK.subjects)
    subjects["ferry"] = msgspec.structs.replace(subjects["ferry"], described=(ferry,), ladder="boat")
    subjects["tide-law"] = msgspec.structs.replace(subjects["tide-law"], lookalikes=(other,))
    kinds = dict(PACK.event_types)
    kinds["launched"] = msgspec.structs.replace(kinds["launched"], aimed={"ja": ("就航の支度",)})
    kinds["enacted"] = msgspec.structs.replace(kinds["enacted"], only_on_ladder=True)
    return msgspec.structs.replace(PACK, subjects=subjects, event_types=kinds, ladders={"boat": Ladder("boat", ("launched",))})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("港で町の渡し船が運航開始した。", [("ferry", "launched", "occurred")]),
        ("町の渡し船が運航開始した。", []),
        ("港を訪ねた。隣国では町の渡し船が運航開始した。", []),
        ("港で町の渡し船が採択された。", []),
        ("港で町の渡し船は就航の支度が済んだ。", [("ferry", "launched", "expected")]),
        ("北国では潮位法が公布された。", []),
        ("潮位法が成立した。", []),
    ],
)
def test_a_subject_is_told_by_its_description_alone(text: str, told: list[tuple[str, str, str]]) -> None:
    made = read(text, Lexicon(described_pack())).claims
    assert [(claim.subject, claim.event, claim.modality.value) for claim in made] == told
