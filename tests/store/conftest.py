"""The databases of these tests, and processes that use them at the same time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import database, kind, new_database, postgres, postgres_programs, sqlite_template, store
from tests.store.crowd import Crowd

__all__ = ["crowd", "database", "kind", "new_database", "postgres", "postgres_programs", "sqlite_template", "store"]


@pytest.fixture(scope="session")
def crowd() -> Iterator[Crowd]:
    """Processes that do one thing at one moment."""
    with Crowd() as made:
        yield made
