"""Inside a revised block: which words gave way to which."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.diff.words import Hunk, word_hunks


def differing(old: str, new: str) -> list[tuple[str, str]]:
    return [(hunk.old, hunk.new) for hunk in word_hunks(old, new) if hunk.op != "equal"]


@pytest.mark.parametrize(
    ("old", "new", "hunks"),
    [
        ("予算は1,239億円とする。", "予算は1,240億円とする。", [("1,239", "1,240")]),
        ("回答率は34.6%。", "回答率は35%。", [("34.6%", "35%")]),
        ("第１．１版を公表", "第１．２版を公表", [("１．１", "１．２")]),
        ("in force on 1 June 2026", "in force on 1 July 2026", [("June", "July")]),
        ("案を公表した。", "案を決定した。", [("公表", "決定")]),
        ("データ基盤を整備する。", "サーバー基盤を整備する。", [("データ", "サーバー")]),
        ("本文。", "本文。追記した。", [("", "追記した。")]),
        ("一文目。二文目。三文目。", "一文目。三文目。", [("二文目。", "")]),
        ("", "新しい", [("", "新しい")]),
        ("本文を示した。以上。", "本文を示した。別に定める。以上。", [("", "別に定める。")]),
        ("開始した", "開始し、終了した", [("", "し、終了")]),
    ],
)
def test_words_and_numbers_change_as_wholes(old: str, new: str, hunks: list[tuple[str, str]]) -> None:
    assert differing(old, new) == hunks


def test_a_comma_between_two_changed_words_does_not_part_them() -> None:
    assert differing("総務、法務の各省", "外務、財務の各省") == [("総務、法務", "外務、財務")]


def test_every_hunk_names_its_operation() -> None:
    assert word_hunks("甲。乙を定める。", "甲。丙を定める。追加。") == (
        Hunk("equal", "甲。", "甲。"),
        Hunk("replace", "乙", "丙"),
        Hunk("equal", "を定める。", "を定める。"),
        Hunk("insert", "", "追加。"),
    )


def test_texts_that_are_equal_have_no_differing_hunk() -> None:
    assert word_hunks("同じ。", "同じ。") == (Hunk("equal", "同じ。", "同じ。"),)
    assert word_hunks("", "") == ()


TEXTS = st.text(st.sampled_from("案文公表カナひら、。 \n12,.%Ab-'」\u3099"), max_size=60)


@given(TEXTS, TEXTS)
def test_the_hunks_give_both_texts_back_and_alternate(old: str, new: str) -> None:
    hunks = word_hunks(old, new)
    assert "".join(hunk.old for hunk in hunks) == old
    assert "".join(hunk.new for hunk in hunks) == new
    assert all(hunk.old == hunk.new for hunk in hunks if hunk.op == "equal")
    assert all((a.op == "equal") != (b.op == "equal") for a, b in pairwise(hunks))


def test_two_long_texts_that_differ_everywhere_are_told_as_one_hunk_at_once() -> None:
    old = "前。" + "".join(f"{n} 旧い共通の語句。" for n in range(3_000))
    new = "前。" + "".join(f"{n} 新しい共通の語句。" for n in range(3_000, 6_000))
    started = time.process_time()
    hunks = word_hunks(old, new)
    assert time.process_time() - started < 10
    assert "".join(hunk.old for hunk in hunks) == old
    assert len(hunks) <= 3
