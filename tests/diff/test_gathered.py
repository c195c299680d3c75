"""A text that came where one much like it went is one revision to a person."""

from __future__ import annotations

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


def test_what_is_not_alike_stays_two() -> None:
    assert [kind for kind, _, _ in told(added("窓口は森林局です。"), removed("Acorns are planted in May."))] == ["added", "removed"]


def test_many_are_gathered_too() -> None:
    came = [added(f"第{number}区画の苗木は{number * 37}本とする。") for number in range(200)]
    went = [removed(f"第{number}区画の苗木は{number * 37}本となる。") for number in range(200)]
    found = told(*came, *went)
    assert sum(kind == "revised" for kind, _, _ in found) > 180
