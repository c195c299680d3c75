"""What is another at every look does not count; a span of days that a rule sets does."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.diff.appearance import why_ignored
from tracker.diff.blocks import compare
from tracker.model.document import Block, Document, Ignored
from tracker.text.canonical import canonical, lasting
from tracker.text.passing import _MASKS, steady

PASSES = [
    ("更新：3日前", "更新：5日前", "time"),
    ("改定案を公開（3時間前）", "改定案を公開（1日前）", "time"),
    ("3日前に更新しました", "5日前に更新しました", "time"),
    ("掲載から12日経過", "掲載から13日経過", "time"),
    ("締切まであと3日", "締切まであと2日", "time"),
    ("Updated 10 days ago", "Updated an hour ago", "time"),
    ("12 days left to comment", "11 days left to comment", "time"),
    ("閲覧数：1,234", "閲覧数：1,301", "counter"),
    ("あなたは12,345人目の訪問者です", "あなたは12,399人目の訪問者です", "counter"),
    ("Page views: 1,204", "Page views: 1,377", "counter"),
    ("連絡先：info[at]office.example", "連絡先：info@office.example", "email"),
    ("info (at) office (dot) example", "info【アット】office.example", "email"),
]
STAYS = [
    ("開催日の10日前までに届け出る", "開催日の14日前までに届け出る"),
    ("公開から5日以内に報告する", "公開から7日以内に報告する"),
    ("期限の3日前に更新する手続", "期限の5日前に更新する手続"),
    ("開催日（3日前）までに", "開催日（5日前）までに"),
    ("アクセス数1,234件を達成した", "アクセス数2,345件を達成した"),
    ("within 10 days of notice", "within 14 days of notice"),
    ("訪日外客数 | 1,234", "訪日外客数 | 2,345"),
    ("meet at noon", "meet @ noon"),
]


@pytest.mark.parametrize(("old", "new", "why"), PASSES)
def test_what_passes_is_ignored_with_its_reason(old: str, new: str, why: str) -> None:
    found = compare(Document(blocks=(Block(key="a", text=old),)), Document(blocks=(Block(key="a", text=new),)))
    assert not found.changed
    assert found.ignored == (Ignored(why, old, new),)


@pytest.mark.parametrize(("old", "new"), STAYS)
def test_a_span_that_a_rule_sets_and_a_figure_of_a_sentence_count(old: str, new: str) -> None:
    assert lasting(old) != lasting(new)


@given(
    st.lists(
        st.sampled_from(
            [
                *"3 日前更新公開から(あと)閲覧数:12,人目ago days[at]dot番のPV",
                " ago",
                "時間前",
                "経過",
                "残り",
                "まであと",
                "アクセス",
                "views",
                "[ at ]",
                "1 hour left",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_no_mark_is_missing_by_which_what_passes_is_known(text: str) -> None:
    words = canonical(text)
    assert steady(words) == reduce(lambda left, mask: mask.pattern.sub(mask.stands, left), _MASKS, words)


@given(st.text(st.sampled_from("3 日前更新公開から(あと)閲覧数:12,人目ago days[at]dot.\n"), max_size=40))
def test_twice_is_once(text: str) -> None:
    once = lasting(text)
    assert lasting(once) == once
    assert why_ignored(text, text) == "whitespace"
