"""Several passes ask a public host one at a time; this machine and its network need no courtesy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.digest.samples import source
from tests.store.field import START
from tracker.model.source import Source
from tracker.store import Store
from tracker.watch.courtesy import busy_hosts, public_host

LATER = START + timedelta(minutes=30)


def at(name: str, url: str) -> Source:
    return msgspec.structs.replace(source(name), url=url)


SOURCES = {
    one.id: one
    for one in (
        at("news", "https://Office.example/news"),
        at("press", "https://office.example:443/press"),
        at("other", "https://other.example/"),
        at("near", "http://127.0.0.1:8000/feed"),
    )
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/tracker.sqlite3") as made:
        yield made


def busy(store: Store, *, alive: bool = True, owner: str = "me") -> frozenset[str]:
    return busy_hosts(store, SOURCES, owner, lambda _: alive, START + timedelta(minutes=1))


def test_the_hosts_of_what_another_pass_holds_are_busy(store: Store) -> None:
    assert busy(store) == frozenset()
    store.lease_all({"news": 0, "near": 0}, owner="another", now=START, until=LATER)
    assert busy(store) == {"office.example"}
    assert public_host(SOURCES["press"]) in busy(store)
    assert public_host(SOURCES["other"]) not in busy(store)


def test_what_is_mine_or_of_the_dead_or_over_is_not(store: Store) -> None:
    store.lease_all({"news": 0}, owner="another", now=START, until=LATER)
    assert busy(store, owner="another") == frozenset()
    assert busy(store, alive=False) == frozenset()
    assert busy_hosts(store, SOURCES, "me", lambda _: True, LATER + timedelta(seconds=1)) == frozenset()


@pytest.mark.parametrize("url", ["http://localhost/", "http://10.0.0.7/", "http://[::1]:8000/", "http://box.local/"])
def test_this_machine_and_its_network_need_no_courtesy(url: str) -> None:
    assert public_host(at("near", url)) is None
