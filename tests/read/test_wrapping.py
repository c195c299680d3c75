"""Text that was broken at a width reads like the text that it was; headings, lists and short lines stay apart."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.read.field import LEXICON
from tracker.model.reading import Reading
from tracker.read.reader import read
from tracker.text.normal import normalise
from tracker.text.wrapping import unwrapped

SENTENCES = (
    "潮位法は令和8年5月28日に成立し、6月4日に公布された。",
    "潮位基本計画を2026年7月14日に閣議決定した。総額は1兆2390億円で、前年度比12.5%増となる。",
    "潮位戦略本部は2026年度末までに、港を使う人々に向けた指針（第1.2版）を公表する予定である。",
    "NAMIBOは第3回公募で24件を採択したと発表した。船主は10,312社から申請があったと説明している。",
)


def wrap(text: str, width: int) -> str:
    """Broken at so many characters, but never before a full stop or a comma."""
    lines, line = [], ""
    for character in text:
        if len(line) >= width and character not in "。、）":
            lines.append(line)
            line = ""
        line += character
    return "\n".join([*lines, line])


def told(reading: Reading) -> tuple[object, ...]:
    mentions = [(one.kind, one.when, one.amount, one.value, one.text.replace("\n", "")) for one in reading.mentions]
    claims = [
        (one.subject, one.event, one.modality, one.when, [(fact.name, fact.value, fact.unit, fact.least, fact.most) for fact in one.facts])
        for one in reading.claims
    ]
    return mentions, claims


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=5), st.integers(16, 44))
def test_wrapped_text_reads_like_the_text_that_it_was(chosen: list[str], width: int) -> None:
    text = "".join(chosen)
    first, *rest = wrap(text, width).split("\n")
    assume(len(rest) > 1 or "。" in first)  # a sentence that is broken once looks like a heading above its text
    whole, wrapped = (read(one, LEXICON, published=date(2026, 6, 10)) for one in (text, wrap(text, width)))
    assert told(wrapped) == told(whole), wrap(text, width)
    assert all(wrap(text, width)[one.start : one.end] == one.text for one in wrapped.mentions)


@pytest.mark.parametrize(
    "text",
    [
        "潮位基本計画を閣議決定\n潮位法を公布した。",
        "潮位戦略本部の第三回の会合について知らせる\n潮位法は5月28日に成立した。",
        "潮位法が成立したことをここに知らせるもの\n潮位基本計画が決定されたことを知らせるもの\n潮位戦略本部が開かれたことを知らせるもの",
        "潮位法の成立とこれからの手続きについて\n(1)潮位法の公布とこれからの手続きについて\n(2)潮位法の施行とこれからの手続きとなる。",
        "潮位法が成立した。\n潮位法が公布された。",
        "",
        "\n\n",
    ],
)
def test_what_is_no_wrapped_sentence_stays_as_it_is(text: str) -> None:
    normal = normalise(text)
    assert unwrapped(normal).text == normal.text


@given(st.text(alphabet="潮位法は、。\nａ1が「」 (", max_size=200))
@settings(max_examples=200, deadline=None)
def test_offsets_lead_back_to_the_text_as_given(text: str) -> None:
    normal = unwrapped(normalise(text))
    for place in range(len(normal.text)):
        assert normalise(normal.written(place, place + 1)).text.strip("\n") == normal.text[place].strip("\n")
