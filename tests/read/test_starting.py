"""Searching only where something may begin, and by the words that a pattern needs, finds all that searching everywhere does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.read.field import EVENTS, PACK
from tracker.read.needed import needed
from tracker.read.signals import Signals
from tracker.read.starting import Starting
from tracker.text.normal import ONE_FOR_ONE, fold, normalise

NUMBER = r"(?<![0-9.])(?P<n>[0-9]{1,3}(?:,[0-9]{3})?|[一二]十?)[ ]?(?P<u>社|件)(?!目)"


@given(st.text("012,.一二十 社件目あ", max_size=60))
def test_what_is_found_from_first_characters_is_what_is_found_everywhere(text: str) -> None:
    found = [(match.span(), match.groupdict()) for match in Starting("0-9一二", NUMBER).finditer(text)]
    assert found == [(match.span(), match.groupdict()) for match in re.finditer(NUMBER, text)]


@given(st.text("ab/. ", max_size=40))
def test_blanking_keeps_every_offset(text: str) -> None:
    blanked = Starting("/", "/[a-z]+").sub("\0", text)
    assert blanked == re.sub("/[a-z]+", lambda found: "\0" * len(found[0]), text)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("成立", {"成立"}),
        ("(?:の)?公開(?:について|$)", {"公開"}),
        ("(?:参院|参議院)の?本会議で[^。]{0,9}可決", {"本会議で"}),
        ("(?:採択|選定)の?", {"採択", "選定"}),
        ("[会議]?が?", set()),
        ("(?:公布|)さ?", set()),
        ("(?<=法)(?:改正)+", {"改正"}),
        ("(?!施行)[施試]", {"施", "試"}),
        ("(?i:Act)", set()),
        ("(?i)act", set()),
    ],
)
def test_the_words_that_a_pattern_needs(pattern: str, words: set[str]) -> None:
    assert needed(pattern) == words


PATTERNS = [(lang, one) for event in EVENTS for table in (event.signals, event.never) for lang, given in table.items() for one in given]


@given(st.sampled_from(PATTERNS).flatmap(lambda one: st.tuples(st.just(one[1]), st.from_regex(one[1]))))
def test_whatever_a_pattern_matches_holds_a_word_that_it_needs(pair: tuple[str, str]) -> None:
    pattern, text = pair
    assert any(word in text for word in needed(pattern))


def test_an_expression_without_a_needed_word_is_always_tried() -> None:
    vague = replace(EVENTS[0], id="vague", signals={"ja": ("[潮波][0-9]?",)}, never={})
    bare = replace(EVENTS[0], id="bare", signals={"ja": ("[^あ-ん]$",)}, never={})
    signals = Signals(replace(PACK, event_types={"vague": vague, "bare": bare}))
    assert [one.event for one in signals.find("波の話と船", "ja", 0, 5)] == ["vague", "bare"]


def test_characters_that_fold_one_for_one_do() -> None:
    characters = re.findall(f"[{ONE_FOR_ONE}]", "".join(map(chr, range(0x10000))))
    assert len(characters) > 20_000
    assert [char for char in characters if len(fold(char)) != 1] == []
    assert fold("".join(characters)) == "".join(map(fold, characters))


@given(st.lists(st.sampled_from(["か", "\u3099", "ｶ", "ﾞ", "ガ", "①", "８", "a", "é", "㈱", "\u0301", "、", "ハ", "ﾟ", "〜"])).map("".join))
def test_marks_melt_into_what_they_follow_and_offsets_go_back(text: str) -> None:
    normal = normalise(text)
    assert normal.text == fold(text)
    assert [normal.start(0), normal.end(len(normal.text))] == [0, len(text)]
    places = [(normal.start(offset), normal.end(offset + 1)) for offset in range(len(normal.text))]
    assert all(
        fold(text[start:end]) == "".join(normal.text[i] for i, at in enumerate(places) if at == (start, end)) for start, end in places
    )
