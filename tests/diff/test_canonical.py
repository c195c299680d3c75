"""Two texts that a reader takes for the same have one canonical form; two that say different things have two."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.document import Block
from tracker.text.canonical import block_hash, canonical

SAME = [
    ("ＡＩ戦略（案）", "AI戦略(案)"),
    ("ｶﾞｲﾄﾞﾗｲﾝ", "ガイドライン"),
    ("第１回　会合", "第1回会合"),
    ("農林水産大臣賞、 消費者庁長官賞", "農林水産大臣賞、消費者庁長官賞"),
    ("AI\u200bガイド\ufeffライン", "AIガイドライン"),
    ("soft\u00adware", "software"),
    ("line one\n\t line  two", "line one line two"),
    ("\u00a0padded\u3000", "padded"),
    ("the “Act” isn’t", 'the "Act" isn\'t'),
    ("2026–2027", "2026-2027"),
    ("取組の強化－関係府省が連携－", "取組の強化―関係府省が連携―"),
    ("9～11月", "9〜11月"),
    ("総務省，経済産業省．", "総務省、経済産業省。"),
    ("ﾃﾞｼﾞﾀﾙ･AI", "デジタル・AI"),
    ("㈱例示", "(株)例示"),
    ("A • 案", "A・案"),
    ("A 、 B", "A、B"),
    ("か\u309bい", "がい"),
]
DIFFERENT = [
    ("1,239億円", "1,240億円"),
    ("第1.1版", "第1.2版"),
    ("AI Act", "AI act"),
    ("two words", "twowords"),
    ("12 3", "123"),
    ("サーバー", "サーバ"),
    ("公布した", "公布する"),
    ("1-2", "12"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_appearance_makes_no_difference(a: str, b: str) -> None:
    assert canonical(a) == canonical(b)


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_words_numbers_and_case_do(a: str, b: str) -> None:
    assert canonical(a) != canonical(b)


@given(
    st.text(
        st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("　 、。･ﾞ\u309b\u200b\u3099\u00ad“”–～カか A1\n")), max_size=40
    )
)
def test_twice_is_once_and_the_form_is_composed(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert unicodedata.is_normalized("NFKC", once)


SHORT_WAY = "".join(map(chr, (*range(0x20, 0x7F), *range(0x3000, 0x3100), *range(0xFF01, 0xFF60)))) + "\t\n一龠\u9fff"


@given(st.text(st.sampled_from(SHORT_WAY), max_size=40))
def test_a_text_that_goes_the_short_way_comes_out_as_by_the_long_one(text: str) -> None:
    assert canonical(text) == canonical(f"{text}\u200b")


def test_no_character_comes_out_as_another_by_the_short_way() -> None:
    every = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    assert [char for char in every if canonical(f"森{char}林") != canonical(f"森{char}林\u200b")] == []


def test_a_hash_is_short_hexadecimal_and_tells_what_a_block_says() -> None:
    block = Block(key="a", title="ＡＩ基本計画", text="閣議決定\n", link="https://example.go.jp/plan.html")
    same = Block(key="b", title="AI基本計画", text=" 閣議決定", link="https://example.go.jp/plan.html")
    assert block_hash(block) == block_hash(same)
    assert len(block_hash(block)) == 32
    assert set(block_hash(block)) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "other",
    [
        Block(key="a", title="案", text="本文です", link="https://example.go.jp/1"),
        Block(key="a", title="案", text="本文", link="https://example.go.jp/2"),
        Block(key="a", title="案本", text="文", link="https://example.go.jp/1"),
        Block(key="a", title="案", text="本文"),
    ],
)
def test_title_text_and_link_each_count_in_a_hash(other: Block) -> None:
    assert block_hash(other) != block_hash(Block(key="a", title="案", text="本文", link="https://example.go.jp/1"))


def test_broken_surrogates_from_outside_are_hashed_like_any_text() -> None:
    assert block_hash(Block(key="a", text="\ud800")) != block_hash(Block(key="a", text="\ud801"))
    assert len(block_hash(Block(key="a", text="", link="https://example.go.jp/\ud800?x=\ud800"))) == 32
