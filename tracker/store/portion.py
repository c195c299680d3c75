"""Steps of one process that are committed together: one that nobody else waits for need not end with each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection, Engine

_OPTION = "portion"


class Portion:
    """A transaction that goes on from step to step. Each step is whole in it, or not in it at all.

    It is for a file of SQLite that one thread of one process alone writes. Whoever reads or writes there beside the steps ends it first, so
    that what follows stands on what is committed. What was not, no step has happened of.
    """

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self.steps = 0
        self.within = False

    @contextmanager
    def step(self) -> Iterator[None]:
        """What is read and written in here goes into the transaction."""
        self.within = True
        try:
            yield
        finally:
            self.within = False
        self.steps += 1

    def connection(self, engine: Engine) -> Connection:
        """The connection of the steps, in its transaction."""
        if self._connection is None:
            self._connection = engine.connect().execution_options(lasting=False)
            self._connection.begin()
        return self._connection

    @contextmanager
    def whole(self, engine: Engine) -> Iterator[Connection]:
        """What is written in here is kept as a whole, or none of it, whatever becomes of the transaction."""
        connection = self.connection(engine)
        # By the driver itself: so small a statement takes thirty times as long by way of SQLAlchemy.
        driver: Any = connection.connection.driver_connection
        driver.execute("SAVEPOINT whole")
        try:
            yield connection
        except BaseException:
            with suppress(sqlite3.Error):  # of a disk that is full the whole transaction is gone by now
                driver.execute("ROLLBACK TO whole")
                driver.execute("RELEASE whole")
            raise
        driver.execute("RELEASE whole")

    def end(self) -> None:
        """Commit the steps that there were."""
        connection, self._connection, self.steps = self._connection, None, 0
        if connection is not None:
            with connection:
                connection.commit()

    def drop(self) -> None:
        """Leave the steps that there were."""
        connection, self._connection, self.steps = self._connection, None, 0
        if connection is not None:
            connection.close()


def in_portions(engine: Engine, portion: Portion) -> Engine:
    """The same engine, whose reading and writing is done within that portion."""
    return engine.execution_options(**{_OPTION: portion})


def portion_of(engine: Engine) -> Portion | None:
    """The portion of an engine, if it has one."""
    found: Portion | None = engine.get_execution_options().get(_OPTION)
    return found
