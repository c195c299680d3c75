"""Copies: of one moment while others write, checked, and put back where nothing is; and one before each change of the tables."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import chdir
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.databases import PostgresServer
from tests.store.field import finding_of, found, in_vain, rows_in
from tracker.errors import StoreError, UsageError
from tracker.store import Store
from tracker.store.backup import back_up, restore
from tracker.store.copying import inspected
from tracker.store.head import HEAD
from tracker.store.tables import metadata


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as plain values."""
    with Store.open(url) as store, store.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr) for table in metadata.sorted_tables
        }


def filled(url: str) -> None:
    with Store.open(url) as store:
        found(store, finding_of())
        in_vain(store, 3)


def test_what_is_put_back_is_what_was_copied(kind: str, database: str, tmp_path: Path) -> None:
    filled(database)
    kept = back_up(database, tmp_path / "copy.sqlite3")
    assert (kept.version, kept.looks, kept.findings) == (HEAD, 2, 1)
    restore(tmp_path / "copy.sqlite3", f"sqlite:///{tmp_path}/elsewhere/again.sqlite3")
    assert contents(f"sqlite:///{tmp_path}/elsewhere/again.sqlite3") == contents(database)
    assert not list(tmp_path.rglob("*.part*")), "nothing is left beside"


def test_a_copy_of_a_file_goes_into_a_server_and_work_goes_on_there(postgres: PostgresServer, tmp_path: Path) -> None:
    file = f"sqlite:///{tmp_path}/tracker.sqlite3"
    filled(file)
    back_up(file, tmp_path / "copy.sqlite3")
    name = postgres.create()
    server = postgres.url(name)
    restore(tmp_path / "copy.sqlite3", server)
    assert contents(server) == contents(file)
    with Store.open(server) as store:
        assert in_vain(store, 5) == 3, "numbers go on after the last"
    with pytest.raises(UsageError, match="holds something already"):
        restore(tmp_path / "copy.sqlite3", server)
    postgres.drop(name)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tracker.sqlite3"
    filled(url)
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(UsageError, match="taken: exists already"):
        back_up(url, tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"
    back_up(url, tmp_path / "copy")
    with pytest.raises(UsageError, match=r"tracker\.sqlite3: exists already"):
        restore(tmp_path / "copy", url)
    (tmp_path / "fresh.sqlite3-wal").write_bytes(b"of another database")
    with pytest.raises(UsageError, match=r"fresh\.sqlite3-wal: exists already"):
        restore(tmp_path / "copy", f"sqlite:///{tmp_path}/fresh.sqlite3")


def test_a_folder_is_no_copy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder; name the file in it"):
        restore(tmp_path, f"sqlite:///{tmp_path}/tracker.sqlite3")


def test_a_copy_shows_one_moment_while_others_write(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tracker.sqlite3"
    filled(url)
    begun, done = threading.Event(), threading.Event()

    def write() -> None:
        with Store.open(url) as store:
            for hour in range(10, 5000):
                in_vain(store, hour)
                begun.set()
                if done.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        kept = [back_up(url, tmp_path / f"copy{number}") for number in range(5)]
    finally:
        done.set()
        writer.join()
    for number, one in enumerate(kept):
        assert inspected(tmp_path / f"copy{number}") == one
        with Store.open(f"sqlite:///{tmp_path}/copy{number}") as store:
            assert rows_in(store, metadata.tables["look"]) == [one.looks]
    assert kept[-1].looks > 2, "it was written to in the meantime"


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"", "no copy of a database of tracker"), (b"hello " * 1000, "no copy of a database of tracker")],
)
def test_a_file_that_is_no_copy_is_refused(tmp_path: Path, body: bytes, said: str) -> None:
    (tmp_path / "copy").write_bytes(body)
    with pytest.raises(StoreError, match=said):
        restore(tmp_path / "copy", f"sqlite:///{tmp_path}/new.sqlite3")
    assert not (tmp_path / "new.sqlite3").exists()


def test_a_damaged_copy_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tracker.sqlite3"
    filled(url)
    back_up(url, tmp_path / "copy")
    body = bytearray((tmp_path / "copy").read_bytes())
    for start in range(8192, len(body) - 4096, 4096):
        body[start : start + 64] = b"\xff" * 64
    (tmp_path / "copy").write_bytes(body)
    with pytest.raises(StoreError, match=r"damaged|no copy"):
        restore(tmp_path / "copy", f"sqlite:///{tmp_path}/new.sqlite3")
    assert not (tmp_path / "new.sqlite3").exists()


def test_a_copy_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tracker.sqlite3"
    filled(url)
    back_up(url, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_later'")
    connection.close()
    with pytest.raises(StoreError, match="9999_later, which this program does not know: it is newer"):
        restore(tmp_path / "copy", f"sqlite:///{tmp_path}/new.sqlite3")


def test_without_a_database_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing to copy"):
        back_up(f"sqlite:///{tmp_path}/none.sqlite3", tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


OLD = "0003_told_texts"
MADE_OLD = """
import sys
from alembic.command import upgrade
from sqlalchemy import create_engine
from tracker.store.upgrade import configuration
with create_engine(sys.argv[1]).begin() as connection: upgrade(configuration(connection), sys.argv[2])
"""


def made_old(url: str) -> None:
    """A database of an earlier version with a row in it."""
    url = url.replace("postgresql:", "postgresql+psycopg:")
    subprocess.run([sys.executable, "-c", MADE_OLD, url, OLD], check=True)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO robots (origin, fetched, failed, body) VALUES ('here', '2026-08-01T09:00:00.000000+00:00', false, 'x')")
        )
        row = {"id": "sha256:a", "size": 2, "body": b"\x00\xff"}
        connection.execute(text("INSERT INTO snapshot (id, size, body) VALUES (:id, :size, :body)"), row)
    engine.dispose()


def test_before_its_tables_change_a_database_is_copied(kind: str, new_database: str, tmp_path: Path) -> None:
    made_old(new_database)
    with chdir(tmp_path):
        Store.open(new_database).close()
        (former,) = tmp_path.glob("*.bak")
        Store.open(new_database).close()
        assert list(tmp_path.glob("*.bak")) == [former], "what is up to date is not copied again"
    name = Path(make_url(new_database).database or "").name
    assert former.name == f"{name}.{OLD}.bak"
    assert inspected(former).version == OLD
    with sqlite3.connect(former) as copy:
        assert copy.execute("SELECT origin FROM robots").fetchall() == [("here",)]
        assert copy.execute("SELECT body FROM snapshot").fetchall() == [(b"\x00\xff",)]
    copy.close()
    restore(former, f"sqlite:///{tmp_path}/again.sqlite3")
    assert contents(f"sqlite:///{tmp_path}/again.sqlite3") == contents(new_database)


def test_a_servers_database_is_left_alone_where_no_copy_of_it_can_be_written(postgres: PostgresServer, tmp_path: Path) -> None:
    name = postgres.create()
    made_old(postgres.url(name))
    (tmp_path / "db").symlink_to("/proc/self")
    with chdir(tmp_path), pytest.raises(StoreError, match=r"the copy before that cannot be made .*; run this once from a folder with room"):
        Store.open(postgres.url(name))
    engine = create_engine(postgres.url(name).replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == OLD
    engine.dispose()
    with chdir(tmp_path.parent):
        Store.open(postgres.url(name)).close()
        (former,) = tmp_path.parent.glob(f"{name}*.bak")
        former.unlink()
    postgres.drop(name)
