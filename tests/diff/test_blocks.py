"""Block by block: what was added, removed, revised or moved, and what only looks different."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.diff.blocks import compare, remembered
from tracker.model.document import Block, Change, ChangeKind, Comparison, Document
from tracker.text.canonical import block_hash, canonical

LONG = "この指針は、事業者が人工知能を開発し、提供し、又は利用する際の考え方を示すものである。"
OTHER = "事業者は、利用者の権利を損なわないよう、必要な措置を講ずるよう努めなければならない。"


def page(*blocks: Block | str) -> Document:
    """A document; a word stands for a block of that key with a text that names it."""
    return Document(blocks=tuple(Block(key=b, text=f"{b} の本文。{LONG}") if isinstance(b, str) else b for b in blocks))


def feed(*blocks: Block) -> Document:
    return Document(blocks=blocks, windowed=True)


def kinds(comparison: Comparison) -> list[tuple[str, str]]:
    return [(change.change.value, change.key) for change in comparison.changes]


def test_first_sight_adds_every_block_in_order() -> None:
    found = compare(None, page("a", "b"))
    assert kinds(found) == [("added", "a"), ("added", "b")]
    assert found.changes[0].old is None
    assert found.changes[0].new == page("a").blocks[0].text
    assert found.changed


def test_added_removed_and_revised_carry_the_whole_block_before_and_after() -> None:
    old = page("a", Block(key="b", title="予算", text="1,239億円"), "c")
    new = page("a", Block(key="b", title="予算", text="1,240億円"), "d")
    found = compare(old, new)
    assert kinds(found) == [("revised", "b"), ("added", "d"), ("removed", "c")]
    revised, added, removed = found.changes
    assert (revised.old, revised.new) == ("予算\n1,239億円", "予算\n1,240億円")
    assert revised.block == new.blocks[1]
    assert (added.old, added.block) == (None, new.blocks[2])
    assert (removed.new, removed.block) == (None, old.blocks[2])


def test_a_title_that_the_text_repeats_is_shown_once() -> None:
    found = compare(
        None, page(Block(key="a", title="AI基本計画", text="AI基本計画を決定した。"), Block(key="b", title="見出しだけ", text=" "))
    )
    assert [change.new for change in found.changes] == ["AI基本計画を決定した。", "見出しだけ"]


def test_a_changed_title_is_a_revision() -> None:
    old, new = page(Block(key="a", title="素案", text=LONG)), page(Block(key="a", title="決定", text=LONG))
    assert kinds(compare(old, new)) == [("revised", "a")]


def test_the_same_words_under_another_key_are_moved() -> None:
    old = page(Block(key="第十八条", text=LONG), Block(key="第十九条", text=OTHER))
    new = page(Block(key="第十八条", text="新たな条を加える。" + LONG), Block(key="第十九条", text=LONG), Block(key="第二十条", text=OTHER))
    found = compare(old, new)
    assert [(c.change.value, c.old_key, c.key) for c in found.changes] == [
        ("added", None, "第十八条"),
        ("moved", "第十八条", "第十九条"),
        ("moved", "第十九条", "第二十条"),
    ]


def test_short_words_that_change_places_between_lasting_keys_are_revised() -> None:
    old = page(Block(key="甲", text="募集中"), Block(key="乙", text="終了"))
    new = page(Block(key="甲", text="終了"), Block(key="乙", text="募集中"))
    assert kinds(compare(old, new)) == [("revised", "甲"), ("revised", "乙")]


def test_a_short_block_whose_old_key_is_gone_is_moved_to_a_fresh_one() -> None:
    found = compare(page(Block(key="1", text="募集中")), page(Block(key="2", text="募集中")))
    assert [(c.change, c.old_key, c.key) for c in found.changes] == [(ChangeKind.MOVED, "1", "2")]


def test_only_the_block_that_left_its_order_is_moved() -> None:
    found = compare(page("a", "b", "c", "d", "e"), page("e", "a", "b", "c", "d"))
    assert [(c.change, c.key, c.old_key) for c in found.changes] == [(ChangeKind.MOVED, "e", "e")]


def test_insertions_and_removals_move_nothing() -> None:
    assert kinds(compare(page("a", "b", "c", "d"), page("x", "b", "y", "d"))) == [
        ("added", "x"),
        ("added", "y"),
        ("removed", "a"),
        ("removed", "c"),
    ]


def test_a_block_that_moved_and_changed_is_told_as_both() -> None:
    changed = Block(key="c", text=OTHER)
    assert kinds(compare(page("a", "b", "c"), page(changed, "a", "b"))) == [("moved", "c"), ("revised", "c")]


def test_a_window_that_moved_on_removes_nothing_and_has_no_order() -> None:
    a, b, c = (Block(key=k, text=f"{k}{LONG}") for k in "abc")
    assert kinds(compare(feed(a, b), feed(c, b))) == [("added", "c")]
    assert kinds(compare(feed(a, b, c), feed(c, b, a))) == []


def test_an_entry_told_again_under_another_key_is_moved_but_not_on_another_day() -> None:
    monday, tuesday = datetime(2026, 8, 17, tzinfo=UTC), datetime(2026, 8, 18, tzinfo=UTC)
    told = Block(key="1", text=LONG, link="https://example.go.jp/kaiken", published=monday)
    again = msgspec.structs.replace(told, key="2")
    next_day = msgspec.structs.replace(again, published=tuesday)
    assert [(c.change, c.old_key) for c in compare(feed(told), feed(again)).changes] == [(ChangeKind.MOVED, "1")]
    assert kinds(compare(feed(told), feed(next_day))) == [("added", "2")]


def test_entries_that_say_the_same_but_lead_elsewhere_are_two() -> None:
    one = Block(key="1", text="大臣会見の概要を掲載しました。資料はこちらからご覧いただけます。", link="https://example.go.jp/1")
    two = msgspec.structs.replace(one, key="2", link="https://example.go.jp/2")
    assert kinds(compare(feed(one), feed(two))) == [("added", "2")]


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (Block(key="a", text="第1回 会合\n"), Block(key="a", text="第1回会合"), "whitespace"),
        (Block(key="a", text="AI\u200b法"), Block(key="a", text="AI法"), "whitespace"),
        (Block(key="a", text="ＡＩ法（案）"), Block(key="a", text="AI法(案)"), "width"),
        (Block(key="a", text="the “Act”"), Block(key="a", text='the "Act"'), "punctuation"),
        (Block(key="a", text="案", link="https://example.go.jp/1"), Block(key="a", text="案", link="https://example.go.jp/2"), "link"),
        (Block(key="a", text="案", published=datetime(2026, 8, 1, tzinfo=UTC)), Block(key="a", text="案"), "time"),
        (Block(key="a", text="案", title="Ａ"), Block(key="a", text="案", title="A"), "width"),
    ],
)
def test_what_only_looks_different_is_ignored_with_its_reason(before: Block, after: Block, why: str) -> None:
    found = compare(page(before), page(after))
    assert not found.changed
    assert [one.why for one in found.ignored] == [why]
    assert found.ignored[0].old != found.ignored[0].new


def test_a_state_that_was_seen_before_is_reverted() -> None:
    first, second = Block(key="a", text=LONG), Block(key="a", text=OTHER)
    seen = {"a": [block_hash(first), block_hash(second)]}
    assert [c.reverted for c in compare(page(second), page(first), seen=seen).changes] == [True]
    assert [c.reverted for c in compare(page(), page(first), seen=seen).changes] == [True]
    assert [c.reverted for c in compare(page(second), page(first)).changes] == [False]
    assert [c.reverted for c in compare(page(second), page(first), seen={"b": seen["a"]}).changes] == [False]


def test_a_bad_capture_is_never_compared() -> None:
    bad = Document(problem="blocked")
    assert compare(page("a"), bad) == Comparison(problem="blocked")
    assert compare(bad, page("a")) == Comparison(problem="blocked")
    assert not compare(page("a"), bad).changed


def test_an_extractor_that_repeats_a_key_is_compared_by_place() -> None:
    old = page(Block(key="a", text="一つ目"), Block(key="a", text="二つ目"))
    new = page(Block(key="a", text="一つ目"), Block(key="a", text="二つ目"), Block(key="a", text="三つ目"))
    assert kinds(compare(old, old)) == []
    assert kinds(compare(old, new)) == [("added", "a")]


WORDS = st.sampled_from([LONG, OTHER, LONG + OTHER, "募集中", "終了", "ＡＩ 法", "AI法", "", "第1.1版", "第1.2版"])
BLOCKS = st.builds(
    Block,
    key=st.sampled_from([f"k{n}" for n in range(12)]),
    text=WORDS,
    title=st.sampled_from([None, "見出し", "別の見出し"]),
    link=st.sampled_from([None, "https://example.go.jp/1"]),
)
DOCUMENTS = st.lists(BLOCKS, max_size=10, unique_by=lambda block: block.key).map(lambda blocks: Document(blocks=tuple(blocks)))


def says(blocks: Sequence[Block]) -> dict[str, tuple[str, str]]:
    return {block.key: (canonical(block.title or ""), canonical(block.text)) for block in blocks}


def apply(old: Document, changes: Sequence[Change]) -> dict[str, tuple[str, str]]:
    """What the old document says once the changes are made to it: all that leaves first, then all that comes."""
    now = {block.key: block for block in old.blocks}
    for change in changes:
        if change.change is ChangeKind.REMOVED:
            del now[change.key]
        elif change.change is ChangeKind.MOVED and change.old_key is not None:
            del now[change.old_key]
    for change in changes:
        if change.change is not ChangeKind.REMOVED:
            assert change.block is not None
            now[change.key] = change.block
    return says(tuple(now.values()))


@given(DOCUMENTS, DOCUMENTS)
def test_the_changes_made_to_the_old_give_the_new(old: Document, new: Document) -> None:
    assert apply(old, compare(old, new).changes) == says(new.blocks)


@given(DOCUMENTS, DOCUMENTS)
def test_what_is_not_told_as_moved_kept_its_order(old: Document, new: Document) -> None:
    told = {change.key for change in compare(old, new).changes if change.change is not ChangeKind.REVISED}
    before = [block.key for block in old.blocks if block.key not in told and block.key in says(new.blocks)]
    after = [block.key for block in new.blocks if block.key not in told]
    assert before == after


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_what_is_remembered_afterwards_is_as_if_it_had_been_known(old: Document, new: Document, earlier: Document) -> None:
    seen = {block.key: (block_hash(block),) for block in (*earlier.blocks, *new.blocks[::2])}
    assert remembered(compare(old, new), seen) == compare(old, new, seen=seen)


@given(st.lists(BLOCKS, max_size=12, unique_by=lambda block: block.key), st.data())
def test_what_is_alike_at_both_ends_changes_nothing_between_them(blocks: list[Block], data: st.DataObject) -> None:
    listed = [msgspec.structs.replace(block, unordered=data.draw(st.booleans())) for block in blocks]
    begin, end = data.draw(st.integers(0, 4)), len(listed) - data.draw(st.integers(0, 4))
    old, new = page(*listed), page(*listed[:begin], *data.draw(st.permutations(listed[begin:end])), *listed[max(begin, end) :])
    twice = [Block(key="twice", text=LONG)] * 2  # of a document with such a key nothing is set aside
    assert compare(old, new) == compare(page(*old.blocks, *twice), page(*new.blocks, *twice))


@given(DOCUMENTS)
def test_a_document_differs_in_nothing_from_itself(document: Document) -> None:
    assert compare(document, document) == Comparison()


@given(DOCUMENTS, DOCUMENTS)
def test_a_window_never_removes(old: Document, new: Document) -> None:
    windowed = msgspec.structs.replace(new, windowed=True)
    assert all(change.change is not ChangeKind.REMOVED for change in compare(old, windowed).changes)


def test_many_blocks_in_reverse_take_no_quadratic_time() -> None:
    """Every case that tempts to compare each with each: all reversed, all under new keys, all alike."""
    size = 10_000
    forward = [Block(key=f"k{n}", text=f"第{n}項 {OTHER}") for n in range(size)]
    renamed = [msgspec.structs.replace(block, key=f"n{block.key}") for block in forward]
    alike = [Block(key=f"k{n}", text=LONG) for n in range(size)]
    alike_renamed = [msgspec.structs.replace(block, key=f"n{block.key}") for block in alike]
    started = time.process_time()
    reverse = compare(page(*forward), page(*reversed(forward)))
    rekeyed = compare(page(*forward), page(*reversed(renamed)))
    twins = compare(page(*alike), page(*alike_renamed))
    assert time.process_time() - started < 20  # a quadratic pass over these takes minutes
    assert len(reverse.changes) == size - 1
    assert {change.change for change in rekeyed.changes} == {ChangeKind.MOVED}
    assert {change.change for change in twins.changes} == {ChangeKind.MOVED}
