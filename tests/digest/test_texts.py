"""Passages that changed without stating an event: which are told, and what is shown of them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import msgspec
import pytest

from tracker.digest.material import TextChange
from tracker.digest.texts import changed_why, is_text_change, settled, sides, swaps
from tracker.model.digest import Swap
from tracker.model.document import Block, Change, ChangeKind
from tracker.model.source import Label

SEEN = datetime(2026, 7, 15, tzinfo=UTC)


def change(kind: ChangeKind, old: str | None = None, new: str | None = None, *, link: str | None = None, reverted: bool = False) -> Change:
    block = Block(key="p", text=new or old or "", link=link)
    return Change(change=kind, key="p", old=old, new=new, block=block, reverted=reverted)


def text(old: str | None, new: str | None, *, key: str = "p", source: str = "page", told: bool = False) -> TextChange:
    seen = TextChange(source=source, title="頁", url="https://x.example/", seen=SEEN, snapshot="sha256:0", key=key, told=told)
    return msgspec.structs.replace(seen, old=old, new=new)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (change(ChangeKind.REVISED, "上限は3社", "上限は5社"), True),
        (change(ChangeKind.REVISED, "詳細", "概要", link="https://x.example/a"), False),
        (change(ChangeKind.REVISED, "支援 300億円", "支援 500億円", link="https://x.example/a"), True),
        (change(ChangeKind.ADDED, new="対象を広げる"), True),
        (change(ChangeKind.REMOVED, "対象は企業"), True),
        (change(ChangeKind.ADDED, new="献立を更新", link="https://x.example/menu"), False),
        (change(ChangeKind.REMOVED, "献立を更新", link="https://x.example/menu"), False),
        (change(ChangeKind.MOVED, "対象は企業", "対象は企業"), False),
        (change(ChangeKind.REVISED, "朝の案内", "夜の案内", reverted=True), False),
        (change(ChangeKind.REVISED, "上限は5社", "上限は3社", reverted=True), True),
    ],
)
def test_what_is_a_change_of_words(given: Change, *, told: bool) -> None:
    assert is_text_change(given) is told


def test_several_changes_of_one_passage_are_one_from_first_to_last() -> None:
    (one,) = settled([text("甲", "乙"), text("乙", "丙")])
    assert (one.old, one.new) == ("甲", "丙")


def test_a_paragraph_that_came_for_one_much_like_it_was_revised() -> None:
    gone = [text("まったく別の段落です", None, key="x"), text("一件の上限は300万円とする", None, key="a")]
    changed = settled([text(None, "一件の上限は500万円とする", key="b"), text(None, "新設する", key="c"), *gone])
    assert [(one.old, one.new) for one in changed] == [
        ("一件の上限は300万円とする", "一件の上限は500万円とする"),
        (None, "新設する"),
        ("まったく別の段落です", None),
    ]


def test_a_paragraph_that_is_revised_twice_is_one_change() -> None:
    first = [text(None, "上限は500万円とする", key="b"), text("上限は300万円とする", None, key="a")]
    second = [text(None, "上限は900万円とする", key="c"), text("上限は500万円とする", None, key="b")]
    later = [msgspec.structs.replace(one, snapshot="sha256:1") for one in second]
    (one,) = settled([*first, *later])
    assert (one.old, one.new) == ("上限は300万円とする", "上限は900万円とする")


def test_what_gave_way_to_a_passage_that_is_told_is_not_told_again() -> None:
    plan, later = "樫の森の工事は2026年10月1日に始まる。", "樫の森の工事は2026年12月1日に始まる。"
    assert settled([text(None, later, key="b", told=True), text(plan, None, key="a")]) == ()
    assert settled([text("樫の森の工事は秋に始まる。", plan), text(plan, later, told=True)]) == (), "nor what stood there before that"
    assert settled([text(plan, None, key="a")]) != (), "what only went is told"


def test_each_that_went_goes_with_the_one_most_like_it_told_or_not() -> None:
    came = [text(None, "苗木の受付は6月30日まで", key="c", told=True), text(None, "苗木の上限は500本まで", key="d")]
    (one,) = settled([*came, text("苗木の上限は300本まで", None, key="a"), text("苗木の受付は6月15日まで", None, key="b")])
    assert (one.old, one.new) == ("苗木の上限は300本まで", "苗木の上限は500本まで")


def test_words_that_change_after_a_passage_was_told_are_told_from_there() -> None:
    (one,) = settled([text("甲の丘", "乙の丘"), text("乙の丘", "丙の丘", told=True), text("丙の丘", "丁の丘")])
    assert (one.old, one.new) == ("丙の丘", "丁の丘")


def test_a_passage_that_is_again_what_it_was_is_not_told() -> None:
    assert settled([text("甲", "乙"), text("乙", "甲")]) == ()


def test_passages_of_other_places_stay_apart() -> None:
    assert len(settled([text("甲", "乙"), text("甲", "乙", key="q"), text("甲", "乙", source="other")])) == 3


def test_a_counter_is_silent_and_a_figure_that_changed_once_is_not() -> None:
    visits = [f"本日 {number} 人" for number in (12, 40, 75, 98)]
    assert settled([text(old, new) for old, new in pairwise(visits)]) == ()
    assert len(settled([text(visits[0], visits[1])])) == 1


def test_words_that_change_again_and_again_are_told() -> None:
    wording = ["対象は企業", "対象は大学", "対象は団体", "対象は個人"]
    (one,) = settled([text(old, new) for old, new in pairwise(wording)])
    assert (one.old, one.new) == (wording[0], wording[-1])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("利用支援 | 338億円", "利用支援 | 421億円", [Swap("338億円", "421億円")]),
        ("It costs 338 billion yen.", "It costs 421 billion yen.", [Swap("338 billion", "421 billion")]),
        ("対象は企業とする。", "対象は企業及び大学とする。", [Swap("企業", "企業及び大学")]),
        ("率は34.6%である", "率は41%である", [Swap("34.6%", "41%")]),
    ],
)
def test_the_words_that_gave_way_are_named_with_their_unit(old: str, new: str, expected: list[Swap]) -> None:
    assert list(swaps([text(old, new)], None)) == expected


def test_what_only_came_or_went_has_no_words_that_gave_way() -> None:
    assert swaps([text(None, "新しい段落"), text("古い段落", None)], None) == ()


def test_a_long_passage_is_shown_around_what_changed() -> None:
    filler = "変わらない文。" * 40
    old, new = sides(text(f"{filler}上限は3社。{filler}", f"{filler}上限は5社。{filler}"))
    assert old is not None
    assert new is not None
    assert ("上限は3社" in old, "上限は5社" in new) == (True, True)
    assert max(len(old), len(new)) < 120
    assert (old[0], old[-1]) == ("…", "…")
    assert sides(text(None, filler)) == (None, filler)


@pytest.mark.parametrize(
    ("passages", "ja", "en"),
    [
        (
            [("甲", "")],
            "箇所：削除1。なくなった文言は、出来事として読まない。",
            "Passages: 1 taken out. What is gone is not read for events.",
        ),
        (
            [("甲", "乙"), ("", "丙")],
            "箇所：書き換え1、追加1。現在の文言に、追跡対象の出来事は読み取れない。",
            "Passages: 1 reworded, 1 new. No event was read in what stands there now.",
        ),
    ],
)
def test_why_says_what_became_of_the_passages(passages: list[tuple[str, str]], ja: str, en: str) -> None:
    assert changed_why([Swap(*one) for one in passages]) == Label(ja, en)


def test_what_is_quoted_keeps_to_what_the_publisher_lets_be_quoted() -> None:
    (swap,) = swaps([text("甲" * 50, "乙" * 50)], 10)
    assert (swap.old, swap.new) == ("甲" * 10 + "…", "乙" * 10 + "…")
