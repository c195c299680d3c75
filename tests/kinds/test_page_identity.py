"""What a block is known by does not depend on how much of it was looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.pages.identity import _cut, _of_words
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
