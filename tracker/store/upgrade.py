"""Run the migrations that lie between a database's version and ours."""

from __future__ import annotations

from pathlib import Path

from alembic.command import upgrade as run
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tracker.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, made in memory: there is no file to find."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def is_known(version: str) -> bool:
    """Whether this program has the migration that a database is at: one of a newer program it has not."""
    return version in {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}


def upgrade(connection: Connection, version: str) -> None:
    """Bring the database behind a connection to the newest version, in the connection's own transaction."""
    if not is_known(version):
        raise StoreError(f"it is at version {version}, which this program does not know: it is newer; install the newer program")
    run(configuration(connection), "head")


def bring_to(connection: Connection, version: str) -> None:
    """Make the tables of a version in an empty database."""
    run(configuration(connection), version)
