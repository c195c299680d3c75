"""The documents of a subject, and documents brought under a later extractor, on every database."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.store.field import block_of, change_of, derivation_of, finding_of, looked
from tracker.errors import StoreError
from tracker.model.document import Document
from tracker.model.finding import Finding
from tracker.model.reading import Fact
from tracker.model.when import Precision, When
from tracker.store import Store


def version(number: str | None, day: str, stage: str = "published") -> Finding:
    exact = date.fromisoformat(day)
    facts = (Fact(name="version", value=number),) if number else ()
    return msgspec.structs.replace(finding_of(event=None), type=stage, facts=facts, when=When(exact, exact, Precision.DAY))


def read(store: Store, hours: float, *findings: Finding, source: str = "office", text: str = "x", windowed: bool = False) -> None:
    """A look that gave a document with these findings."""
    body = f"{source} {hours}".encode()
    number = looked(store, body, source=source, hours=hours)
    block = block_of(text=text)
    made = derivation_of(
        number, [block], [change_of(block, findings, source=source)], body=body, source=source, hours=hours, windowed=windowed
    )
    store.record_derivation(made)


def names(store: Store, subject: str = "acorn-act") -> list[tuple[str, str]]:
    return [(one.name, one.source) for one in store.editions(subject)]


def test_documents_of_a_subject_come_in_order_whatever_their_source(store: Store) -> None:
    read(store, 3, version("1.2", "2026-03-31"))
    read(store, 2, version("1.2", "2026-01-15", "draft-published"), source="bureau")
    read(store, 1, version("1.1", "2025-03-28"), source="archive")
    assert names(store) == [
        ("v1.1 published 2025-03-28", "archive"),
        ("v1.2 draft-published 2026-01-15", "bureau"),
        ("v1.2 published 2026-03-31", "office"),
    ]
    assert (names(store, "oak-guide"), names(store, "acorn%")) == ([], [])


def test_of_one_version_the_fullest_document_is_taken(store: Store) -> None:
    read(store, 1, version("1.2", "2026-03-31"), text="short")
    read(store, 2, version("1.2", "2026-03-31"), source="bureau", text=" ".join(str(number * number) for number in range(900)))
    read(store, 3, version(None, "2026-03-31"), source="archive")
    assert names(store) == [("v1.2 published 2026-03-31", "bureau")]


def test_entries_of_a_feed_are_no_documents(store: Store) -> None:
    read(store, 1, version("1.2", "2026-03-31"), windowed=True)
    assert names(store) == []


def test_an_edition_gives_what_stands_in_it(store: Store) -> None:
    read(store, 1, version("1.2", "2026-03-31"), text="一件あたりの上限は300万円とする。")
    (one,) = store.editions("acorn-act")
    assert [block.text for block in store.stored_edition(one).document.blocks] == ["一件あたりの上限は300万円とする。"]
    with pytest.raises(StoreError, match="document 99 is not in the database any more"):
        store.stored_edition(msgspec.structs.replace(one, document=99))


def test_older_documents_are_handed_out_until_each_is_recorded(store: Store) -> None:
    for hours in (1, 2, 3):
        read(store, hours)
    first = store.older_documents("office", "feed/2", 1, after=0, most=2)
    assert (store.older_count("office", "feed/2", 1), len(first)) == (3, 2)
    rest = store.older_documents("office", "feed/2", 1, after=first[-1].id, most=2)
    assert [one.seen for one in (*first, *rest)] == sorted(one.seen for one in (*first, *rest))
    anew = Document(blocks=(block_of("other"),), extractor="feed/2")
    for one in (*first, *rest):
        store.record_rederivation(one, anew, "feed/2", 1)
        store.record_rederivation(one, anew, "feed/2", 1)
    assert store.older_count("office", "feed/2", 1) == 0
    assert store.older_count("office", "feed/2", 2) == 3, "later rules make them older"
    current = store.current_document("office")
    assert current is not None
    assert current.document == anew
    assert set(store.latest_blocks("office", ["one", "other"])) == {"one", "other"}
