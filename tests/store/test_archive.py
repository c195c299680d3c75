"""The archive: every capture comes back byte for byte, kept short against the one before, and given up only where nothing needs it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from tests.store.field import at, block_of, change_of, derivation_of, finding_of, looked, snapshot_of
from tracker.errors import StoreError
from tracker.store import Store
from tracker.store.archive import FULL_EVERY
from tracker.store.tables import look, snapshot


def pages(count: int, size: int = 20_000) -> list[bytes]:
    """Captures of one page that hardly differ, of words that compress badly on their own."""
    chance = random.Random(1)
    frame = [f"<p>{chance.getrandbits(64):x}</p>" for _ in range(size // 24)]
    made = []
    for number in range(count):
        frame[number % len(frame)] = f"<p>news {number} {chance.getrandbits(64):x}</p>"
        made.append("".join(frame).encode())
    return made


def kept(store: Store) -> list[tuple[int, int]]:
    """Depth and length of each row, in the order of the looks."""
    with store.engine.connect() as connection:
        wanted = select(snapshot.c.depth, func.length(snapshot.c.body)).join(look, look.c.snapshot == snapshot.c.id).order_by(look.c.id)
        return [(row[0], row[1]) for row in connection.execute(wanted)]


def test_captures_that_follow_each_other_are_kept_short_and_come_back(store: Store) -> None:
    bodies = pages(45)
    for hour, body in enumerate(bodies):
        looked(store, body, hours=hour)
    rows = kept(store)
    assert [depth for depth, _ in rows] == [number % FULL_EVERY for number in range(45)]
    assert max(length for depth, length in rows if depth) * 20 < min(length for depth, length in rows if not depth)
    for body in bodies:
        found = store.snapshot(snapshot_of(body).id)
        assert found is not None
        assert found.body == body


def test_what_has_nothing_in_common_stands_on_its_own(store: Store) -> None:
    chance = random.Random(2)
    for hour in range(3):
        looked(store, chance.randbytes(5000), hours=hour)
    assert [depth for depth, _ in kept(store)] == [0, 0, 0]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=400).map(lambda part: part * 40), min_size=1, max_size=8))
def test_any_bytes_come_back(store: Store, bodies: Sequence[bytes]) -> None:
    for hour, body in enumerate(bodies):
        looked(store, body, hours=hour, source=f"office-{len(bodies)}")
    for body in bodies:
        assert store.snapshot(snapshot_of(body).id) == snapshot_of(body)


def test_a_damaged_base_is_told_and_hinders_nothing_new(store: Store) -> None:
    first, second, third = pages(3)
    for hour, body in enumerate((first, second)):
        looked(store, body, hours=hour)
    with store.engine.begin() as connection:
        connection.execute(update(snapshot).where(snapshot.c.id == snapshot_of(first).id).values(body=b"\x28\xb5\x2f\xfd broken"))
    with pytest.raises(StoreError, match="damaged"):
        store.snapshot(snapshot_of(second).id)
    looked(store, third, hours=3)
    assert store.snapshot(snapshot_of(third).id) == snapshot_of(third)


def history(store: Store) -> list[bytes]:
    """Five captures that were read: a change came of the second and the last, the others brought nothing."""
    bodies = pages(5)
    for hour, body in enumerate(bodies):
        number = looked(store, body, hours=hour)
        changes = [change_of(block_of(f"b{hour}"), [finding_of()], hours=hour)] if hour in (1, 4) else []
        store.record_derivation(derivation_of(number, [block_of(f"b{hour}")], changes, body=body, hours=hour))
    return bodies


def test_only_old_captures_without_a_change_are_given_up(store: Store) -> None:
    bodies = history(store)
    names = [snapshot_of(body).id for body in bodies]
    assert {name for name, _ in store.droppable(at(100))} == {names[0], names[2], names[3]}
    assert {name for name, _ in store.droppable(at(2.5))} == {names[0], names[2]}
    assert store.droppable(at(-1)) == ()
    assert store.drop_snapshots([names[0], names[2]], at(200)) == 2
    assert store.drop_snapshots([names[0], names[2]], at(200)) == 0
    for index in (1, 3, 4):
        assert store.snapshot(names[index]) == snapshot_of(bodies[index]), "what was kept against them is whole"
    for index in (0, 2):
        assert not store.has_snapshot(names[index])
        with pytest.raises(StoreError, match="dropped by tracker vacuum"):
            store.snapshot(names[index])
    assert store.look_counts(at(-1), at(9), ["office"])[0].looked == 5, "every look is kept"
    assert store.droppable(at(2.5)) == ()
    store.give_back_room()


def test_what_is_seen_again_is_archived_again(store: Store) -> None:
    bodies = history(store)
    store.drop_snapshots([snapshot_of(bodies[0]).id], at(50))
    looked(store, bodies[0], hours=60)
    assert store.snapshot(snapshot_of(bodies[0]).id) == snapshot_of(bodies[0])


def test_what_was_not_read_yet_is_never_given_up(store: Store) -> None:
    for hour, body in enumerate(pages(3)):
        looked(store, body, hours=hour)
    assert store.droppable(at(1000)) == ()
