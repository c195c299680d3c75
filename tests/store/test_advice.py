"""What is advised when a database fails: asked of real ones."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from psycopg import sql

from tests.databases import PostgresServer
from tracker.errors import StoreError
from tracker.store import Store
from tracker.store.advice import advice, reason


def test_nothing_is_advised_where_nobody_knows() -> None:
    assert (reason(ValueError("odd\nmore")), advice(ValueError("odd"))) == ("odd", "")
    assert (reason(ValueError()), advice(sqlite3.ProgrammingError("closed"))) == ("ValueError", "")


def test_a_database_that_nobody_created(postgres: PostgresServer) -> None:
    with pytest.raises(StoreError, match=r"nowhere.* does not exist; see that the server runs and that TRACKER_DATABASE_URL names"):
        Store.open(postgres.url("nowhere"))


@pytest.mark.parametrize(
    ("statement", "remedy"),
    [
        ("ALTER DATABASE {name} SET default_transaction_read_only = on", "; name a user who may write"),
        ("CREATE TABLE snapshot (mine text)", "; see that the user may create and write tables there"),
    ],
)
def test_a_database_that_is_not_fit(postgres: PostgresServer, statement: str, remedy: str) -> None:
    name = postgres.create()
    with psycopg.connect(postgres.url(name), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(name=sql.Identifier(name)))
    with pytest.raises(StoreError, match=r"^postgresql://.*: cannot be opened: ") as caught:
        Store.open(postgres.url(name))
    assert remedy in str(caught.value)
    postgres.drop(name)


def test_a_server_that_goes_away_is_told_and_what_to_do(postgres: PostgresServer) -> None:
    name = postgres.create_up_to_date()
    with Store.open(postgres.url(name)) as store:
        postgres.drop(name)
        with pytest.raises(StoreError, match=r"cannot be read: .*; see that the server runs"):
            store.timeline()
