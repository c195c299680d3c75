"""Several processes on one database: each lease has one owner, and the clock of the store never goes back."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

from sqlalchemy import event

from tests.store.crowd import Crowd
from tests.store.field import at, composed, finding_of, found, in_vain, rows_in
from tracker.store import Store
from tracker.store.tables import digest


def test_a_lease_has_one_owner_among_processes(store: Store, database: str, crowd: Crowd) -> None:
    answers = crowd.at_once("leases", database, count=4, sources=60)
    assert [status for status, _ in answers] == [0] * 4
    got = [number for _, mine in answers for number in mine]
    assert sorted(got) == list(range(60)), "each source was leased, and once"
    states = store.states([f"source-{number}" for number in range(60)])
    owners = {number: str(owner) for owner, (_, mine) in enumerate(answers) for number in mine}
    assert {number: states[f"source-{number}"].lease_owner for number in range(60)} == owners


def test_a_lease_has_one_owner_among_threads(store: Store) -> None:
    got: list[str] = []
    gate = threading.Barrier(4)

    def take(owner: str) -> None:
        gate.wait()
        got.extend(
            f"source-{number}" for number in range(25) if store.lease(f"source-{number}", sequence=0, owner=owner, now=at(0), until=at(1))
        )

    threads = [threading.Thread(target=take, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(f"source-{number}" for number in range(25))


def test_the_last_recorded_time_is_the_latest_of_all_processes(store: Store, database: str, crowd: Crowd) -> None:
    """Each process records at times that go up and down; the latest of any is what stays."""
    assert [status for status, _ in crowd.at_once("marks", database, count=3, rounds=40)] == [0] * 3
    latest = max(random.Random(owner * 1000 + number).randrange(1000) for owner in range(3) for number in range(40))
    assert store.last_recorded() == at(latest)
    assert {state.sequence for state in store.states([f"source-{owner}" for owner in range(3)]).values()} == {40}


def while_at(store: Store, statement: str, work: Callable[[], None]) -> threading.Thread:
    """Let another thread do something when the store is about to execute a statement; if it has to wait, the store goes on."""
    thread = threading.Thread(target=work)

    def reached(*them: object) -> None:
        if str(them[2]).startswith(statement) and not thread.ident:
            thread.start()
            thread.join(0.5)

    event.listen(store.engine, "before_cursor_execute", reached)
    return thread


def test_a_later_time_that_is_recorded_in_between_stays(store: Store, database: str) -> None:
    numbers: list[int] = []
    with Store.open(database) as other:
        thread = while_at(store, "INSERT INTO clock", lambda: numbers.append(in_vain(other, 9, source="other")))
        numbers.append(in_vain(store, 5))
        thread.join()
    assert len(numbers) == 2
    assert store.last_recorded() == at(9)


def test_a_composer_that_comes_in_between_is_the_second(store: Store, database: str) -> None:
    """The period is free when both look; the one that writes first has it, and the other is told so without an error."""
    findings = found(store, finding_of())
    answers: list[bool] = []
    with Store.open(database) as other:
        thread = while_at(store, "INSERT INTO digest ", lambda: answers.append(composed(other, findings)))
        answers.append(composed(store, findings))
        thread.join()
    assert sorted(answers) == [False, True]
    assert rows_in(store, digest) == [1]
