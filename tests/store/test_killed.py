"""A process that is killed while it writes leaves everything of a step or nothing, and loses no evidence."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text

from tests.store import field
from tests.store.crowd import BLOCKS, Crowd
from tests.store.field import rows_in
from tracker.store import Store
from tracker.store.tables import block, change, document, finding, look, revision, snapshot

MADE = (block, change, finding, revision)


def whole(store: Store, source: str) -> tuple[int, int]:
    """Hold the database against itself. Answers how many looks and how many documents there are."""
    looks, snapshots, documents = rows_in(store, look, snapshot, document)
    assert rows_in(store, *MADE) == [documents * BLOCKS] * len(MADE), "a document has all its blocks, changes, findings, revisions"
    assert snapshots == looks
    state = store.states([source])[source]
    assert state.sequence == looks, "the state moves with the ledger"
    with store.engine.connect() as connection:
        derived = connection.execute(select(func.count()).select_from(look).where(look.c.derived.is_(True))).scalar_one()
        names = connection.execute(select(look.c.snapshot).order_by(look.c.id)).scalars().all()
        if store.engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    assert derived == documents
    assert state.snapshot == (names[-1] if names else None)
    waiting = store.pending()
    assert len(waiting) == looks - documents <= 1
    for one in waiting:
        kept = store.snapshot(one.fetch.snapshot or "")
        assert kept is not None, "the evidence is there"
        assert len(kept.body) == one.fetch.size
    assert (store.last_recorded() is None) == (looks == 0)
    return looks, documents


@pytest.mark.slow
def test_killed_before_each_statement_and_each_commit_of_a_look_and_its_derivation(
    kind: str, crowd: Crowd, request: pytest.FixtureRequest
) -> None:
    """The process kills itself before its nth statement, for every n: no moment between two of them is left out.

    On a server, where each trial costs a database, every third is tried, and every one by `make soak`.
    """
    states, step = [], int(os.environ.get("KILL_EVERY", "3")) if kind == "postgresql" else 1
    for statement in range(1, 200, step):
        with fresh_database(request, kind, statement) as database:
            ((status, said),) = crowd.at_once("stops_before", database, count=1, statement=statement)
            with Store.open(database) as store:
                states.append(whole(store, "office"))
        if said is not None:
            assert (status, states[-1]) == (0, (1, 1)), "it was not stopped any more"
            assert said < statement <= said + step
            break
        assert status == -signal.SIGKILL
    assert {(0, 0), (1, 1)} <= set(states) <= {(0, 0), (1, 0), (1, 1)}
    assert step > 1 or (1, 0) in states
    assert states == sorted(states)


@contextmanager
def fresh_database(request: pytest.FixtureRequest, kind: str, number: int) -> Iterator[str]:
    if kind == "sqlite":
        path = request.getfixturevalue("tmp_path") / f"{number}.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres")
    name = server.create_up_to_date()
    yield server.url(name)
    server.drop(name)


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment(database: str, crowd: Crowd, seed: int) -> None:
    """Ten kills, one after the other, of processes that go on where the last one stopped; later ones on a machine that is busy."""
    moments = random.Random(seed)
    before = (0, 0)
    kills = 0
    while kills < 10 or (before[0] < 2 and kills < 60):
        patience = 0.06 * (1 + kills // 10)
        kills += 1
        status, _ = crowd.killed("works", database, after=moments.random() * patience, source="office")
        assert status == -signal.SIGKILL
        with Store.open(database) as store:
            finish(store)
            after = whole(store, "office")
        assert after >= before
        before = after
    assert before[0] >= 2, "the processes did work before they were killed"


def finish(store: Store) -> None:
    """Read what the killed process left unread, as the next pass does first of all."""
    whole(store, "office")
    for one in store.pending():
        sequence = store.states(["office"])["office"].sequence - 1
        blocks = [field.block_of(f"{sequence}-{place}") for place in range(BLOCKS)]
        changes = [field.change_of(made, [field.finding_of()]) for made in blocks]
        events = [field.event(f"office.{sequence}.{place}", "acorn-act", "enacted") for place in range(BLOCKS)]
        kept = store.snapshot(one.fetch.snapshot or "")
        assert kept is not None
        store.record_derivation(field.derivation_of(one.fetch_id, blocks, changes, body=kept.body, hours=sequence, revisions=events))
    assert store.pending() == ()
