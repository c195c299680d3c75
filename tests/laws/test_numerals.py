"""Numbers as statutes write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.text.numerals import articles_named, counted, in_kanji, kanji, value


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "〇"),
        (1, "一"),
        (10, "十"),
        (18, "十八"),
        (20, "二十"),
        (103, "百三"),
        (320, "三百二十"),
        (1_005, "千五"),
        (9_999, "九千九百九十九"),
    ],
)
def test_a_number_in_kanji_and_back(number: int, written: str) -> None:
    assert (kanji(number), value(written)) == (written, number)


@given(st.integers(1, 9_999))
def test_every_number_comes_back(number: int) -> None:
    assert value(kanji(number)) == number
    assert value(str(number)) == number


def test_what_is_no_number_says_nothing() -> None:
    assert (value("条"), value("一〇三"), in_kanji("第１８条の2")) == (0, 103, "第十八条の二")
    assert [counted(label) for label in ("２", "2", "②", "⑳", "イ", "", "12345")] == [2, 2, 2, 20, None, None, None]


@pytest.mark.parametrize(
    ("label", "articles"),
    [
        ("第五条", ["第五条"]),
        ("第5条から第7条まで", ["第五条", "第六条", "第七条"]),
        ("第八条及び第九条", ["第八条", "第九条"]),
        ("第二条、第四条及び第六条から第八条まで", ["第二条", "第四条", "第六条", "第七条", "第八条"]),
        ("第十一条の二から第十一条の四まで", ["第十一条の二", "第十一条の三", "第十一条の四"]),
        ("第十一条の二十及び第十一条の二十一", ["第十一条の二十", "第十一条の二十一"]),
        ("第九条から第三条まで", ["第九条", "第三条"]),
        ("第一条から第九千条まで", ["第一条", "第九千条"]),
        ("第三条から第四条の二まで", ["第三条", "第四条の二"]),
    ],
)
def test_the_articles_that_a_number_names(label: str, articles: list[str]) -> None:
    assert articles_named(label) == articles
