"""A sentence that begins by saying how its sum stands to the one before is read together with it."""

from __future__ import annotations

import pytest

from tests.read.field import whole_claims


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("潮位法が2026年4月1日に施行され、100億円が充てられる。うち30億円は港に使う。", "holds"),
        ("潮位法が2026年4月1日に施行され、100億円が充てられる。その内訳は港に30億円などだ。", "holds"),
        ("潮位法が2026年4月1日に施行され、100億円が充てられる。このほか、港に30億円を使う。", "apart"),
        ("潮位法が2026年4月1日に施行され、100億円が充てられる。これに加えて港に30億円を使う。", "apart"),
        ("潮位法が2026年4月1日に施行され、10億円が充てられる。この額は港の30億円の一部だ。", "inside"),
        ("The Tide Act took effect on April 1, 2026, with 10 billion yen. Of that, 3 billion yen is for harbours.", "holds"),
        ("The Tide Act took effect on April 1, 2026, with 10 billion yen. On top of that, 3 billion yen is for harbours.", "apart"),
        ("The Tide Act took effect on April 1, 2026, with 1 billion yen. It is part of the 3 billion yen for harbours.", "inside"),
        ("潮位法が2026年4月1日に施行され、100億円が充てられる。港には30億円を使う。", None),
        ("潮位法が2026年4月1日に施行され、100億円が充てられる。うち半分は港に使う。", None),
        ("潮位法が2026年4月1日に施行された。うち30億円は港に使う。", None),
    ],
)
def test_how_a_sum_stands_to_that_of_the_sentence_before(text: str, how: str | None) -> None:
    claim = whole_claims(text)[0]
    first, _, second = text.partition(". " if text.isascii() else "。")
    assert [one.how for one in claim.linked] == ([how] if how else [])
    for one in claim.linked:
        assert (one.first.rstrip("。."), one.second) == (first, second)
