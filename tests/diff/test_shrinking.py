"""A page that suddenly says next to nothing is no good capture; one that lost an edit's worth is."""

from __future__ import annotations

import pytest

from tracker.diff.shrinking import as_capture, shrunk
from tracker.model.document import Block, Document

SENTENCE = "事業者は、利用者の権利を損なわないよう、必要な措置を講ずるよう努めなければならない。"


def page(blocks: int, *, windowed: bool = False) -> Document:
    return Document(title="指針", blocks=tuple(Block(key=f"k{n}", text=f"{n} {SENTENCE}") for n in range(blocks)), windowed=windowed)


def test_one_paragraph_of_forty_is_no_good_capture_and_says_what_is_left() -> None:
    why = shrunk(page(40), page(1))
    assert why is not None
    assert "事業者は、利用者の権利" in why
    assert "rule shrunk.below-8%" in why
    judged = as_capture(page(40), page(1))
    assert (judged.problem, judged.problem_detail, judged.blocks) == ("shrunk", why, ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, page(1)),
        (page(40), page(40)),
        (page(40), page(8)),
        (page(10), page(0)),
        (page(40, windowed=True), page(1, windowed=True)),
        (page(40), Document(problem="blocked")),
    ],
)
def test_a_good_capture_stays_as_it_is(old: Document | None, new: Document) -> None:
    assert shrunk(old, new) is None
    assert as_capture(old, new) is new


def test_a_feed_without_entries_is_no_good_capture_beside_one_that_had_some() -> None:
    had, never = feed(2), feed(0)
    judged = as_capture(had, never)
    assert (judged.problem, judged.blocks) == ("empty", ())
    assert "had some before" in (judged.problem_detail or "")
    assert as_capture(never, never) is never
    assert as_capture(None, never) is never
    assert as_capture(had, had) is had
    may_be_empty = page(0, windowed=True)
    assert as_capture(page(2, windowed=True), may_be_empty) is may_be_empty


def feed(entries: int) -> Document:
    return Document(blocks=page(entries).blocks, windowed=True, wants_blocks=True)
