"""Whatever text outside programs send: it is kept, found again, and stops nothing, on every database."""

from __future__ import annotations

import hashlib

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reconcile.field import event
from tests.store.field import at, block_of, change_of, derivation_of, fetch_of, finding_of, found, looked, read, seed_of, seen, snapshot_of
from tracker.model.document import Block
from tracker.model.look import Outcome, Validators
from tracker.model.source import Label
from tracker.store import Store

NUL = "a\0b"
HALF = "a\ud83db"
WIDE = "𠮷野家 🌰 𩸽"
TEXTS = [NUL, HALF, WIDE, "\ufffe\uffff", "'; DROP TABLE look; --", "%_\\", "\u202egnp.exe", "", "\r\n\t"]


def noise(length: int, characters: str = "") -> str:
    """Text that no database can compress: an index takes it as it is or not at all."""
    digits = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(length // 64 + 1))[:length]
    return digits if not characters else "".join(characters[int(digit, 16) % len(characters)] for digit in digits)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_of_an_item_is_recorded_and_told(store: Store, text: str) -> None:
    block = Block(key="key" + text, text=text, title=text, link="https://office.example/" + text, published=at(-1))
    number = looked(store)
    changes = [change_of(block, [finding_of(quote=text)]), change_of(block, review="review" + text, rule="rule")]
    assert len(store.record_derivation(derivation_of(number, [block], changes))) == 1
    (told,) = store.unclaimed("run")
    encodable = text.replace("\ud83d", "?")
    assert told.finding.quote == encodable
    assert told.evidence.title == encodable
    assert told.context == "\n\n".join(part for part in (encodable, encodable) if part)
    assert store.reviews_unclaimed("run")[0][1].reason == "review" + encodable
    assert [step.ref for step in store.trace_url("https://office.example/" + text) if step.step.startswith("advances")] == [str(told.id)]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("windowed", [True, False])
def test_any_text_of_a_document_is_remembered(store: Store, text: str, windowed: bool) -> None:
    block = Block(key="key" + text, text=text, title=text)
    number = looked(store)
    store.record_derivation(derivation_of(number, [block], windowed=windowed))
    known = store.latest_blocks("office", [block.key, "other"])
    assert list(known) == [block.key], "it is found under the key as given"
    assert known[block.key].text == text.replace("\ud83d", "?")
    assert list(store.seen_hashes("office", [block.key])) == [block.key]
    current = store.current_document("office")
    assert current is not None
    assert current.document.blocks == (() if windowed else tuple(known.values())) or text == HALF


def test_keys_that_differ_only_in_what_cannot_be_stored_stay_two(store: Store) -> None:
    blocks = [Block(key=key, text=f"text of {place}") for place, key in enumerate(["a", "a\0", "\0a", "a\ud800", "a\ud801", "a?"])]
    seen(store, *blocks)
    assert list(store.latest_blocks("office", [one.key for one in blocks]).values()) == blocks_as_stored(blocks)


def blocks_as_stored(blocks: list[Block]) -> list[Block]:
    return [Block(key=one.key.replace("\ud800", "?").replace("\ud801", "?"), text=one.text) for one in blocks]


@pytest.mark.parametrize("characters", ["", "日本語政策令和八年度補正予算案", "🌰𠮷𩸽🍁🌳🍂🌲🪵🌿☘🍀🎋🎍🌱🌾🌵"])
def test_keys_addresses_and_ids_of_any_length_are_found_again(store: Store, characters: str) -> None:
    """PostgreSQL takes no more than 2,704 bytes into a row of an index, and declared lengths at their word."""
    long = noise(20_000, characters)
    blocks = [Block(key=long + end, text=end, link=f"https://office.example/{long}{end}") for end in ("1", "2")]
    number = looked(store)
    changes = [change_of(one, [finding_of(event=long + one.text)]) for one in blocks]
    events = [event(long + one.text, "acorn-act", "enacted") for one in blocks]
    store.record_derivation(derivation_of(number, blocks, changes, revisions=events))
    assert store.latest_blocks("office", [one.key for one in blocks]) == {one.key: one for one in blocks}
    assert set(store.timeline().events) == {long + "1", long + "2"}
    assert len(store.history(long + "1")) == 1
    assert {step.step for step in store.trace_url(blocks[0].link or "")} >= {"seen, added"}


@pytest.mark.parametrize("length", range(296, 306))
def test_keys_around_the_longest_that_is_kept_as_it_is(store: Store, length: int) -> None:
    blocks = [Block(key=noise(length - 1, "𠮷𩸽🌰") + end, text=end) for end in "ab"]
    seen(store, *blocks)
    assert store.latest_blocks("office", [one.key for one in blocks]) == {one.key: one for one in blocks}


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_of_a_server_is_kept_in_the_ledger(store: Store, text: str) -> None:
    fetch = fetch_of(outcome=Outcome.FAILED, error=text, url="https://office.example/" + text)
    store.record_look(fetch, None, next_due=at(6), recorded=at(0))
    (count,) = store.look_counts(at(-1), at(1), ["office"])
    assert count.why == text.replace("\0", "").replace("\ud83d", "?")
    store.record_unchanged([(fetch_of(hours=1, outcome=Outcome.UNCHANGED, words=Validators(etag=text), url=text), at(9))])


@pytest.mark.parametrize("word", [NUL, HALF])
def test_a_word_of_the_server_that_cannot_be_kept_to_the_letter_is_not_sent_back(store: Store, word: str) -> None:
    looked(store, words=Validators(etag=word, last_modified="Sat, 01 Aug 2026 08:00:00 GMT"))
    assert store.states(["office"])["office"].validators == Validators(last_modified="Sat, 01 Aug 2026 08:00:00 GMT")
    (waiting,) = store.pending()
    assert waiting.fetch.snapshot == snapshot_of(b"<rss/>").id


def test_any_question_is_answered(store: Store) -> None:
    found(store, finding_of())
    for text in (*TEXTS, noise(10_000)):
        asked = text or "nothing like it"
        for answer in (store.trace_url(asked), store.trace_text(asked + asked), store.history(asked), store.digest(asked)):
            assert answer in ((), None)
        assert store.snapshot(asked + asked) is None


def test_a_seed_with_any_text_is_loaded(store: Store) -> None:
    events = [event(f"event-{place}", "acorn-act", "enacted") for place, _ in enumerate(TEXTS)]
    named = [msgspec.structs.replace(one, title=Label(text, text)) for one, text in zip(events, TEXTS, strict=True)]
    store.load_seed(seed_of(*named), at(0))
    assert [one.title.ja for one in store.timeline().events.values()] == [text.replace("\ud83d", "?") for text in TEXTS]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.text(st.characters(), max_size=400), unique=True, max_size=8), hours=st.integers(0, 10**6))
def test_whatever_the_keys_each_block_is_its_own(store: Store, keys: list[str], hours: int) -> None:
    source = hashlib.md5(repr((keys, hours)).encode()).hexdigest()
    blocks = [Block(key=key, text=f"text {place}") for place, key in enumerate(keys)]
    seen(store, *blocks, source=source, hours=hours)
    assert {key: one.text for key, one in store.latest_blocks(source, keys).items()} == {one.key: one.text for one in blocks}


def test_a_search_takes_its_words_as_they_are(store: Store) -> None:
    read(store, change_of(block_of("a", title="100% Oak_Wood"), []), change_of(block_of("b", title="100 Oak Wood"), []))
    assert len({step.text for step in store.trace_text("100%") if step.step == "seen, added"}) == 1
    assert len({step.text for step in store.trace_text("oak_wood") if step.step == "seen, added"}) == 1
    assert len({step.text for step in store.trace_text("OAK") if step.step == "seen, added"}) == 2
