"""What `tracker why` asks: an item is found however its address is written, and by any words that a person saw in it."""

from __future__ import annotations

import pytest

from tests.store.field import block_of, change_of, read
from tracker.store import Store


def rules(store: Store, words: str) -> list[str]:
    return [step.rule for step in store.trace_text(words) if step.rule]


@pytest.mark.parametrize(
    "asked", ["https://office.example/3/one", "http://OFFICE.example:80/3/one", "https://office.example/3/one?utm_source=x#top"]
)
def test_an_address_is_found_however_it_is_written(store: Store, asked: str) -> None:
    read(store, change_of(block_of("one"), (), rule="names-no-subject"))
    assert [step.step for step in store.trace_url(asked)] == ["seen, added", "stopped"]
    assert store.trace_url("https://office.example/3/two") == ()
    assert store.trace_url("\ud800") == ()


@pytest.mark.parametrize("words", ["どんぐり", 'say "yes"', "back\\slash", "100%", "under_score", "SHOUTED", "line\nbreak"])
def test_words_are_found_in_titles_and_in_texts(store: Store, words: str) -> None:
    read(
        store,
        change_of(block_of("a", title=f"The {words} title"), (), rule="in-title"),
        change_of(block_of("b", text=f"A text with {words.lower()} in it."), (), rule="in-text"),
        change_of(block_of("c"), (), rule="nowhere"),
    )
    assert rules(store, words) == ["in-title", "in-text"]


@pytest.mark.parametrize("words", ["added", "sha256", "conclusion", "_", "%", "", "  ", "\0"])
def test_words_that_no_person_saw_find_nothing(store: Store, words: str) -> None:
    """They stand in what is stored about the item: the names of keys, hashes."""
    read(store, change_of(block_of(), (), rule="names-no-subject"))
    assert store.trace_text(words) == ()


def test_a_common_word_gives_the_newest_fifty_oldest_first(store: Store) -> None:
    read(store, *(change_of(block_of(f"key-{place}", title=f"Acorn {place}"), (), rule="x") for place in range(60)))
    titles = [step.text.split(" <")[0] for step in store.trace_text("acorn") if step.step.startswith("seen")]
    assert titles == [f"Acorn {place}" for place in range(10, 60)]
