"""Several processes that do the same thing to one database at the same moment, and some that are killed while they do.

One process that has imported everything forks them: many rounds cost little. `python -m tests.store.crowd` is that process; it reads
orders from its standard input, a line of JSON each, and answers each with what its children said and how they ended.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import event

import tracker.store.upgrade  # noqa: F401 - the children shall find it imported
from tests.store import field
from tracker.errors import TrackerError
from tracker.model.finding import Verdict
from tracker.store import Store

ROOT = Path(__file__).resolve().parents[2]
BLOCKS = 5

Answer = tuple[int, Any]
"""How a child ended (0, or minus the signal) and what it said."""


class Crowd:
    """The process that forks, from the side of the tests."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.store.crowd"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.communicate(timeout=30)

    def at_once(self, task: str, url: str, count: int = 2, **arguments: object) -> list[Answer]:
        """What came of so many processes that did a task at the same moment."""
        return self._order({"task": task, "url": url, "count": count, "arguments": arguments, "kill_after": None})

    def killed(self, task: str, url: str, after: float, **arguments: object) -> Answer:
        """What came of a process that was killed so many seconds after it said that it begins."""
        (answer,) = self._order({"task": task, "url": url, "count": 1, "arguments": arguments, "kill_after": after})
        return answer

    def _order(self, order: dict[str, object]) -> list[Answer]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return [(status, said) for status, said in json.loads(self._process.stdout.readline())]


def opens(url: str) -> str | None:
    """Open a database and close it."""
    Store.open(url).close()
    return None


def leases(url: str, sources: int, owner: int) -> list[int]:
    """Try to lease many sources that nobody has looked at. Answers those that were got."""
    with Store.open(url) as store:
        return [
            number
            for number in range(sources)
            if store.lease(f"source-{number}", sequence=0, owner=str(owner), now=field.at(0), until=field.at(1))
        ]


def composes(url: str, findings: list[int], rounds: int, owner: int) -> list[int]:
    """Try to compose many periods, each with a finding of its own. Answers those that were this process's."""
    with Store.open(url) as store:
        mine = []
        for number in range(rounds):
            period = field.period_of(number + 1)
            made = field.digest_of(period)
            if store.record_digest(made, period, [findings[number]], []):
                mine.append(number)
        return mine


def loads(url: str, events: int) -> list[int]:
    """Load a seed. Answers what the report counts."""
    with Store.open(url) as store:
        seed = field.seed_of(*(field.event(f"acorn-act.{number}", "acorn-act", "enacted") for number in range(events)))
        report = store.load_seed(seed, field.at(0))
        return [report.added, report.revised, report.unchanged]


def marks(url: str, rounds: int, owner: int) -> None:
    """Record looks at times that go up and down."""
    with Store.open(url) as store:
        for number in range(rounds):
            field.in_vain(store, random.Random(owner * 1000 + number).randrange(1000), source=f"source-{owner}")


def works(url: str, source: str, answer: int) -> None:
    """Look and derive without end, and say when it begins."""
    with Store.open(url) as store:
        store.last_recorded()
        os.write(answer, b" ")
        while True:
            work_once(store, source)


def stops_before(url: str, statement: int) -> int:
    """Look and derive once, and be killed before the nth statement (or commit) of it. Answers how many there were, if it was not."""
    with Store.open(url) as store:
        done = 0

        def count(*_: object) -> None:
            nonlocal done
            done += 1
            if done == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(store.engine, "before_cursor_execute", count)
        event.listen(store.engine, "commit", count)
        work_once(store, "office")
        return done


def work_once(store: Store, source: str) -> None:
    """One look with new bytes, and all that can be made of it."""
    store.lease(source, sequence=store.states([source])[source].sequence, owner="worker", now=field.at(0), until=field.at(1))
    sequence = store.states([source])[source].sequence
    body = random.Random(f"{source} {sequence}").randbytes(20_000)
    number = field.looked(store, body, source=source, hours=sequence)
    blocks = [field.block_of(f"{sequence}-{place}") for place in range(BLOCKS)]
    changes = [field.change_of(block, [field.finding_of(Verdict.ADDS, f"event-{sequence}")], source=source) for block in blocks]
    events = [field.event(f"{source}.{sequence}.{place}", "acorn-act", "enacted") for place in range(BLOCKS)]
    store.record_derivation(field.derivation_of(number, blocks, changes, body=body, source=source, hours=sequence, revisions=events))


TASKS: dict[str, Callable[..., Any]] = {task.__name__: task for task in (opens, leases, composes, loads, marks, works, stops_before)}


def _child(order: dict[str, Any], owner: int, gate: int, answer: int) -> None:
    task = TASKS[order["task"]]
    arguments = dict(order["arguments"])
    if "owner" in task.__annotations__:
        arguments["owner"] = owner
    if "answer" in task.__annotations__:
        arguments["answer"] = answer
    os.read(gate, 1)  # ends for all at once, when the parent closes its side
    try:
        said = task(order["url"], **arguments)
        status = 0
    except TrackerError as error:
        said, status = f"{type(error).__name__}: {error}", 1
    os.write(answer, json.dumps(said).encode())
    os._exit(status)


def _fork(order: dict[str, Any], owner: int, gate: tuple[int, int]) -> tuple[int, int]:
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(gate[1])
            _child(order, owner, gate[0], writes)
        finally:
            os._exit(70)
    os.close(writes)
    return pid, reads


def _finish(pid: int, reads: int, kill_after: float | None) -> Answer:
    if kill_after is not None:
        select.select([reads], [], [], 30)
        time.sleep(kill_after)
        os.kill(pid, signal.SIGKILL)
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read().strip()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), json.loads(said) if said else None


def _serve(orders: Iterable[str]) -> None:
    for line in orders:
        order = json.loads(line)
        gate = os.pipe()
        children = [_fork(order, owner, gate) for owner in range(order["count"])]
        os.close(gate[0])
        time.sleep(0.002)
        os.close(gate[1])
        sys.stdout.write(json.dumps([_finish(pid, reads, order["kill_after"]) for pid, reads in children]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.stdin)
