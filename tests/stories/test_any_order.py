"""Whoever answers first, one poll finds the same: the timeline ends the same, and the digest says the same but for its times."""

from __future__ import annotations

import itertools
import json
import random
import re
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.origin import Asked, Origin, Reply, Route
from tests.stories.field import NOW, Folder, Item, feed
from tracker.store import Store

TOLD = {
    "office": (
        "official",
        [Item("どんぐり法は2026年6月1日に施行されました", link="/o1"), Item("種子基金、第3回公募で12件を採択", link="/o2")],
    ),
    "paper": (
        "press",
        [Item("どんぐり法、2026年6月1日に施行された。窓口も開いた", link="/p1"), Item("樫指針の第1.2版が公表された", link="/p2")],
    ),
    "copy": ("press", [Item("どんぐり法、2026年6月1日に施行された。窓口も開いた", link="/c1")]),
    "gatherer": ("aggregator", [Item("種子基金は2026年3月9日に設立された", link="/g1")]),
}
"""Six items of four sources: an office, a paper, one that copies it, and one that only gathers."""


class Turns:
    """Answers given in an order: each waits until those before it in that order have been sent."""

    def __init__(self, order: tuple[str, ...]) -> None:
        self._order = order
        self._sent = threading.Condition()
        self._done = 0

    def route(self, name: str, items: list[Item]) -> Route:
        """The feed of one source, served when its turn has come."""

        def answer(_: Asked) -> Reply:
            place = self._order.index(name)
            with self._sent:
                assert self._sent.wait_for(lambda: self._done >= place, timeout=20)
                self._done = max(self._done, place + 1)
                self._sent.notify_all()
            return Reply(body=feed(items), headers={"Content-Type": "application/rss+xml"}, delay=0.02 * place)

        return answer


def after_one_poll(path: Path, order: tuple[str, ...], told: dict[str, tuple[str, list[Item]]]) -> tuple[str, str]:
    """The timeline and the digest after one poll in which the sources answered in this order."""
    turns = Turns(order)
    with ExitStack() as stack:
        folder = Folder(path)
        for name, (authority, items) in told.items():
            origin = stack.enter_context(Origin())
            folder.sources[name] = {"url": origin.url(f"/{name}"), "authority": authority, "publisher": {"ja": name, "en": name}}
            origin.route(f"/{name}", turns.route(name, items))
        folder.set_up().poll(NOW)
        digest = json.dumps(folder.digest(NOW), ensure_ascii=False, sort_keys=True)
    with Store.open(f"sqlite:///{path / 'db' / 'tracker.sqlite3'}") as store:
        events = sorted(map(repr, store.timeline().events.values()))
    return "\n".join(events), re.sub(r"127\.0\.0\.1:[0-9]+|sha256:[0-9a-f]+|-[0-9a-f]{16}(?=.html)", "there", digest)


@pytest.fixture(scope="module")
def orders() -> list[tuple[str, ...]]:
    """Some of the orders of four sources: the first, its reverse, and a few in between."""
    every = list(itertools.permutations(TOLD))
    return [every[0], every[-1], *random.Random(4).sample(every[1:-1], 2)]


def test_the_order_of_the_answers_changes_nothing(tmp_path: Path, orders: list[tuple[str, ...]]) -> None:
    found = {order: after_one_poll(tmp_path / "-".join(order), order, TOLD) for order in orders}
    assert "act.in-force" in found[orders[0]][0]
    assert len({timeline for timeline, _ in found.values()}) == 1
    assert len({digest for _, digest in found.values()}) == 1


def test_the_order_within_a_feed_changes_nothing(tmp_path: Path, orders: list[tuple[str, ...]]) -> None:
    turned = {name: (authority, items[::-1]) for name, (authority, items) in TOLD.items()}
    order = orders[0]
    assert after_one_poll(tmp_path / "as-told", order, TOLD) == after_one_poll(tmp_path / "turned", order, turned)
