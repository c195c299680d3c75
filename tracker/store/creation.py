"""The tables of a new database, as they are now: the steps that led to them are for databases that have rows."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, make_url
from sqlalchemy.schema import CreateIndex, CreateTable

from tracker.store.head import HEAD
from tracker.store.tables import metadata

_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Where Alembic keeps the version that a database is at, as Alembic makes it."""


def create_tables(connection: Connection) -> None:
    """Make all tables in the connection's own transaction. One that is in the way is an error, as it is for a migration."""
    for statement in _statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(_VERSION.insert().values(version_num=HEAD))


@cache
def _statements(dialect: str) -> tuple[str, ...]:
    """The tables and their indexes, each after those that it names."""
    writer = make_url(f"{dialect}://").get_dialect()()
    made: list[CreateTable | CreateIndex] = []
    for table in (*metadata.sorted_tables, _VERSION):
        made += [CreateTable(table), *(CreateIndex(index) for index in sorted(table.indexes, key=lambda index: str(index.name)))]
    return tuple(str(one.compile(dialect=writer)) for one in made)
