"""What was ignored, what rotates and what flips, kept with the derivation that found it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tests.store.field import at, block_of, change_of, derivation_of, looked
from tracker.model.document import Block, Change, ChangeKind, Document, Ignored, Rotating
from tracker.model.recorded import ReadChange
from tracker.store import Store


def seen(store: Store, hours: float, *blocks: Block, source: str = "office", windowed: bool = False, **given: Any) -> None:
    """One look that was read, with what was made of it."""
    number = looked(store, f"{source} {hours}".encode(), source=source, hours=hours)
    made = msgspec.structs.replace(derivation_of(number, list(blocks), []), source=source, recorded=at(hours), observed=at(hours))
    document = msgspec.structs.replace(made.document, windowed=windowed)
    store.record_derivation(msgspec.structs.replace(made, document=document, **given))


def change(kind: ChangeKind, key: str, old: str | None, new: str | None) -> ReadChange:
    """A change to a state that was seen before."""
    read = change_of(block_of(key))
    return msgspec.structs.replace(read, change=Change(change=kind, key=key, old=old, new=new, reverted=kind is not ChangeKind.REMOVED))


def test_what_was_ignored_is_counted_by_source_and_reason_with_the_newest_samples(store: Store) -> None:
    many = tuple(Ignored("link", f"/a?{number}", f"/b?{number}") for number in range(9))
    seen(store, 1, block_of(), ignored=(*many, Ignored("time", "1日前", "2日前\0")))
    seen(store, 2, block_of(), ignored=(Ignored("link", "x" * 900, None),))
    seen(store, 3, block_of(), source="bureau", ignored=(Ignored("markup", None, None),))
    seen(store, 9, block_of(), ignored=(Ignored("counter", "1", "2"),))
    found = store.ignored_between(at(0), at(3))
    assert [(one.source, one.why, one.count) for one in found] == [("bureau", "markup", 1), ("office", "link", 10), ("office", "time", 1)]
    assert [one.old for one in found[1].samples] == ["x" * 200, "/a?0", "/a?1", "/a?2", "/a?3"]
    assert found[2].samples == (Ignored("time", "1日前", "2日前"),)
    assert store.ignored_between(at(3), at(8)) == ()


def test_what_rotates_is_kept_once_for_its_source_alone(store: Store) -> None:
    learnt = Rotating(host="office.example", path="", part="?q1", values=("a1b2c3", "d4e5f6", "g7h8i9"))
    again = msgspec.structs.replace(learnt, values=("x", "y", "z"))
    seen(store, 1, block_of(), rotating=(learnt,))
    seen(store, 2, block_of(), rotating=(again, msgspec.structs.replace(learnt, part="?q2", host="o" * 900)))
    assert next(one.values for one in store.rotating("office")) == learnt.values
    assert len(store.rotating("office")) == 2
    assert store.rotating("bureau") == ()


def test_the_last_documents_come_oldest_first_and_windows_with_what_they_brought(store: Store) -> None:
    for hour, key in enumerate(("one", "two", "three")):
        seen(store, hour, block_of(key))
        seen(store, hour, block_of(key), source="window", windowed=True, block_hashes={key: key})

    def keys(documents: Sequence[Document]) -> list[list[str]]:
        return [[block.key for block in document.blocks] for document in documents]

    assert keys(store.recent_documents("office", 2)) == [["two"], ["three"]]
    assert keys(store.recent_documents("window", 2)) == [["two"], ["three"]]
    assert [block.key for block in store.recent_blocks("window")] == ["three", "two", "one"]
    assert store.recent_documents("unknown", 2) == ()


def test_a_block_that_returned_twice_within_a_month_flips(store: Store) -> None:
    def returned(hours: float, key: str, old: str, new: str) -> None:
        seen(store, hours, block_of(key), changes=(change(ChangeKind.REVISED, key, old, new),))

    returned(1, "once", "甲", "乙")
    returned(2, "twice", "甲", "乙")
    returned(3, "twice", "乙", "甲")
    returned(4, "late", "甲", "乙")
    returned(4 + 24 * 31, "late", "乙", "甲")
    (flip,) = store.flips(at(5), ["office", "unknown"])["office"]
    assert (flip.key, flip.old, flip.new, flip.since, flip.times) == ("twice", "乙", "甲", at(2), 2)
    assert store.flips(at(5), ["unknown"]) == {}
    assert store.flips(at(5 + 24 * 31), ["office"]) == {}


def test_a_passage_that_comes_back_under_another_key_flips_as_one(store: Store) -> None:
    first, second = "受付中です。申請は窓口へお越しください。", "受付中です。申請は郵送でお願いします。"
    for hours, (went, came) in enumerate(((("a", first), ("b", second)), (("b", second), ("a", first)))):
        changes = change(ChangeKind.ADDED, came[0], None, came[1]), change(ChangeKind.REMOVED, went[0], went[1], None)
        seen(store, hours, block_of(came[0]), changes=changes)
    (flip,) = store.flips(at(5), ["office"])["office"]
    assert (flip.old, flip.new, flip.times) == (second, first, 2)


def test_a_derivation_without_noise_keeps_none(store: Store) -> None:
    seen(store, 1, block_of())
    assert (store.ignored_between(at(0), at(2)), store.rotating("office"), store.flips(at(2), ["office"])) == ((), (), {})
