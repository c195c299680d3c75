"""Names: longest first, near misses in the same pass, case where it tells things apart."""

from __future__ import annotations

import pytest

from tests.read.field import LEXICON
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
