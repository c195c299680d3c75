"""Folding text so that spellings compare, with the way back to the text as given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.text.normal import fold, normalise


@pytest.mark.parametrize(
    ("given_text", "folded"),
    [
        ("ＡＩ法", "ai法"),
        ("ｶﾞｲﾄﾞﾗｲﾝ", "ガイドライン"),
        ("か\u3099", "が"),
        ("㋿8年", "令和8年"),
        ("⽉⽇", "月日"),
        ("⻑官", "長官"),
        ("第Ⅱ期", "第ii期"),
        ("３月〜５月", "3月~5月"),
        ("Straße", "strasse"),
    ],
)
def test_spellings_of_one_word_fold_to_one_text(given_text: str, folded: str) -> None:
    assert normalise(given_text).text == folded
    assert fold(given_text) == folded


def test_offsets_go_back_to_the_text_as_given() -> None:
    text = "𠮷野ｶﾞ㋿８年"
    normal = normalise(text)
    start = normal.text.index("令和8年")
    assert normal.written(start, start + 4) == "㋿８年"
    start = normal.text.index("ガ")
    assert (normal.start(start), normal.end(start + 1)) == (2, 4)


def test_a_span_that_cuts_a_ligature_goes_back_to_the_whole_of_it() -> None:
    normal = normalise("㍿の件")
    assert normal.text == "株式会社の件"
    assert normal.written(2, 4) == "㍿"


@given(st.text(max_size=200))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(st.text(alphabet=st.characters(min_codepoint=0x1100, max_codepoint=0x11FF), max_size=12))
def test_jamo_that_melt_together_are_one_chunk(text: str) -> None:
    once = normalise(text).text
    assert unicodedata.is_normalized("NFKC", once)


@given(st.text(max_size=120))
def test_offsets_rise_and_stay_inside(text: str) -> None:
    normal = normalise(text)
    starts = [normal.start(index) for index in range(len(normal.text) + 1)]
    ends = [normal.end(index) for index in range(len(normal.text) + 1)]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= place <= len(text) for place in (*starts, *ends))
    assert normal.written(0, len(normal.text)) == (text if normal.text else "")


@given(st.text(max_size=200))
def test_fold_agrees_with_normalise_on_what_ordinary_text_holds(text: str) -> None:
    ordinary = "".join(char for char in text if char < "\u0300" or "\u3040" <= char <= "\u9fff")
    assert fold(ordinary) == normalise(ordinary).text
