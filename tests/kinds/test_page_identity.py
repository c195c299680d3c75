"""What a block is known by does not depend on how much of it was looked at."""

from __future__ import annotations

from itertools import accumulate
from unicodedata import east_asian_width

from hypothesis import given
from hypothesis import strategies as st

from tracker.pages.identity import _USUAL, _cut, _of_words, _usual_columns
from tracker.text.canonical import lasting

WORDS = [
    "森林局は",
    "３日前に更新",
    "（2時間前）",
    "閲覧数：1,234",
    "か\u3099",
    "ｶﾞ",
    " ",
    "、",
    "oak trees ",
    "①",
    "㈱",
    "\u200b",
    "info[at]forest.example",
    "100本。",
]


@given(st.lists(st.sampled_from(WORDS), min_size=20, max_size=120).map("".join))
def test_the_beginning_is_that_of_the_whole(text: str) -> None:
    assert _of_words(text[:400]) == _cut(lasting(text[:400]))


@given(st.lists(st.sampled_from([*WORDS, "樫", "ー", "〆", "「", "A", "é", "Ω", "、"]), max_size=60).map("".join))
def test_a_beginning_has_as_many_characters_as_48_columns_hold(text: str) -> None:
    columns = list(accumulate(2 if east_asian_width(char) in "WF" else 1 for char in text))
    assert _cut(text) == text[: sum(column <= 48 for column in columns)]


def test_every_character_of_the_short_way_has_the_columns_that_its_bytes_say() -> None:
    usual = [char for char in map(chr, (*range(0xD800), *range(0xE000, 0x10000))) if _USUAL.fullmatch(char)]
    assert [char for char in usual if _usual_columns(char) != (2 if east_asian_width(char) in "WF" else 1)] == []
