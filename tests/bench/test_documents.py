"""What the benchmark of documents compares is what it says: pages of that size, of which something changed."""

from __future__ import annotations

from tests.bench.documents import blocks, large_page, small_pages, statute
from tracker import plugins
from tracker.diff.blocks import compare
from tracker.model.document import ChangeKind, Comparison
from tracker.model.look import Capture


def changes(kind: str, old: bytes, new: bytes) -> Comparison:
    before, after = (plugins.kind(kind).extract(Capture(body=body, url=""), {}) for body in (old, new))
    assert (before.problem, after.problem) == (None, None)
    return compare(before, after)


def test_the_pages_have_their_size_and_their_changes() -> None:
    small = next(small_pages())
    large = large_page(), large_page(edited=True)
    assert [55_000 < len(page) < 65_000 for page in small] == [True, True]
    assert [800_000 < len(page) < 1_100_000 for page in large] == [True, True]
    assert len(changes("page", *small).changes) == 1
    found = changes("page", *large).changes
    assert {one.change for one in found} <= {ChangeKind.REVISED, ChangeKind.ADDED, ChangeKind.REMOVED}
    assert 18 * 4 <= len(found) <= 18 * 7


def test_the_statute_has_ten_changed_articles() -> None:
    found = changes("law", statute(500), statute(500, edited=True)).changes
    assert len({one.key.split("/")[1] for one in found}) == 10


def test_of_the_turned_document_every_block_but_one_was_moved() -> None:
    found = compare(blocks(300), blocks(300, turned=True)).changes
    assert {one.change for one in found} == {ChangeKind.MOVED}
