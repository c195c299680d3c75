"""Passages that changed without stating anything: which the store offers to a digest, and that each series claims them once."""

from __future__ import annotations

import msgspec

from tests.store.field import at, block_of, change_of, derivation_of, digest_of, finding_of, looked, period_of
from tracker.model.document import Block, ChangeKind
from tracker.model.recorded import ReadChange
from tracker.store import Store


def revised(key: str, read: ReadChange) -> ReadChange:
    """The same as a change from one wording to another."""
    block = Block(key=key, text=f"new {key}")
    change = msgspec.structs.replace(read.change, change=ChangeKind.REVISED, key=key, old=f"old {key}", new=block.text, block=block)
    return msgspec.structs.replace(read, change=change)


SILENT = change_of(block_of("silent"), [], rule="names-no-subject")
CHANGES = (
    revised("silent", SILENT),
    revised("told", change_of(block_of("told"), [finding_of()])),
    revised("known", change_of(block_of("known"), [finding_of(tell=False)])),
    revised("review", change_of(block_of("review"), [], review="look at this")),
)


def read(store: Store, *changes: ReadChange, hours: float, windowed: bool = False, outcome: str = "changed") -> None:
    """A look at a page that gave these changes."""
    body = f"page {hours}".encode()
    number = looked(store, body, hours=hours)
    made = derivation_of(number, (), changes, body=body, hours=hours, windowed=windowed)
    store.record_derivation(msgspec.structs.replace(made, outcome=outcome))


def keys(store: Store, series: str = "run", *, since: float = 0) -> list[str]:
    return [text.key for _, text in store.texts_unclaimed(series, at(since))]


def test_only_what_gave_no_finding_and_is_for_nobody_to_review_is_offered(store: Store) -> None:
    read(store, *CHANGES, hours=1)
    offered = [text for _, text in store.texts_unclaimed("run", at(0))]
    assert [text.key for text in offered if text.told] == ["told", "known", "review"], "these show what became of other passages"
    (text,) = [text for text in offered if not text.told]
    assert (text.key, text.old, text.new, text.rules) == ("silent", "old silent", "new silent", ("names-no-subject",))


def test_a_first_sight_and_a_window_are_no_change_of_words(store: Store) -> None:
    read(store, CHANGES[0], hours=1, outcome="first")
    read(store, CHANGES[0], hours=2, windowed=True)
    assert keys(store) == []


def test_each_series_claims_a_text_once(store: Store) -> None:
    read(store, CHANGES[0], hours=1)
    period = period_of(24)
    assert store.record_digest(digest_of(period), period, [], [], [number for number, _ in store.texts_unclaimed("run", at(0))])
    assert (keys(store), keys(store, "weekly")) == ([], ["silent"])


def test_what_was_committed_late_is_not_lost_and_what_is_long_past_is_not_dug_up(store: Store) -> None:
    read(store, CHANGES[0], hours=1)
    assert keys(store, since=24) == ["silent"]
    assert keys(store, since=24 * 9) == []


def test_a_range_shows_what_was_recorded_in_it_whoever_told_it(store: Store) -> None:
    read(store, CHANGES[0], hours=1)
    period = period_of(24)
    store.record_digest(digest_of(period), period, [], [], [number for number, _ in store.texts_unclaimed("run", at(0))])
    assert [text.key for text in store.texts_between(at(0), at(1))] == ["silent"]
    assert store.texts_between(at(1), at(2)) == ()
