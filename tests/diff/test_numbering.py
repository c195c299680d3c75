"""A heading that only got another number is one small change; what stands below it stays where it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kinds.pages import extract, page
from tracker.diff.blocks import compare
from tracker.text.numbering import unnumbered

SECTIONS = ("苗木の配布", "種子の備蓄", "巡視の強化")


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("第3章　苗木の配布", "苗木の配布"),
        ("第十二条の二（届出）", "（届出）"),
        ("３．苗木の配布", "苗木の配布"),
        ("1-2 苗木の配布", "苗木の配布"),
        ("（ア）苗木の配布", "苗木の配布"),
        ("②苗木の配布", "苗木の配布"),
        ("Ⅳ　苗木の配布", "苗木の配布"),
        ("一、苗木の配布", "苗木の配布"),
        ("4.1. Seedlings", "Seedlings"),
        ("Chapter 2: Seedlings", "Seedlings"),
        ("IV) Seedlings", "Seedlings"),
    ],
)
def test_the_number_is_told_from_the_words(heading: str, words: str) -> None:
    assert unnumbered(heading) == words


@pytest.mark.parametrize(
    "heading",
    [
        "2026年度の苗木",
        "10 月の植樹",
        "3.5％の増加",
        "第3回審議会",
        "一般の方へ",
        "3",
        "第3章",
        "3. 楢",
        "I plant oaks",
        "In spring",
        "5Gの林",
    ],
)
def test_what_belongs_to_the_words_is_no_number(heading: str) -> None:
    assert unnumbered(heading) == heading


def sections(form: str, first: int) -> str:
    return "".join(
        f"<h2>{form.format(place + first)}{name}</h2><p>{name}は森林局が行う。</p><ul><li>{name}の窓口</li><li>{name}の様式</li></ul>"
        for place, name in enumerate(SECTIONS)
    )


@pytest.mark.parametrize("form", ["第{}章　", "{}. ", "（{}）", "{}　", "Part {}: "])
@pytest.mark.parametrize("select", [None, "main"])
def test_another_number_moves_nothing_below_it(form: str, select: str | None) -> None:
    old, new = (extract(page(f"<main><h1>植樹計画</h1>{sections(form, first)}</main>"), select=select or ()) for first in (1, 2))
    found = compare(old, new).changes
    assert [change.change.value for change in found] == ["revised"] * 3
    assert [change.new for change in found] == [" ".join(f"{form.format(number)}{name}".split()) for number, name in enumerate(SECTIONS, 2)]


def test_sections_of_one_name_are_told_apart_by_their_numbers() -> None:
    old = extract(page("<main><h2>別表1　予算</h2><p>樫</p><h2>1. 予算</h2><p>楢</p><h2>2. 予算</h2><p>樅</p></main>"))
    new = extract(page("<main><h2>別表1　予算</h2><p>樫</p><h2>1. 予算</h2><p>楢</p><h2>2. 予算</h2><p>樺</p></main>"))
    assert [(change.change.value, change.new or change.old) for change in compare(old, new).changes] == [("added", "樺"), ("removed", "樅")]
    assert len({block.key for block in old.blocks}) == len(old.blocks)


@given(st.text(st.sampled_from("第一3３章条の（）()①Ⅳ.．- 　aI植樹"), max_size=12))
def test_taking_a_number_away_takes_no_words(heading: str) -> None:
    assert heading.endswith(unnumbered(heading))
