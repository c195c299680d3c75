"""A text that came where one much like it went is one revision to a person."""

from __future__ import annotations

from tests.kinds.pages import extract, page
from tracker.diff.blocks import compare
from tracker.diff.gathered import gathered
from tracker.model.document import Change, ChangeKind


def added(text: str) -> Change:
    return Change(change=ChangeKind.ADDED, key=f"new {text[:3]}", new=text)


def removed(text: str) -> Change:
    return Change(change=ChangeKind.REMOVED, key=f"old {text[:3]}", old=text)


def told(*changes: Change) -> list[tuple[str, str | None, str | None]]:
    return [(one.change.value, one.old, one.new) for one in gathered(changes)]


def test_each_goes_with_the_one_most_like_it() -> None:
    assert told(
        added("上限は500万円とする。"),
        added("受付は7月1日までとする。"),
        removed("受付は6月1日までとする。"),
        removed("上限は300万円とする。"),
    ) == [
        ("revised", "上限は300万円とする。", "上限は500万円とする。"),
        ("revised", "受付は6月1日までとする。", "受付は7月1日までとする。"),
    ]


def test_what_stands_below_a_reworded_heading_was_not_moved() -> None:
    body = "<p>応募は電子で行い、受付は平日に限る。詳しい手順は別に定める。</p><h3>様式</h3><ul><li><a href=1.pdf>申請書</a></li></ul>"
    old, new = (
        extract(page(f"<main><h2>{heading}</h2>{body}</main>")) for heading in ("意見募集（6月1日まで）", "意見募集（6月15日まで）")
    )
    found = compare(old, new).changes
    assert {change.change for change in found} == {ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED}
    assert told(*found) == [("revised", "意見募集（6月1日まで）", "意見募集（6月15日まで）")]


def test_what_went_below_another_heading_was_moved() -> None:
    a, b = "<h2>募集中の公募</h2>", "<h2>終了した公募</h2>"
    item = "<ul><li><a href=1>苗木の配布の公募を開始しました</a></li></ul>"
    old, new = (extract(page(f"<main>{shown}</main>")) for shown in (f"{a}{item}{b}<p>なし</p>", f"{a}<p>なし</p>{b}{item}"))
    assert "moved" in [kind for kind, _, _ in told(*compare(old, new).changes)]


def test_what_is_not_alike_stays_two() -> None:
    assert [kind for kind, _, _ in told(added("窓口は森林局です。"), removed("Acorns are planted in May."))] == ["added", "removed"]


def test_many_are_gathered_too() -> None:
    came = [added(f"第{number}区画の苗木は{number * 37}本とする。") for number in range(200)]
    went = [removed(f"第{number}区画の苗木は{number * 37}本となる。") for number in range(200)]
    found = told(*came, *went)
    assert sum(kind == "revised" for kind, _, _ in found) > 180
