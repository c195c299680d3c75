from __future__ import annotations

from datetime import datetime, timedelta
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kinds.feeds import Item, atom, extract, key_of, rss
from tracker.kinds.feed_identity import Identity, keys, title_core
from tracker.text.feed_raw import is_permanent
from tracker.text.moments import JST

INDEX = "https://www.example.go.jp/oshirase/index.html"
A = Item("月面基地に係る救助法の適用について", INDEX, "Wed, 19 Aug 2026 15:00:00 +0900")
B = Item("月面基地に係る支援策の取りまとめについて", INDEX, "Thu, 20 Aug 2026 15:00:00 +0900")
OTHER = Item("別の案件", "https://www.example.go.jp/press/0002.html")


def test_an_entry_keeps_its_key_whatever_else_stands_in_the_window() -> None:
    alone = key_of([A])
    assert key_of([B, A], 1) == alone
    assert key_of([OTHER, B, A], 2) == alone
    assert key_of([A, OTHER]) == alone


def test_two_titles_on_one_index_page_are_two_entries() -> None:
    first, second = (block.key for block in extract(rss([B, A])).blocks)
    assert first != second


def test_missing_guids_do_not_matter() -> None:
    assert key_of([A]) == key_of([A._replace(guid="3f0c7a52-0b5e-4c83-9d3f-b1a0c2d4e5f6")])


def test_guids_that_count_places_do_not_matter() -> None:
    """An older entry gets another number as soon as a new one stands above it."""
    before = extract(rss([A._replace(guid="item_1"), OTHER._replace(guid="item_2")])).blocks
    after = extract(rss([B._replace(guid="item_1"), A._replace(guid="item_2"), OTHER._replace(guid="item_3")])).blocks
    assert [block.key for block in after[1:]] == [block.key for block in before]


def test_one_guid_for_all_entries_does_not_make_them_one() -> None:
    guid = "6a204bd8-9f0c-4b62-8d25-6e6a3a3f3c11"
    blocks = extract(rss([A._replace(guid=guid), B._replace(guid=guid), OTHER._replace(guid=guid)])).blocks
    assert len({block.key for block in blocks}) == 3


@pytest.mark.parametrize(
    "title",
    [
        "{}（更新）",
        "{}【更新】",
        "{} (8月21日更新)",
        "{}（令和8年8月21日更新しました）",
        "更新：{}",
        "{}（訂正）",
        "{}[Updated]",
        "Updated: {}",
        "{}（一部修正）",
    ],
)
def test_an_entry_that_is_announced_again_as_updated_keeps_its_key(title: str) -> None:
    again = A._replace(title=title.format(A.title), date="Fri, 21 Aug 2026 10:18:06 +0900")
    assert key_of([again]) == key_of([A])


@pytest.mark.parametrize(
    "title", ["月面基地に係る救助法の適用について。", "月面基地に係る 救助法の適用について！", "「月面基地に係る救助法の適用」について"]
)
def test_a_title_that_is_set_otherwise_keeps_its_key(title: str) -> None:
    assert key_of([A._replace(title=title)]) == key_of([A])


def test_width_makes_no_difference_to_a_title() -> None:
    wide = Item("令和８年度ＧＤＰ（１～３月期）", INDEX)
    assert key_of([wide]) == key_of([wide._replace(title="令和8年度GDP(1~3月期)")])


@pytest.mark.parametrize(
    ("one", "other"),
    [("指針第1.2版", "指針第12版"), ("第1回会合", "第2回会合"), ("指針（案）", "指針"), ("方針（仮称）の更新案", "方針の案")],
)
def test_titles_that_say_different_things_are_different(one: str, other: str) -> None:
    assert key_of([Item(one, INDEX)]) != key_of([Item(other, INDEX)])


@pytest.mark.parametrize(
    "link",
    [
        "http://www.example.go.jp/oshirase/index.html",
        "https://www.example.go.jp/oshirase/index.html?utm_source=rss&utm_campaign=20260819",
        "https://www.example.go.jp/oshirase/index.html#r8-08-19",
        "\t https://www.example.go.jp/oshirase/index.html \n",
    ],
)
def test_what_changes_in_a_link_without_meaning_leaves_the_key(link: str) -> None:
    assert key_of([A._replace(link=link)]) == key_of([A])


def test_the_same_title_on_two_hosts_is_two_entries() -> None:
    elsewhere = A._replace(link="https://www.example-institute.go.jp/oshirase/index.html")
    assert key_of([elsewhere]) != key_of([A])


def test_an_entry_that_stands_there_twice_word_for_word_is_one() -> None:
    blocks = extract(rss([A, OTHER, A])).blocks
    assert [block.title for block in blocks] == [A.title, OTHER.title]


def test_of_two_equal_entries_the_newer_is_kept() -> None:
    newer = A._replace(date="Mon, 24 Aug 2026 09:00:00 +0900")
    (block,) = extract(rss([A, newer])).blocks
    assert block.published == datetime(2026, 8, 24, 9, 0, tzinfo=JST)


def test_entries_of_one_link_and_title_that_say_different_things_are_numbered_newest_first() -> None:
    """A window drops its oldest, so what stays keeps the key that it had."""
    older, newer = A._replace(text="一次募集"), A._replace(text="二次募集", date="Mon, 24 Aug 2026 09:00:00 +0900")
    blocks = extract(rss([older, newer])).blocks
    assert [block.key for block in blocks] == [f"{key_of([A])}~2", key_of([A])]
    assert extract(rss([newer])).blocks[0].key == blocks[1].key


def test_without_a_link_a_lasting_id_and_the_title_name_an_entry() -> None:
    named = "<entry><title>観測結果</title><id>{}</id><updated>2026-08-{}T00:00:00Z</updated></entry>"
    one = extract(atom(named.format("tag:example.go.jp,2026:17", 19))).blocks[0]
    assert one.link is None
    assert one.key.startswith("guid-")
    assert extract(atom(named.format("tag:example.go.jp,2026:17", 25))).blocks[0].key == one.key
    assert extract(atom(named.format("tag:example.go.jp,2026:18", 19))).blocks[0].key != one.key


def test_without_a_link_and_an_id_the_title_and_the_day_name_an_entry() -> None:
    bare = A._replace(link="")
    assert key_of([bare]).startswith("title-")
    assert key_of([bare]) == key_of([bare._replace(date="Wed, 19 Aug 2026 18:30:00 +0900")])
    assert key_of([bare]) != key_of([bare._replace(date="Thu, 20 Aug 2026 15:00:00 +0900")])


def test_entries_with_nothing_at_all_still_have_keys_of_their_own() -> None:
    blocks = extract('<rss version="2.0"><channel><item/><item/><item></item></channel></rss>').blocks
    assert len({block.key for block in blocks}) == 3


@pytest.mark.parametrize(
    ("guid", "lasting"), [("item_1", False), ("12", False), ("news-007", False), ("https://e.jp/?p=12", True), ("20260819001", True)]
)
def test_an_id_that_only_counts_is_no_name(guid: str, lasting: bool) -> None:
    assert is_permanent(guid) is lasting


def test_months_of_hourly_polls_name_each_entry_once() -> None:
    """A window of 20 slides over 200 announcements, some of which share a page, with guids that count places and links that rotate."""
    start = datetime(2026, 4, 1, tzinfo=JST)
    announced = [
        Item(
            title=f"第{number}回火星会合の開催について" if number % 3 else f"公募第{number}号の結果（更新）",
            link=INDEX if number % 4 == 0 else f"https://www.example.go.jp/press/{number}.html",
            date=(start + timedelta(hours=7 * number)).strftime("%a, %d %b %Y %H:%M:%S +0900"),
        )
        for number in range(200)
    ]
    names: dict[int, set[str]] = {}
    for newest in range(20, 200, 3):
        window = list(range(newest, newest - 20, -1))
        items = [announced[n]._replace(link=f"{announced[n].link}?utm_id={newest}", guid=f"item_{place}") for place, n in enumerate(window)]
        for number, block in zip(window, extract(rss(items)).blocks, strict=True):
            names.setdefault(number, set()).add(block.key)
    assert all(len(found) == 1 for found in names.values())
    assert len(set().union(*names.values())) == len(names)


_YEAR = (datetime(2026, 1, 1), datetime(2026, 12, 31))  # noqa: DTZ001 - bounds of moments that get their zone later
_ENTRIES = st.lists(
    st.builds(
        Identity,
        link=st.sampled_from([None, INDEX, "https://e.jp/a", "https://e.jp/b?utm_id=1"]),
        guid=st.sampled_from([None, "item_1", "tag:e.jp,2026:1"]),
        title=st.sampled_from([None, "甲", "甲（更新）", "乙", "丙"]),
        text=st.sampled_from(["", "本文", "別の本文"]),
        published=st.none() | st.datetimes(*_YEAR).map(lambda moment: moment.replace(tzinfo=JST)),
    ),
    max_size=12,
)


@given(_ENTRIES)
def test_keys_are_unique_in_one_feed(entries: list[Identity]) -> None:
    named = [key for key in keys(entries) if key is not None]
    assert len(set(named)) == len(named)


@given(_ENTRIES, st.data())
def test_an_entry_has_the_same_name_alone_and_among_others_of_other_names(entries: list[Identity], data: st.DataObject) -> None:
    found = keys(entries)
    for entry, key in zip(entries, found, strict=True):
        (alone,) = keys([entry])
        assert alone is not None
        assert key is None or key.partition("~")[0] == alone
    if found:
        place = data.draw(st.integers(0, len(found) - 1))
        assert keys([entries[place]])[0] in {None if key is None else key.partition("~")[0] for key in found}


@given(st.text(max_size=60))
def test_a_title_that_is_not_empty_leaves_something_to_tell_it_by(title: str) -> None:
    assert bool(title_core(title)) == bool(normalize("NFKC", title).strip())
    assert title_core(title) == title_core(f" {title} ")
