"""Reading as a whole: on any text, in bounded time, with offsets that hold."""

from __future__ import annotations

import time
import tracemalloc
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.read.field import LEXICON, mentions
from tracker.model.reading import MentionKind
from tracker.read.reader import MOST_CHARACTERS, read
from tracker.read.wire import reading_to_plain

_SAID = (
    "潮位法 潮位法案 潮位戦略本部 潮位基本計画 NAMIBO WAVEC Tide Act は が を に の 、 。 ・ 同法 同日 同年 本日 令和8年 平成 元年 4月 17日 "
    "年度 上旬 末 まで から ～ ( ) 「 」 成立 公布 施行 閣議決定 設置 採択 公表 された する予定 見通し していない 第 Ⅱ 期 版 v1.2 3兆45億円 1,000 "
    "▲ 百万円 % 割 24件 18万人 April May 2026 by the end of enacted on was not scheduled $7.4 billion yen \n ㋿ ｶﾞ 𠮷 １２ 〜"
)
WORDS = st.sampled_from(_SAID.split(" "))


@given(st.text(max_size=300) | st.lists(WORDS, max_size=40).map(" ".join) | st.lists(WORDS, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_every_offset_holds(text: str) -> None:
    for kind in ("passage", "title"):
        reading = read(text, LEXICON, published=date(2026, 3, 10), kind=kind)
        assert all(text[mention.start : mention.end] == mention.text for mention in reading.mentions)
        assert all(text[claim.start : claim.end] == claim.quote and claim.quote for claim in reading.claims)
        assert {claim.subject for claim in reading.claims} <= set(reading.subjects)
        assert {claim.event for claim in reading.claims} <= set(reading.statuses)


@given(st.lists(WORDS, max_size=30).map("".join))
@settings(max_examples=150, deadline=None)
def test_dates_never_end_before_they_begin(text: str) -> None:
    for mention in read(text, LEXICON, published=date(2026, 3, 10)).mentions:
        if mention.kind is MentionKind.DATE:
            assert mention.when is not None
            assert mention.when.known
            earliest, latest = mention.when.earliest, mention.when.latest
            assert earliest is None or latest is None or earliest <= latest


@given(st.lists(WORDS, max_size=30).map("".join))
@settings(max_examples=100, deadline=None)
def test_full_width_reads_like_half_width(text: str) -> None:
    wide = text.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})
    first, second = read(text, LEXICON), read(wide, LEXICON)
    assert [(m.kind, m.when, m.amount, m.value) for m in first.mentions] == [(m.kind, m.when, m.amount, m.value) for m in second.mentions]


def assert_grows_with_its_length(text: str) -> None:
    """Four times the text costs no more than ten times as much, whatever the machine."""

    def cost(size: int) -> float:
        begun = time.process_time()
        read(text[:size], LEXICON, published=date(2026, 3, 10))
        return time.process_time() - begun

    # Other work on the machine is measured too: what grows faster does so each time.
    assert any(cost(len(text)) < 10 * max(cost(len(text) // 4), 0.02) for _ in range(4))


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        "年" * 100_000,
        "1月" * 50_000,
        "一" * 100_000,
        "1兆" * 50_000,
        "1," * 50_000 + "円",
        "(" * 100_000,
        "「" * 100_000,
        "/a" * 50_000,
        "潮位法は、公布され、" * 9_000,
        "潮位法が成立" + "し" * 90_000,
        "潮位法" + "、" * 90_000 + "成立",
        "(単位:億円)\n1 " * 9_000,
        "the tide act was enacted, " * 3_000,
        "潮位法" + "の「" * 50_000,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_text_takes_no_more_than_its_length(text: str) -> None:
    assert_grows_with_its_length(text)


UNITS = (
    *(
        "1",
        "一",
        "百",
        "年",
        "第",
        "第1",
        "兆億",
        "1兆2億",
        "(",
        "「",
        "「」",
        "\n",
        " ",
        "\u3000",
        '"',
        "同",
        "a",
        "a ",
        "ab-",
        ".",
        "..",
        ",",
        "、",
    ),
    *(
        "。",
        "/a",
        "a@",
        "http://",
        "a.b",
        "0-",
        "1~",
        "2026-",
        "令和",
        "may 1-",
        "first-",
        "$1,",
        "1円",
        "1,",
        "1%",
        "1割",
        "1社",
        "版1.",
        "サイクル",
    ),
    *("ｶﾞ", "か\u3099", "㈱", "―", "公布", "潮位法", "潮位法、公布、", "(単位:円)\n1 ", "2026   \n   年"),
)


@pytest.mark.parametrize("unit", UNITS)
def test_four_times_the_text_costs_about_four_times_as_much(unit: str) -> None:
    assert_grows_with_its_length((unit * 40_000)[:40_000])


def test_memory_grows_with_the_text() -> None:
    def peak(times: int) -> int:
        text = "潮位法は2026年2月3日に成立し、予算は1兆2390億円、10,312社の34.6%。" * times
        tracemalloc.start()
        try:
            read(text, LEXICON)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(800) < 5 * peak(200)


@pytest.mark.parametrize(("text", "sum_of"), [("a us dollar bond of 5 us dollar", "5"), ("1.5 U.S. dollar", "1.5"), ("3 us dollars", "3")])
def test_one_dollar_is_money_too(text: str, sum_of: str) -> None:
    assert [(mention.currency, mention.amount) for mention in mentions(text, MentionKind.MONEY)] == [("USD", sum_of)]


def test_beyond_the_limit_nothing_is_read() -> None:
    text = "あ" * MOST_CHARACTERS + "潮位法は2026年2月3日に成立した。"
    assert read(text, LEXICON).mentions == ()


def test_the_plain_form_holds_what_other_programs_rely_on() -> None:
    plain = reading_to_plain(read("潮位法は2026年2月3日までに成立し、1兆2390億円、10,312社、34.6%、第1.2版。", LEXICON))
    by_kind = {mention["kind"]: mention for mention in plain["mentions"]}
    assert by_kind["date"] == {
        "kind": "date", "text": "2026年2月3日", "start": 4, "end": 13, "earliest": None, "latest": "2026-02-03", "precision": "day",
    }  # fmt: skip
    assert (by_kind["money"]["currency"], by_kind["money"]["amount"]) == ("JPY", "1239000000000")
    assert (by_kind["money"]["least"], by_kind["money"]["most"]) == ("1238950000000", "1239050000000")
    assert (by_kind["count"]["value"], by_kind["count"]["unit"]) == ("10312", "社")
    assert (by_kind["percent"]["value"], by_kind["version"]["value"]) == ("34.6", "1.2")
    assert (by_kind["status"]["value"], by_kind["subject"]["value"]) == ("enacted", "tide-law")
    (claim,) = plain["claims"]
    assert (claim["subject"], claim["event"], claim["modality"]) == ("tide-law", "enacted", "occurred")
    assert claim["when"] == {"earliest": None, "latest": "2026-02-03", "precision": "day"}
    assert set(claim) == {"subject", "event", "modality", "when", "facts", "quote", "start", "end"}
