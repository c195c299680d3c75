"""What differs beside the words: what is not read, and the order of lists that have none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.diff.aside import left_out_differences
from tracker.diff.blocks import compare
from tracker.model.document import Block, Document, Ignored, LeftOut

TEXT = "の担当課は次のとおり定める。連絡先は別に示す。"


def listed(*names: str, unordered: bool = True) -> Document:
    return Document(blocks=tuple(Block(key=f"一覧/{name}", text=f"{name}{TEXT}", unordered=unordered and len(name) == 1) for name in names))


def told(old: Document, new: Document) -> list[tuple[str, str]]:
    return [(change.change.value, change.key) for change in compare(old, new).changes]


def test_items_of_a_list_with_points_may_change_places() -> None:
    found = compare(listed("a", "b", "c"), listed("c", "a", "b"))
    assert not found.changed
    assert {one.why for one in found.ignored} == {"order"}
    assert Ignored("order", f"c{TEXT}", f"c{TEXT}") in found.ignored


def test_items_of_a_list_with_numbers_may_not() -> None:
    assert told(listed("a", "b", "c", unordered=False), listed("c", "a", "b", unordered=False)) == [("moved", "一覧/c")]


def test_an_item_that_came_or_changed_in_another_order_is_told_alone() -> None:
    assert told(listed("a", "b"), listed("b", "d", "a")) == [("added", "一覧/d")]


def test_what_left_its_list_is_moved() -> None:
    assert told(listed("a", "b", "段落"), listed("b", "段落", "a")) == [("moved", "一覧/a")]
    assert told(listed("a", "b", "段落"), listed("段落", "a", "b")) == [("moved", "一覧/段落")]


def test_words_that_are_not_read_are_put_beside_each_other_by_reason() -> None:
    old = [LeftOut("time", "更新日：8月1日"), LeftOut("boilerplate", "サイト内検索"), LeftOut("counter", "閲覧数：1")]
    new = [LeftOut("time", "更新日：8月2日"), LeftOut("boilerplate", "サイト内検索"), LeftOut("boilerplate", "人気の記事")]
    assert left_out_differences(old, new) == [
        Ignored("time", "更新日：8月1日", "更新日：8月2日"),
        Ignored("counter", "閲覧数：1", None),
        Ignored("boilerplate", None, "人気の記事"),
    ]
    assert left_out_differences(old, list(reversed(old))) == []


WORDS = st.lists(st.builds(LeftOut, st.sampled_from(["time", "counter"]), st.sampled_from("甲乙丙")), max_size=6)


@given(WORDS, WORDS)
def test_all_that_came_or_went_is_there_once(old: list[LeftOut], new: list[LeftOut]) -> None:
    found = left_out_differences(old, new)
    for mine, other, side in ((old, new, "old"), (new, old, "new")):
        for one in {*old, *new}:
            alone = max(mine.count(one) - other.count(one), 0)
            assert sum(getattr(ignored, side) == one.text and ignored.why == one.why for ignored in found) == alone
